# Only named targets are ever touched: every packet that leaves is watched, also when the device redirects elsewhere.
# SPDX-License-Identifier: Apache-2.0
import ipaddress
import json
import os

import harness
import products
from harness import FAILS, INCONCLUSIVE

SIMULATED = os.path.join(harness.DEVICES, "simulated")


def is_of_the_cable(place):
    """What the kernel itself says to its neighbours: multicast listener reports, router and neighbour solicitations."""
    address = ipaddress.ip_address(place)
    return address.version == 6 and address.is_multicast


def watched(device, product_words):
    def run(case):
        words = [*product_words(case), "--target", harness.DEVICE_ADDRESS, "--skip", "throttling", *harness.QUICK]
        ended = case.inside(device, "next_to_device.py", "packets", case.path("watched"), "--", *words)
        if not case.check("the packets were watched", ended.status == 0, ended.out + ended.err):
            return
        result = json.loads(ended.out)
        case.check("the assessment ends with a verdict", result["assessed"]["status"] in (FAILS, INCONCLUSIVE), result["assessed"])
        case.check("a packet to anywhere else would have been seen", result["control"])
        case.check("the device was touched", result["seen"].get(harness.DEVICE_ADDRESS, 0) > 1000, result["seen"])
        others = {place: count for place, count in result["seen"].items()
                  if place != harness.DEVICE_ADDRESS and not is_of_the_cable(place)}
        case.check("nothing but the named target was touched", not others, others)
    return run


def box(case):
    return [case.write("box.toml", products.product()), "--credentials", case.write("credentials.toml", products.CREDENTIALS)]


def careless(_):
    start = os.path.join(SIMULATED, "careless")
    return [start + ".product.toml", "--credentials", start + ".credentials.toml", "--answers", start + ".answers.toml"]


def tests():
    return {"bounds/redirects_elsewhere": watched("hostile:redirect_elsewhere", box), "bounds/careless": watched("careless", careless)}
