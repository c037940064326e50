#!/usr/bin/env python3
"""`decide`, `answer` and `evidence` killed at any moment: the files are the old or the new ones, never a mixture, and what was
acknowledged is there. KILLS in the environment says how often.

usage: decide_test.py [WARDROUND]      default: build/dev/wardround
"""
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time
import unittest

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = str(pathlib.Path(sys.argv.pop(1) if len(sys.argv) > 1 and not sys.argv[1].startswith("-") else ROOT / "build/dev/wardround").resolve())
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "SOURCE_DATE_EPOCH": "1795392000", "HOME": "/nonexistent", "WARDROUND_BY": "Ana",
               "WARDROUND_ROLE": "security"}
KILLS = int(os.environ.get("KILLS", "30"))
MODEL = """wardround: 1
system: demo
harms: {delay: serious}
functions: {deliver: {needs: [orders], harms: [delay]}}
data: {orders: command}
elements:
  app: mobile-app
  mcu: {type: rtos-mcu, performs: [deliver]}
flows:
  order: {path: app -> mcu, protocol: {name: ble, pairing: just-works}, sends: [orders]}
"""
# Enough that writing them takes a while.
INPUTS = {
    "run.xml": "<testsuite>" + "".join(f'<testcase classname="fw" name="t{i}"/>' for i in range(500)) + "</testsuite>",
    "again.xml": "<testsuite>" + "".join(f'<testcase classname="fw" name="t{i}"><failure/></testcase>' for i in range(0, 600, 2)) + "</testsuite>",
    "pentest.csv": "id,date,subject,stride\n" + "".join(f"P-{i},2026-10-02,order,T\n" for i in range(500)),
}
# Each adds to what the ones before have left.
COMMANDS = [
    ["decide", "command-peer@order", "demo.model.yaml", "--eliminate", "--reason", "a wire replaces the link"],
    ["decide", "altered-link@order", "demo.model.yaml", "--accept", "--reason", "only for the trial"],
    ["answer", "mcu.input_validated", "no", "demo.model.yaml"],
    ["decide", "malformed-input@mcu", "demo.model.yaml", "--mitigate", "--with", "input-hardening", "--reason", "fuzzed each night"],
    ["evidence", "run.xml", "demo.model.yaml", "--build", "b1", "--all"],
    ["evidence", "again.xml", "demo.model.yaml", "--build", "b1", "--all"],
    ["evidence", "--import", "pentest.csv", "--kind", "pentest", "demo.model.yaml"],
]


def state(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.suffix == ".yaml"}


class Killed(unittest.TestCase):
    def fresh(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        folder = pathlib.Path(scratch.name)
        for name, text in {"demo.model.yaml": MODEL, **INPUTS}.items():
            (folder / name).write_text(text, encoding="utf-8")
        return folder

    def test_old_or_new_and_nothing_acknowledged_is_lost(self):
        whole, states, lasted = self.fresh(), [], 0.0
        states.append(state(whole))
        for command in COMMANDS:
            begin = time.monotonic()
            subprocess.run([BINARY, *command], cwd=whole, env=ENVIRONMENT, check=True, capture_output=True, timeout=60)
            lasted = max(lasted, time.monotonic() - begin)
            states.append(state(whole))
        choose = random.Random(7)
        seen = {"old": 0, "new": 0, "between": 0}
        for turn in range(KILLS):
            step = turn % len(COMMANDS)
            folder = self.fresh()
            for name, data in states[step].items():
                (folder / name).write_bytes(data)
            child = subprocess.Popen([BINARY, *COMMANDS[step]], cwd=folder, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
            time.sleep(choose.uniform(0, lasted))
            child.send_signal(signal.SIGKILL)
            said = child.communicate(timeout=60)[0]
            now = state(folder)
            for name, data in now.items():
                self.assertIn(data, (states[step].get(name), states[step + 1].get(name)), f"{name} is a mixture after {COMMANDS[step]}")
            if said:
                self.assertEqual(now, states[step + 1], "acknowledged, and lost")
            seen["new" if now == states[step + 1] else "old" if now == states[step] else "between"] += 1
            # What is there can be gone on from.
            subprocess.run([BINARY, *COMMANDS[step]], cwd=folder, env=ENVIRONMENT, check=True, capture_output=True, timeout=60)
        print(seen)
        self.assertGreater(seen["old"], 0)


if __name__ == "__main__":
    unittest.main()
