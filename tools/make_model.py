#!/usr/bin/env python3
"""Writes a made-up model of any size, the same for the same arguments: for golden screens and for measuring.

usage: make_model.py [--elements N] [--flows N] [--facts PERCENT]

One part in ten of the elements is outside (people, foreign systems), six are processes, three are stores; boundaries are
nested; flows join elements at random. Facts are stated for the given share of the subjects.
"""

import argparse
import random

PROCESSES = ["rtos-mcu", "cloud-api", "mobile-app", "web-portal", "analysis-service"]
STORES = ["database", "flash"]
OUTSIDE = ["patient", "clinician", "hospital-system"]
KINDS = ["phi", "command", "firmware", "diagnosis"]
PROTOCOLS = ["ble", "https", "http", "mqtt"]


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--elements", type=int, default=30)
    arguments.add_argument("--flows", type=int)
    arguments.add_argument("--facts", type=int, default=0)
    options = arguments.parse_args()
    count = options.elements
    flows = 3 * count if options.flows is None else options.flows
    pick = random.Random(count)
    data = max(5, count // 10)
    boundaries = max(3, count // 20)
    lines = ["wardround: 1", "system: {id: made, name: Made}", "harms: {harm: serious}"]
    lines += ["functions: {work: {needs: [d0], harms: [harm]}}", "data:"]
    lines += [f"  d{i}: {pick.choice(KINDS)}" for i in range(data)]
    lines += ["boundaries:"]
    for i in range(boundaries):
        inside = f", in: b{pick.randrange(i)}" if i and pick.random() < 0.7 else ""
        lines += [f"  b{i}: {{type: hospital-network{inside}}}"]
    outside, stores = count // 10, count * 3 // 10
    elements = [(f"p{i}", pick.choice(PROCESSES)) for i in range(count - outside - stores)]
    elements += [(f"s{i}", pick.choice(STORES)) for i in range(stores)]
    elements += [(f"x{i}", pick.choice(OUTSIDE)) for i in range(outside)]
    lines += ["elements:"]
    for name, kind in elements:
        stored = f", stores: [d{pick.randrange(data)}]" if kind in STORES else ""
        performs = ", performs: [work]" if name == "p0" else ""
        lines += [f"  {name}: {{type: {kind}, in: b{pick.randrange(boundaries)}{stored}{performs}}}"]
    lines += ["flows:"]
    for i in range(flows):
        a, b = pick.sample(elements, 2)
        facts = ", encrypted: no" if pick.randrange(100) < options.facts else ""
        lines += [
            f"  f{i}: {{path: {a[0]} -> {b[0]}, protocol: {pick.choice(PROTOCOLS[2:])}, sends: [d{pick.randrange(data)}], "
            f"returns: [d{pick.randrange(data)}]{facts}}}"
        ]
    print("\n".join(lines))


if __name__ == "__main__":
    main()
