#!/usr/bin/env python3
"""The formats of `check`, read by other programs: the limits of GitHub, schemas, and names that try to break out.

usage: formats_test.py [WARDROUND]      default: build/dev/wardround

The schema of SARIF is outside material: $WARDROUND_SCHEMAS/sarif-2.1.0.schema.json, with python3-jsonschema.
"""
import csv
import gzip
import html
import io
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unicodedata
import unittest
import xml.etree.ElementTree as ElementTree

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = str(pathlib.Path(sys.argv.pop(1) if len(sys.argv) > 1 and not sys.argv[1].startswith("-") else ROOT / "build/dev/wardround").resolve())
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "SOURCE_DATE_EPOCH": "1795392000"}
FORMATS = ("json", "sarif", "md", "junit", "github", "gitlab", "csv", "text")
MODELS = sorted(path for folder in ("examples", "tests/models") for path in (ROOT / folder).rglob("*.model.yaml"))

# As YAML escapes, for models are text.
HOSTILE = {
    "escape sequences": r"\e[31mred\e[0m \e]0;title\a",
    "a workflow command": "::set-output name=x::y",
    "a workflow command of old": "##[error]x",
    "percent escapes": "%0A::error::x%0D%25",
    "a formula": "=cmd|' /C calc'!A0",
    "a sum": "+1+1",
    "a difference": "-2+3",
    "a call": "@SUM(1)",
    "a tab and a formula": r"\t=1+1",
    "a wide formula": "＝1+1",
    "a script": "<script>alert(1)</script>",
    "an image that runs": "<img src=x onerror=alert(1)>",
    "the end of CDATA": "]]> </failure></testcase>",
    "a comment": "--> <!-- x",
    "lines": r"one\ntwo\r\n::error::three\r::error::four",
    "other lines": r"one\u2028two\u2029three\x85four\x0bfive\x0csix",
    "right to left": r"\u202etxt.exe\u2066\u200f",
    "quotes": r"a\"b'c,d;e",
    "a table cell": "a | b | c |",
    "code": "`rm` ``x`` ```y``` ~~~z",
    "emphasis": "*a* _b_ ~c~ **d**",
    "a mention": "@octocat and @org/team",
    "a reference": "#1 GH-1 org/repo#2 !3",
    "a link": "[x](javascript:alert(1))",
    "an image": "![x](http://evil.example/x.png)",
    "an address": "http://evil.example www.evil.example",
    "a heading": "# x",
    "a list": "- x",
    "a summary": "</summary></details><h1>x",
    "an entity": "&lt;b&gt; &#64;x &amp;",
    "a placeholder": "{0} {flow.to.name} %s",
    "not characters": r"\uffff\ufffe",
    "backslashes": r"\\ \\x1b \\n \\",
    "far planes": r"\U0001f691 \U000e0041 \U0010ffff",
}
HARMLESS = "plain"


def documented_grades():
    """{(risk, certainty): (level, severity of GitLab)}"""
    page = (ROOT / "docs/reference/formats.md").read_text(encoding="utf-8")
    grades, risk = {}, ""
    for line in page.split("## Grades")[1].split("\n## ")[0].split("\n"):
        cells = [cell.strip() for cell in line.split("|")[1:-1]]
        if len(cells) == 5 and cells[1] in ("certain", "assumed", "unverified"):
            risk = cells[0] or risk
            grades[risk, cells[1]] = (cells[2], cells[4])
    return grades


GRADES = documented_grades()


def check(path, *arguments, folder=None):
    done = subprocess.run([BINARY, "check", str(path), *arguments], cwd=folder, env=ENVIRONMENT, capture_output=True, timeout=120, check=False)
    if done.returncode != 0:
        raise AssertionError(f"check {path} {' '.join(arguments)}: exit code {done.returncode}\n{done.stderr.decode('utf-8', 'replace')}")
    return done.stdout.decode("utf-8")  # strict: no output is ill-formed


def all_formats(path, folder, *arguments, here=None):
    """{format: text}, written into `folder` by one run in the folder `here`."""
    outputs = [word for name in FORMATS for word in ("-o", f"{name}={folder}/out.{name}")]
    check(path, *outputs, *arguments, folder=here or folder)
    return {name: (pathlib.Path(folder) / f"out.{name}").read_bytes().decode("utf-8") for name in FORMATS}


def model(name):
    return f"""wardround: 1
system: {{id: demo, name: "{name}"}}
harms: {{harm: {{severity: critical, name: "{name}"}}}}
functions: {{deliver: {{name: "{name}", needs: [orders], harms: [harm]}}}}
data: {{orders: {{kinds: [command], name: "{name}"}}}}
elements:
  mcu: {{type: rtos-mcu, name: "{name}", performs: [deliver], records_actions: no}}
  app: {{type: mobile-app, name: "{name}"}}
flows:
  order: {{path: app -> mcu, name: "{name}", protocol: {{name: ble, pairing: just-works}}, sends: [orders]}}
"""


def visible(text):
    """What stands for a text where it must stay on its line and be seen."""
    out = []
    for char in text:
        code = ord(char)
        if unicodedata.category(char) == "Cc":
            out.append(f"\\x{code:02x}")
        elif char in "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029\ufeff":
            out.append(f"\\u{code:04x}")
        else:
            out.append(char)
    return "".join(out)


def hidden(text):
    """Characters that no output may hold, but for line breaks."""
    return [char for char in text if char not in "\r\n" and visible(char) != char]


# --- reading what other programs would read ---------------------------------------------------------

def workflow_commands(text):
    """As GitHub's runner reads a log: (command, {property: value}, message) of every line that is one."""
    commands = []
    for line in text.split("\n"):
        line = line.rstrip("\r").lstrip()
        if "##[" in line and not line.startswith("::"):
            raise AssertionError(f"a command of the old form: {line}")
        if not line.startswith("::"):
            continue
        head, _, message = line[2:].partition("::")
        name, _, rest = head.partition(" ")
        properties = dict(part.split("=", 1) for part in rest.split(",") if part)

        def unescape(value):
            for code, char in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
                value = value.replace(code, char)
            return value
        commands.append((name, {key: unescape(value) for key, value in properties.items()}, unescape(message)))
    return commands


def strings_of(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, entry in value.items():
            yield key
            yield from strings_of(entry)
    elif isinstance(value, list):
        for entry in value:
            yield from strings_of(entry)


def sarif_problems(text):
    """What GitHub would refuse, cut or not show."""
    found = []
    if len(gzip.compress(text.encode("utf-8"))) > 10 * 1000 * 1000:
        found.append("more than 10 MB")
    log = json.loads(text)
    if log["version"] != "2.1.0" or not log["$schema"].startswith("https://"):
        found.append("version or schema")
    if not 1 <= len(log["runs"]) <= 20:
        found.append(f"{len(log['runs'])} runs")
    if any(value == "" for value in strings_of(log)):
        found.append("an empty string")
    categories = [run["automationDetails"]["id"] for run in log["runs"]]
    if len(set(categories)) != len(categories) or not all(c.endswith("/") for c in categories):
        found.append(f"categories: {categories}")
    for run in log["runs"]:
        if run["columnKind"] != "utf16CodeUnits":
            found.append("columns are not said to be counted in UTF-16")
        rules = run["tool"]["driver"]["rules"]
        if len({rule["id"] for rule in rules}) != len(rules):
            found.append("a rule twice")
        for rule in rules:
            for words in (rule["shortDescription"]["text"], rule["fullDescription"]["text"], rule["help"]["text"], rule["help"]["markdown"]):
                if len(words) > 1024:
                    found.append(f"{rule['id']}: a text of {len(words)} characters")
            if len(rule["id"]) > 255 or len(rule["name"]) > 255 or len(rule["properties"]["tags"]) > 20:
                found.append(f"{rule['id']}: id, name or tags")
            if any(not re.fullmatch(r"security|privacy|safety-design|question|manual|catalogue-only|stride/[a-z-]+|external/cwe/cwe-\d{3,}", tag) for tag in rule["properties"]["tags"]):
                found.append(f"{rule['id']}: tags {rule['properties']['tags']}")
            score = rule["properties"].get("security-severity")
            if (score is not None) != ("security" in rule["properties"]["tags"]) or (score and not 0 < float(score) <= 10):
                found.append(f"{rule['id']}: security-severity {score}")
            if rule["properties"]["precision"] not in ("very-high", "high", "medium", "low"):
                found.append(f"{rule['id']}: precision")
        if len(run["results"]) > 25000:
            found.append("more than 25,000 results")
        hashes = [result["partialFingerprints"]["primaryLocationLineHash"] for result in run["results"]]
        if len(set(hashes)) != len(hashes):
            found.append("a fingerprint twice")
        for result in run["results"]:
            name = result["properties"]["id"]
            if "suppressions" in result or "codeFlows" in result:
                found.append(f"{name}: what GitHub does not read")
            if rules[result["ruleIndex"]]["id"] != result["ruleId"] or len(result["locations"]) != 1:
                found.append(f"{name}: rule or locations")
            if result["level"] not in ("error", "warning", "note"):
                found.append(f"{name}: level")
            for location in result["locations"] + result.get("relatedLocations", []):
                place = location["physicalLocation"]
                region, uri = place["region"], place["artifactLocation"]["uri"]
                if region["startLine"] != region["endLine"] or not 1 <= region["startColumn"] < region["endColumn"]:
                    found.append(f"{name}: region {region}")
                if not re.fullmatch(r"(file:///)?[A-Za-z0-9._~/%-]+", uri) or uri.startswith(("/", "..")):
                    found.append(f"{name}: uri {uri}")
    return found


MARKDOWN_TAGS = re.compile(r"<br>|</?details>|</?summary>|</?sub>|<!-- wardround: [a-z0-9-]+ -->")


def markdown_problems(text):
    """HTML, mentions, links and table cells that do not come from the format itself."""
    found = []
    if len(text.encode("utf-8")) > 65536:
        found.append(f"{len(text)} characters")
    if text.count("<details>") != text.count("</details>"):
        found.append("folds")
    fence = None
    for line in text.split("\n"):
        if fence:
            fence = None if line == fence else fence
            continue
        if match := re.fullmatch(r"(`{3,})", line):
            fence = match.group(1)
            continue
        if re.search(r"^~{3}", line):
            found.append(f"a fence: {line}")
        outside = re.sub(r"(?<![`\\])(`+)(?!`)(.*?)(?<!`)\1(?!`)", "", line)  # without code spans
        bare = re.sub(r"\\[!-/:-@\[-`{-~]", "·", MARKDOWN_TAGS.sub("", outside))  # without what is escaped
        is_html = "<summary>" in line
        if re.search(r"[<>]", bare):
            found.append(f"HTML: {line}")
        if not is_html and re.search(r"(?<!\*)[`\[\]]|~", bare):
            found.append(f"code or a link: {line}")
        if re.search(r"(?<![A-Za-z0-9])[@#!][A-Za-z0-9]", bare):
            found.append(f"a reference: {line}")
        if re.search(r"https?://|www\.[a-z]", bare):
            found.append(f"an address: {line}")
        if line.startswith("|") and bare.count("|") != 6:
            found.append(f"{bare.count('|')} bars: {line}")
    if fence:
        found.append("a fence that does not end")
    return found


def junit_problems(text):
    """What the readers of JUnit files rely on."""
    found = []
    root = ElementTree.fromstring(text)
    allowed = {"testsuites": {"testsuite"}, "testsuite": {"testcase"}, "testcase": {"failure", "skipped", "system-out"},
               "failure": set(), "skipped": set(), "system-out": set()}
    wanted = {"testsuites": {"name"}, "testsuite": {"name", "tests", "failures", "errors", "skipped"}, "testcase": {"classname", "name"},
              "failure": {"type", "message"}, "skipped": {"message"}, "system-out": set()}
    for element in root.iter():
        if element.tag not in allowed or any(child.tag not in allowed[element.tag] for child in element):
            found.append(f"<{element.tag}> with {[child.tag for child in element]}")
        elif missing := wanted[element.tag] - set(element.attrib):
            found.append(f"<{element.tag}> without {missing}")
    for suite in [root, *root.iter("testsuite")]:
        cases = list(suite.iter("testcase"))
        counted = (len(cases), sum(c.find("failure") is not None for c in cases), sum(c.find("skipped") is not None for c in cases))
        if tuple(int(suite.get(key)) for key in ("tests", "failures", "skipped")) != counted or not cases:
            found.append(f"{suite.get('name')}: {suite.attrib} but {counted}")
    for suite in root.iter("testsuite"):
        names = [(case.get("classname"), case.get("name")) for case in suite]
        if len(set(names)) != len(names):
            found.append(f"{suite.get('name')}: a test twice")
    return found


def gitlab_problems(text):
    found = []
    entries = json.loads(text)
    prints = [entry["fingerprint"] for entry in entries]
    if len(set(prints)) != len(prints):
        found.append("a fingerprint twice")
    for entry in entries:
        if set(entry) != {"description", "check_name", "fingerprint", "severity", "location"}:
            found.append(f"keys {sorted(entry)}")
        if entry["severity"] not in ("info", "minor", "major", "critical", "blocker"):
            found.append(f"severity {entry['severity']}")
        if entry["location"]["path"].startswith(("./", "/")) or entry["location"]["lines"]["begin"] < 1:
            found.append(f"location {entry['location']}")
    return found


def rows_of(text):
    assert text.count("\n") == text.count("\r\n"), "RFC 4180 wants CRLF"
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert len({len(row) for row in rows}) == 1, "rows of different length"
    return [dict(zip(rows[0], row)) for row in rows[1:]]


def csv_problems(text):
    return [f"a formula: {cell}" for row in rows_of(text) for cell in row.values() if re.match(r"\s*[=+\-@\t\r＝＋－＠]", cell)]


def shape(outputs):
    """What a name must not change: commands, rows, elements, lines, keys."""
    def keys(value):
        if isinstance(value, dict):
            return {key: keys(entry) for key, entry in value.items()}
        return [keys(entry) for entry in value] if isinstance(value, list) else type(value).__name__
    root = ElementTree.fromstring(outputs["junit"])
    return {
        "sarif": keys(json.loads(outputs["sarif"])),
        "gitlab": keys(json.loads(outputs["gitlab"])),
        "junit": [(element.tag, sorted(element.attrib)) for element in root.iter()],
        "github": [(command, sorted(properties)) for command, properties, _ in workflow_commands(outputs["github"])],
        "github lines": outputs["github"].count("\n"),
        "csv": len(rows_of(outputs["csv"])),
        "csv lines": outputs["csv"].count("\n"),
        "md lines": outputs["md"].count("\n"),
    }


class Formats(unittest.TestCase):
    maxDiff = 2000

    def test_every_model_in_every_format(self):
        validator = self.sarif_validator()
        with tempfile.TemporaryDirectory() as folder:
            for path in MODELS:
                outputs = all_formats(path.relative_to(ROOT), folder, here=ROOT)
                with self.subTest(model=path.relative_to(ROOT).as_posix()):
                    self.assertEqual(sarif_problems(outputs["sarif"]), [])
                    self.assertEqual(markdown_problems(outputs["md"]), [])
                    self.assertEqual(junit_problems(outputs["junit"]), [])
                    self.assertEqual(gitlab_problems(outputs["gitlab"]), [])
                    self.assertEqual(csv_problems(outputs["csv"]), [])
                    if validator:
                        self.assertEqual([e.message[:200] for e in validator.iter_errors(json.loads(outputs["sarif"]))], [])
                    self.nothing_is_lost(outputs)
                    self.graded_as_documented(outputs)

    @staticmethod
    def sarif_validator():
        path = pathlib.Path(os.environ.get("WARDROUND_SCHEMAS", "")) / "sarif-2.1.0.schema.json"
        if not path.is_file():
            print("not checked against SARIF's own schema: WARDROUND_SCHEMAS names no folder that has it", file=sys.stderr)
            return None
        try:
            import jsonschema
        except ImportError as missing:
            print(f"not checked against SARIF's own schema: {missing} (apt install python3-jsonschema)", file=sys.stderr)
            return None
        return jsonschema.Draft4Validator(json.loads(path.read_text(encoding="utf-8")))

    def nothing_is_lost(self, outputs):
        """Each finding of the JSON is in each format, under its own id or under the question it waits for."""
        findings = {f["id"]: f for f in json.loads(outputs["json"])["findings"]}
        opened = {id for id, f in findings.items() if f["status"] == "open"}
        holds = {id for id in opened if findings[id]["certainty"] != "unverified"}
        rows = {row["id"]: row for row in rows_of(outputs["csv"])}
        self.assertEqual(list(rows), list(findings))
        for id, row in rows.items():
            self.assertEqual((row["certainty"], row["status"], int(row["line"])),
                             (findings[id]["certainty"], findings[id]["status"], findings[id]["location"]["line"]))
        cases = {case.get("name"): case for case in ElementTree.fromstring(outputs["junit"]).iter("testcase")}
        self.assertEqual(set(cases) - {"no-finding"}, set(findings))
        for id, finding in findings.items():
            certain = finding["status"] == "open" and finding["certainty"] == "certain"
            self.assertEqual(cases[id].find("failure") is not None, certain, id)
            self.assertEqual(cases[id].find("skipped") is not None, finding["status"] == "open" and not certain, id)
        results = json.loads(outputs["sarif"])["runs"][0]["results"]
        under = [id for result in results for id in result["properties"].get("findings", [])]
        alone = [result["properties"]["id"] for result in results if result["ruleId"] != "open-question"]
        self.assertEqual(sorted(alone + under), sorted(opened))
        self.assertLessEqual(holds, set(alone))
        self.assertEqual(len(json.loads(outputs["gitlab"])), len(results))
        for result in results:
            if result["ruleId"] == "open-question":
                self.assertEqual(result["level"], "note")
        commands = workflow_commands(outputs["github"])
        for kind, level in (("error", "error"), ("warning", "warning"), ("notice", "note")):
            shown = sum(name == kind for name, _, _ in commands)
            self.assertEqual(shown, min(10, shown if kind == "notice" else sum(r["level"] == level for r in results)))
        self.assertLessEqual(len(commands), 30)

    def graded_as_documented(self, outputs):
        """Levels and severities are those of the table in docs/reference/formats.md."""
        findings = {f["id"]: f for f in json.loads(outputs["json"])["findings"]}
        results = json.loads(outputs["sarif"])["runs"][0]["results"]
        for result, entry in zip(results, json.loads(outputs["gitlab"])):
            finding = findings.get(result["properties"]["id"])
            if finding is None or finding["certainty"] == "unverified":
                wanted = GRADES["any", "unverified"]
            else:
                wanted = GRADES[finding["risk"]["claimed"], finding["certainty"]]
            self.assertEqual((result["level"], entry["severity"]), wanted, result["properties"]["id"])

    def test_hostile_names(self):
        with tempfile.TemporaryDirectory() as folder:
            (pathlib.Path(folder) / "x.model.yaml").write_text(model(HARMLESS), encoding="utf-8")
            wanted = shape(all_formats("x.model.yaml", folder))
            for what, name in HOSTILE.items():
                with self.subTest(what):
                    (pathlib.Path(folder) / "x.model.yaml").write_text(model(name), encoding="utf-8")
                    outputs = all_formats("x.model.yaml", folder)
                    given = json.loads(outputs["json"])["model"]["name"]
                    self.assertEqual(shape(outputs), wanted)
                    self.assertEqual(sarif_problems(outputs["sarif"]), [])
                    self.assertEqual(markdown_problems(outputs["md"]), [])
                    self.assertEqual(junit_problems(outputs["junit"]), [])
                    self.assertEqual(csv_problems(outputs["csv"]), [])
                    for form, text in outputs.items():
                        self.assertEqual(hidden(text), [], form)
                    self.name_is_seen(outputs, given)
                    for line in check("x.model.yaml", "--all", folder=folder).split("\n"):  # the screen, in the log of a build
                        self.assertFalse(line.lstrip().startswith("::") or "##[" in line, line)

    def name_is_seen(self, outputs, given):
        """The name stands in every format, whole, with hidden characters made visible."""
        shown = visible(given)
        row = next(row for row in rows_of(outputs["csv"]) if row["subject"] == "mcu")
        guard = "'" if row["subject_name"].startswith("'") and not shown.startswith("'") else ""
        self.assertEqual(row["subject_name"], guard + shown)
        xml = shown.replace("\uffff", "\\uffff").replace("\ufffe", "\\ufffe")
        texts = [value for e in ElementTree.fromstring(outputs["junit"]).iter() for value in e.attrib.values()]
        self.assertTrue(any(xml in text for text in texts))
        results = json.loads(outputs["sarif"])["runs"][0]["results"]
        texts = [re.sub(r"\\([\[\]\\])", r"\1", r["message"]["text"]) if "](" in r["message"]["text"] or r"\]" in r["message"]["text"] else r["message"]["text"]
                 for r in results]
        self.assertTrue(any(shown in text for text in texts))
        self.assertTrue(any(shown in e["description"] for e in json.loads(outputs["gitlab"])))
        self.assertTrue(any(shown in properties["title"] for _, properties, _ in workflow_commands(outputs["github"])))
        heading = next(line for line in outputs["md"].split("\n") if line.startswith("### wardround: "))
        read = html.unescape(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", heading.removeprefix("### wardround: "))).replace("\u200b", "")
        self.assertEqual(read, shown.replace("\u200b", ""))

    def test_hostile_paths(self):
        for name in ("a b.model.yaml", "=x,y:z%.model.yaml", "[x](y) `z` <b> @c.model.yaml", "line\n::error::x.model.yaml", "ü#?&.model.yaml"):
            with self.subTest(name), tempfile.TemporaryDirectory() as folder:
                (pathlib.Path(folder) / name).write_text(model(HARMLESS), encoding="utf-8")
                outputs = all_formats(name, folder)
                self.assertEqual(sarif_problems(outputs["sarif"]), [])
                self.assertEqual(markdown_problems(outputs["md"]), [])
                self.assertEqual(csv_problems(outputs["csv"]), [])
                self.assertTrue(all(command in ("error", "warning", "notice") for command, _, _ in workflow_commands(outputs["github"])))
                self.assertEqual(outputs["github"].count("\n"), len(workflow_commands(outputs["github"])))

    def test_paths_are_those_of_the_repository(self):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder).resolve()
            (root / ".git").mkdir()
            (root / "firmware" / "security").mkdir(parents=True)
            path = root / "firmware" / "security" / "x.model.yaml"
            path.write_text(model(HARMLESS), encoding="utf-8")
            wanted = "firmware/security/x.model.yaml"
            for here, argument in ((root, wanted), (root, path), (root / "firmware", "security/x.model.yaml"),
                                   (root / "firmware" / "security", "../security/x.model.yaml"), (root / ".git", f"../{wanted}")):
                outputs = all_formats(argument, here)
                uris = {p["artifactLocation"]["uri"] for r in json.loads(outputs["sarif"])["runs"][0]["results"]
                        for p in [location["physicalLocation"] for location in r["locations"] + r.get("relatedLocations", [])]}
                self.assertEqual(uris, {wanted}, (here, argument))
                self.assertEqual({e["location"]["path"] for e in json.loads(outputs["gitlab"])}, {wanted})
                self.assertEqual({row["file"] for row in rows_of(outputs["csv"])}, {wanted})
                self.assertEqual({p["file"] for _, p, _ in workflow_commands(outputs["github"]) if "file" in p}, {wanted})
                self.assertEqual({c.get("file") for c in ElementTree.fromstring(outputs["junit"]).iter("testcase")}, {wanted})

    def test_fingerprints_outlive_moved_lines_and_new_names(self):
        def prints(text):
            with tempfile.TemporaryDirectory() as folder:
                (pathlib.Path(folder) / "x.model.yaml").write_text(text, encoding="utf-8")
                outputs = all_formats("x.model.yaml", folder)
                return ([(r["ruleId"], r["partialFingerprints"]) for r in json.loads(outputs["sarif"])["runs"][0]["results"]],
                        [entry["fingerprint"] for entry in json.loads(outputs["gitlab"])])
        before = prints(model("before"))
        self.assertEqual(prints("# a comment\n\n" + model("after")), before)

    def test_a_large_model_stays_within_the_limits(self):
        made = subprocess.run([sys.executable, "-B", str(ROOT / "tools/make_model.py"), "--elements", "900", "--flows", "2700"],
                              stdout=subprocess.PIPE, check=True, timeout=60).stdout
        with tempfile.TemporaryDirectory() as folder:
            (pathlib.Path(folder) / "x.model.yaml").write_bytes(made)
            outputs = all_formats("x.model.yaml", folder, "--all")
            self.assertEqual(sarif_problems(outputs["sarif"]), [])
            self.assertEqual(markdown_problems(outputs["md"]), [])
            self.assertIn("Left out to fit into one comment", outputs["md"])
            self.assertEqual(junit_problems(outputs["junit"]), [])
            self.assertEqual(gitlab_problems(outputs["gitlab"]), [])
            self.nothing_is_lost(outputs)
            self.assertLess(len(outputs["md"].encode("utf-8")), 65537)

    def test_the_checks_themselves_can_fail(self):
        self.assertTrue(markdown_problems("a <script> b\n"))
        self.assertTrue(markdown_problems("hello @octocat\n"))
        self.assertTrue(markdown_problems("[x](y)\n"))
        self.assertTrue(csv_problems("a,b\r\n=1,2\r\n"))
        with self.assertRaises(AssertionError):
            workflow_commands("x ##[error]y")
        self.assertEqual(hidden("a\u202eb\n"), ["\u202e"])
        self.assertEqual(workflow_commands("  ::error title=a%3Ab::m%0An"), [("error", {"title": "a:b"}, "m\nn")])

    def test_the_reference_names_every_format(self):
        page = (ROOT / "docs/reference/formats.md").read_text(encoding="utf-8")
        named = re.findall(r"^## `([a-z]+)`", page, re.MULTILINE)
        usage = subprocess.run([BINARY, "check", "--help"], env=ENVIRONMENT, capture_output=True, text=True, check=True).stdout
        told = re.search(r"`wardround help formats`\): ([a-z, ]+) \(default", re.sub(r"\s+", " ", usage))[1]
        self.assertEqual(sorted(named), sorted(told.split(", ")))


if __name__ == "__main__":
    unittest.main()
