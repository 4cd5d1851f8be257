# Only named targets are ever touched: every packet that leaves is watched, also when the device redirects elsewhere.
# SPDX-License-Identifier: Apache-2.0
import json
import os

import harness
import products
from harness import FAILS, INCONCLUSIVE

SIMULATED = os.path.join(harness.DEVICES, "simulated")


def check_packets(case, result):
    case.check("a packet to anywhere else would have been seen", result["control"])
    case.check("the capture lost nothing", result["lost"] == 0, result["lost"])
    case.check("nothing but the named target was touched", not result["strays"], result["strays"])


def watched(device, product_words):
    def run(case):
        words = [*product_words(case), "--target", harness.DEVICE_ADDRESS, "--skip", "throttling", *harness.QUICK]
        ended = case.inside(device, "next_to_device.py", "packets", "150", case.path("watched"), "--", *words)
        if not case.check("the packets were watched", ended.status == 0, ended.out + ended.err):
            return
        result = json.loads(ended.out)
        case.check("the assessment ends with a verdict", result["assessed"]["status"] in (FAILS, INCONCLUSIVE), result["assessed"])
        case.check("the device was touched", result["touched"] > 1000, result["touched"])
        check_packets(case, result)
    return run


def box(case):
    return [case.write("box.toml", products.product()), "--credentials", case.write("credentials.toml", products.CREDENTIALS)]


def careless(_):
    start = os.path.join(SIMULATED, "careless")
    return [start + ".product.toml", "--credentials", start + ".credentials.toml", "--answers", start + ".answers.toml"]


def tests():
    return {"bounds/redirects_elsewhere": watched("hostile:redirect_elsewhere", box), "bounds/careless": watched("careless", careless)}
