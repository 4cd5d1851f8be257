// The kinds of login that can be tried, a line each.
// SPDX-License-Identifier: Apache-2.0
#include "probes/logins/kinds.h"

namespace hoshi::probes::logins {

const std::vector<Kind>& kinds() {
  static const std::vector<Kind> all{
      {"basic", try_basic},
      {"digest", try_digest},
      {"form", try_form},
      {"ssh", try_ssh},
      {"telnet", try_telnet},
      {"mqtt", try_mqtt},
      {"redis", try_redis},
      {"sip", try_sip},
      {"smb", try_smb},
      {"snmp", try_snmp},
      {"snmpv3", try_snmpv3},
      {"coap_psk", try_coap_psk},
      {"ftp", try_ftp},
      {"rtsp_basic", try_rtsp_basic},
      {"rtsp_digest", try_rtsp_digest},
      {"vnc", try_vnc},
      {"onvif", try_onvif},
  };
  return all;
}

}  // namespace hoshi::probes::logins
