#!/usr/bin/env python3
"""Where the output goes: a full disk and a closed pipe.

usage: terminal_test.py [WARDROUND]      default: build/dev/wardround
"""

import os
import pathlib
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = str(pathlib.Path(sys.argv.pop(1) if len(sys.argv) > 1 and not sys.argv[1].startswith("-") else ROOT / "build/dev/wardround").resolve())
AMPS = str(ROOT / "examples/amps")
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "SOURCE_DATE_EPOCH": "1795392000"}
# Short ones fit a buffer, long ones are written before the end.
SHORT_AND_LONG = (["--version"], ["help"], ["check", AMPS], ["check", AMPS, "--format", "json"], ["diagram", AMPS, "--layout", "plain"])


class Output(unittest.TestCase):
    @unittest.skipUnless(os.path.exists("/dev/full"), "no /dev/full here")
    def test_a_full_disk_is_an_error(self):
        for arguments in SHORT_AND_LONG:
            with open("/dev/full", "wb") as full:
                done = subprocess.run([BINARY, *arguments], env=ENVIRONMENT, stdout=full, stderr=subprocess.PIPE, timeout=60, check=False)
            self.assertEqual((done.returncode, done.stderr), (2, b"error: stdout cannot be written\n"), arguments)

    def test_who_stops_reading_gets_no_complaint(self):
        for arguments in SHORT_AND_LONG:
            with subprocess.Popen([BINARY, *arguments], env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
                running.stdout.readline()
                running.stdout.close()
                self.assertEqual(running.stderr.read(), b"", arguments)


if __name__ == "__main__":
    unittest.main()
