#!/usr/bin/env python3
"""Writes a file that goes beyond one of the budgets of src/base/limits.h, too large to be kept as a file.

usage: make_limits.py bytes|unread|includes|models|containment|types|implications|entries|cases|reports
"""

import sys

HEAD = "wardround: 1\nsystem: {id: big}\n"


def pack(body: str) -> str:
    return "pack: {id: big, version: 1.0.0, title: Big}\n" + body


def text(what: str) -> str:
    if what == "bytes":
        return HEAD + "# " + "x" * (10 << 20) + "\n"
    if what == "unread":
        return HEAD + "# " + "x" * (40 << 20) + "\n"
    if what == "includes":
        return HEAD + "include:\n" + "".join(f"  - part{i}.yaml\n" for i in range(300))
    if what == "models":
        return "wardround: 1\nproject: {id: big}\nmodels:\n" + "".join(f"  - m{i}.model.yaml\n" for i in range(300))
    if what == "containment":
        inside = "".join(f"  n{i}: {{type: medical-device, in: n{i - 1}}}\n" for i in range(1, 80))
        return HEAD + "elements:\n  n0: medical-device\n" + inside
    if what == "types":
        return pack("types:\n  t0: {is: process, title: t}\n  process: {title: process}\n" + "".join(f"  t{i}: {{is: t{i - 1}, title: t}}\n" for i in range(1, 50)))
    if what == "entries":
        return pack("types:\n  process: {title: process}\n" + "".join(f"  t{i}: {{is: process, title: t}}\n" for i in range(10_100)))
    if what == "implications":
        facts = "".join(
            f"  f{i}: {{on: [flow], title: f, question: q, worst: a, values: {{a: {{implies: {{f{i + 1}: a}}}}, b: {{title: b}}}}}}\n"
            for i in range(2_200)
        ) + "  f2200: {on: [flow], title: f, question: q, worst: a, values: [a, b]}\n"
        return pack("facts:\n" + facts)
    if what == "cases":
        base = "    elements: {a: mobile-app}\n" + "    # padding that is part of the model's text\n" * 25_000
        each = "".join(f"    c{i}: {{set: {{a.app_integrity_checked: yes}}, expect: none}}\n" for i in range(70))
        return "bases:\n  large: |\n" + base + "cases:\n  app-or-phone-tampered:\n    base: large\n" + each
    if what == "reports":
        return "id\n" + "".join(f"R-{i}\n" for i in range(20_001))
    raise SystemExit(__doc__)


if __name__ == "__main__":
    sys.stdout.write(text(sys.argv[1] if len(sys.argv) == 2 else ""))
