# All hostile behaviours by name: each module registers its own.
# SPDX-License-Identifier: Apache-2.0
import hostile_content  # pylint: disable=unused-import
import hostile_datagrams  # pylint: disable=unused-import
import hostile_http  # pylint: disable=unused-import
import hostile_plain  # pylint: disable=unused-import
import hostile_services  # pylint: disable=unused-import
import hostile_tls  # pylint: disable=unused-import
from hostile_kit import BEHAVIOURS, LURES, LURES6  # pylint: disable=unused-import
