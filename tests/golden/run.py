#!/usr/bin/env python3
"""Runs the golden cases: one file per behaviour, tests/golden/AREA/NAME.txt.

    run.py --binary build/dev/wardround [--area AREA] [--filter WORD] [--update]

A case is free text (what it shows), then sections. Each starts with a line `--- WORD ARGUMENT`:

    --- file demo.model.yaml       an input, written into a fresh folder; to the next section, byte for byte
    --- bytes bad.model.yaml       the same with \\xNN for bytes that do not print
    --- made big.model.yaml        the output of a program in tools/: `make_model.py --elements 500`
    --- command                    lines `$ wardround check demo.model.yaml`, run in that folder
    --- stdin                      what the commands before it read
    --- stdout                     expected; without the section: nothing
    --- stderr                     expected; without the section: nothing
    --- exit 2                     expected (0), or one number for each command
    --- after demo.model.yaml      what the file holds afterwards

Each further `--- command` goes on in the same folder and has its own expectations. Output of several commands in one section
is joined. Only `wardround` may be run, with NAME=VALUE before it if need be. `{EXAMPLES}` and `{CATALOG}` stand for copies
of examples/ and catalog/ in that folder (`{EXAMPLES}/amps` is `examples/amps`), `{BAD_INPUT}` for tests/bad-input/ itself. In expected texts (and `bytes`, `stdin`) a byte
that does not print is \\xNN, a real `\\xNN` has one more backslash, a space that ends a line is \\x20, the folder's own name is
{TMP}, and a text that does not end with a line break ends with the line `\\no-newline`.
"""
import argparse
import concurrent.futures
import dataclasses
import difflib
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import unicodedata

ROOT = pathlib.Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "golden"
SECTION = re.compile(r"^--- (file|bytes|made|command|stdin|stdout|stderr|exit|after)(?: (.*))?$")
NO_NEWLINE = "\\no-newline\n"
COPIES = {"{EXAMPLES}": "examples", "{CATALOG}": "catalog", "{BAD_INPUT}": "tests/bad-input"}
TIMEOUT = 60


class CaseError(Exception):
    """The case file itself is wrong."""


@dataclasses.dataclass
class Section:
    word: str
    argument: str
    text: str


@dataclasses.dataclass
class Block:
    """A `command` section and the expectations after it."""
    commands: list
    sections: list


# --- text <-> bytes ---------------------------------------------------------------------------------

def _prints(char):
    return char == "\n" or unicodedata.category(char) not in ("Cc", "Cf", "Zl", "Zp", "Cs", "Co", "Cn")


def escape(data: bytes, folder: str = "") -> str:
    """Bytes as they stand in a case file; two different outputs never look the same."""
    text = data.decode("utf-8", "surrogateescape")
    if folder:
        text = text.replace(folder, "{TMP}")

    def shown(at):  # the character at `at` stands for itself
        last_space = text[at] == " " and text[at + 1:at + 2] in ("", "\n")
        return _prints(text[at]) and not last_space

    def one(match):
        slashes, rest, char = match.group(1), match.group(2), match.group(3)
        if char:
            if shown(match.start()):
                return char
            return "".join(f"\\x{byte:02x}" for byte in char.encode("utf-8", "surrogateescape"))
        if rest:
            return slashes + "\\" + rest
        if match.end() < len(text) and not shown(match.end()):  # else `\` and an escaped byte would look like one
            return "\\x5c" * len(slashes)
        return slashes

    text = re.sub(r"(\\+)(x[0-9a-f]{2}|no-newline)?|([^!-~\n])", one, text)
    text = re.sub(r"(?m)^---(?= )", r"\\x2d--", text)
    if text and not text.endswith("\n"):
        text += "\n" + NO_NEWLINE
    return text


def unescape(text: str) -> bytes:
    text = text[: -len("\n" + NO_NEWLINE)] if text.endswith("\n" + NO_NEWLINE) else text

    def one(match):
        slashes, rest = match.group(1), match.group(2)
        if len(slashes) == 1 and rest.startswith(b"x"):
            return bytes([int(rest[1:], 16)])
        return slashes[1:] + rest

    return re.sub(rb"(\\+)(x[0-9a-f]{2}|no-newline)", one, text.encode("utf-8"))


# --- reading and writing cases ----------------------------------------------------------------------

def parse(text: str):
    """(free text, sections)."""
    head, sections, current = [], [], None
    for line in re.findall(r"[^\n]*\n|[^\n]+", text):
        if match := SECTION.match(line.rstrip("\n")):
            current = Section(match.group(1), match.group(2) or "", "")
            sections.append(current)
        elif current is None:
            if line.startswith("--- "):
                raise CaseError(f"no such section: {line.strip()}")
            head.append(line)
        else:
            current.text += line
    return "".join(head), sections


def command_of(line: str):
    """A `$ …` line as (environment, arguments of wardround)."""
    words = shlex.split(line.removeprefix("$"))
    environment = {}
    while words and re.match(r"^[A-Z_]+=", words[0]):
        name, _, value = words.pop(0).partition("=")
        environment[name] = value
    if not words or words[0] != "wardround":
        raise CaseError(f"only `wardround` may be run, not: {line.strip()}")
    if bad := [w for w in words if w in ("|", "||", "&", "&&", ";", ">", ">>", "<", "2>", "2>&1")]:
        raise CaseError(f"this is no shell, `{bad[0]}` means nothing here: {line.strip()}")
    return environment, words[1:]


def blocks_of(sections):
    inputs, blocks = [], []
    for section in sections:
        if section.word in ("file", "bytes", "made"):
            inputs.append(section)
        elif section.word == "command":
            lines = [line for line in section.text.splitlines() if line.strip()]
            if not lines or any(not line.startswith("$ ") for line in lines):
                raise CaseError("`--- command` holds lines that start with `$ `")
            blocks.append(Block([command_of(line) for line in lines], [section]))
        elif not blocks:
            raise CaseError(f"`--- {section.word}` stands before any `--- command`")
        else:
            blocks[-1].sections.append(section)
    if not blocks:
        raise CaseError("no `--- command`")
    return inputs, blocks


def write(head, sections) -> str:
    out = [head]
    for section in sections:
        out.append(f"--- {section.word}{' ' + section.argument if section.argument else ''}\n")
        out.append(section.text)
        if section.text and not section.text.endswith("\n"):
            out.append("\n")
    return "".join(out)


# --- running ----------------------------------------------------------------------------------------

def inside(folder: pathlib.Path, name: str) -> pathlib.Path:
    path = (folder / name).resolve()
    if not name or folder.resolve() not in path.parents:
        raise CaseError(f"a path inside the case's folder is wanted: `{name}`")
    return path


def lay_out(folder, inputs, text):
    for mark, name in COPIES.items():
        if mark in text:
            # what no command writes to is not copied, for there is much of it
            lay = os.symlink if mark == "{BAD_INPUT}" else shutil.copytree
            lay(ROOT / name, folder / pathlib.PurePath(name).name)
    for section in inputs:
        path = inside(folder, section.argument)
        path.parent.mkdir(parents=True, exist_ok=True)
        if section.word == "file":
            path.write_bytes(section.text.encode("utf-8"))
        elif section.word == "bytes":
            path.write_bytes(unescape(section.text))
        else:
            program, *arguments = shlex.split(section.text)
            if not re.fullmatch(r"[a-z_]+\.py", program):
                raise CaseError(f"`--- made` runs a program of tools/, not `{program}`")
            path.write_bytes(subprocess.run([sys.executable, "-B", str(ROOT / "tools" / program), *arguments],
                                            check=True, stdout=subprocess.PIPE, timeout=TIMEOUT).stdout)


def run_block(binary, folder, block, problems):
    """(stdout, stderr, exits) of all commands of the block."""
    stdin = next((unescape(s.text) for s in block.sections if s.word == "stdin"), b"")
    stdout, stderr, exits = b"", b"", []
    for extra, arguments in block.commands:
        environment = {
            "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": "", "SOURCE_DATE_EPOCH": "1795392000",
            # sanitizers must be heard even where the case expects a failure
            "ASAN_OPTIONS": "exitcode=99", "UBSAN_OPTIONS": "exitcode=99", "TSAN_OPTIONS": "exitcode=99", **extra,
        }
        if "LLVM_PROFILE_FILE" in os.environ:
            environment["LLVM_PROFILE_FILE"] = os.environ["LLVM_PROFILE_FILE"]
        if any("{BAD_INPUT}" in a for a in arguments) and (arguments[0] not in ("check", "explain") or "--fix" in arguments):
            raise CaseError("`{BAD_INPUT}` is the project's own folder: nothing may write there")
        for mark, name in COPIES.items():
            arguments = [argument.replace(mark, pathlib.PurePath(name).name) for argument in arguments]
        try:
            done = subprocess.run([binary, *arguments], cwd=folder, env=environment, input=stdin,
                                  capture_output=True, timeout=TIMEOUT, check=False)
        except subprocess.TimeoutExpired:
            problems.append(f"wardround {shlex.join(arguments)}: not done after {TIMEOUT} s")
            exits.append(-1)
            continue
        if done.returncode < 0 or done.returncode == 99:
            problems.append(f"wardround {shlex.join(arguments)}: ended by signal {-done.returncode}\n"
                            + done.stderr.decode("utf-8", "replace"))
        stdout += done.stdout
        stderr += done.stderr
        exits.append(done.returncode)
    return stdout, stderr, exits


def exit_text(exits):
    return str(exits[0]) if len(set(exits)) == 1 else " ".join(map(str, exits))


def results_of(folder, block, stdout, stderr, exits):
    """The block's sections as they should be, in the order a reader wants them."""
    name = str(folder)
    fresh = {"stdout": escape(stdout, name), "stderr": escape(stderr, name)}
    kept = [s for s in block.sections if s.word in ("command", "stdin")]
    kept += [Section(word, "", fresh[word]) for word in ("stdout", "stderr") if fresh[word]]
    kept.append(Section("exit", exit_text(exits), ""))
    for section in block.sections:
        if section.word == "after":
            path = inside(folder, section.argument)
            text = escape(path.read_bytes(), name) if path.is_file() else "\\no-file\n"
            kept.append(Section("after", section.argument, text))
    return kept


def comparable(block_sections, commands):
    """{what: expected text}, with what a case may leave out filled in."""
    seen = {"stdout": "", "stderr": "", "exit": "0"}
    for section in block_sections:
        if section.word == "exit":
            numbers = section.argument.split()
            if not all(n.isdigit() for n in numbers) or len(numbers) not in (1, commands):
                raise CaseError(f"`--- exit` wants one number, or one for each command: `{section.argument}`")
            seen["exit"] = exit_text([int(n) for n in numbers])
        elif section.word in ("stdout", "stderr"):
            seen[section.word] = section.text
        elif section.word == "after":
            seen[f"after {section.argument}"] = section.text
    return seen


def difference(what, expected, actual):
    lines = difflib.unified_diff(expected.split("\n"), actual.split("\n"), "expected " + what, "actual " + what,
                                 lineterm="", n=3)
    return "\n".join("    " + line for line in lines)


def run_case(binary, path, update):
    """(problems, whether the file was rewritten)."""
    before = path.read_bytes().decode("utf-8")
    problems = []
    try:
        head, sections = parse(before)
        inputs, blocks = blocks_of(sections)
        with tempfile.TemporaryDirectory(prefix="wardround-golden-") as name:
            folder = pathlib.Path(name).resolve()
            lay_out(folder, inputs, before)
            rewritten = list(inputs)
            for block in blocks:
                stdout, stderr, exits = run_block(binary, folder, block, problems)
                actual = results_of(folder, block, stdout, stderr, exits)
                rewritten += actual
                expected = comparable(block.sections, len(block.commands))
                for what, text in comparable(actual, len(block.commands)).items() if not problems else ():
                    if expected.get(what) != text and not update:
                        problems.append(difference(what, expected.get(what, ""), text))
        if update and not problems:
            after = write(head, rewritten)
            if after != before:
                path.write_bytes(after.encode("utf-8"))
                return [], True
    except CaseError as error:
        problems.append(str(error))
    return problems, False


def main():
    parser = argparse.ArgumentParser(description="runs the golden cases")
    parser.add_argument("--binary", required=True)
    parser.add_argument("--golden", default=str(GOLDEN), help="folder of the areas")
    parser.add_argument("--area", help="only this folder")
    parser.add_argument("--filter", default="", help="only cases whose AREA/NAME holds this word")
    parser.add_argument("--update", action="store_true", help="rewrite what is expected")
    options = parser.parse_args()
    golden = pathlib.Path(options.golden)
    cases = sorted(p for p in golden.glob(f"{options.area or '*'}/**/*.txt")
                   if options.filter in str(p.relative_to(golden)))
    if not cases:
        print(f"no case in {golden / (options.area or '')} with `{options.filter}`")
        return 1 if options.filter else 0
    binary = str(pathlib.Path(options.binary).resolve())
    failed = rewritten = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for path, (problems, changed) in zip(cases, pool.map(lambda c: run_case(binary, c, options.update), cases)):
            name = path.relative_to(golden)
            if problems:
                failed += 1
                print(f"FAILED {name}")
                for problem in problems:
                    print(problem)
            elif changed:
                rewritten += 1
                print(f"rewrote {name}")
    print(f"{len(cases) - failed} of {len(cases)} golden cases as expected" +
          (f", {rewritten} rewritten" if options.update else ""))
    if failed and not options.update:
        print("if the new output is right: ./dev golden --update, then read the diff")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
