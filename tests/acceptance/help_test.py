#!/usr/bin/env python3
"""`wardround help` and the manual page know every command and option; man has nothing to complain about.

usage: help_test.py [WARDROUND]      default: build/dev/wardround
"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = str(pathlib.Path(sys.argv.pop(1) if len(sys.argv) > 1 and not sys.argv[1].startswith("-") else ROOT / "build/dev/wardround").resolve())
REQUESTS = {".TH", ".SH", ".SS", ".PP", ".TP", ".nf", ".fi", ".br"}


def run(*arguments, code=0):
    done = subprocess.run([BINARY, *arguments], env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}, capture_output=True, text=True, timeout=60, check=False)
    if done.returncode != code:
        raise AssertionError(f"{arguments}: exit code {done.returncode}\n{done.stderr}")
    return done.stdout


def commands():
    return re.findall(r"^  ([a-z]+) +\S", run("--help").split("[PATH]\n\n")[1].split("\n\n")[0], re.MULTILINE)


def flags(text):
    return set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", "\n".join(line for line in text.split("\n") if re.match(r"  -", line))))


class Help(unittest.TestCase):
    page = run("help", "--man")

    def test_a_command_has_one_help(self):
        self.assertGreater(len(commands()), 5)
        for command in commands():
            text = run("help", command)
            self.assertEqual(text, run(command, "--help"))
            self.assertRegex(text, r"Examples?:\n  (source <\()?wardround ", command)

    def test_topics_fit_a_screen_and_teach_by_examples(self):
        topics = re.findall(r"wardround help ([a-z-]+) ", run("help").split("Topics:\n")[1])
        self.assertEqual(topics, ["words", "exit-codes", "formats", "environment", "files", "actions"])
        for topic in topics:
            lines = run("help", topic).split("\n")
            self.assertLessEqual(max(map(len, lines)), 80, topic)
            self.assertLessEqual(len(lines), 40, topic)
            self.assertIn("Examples:", lines, topic)

    def test_help_fits_a_terminal(self):
        for command in ["", *commands()]:
            for line in run(*command.split(), "--help").splitlines():
                self.assertLessEqual(len(line), 80, f"{command}: {line}")

    def test_a_command_is_one_line_of_the_whole(self):
        lines = run("--help").split("[PATH]\n\n")[1].split("\n\n")[0].splitlines()
        self.assertLessEqual(len(lines), 24)
        self.assertEqual([line for line in lines if line.startswith("   ")], [])

    def test_every_ending_is_told(self):
        text = run("help", "formats")
        names = re.search(r"`wardround help formats`\): ([a-z, ]+) \(default", re.sub(r"\s+", " ", run("check", "--help")))[1]
        for name in names.split(", "):
            self.assertRegex(text, rf"(?m)^{name} +\S")

    def test_the_page_names_every_command_and_option(self):
        for command in commands():
            section = self.page.split(f'.SS "wardround {command}"\n')[1].split("\n.SS ")[0].split("\n.SH ")[0]
            wanted = flags(run(command, "--help")) - {"--help"}
            told = set(re.findall(r"\\fB(?:\\-\w, )?(\\-\\-[a-z\\-]+)\\fR", section))
            self.assertEqual({flag.replace("\\", "") for flag in told} | {"--as-of", "--version"} & wanted, wanted, command)

    def test_the_page_is_well_formed(self):
        self.assertTrue(self.page.isascii())
        lines = self.page.split("\n")
        self.assertTrue(lines[0].startswith(".TH WARDROUND 1 "))
        self.assertEqual(lines[1:3], [".SH NAME", "wardround \\- threat modelling for medical devices"])
        self.assertEqual([line for line in lines if line.startswith((".", "'")) and line.split(" ")[0] not in REQUESTS], [])
        self.assertEqual(self.page.count("\n.nf\n"), self.page.count("\n.fi\n"))
        for section in ("SYNOPSIS", "DESCRIPTION", "OPTIONS", "COMMANDS", "EXIT STATUS", "FORMATS", "ENVIRONMENT", "FILES", "EXAMPLES"):
            self.assertTrue(f"\n.SH {section}\n" in self.page or f'\n.SH "{section}"\n' in self.page, section)

    def test_man_reads_it_without_a_warning(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "wardround.1"
            path.write_text(self.page, encoding="utf-8")
            if shutil.which("man") and shutil.which("groff"):
                command = ["man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z", str(path)]
            elif shutil.which("mandoc"):
                command = ["mandoc", "-T", "lint", "-W", "warning", str(path)]
            else:
                self.skipTest("neither man nor mandoc is here")
            done = subprocess.run(command, env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "MANWIDTH": "100"}, capture_output=True, text=True, timeout=60, check=False)
            self.assertEqual((done.returncode, done.stderr), (0, ""))


if __name__ == "__main__":
    unittest.main()
