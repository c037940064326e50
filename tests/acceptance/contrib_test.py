#!/usr/bin/env python3
"""The pieces of contrib/, as far as they go without their hosts: the YAML is read, and the shell in it is run in a repository made for it.

usage: contrib_test.py [WARDROUND]      default: build/dev/wardround
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import textwrap
import unittest

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parents[2]
CONTRIB = ROOT / "contrib"
BINARY = pathlib.Path(sys.argv.pop(1) if len(sys.argv) > 1 and not sys.argv[1].startswith("-") else ROOT / "build/dev/wardround").resolve()
EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}|\$\[\[\s*(.*?)\s*\]\]")

MODEL = """wardround: 1
system: {id: demo, name: Demo}
include: [parts.yaml]
harms: {harm: critical}
functions: {deliver: {needs: [orders], harms: [harm]}}
data: {orders: command}
flows:
  order: {path: app -> mcu, protocol: {name: ble, pairing: just-works}, sends: [orders]}
"""
PARTS = "elements:\n  mcu: {type: rtos-mcu, performs: [deliver]}\n  app: mobile-app\n"
PACK = """facts:
  alone: {on: [element], title: alone, question: "Is {element.name} alone?", worst: no}
weaknesses:
  crowd: {title: Crowd, text: Others are near., stride: [S], cwe: [306], loses: [integrity]}
rules:
  crowded:
    on: element
    when: is_a(element, mobile-app) and element.alone == no
    weakness: crowd
    threat: {actor: Someone, action: uses, thing: "{element.name}", result: he is in}
    needs: {position: physical-touch, privilege: none}
    answered_by: [{all: [{use: user-login}]}]
"""
BETTER = MODEL.replace("just-works", "passkey")
WORSE = BETTER.replace("flows:\n", "flows:\n  other: {path: app -> mcu, protocol: {name: ble, pairing: just-works}, sends: [orders]}\n")
BROKEN = MODEL.replace("just-works", "jst-works")


def documents(name):
    try:
        import yaml
    except ImportError as missing:
        raise unittest.SkipTest(f"{missing} (apt install python3-yaml)")
    return list(yaml.safe_load_all((CONTRIB / name).read_text(encoding="utf-8")))


def fill(text, values):
    """Expressions of a host, `||` included."""
    def one(match):
        for word in (match[1] or match[2]).split("||"):
            if values.get(word.strip()):
                return values[word.strip()]
        return ""
    return EXPRESSION.sub(one, text)


class Contrib(unittest.TestCase):
    def setUp(self):
        if shutil.which("git") is None or shutil.which("bash") is None:
            self.skipTest("git and bash are needed")
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.top = pathlib.Path(scratch.name).resolve() / "a product"
        self.tools = pathlib.Path(scratch.name) / "bin"
        self.tools.mkdir()
        (self.tools / "wardround").symlink_to(BINARY)
        self.environment = {"PATH": f"{self.tools}:/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": scratch.name, "GIT_CONFIG_NOSYSTEM": "1",
                            "SOURCE_DATE_EPOCH": "1795392000", "TMPDIR": scratch.name,
                            "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.org"}
        (self.top / "security").mkdir(parents=True)
        self.git("init", "-q", "-b", "main", ".")
        self.write("security/wardround.yaml", "wardround: 1\nmodels: [demo.model.yaml]\n")
        self.write("security/demo.model.yaml", MODEL)
        self.write("security/parts.yaml", PARTS)
        self.commit("one")

    def run_program(self, *arguments, code=0, **environment):
        done = subprocess.run(arguments, cwd=self.top, env={**self.environment, **environment}, capture_output=True, text=True, timeout=120, check=False)
        if code is not None:
            self.assertEqual(done.returncode, code, f"{arguments}\n{done.stdout}\n{done.stderr}")
        return done

    def git(self, *arguments, code=0, **environment):
        return self.run_program("git", *arguments, code=code, **environment)

    def write(self, name, text):
        (self.top / name).parent.mkdir(parents=True, exist_ok=True)
        (self.top / name).write_text(text, encoding="utf-8")

    def read(self, name):
        return (self.top / name).read_text(encoding="utf-8")

    def commit(self, message):
        self.git("add", "-A")
        self.git("commit", "-q", "-m", message)

    def branch(self, model=BETTER):
        """A branch that changes the model, while main goes on."""
        self.git("update-ref", "refs/remotes/origin/main", "HEAD")
        self.git("checkout", "-q", "-b", "change")
        self.write("security/demo.model.yaml", model)
        self.commit("two")
        return self.git("rev-parse", "origin/main").stdout.strip()

    # --- everywhere -----------------------------------------------------------------------------------

    def test_shell_parts_can_be_read_and_hold_no_expressions(self):
        scripts = [CONTRIB / "github/run.sh", CONTRIB / "pre-commit/pre-commit"]
        for script in scripts:
            self.assertTrue(os.access(script, os.X_OK), script)
            self.run_program("bash", "-n", str(script))
            self.assertNotRegex(script.read_text(encoding="utf-8"), r"\$\{\{|\$\[\[")
        for text in (self.action()["run"], self.gitlab()[0], self.azure(), self.jenkins()):
            self.assertNotRegex(text, r"\$\{\{|\$\[\[")  # a name of a branch would become part of a command
            self.run_program("bash", "-n", "-c", text)

    def test_the_page_names_every_piece(self):
        page = (CONTRIB / "README.md").read_text(encoding="utf-8")
        for path in CONTRIB.iterdir():
            if path.is_dir():
                self.assertIn(f"({path.name}/", page)
        for path in CONTRIB.rglob("*"):
            if path.is_file():
                self.assertNotRegex(path.read_text(encoding="utf-8"), r"\b(curl|wget|apt-get|pip install|docker|npm)\b", path)

    # --- GitHub ---------------------------------------------------------------------------------------

    def action(self):
        (action,) = documents("github/action.yml")
        self.assertEqual(action["runs"]["using"], "composite")
        (step,) = action["runs"]["steps"]
        self.assertEqual(step["shell"], "bash")
        used = set(re.findall(r"inputs\.(\w+)", json.dumps(action["runs"])))
        self.assertEqual(used, set(action["inputs"]))
        for name, output in action["outputs"].items():
            self.assertEqual(output["value"], "${{ steps.run.outputs.%s }}" % name)
        return step

    def run_action(self, code=0, **values):
        step = self.action()
        (action,) = documents("github/action.yml")
        inputs = {f"inputs.{name}": one.get("default", "") for name, one in action["inputs"].items()}
        values = {**inputs, "inputs.binary": "wardround", **{name.replace("__", "."): value for name, value in values.items()}}
        (self.tools / "output").write_text("", encoding="utf-8")
        (self.tools / "summary").write_text("", encoding="utf-8")
        environment = {name: fill(value, values) for name, value in step["env"].items()}
        environment.update({name: value for name, value in values.items() if name.startswith("GITHUB_")})
        done = self.run_program("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"], code=code, **environment,
                                GITHUB_ACTION_PATH=str(CONTRIB / "github"), GITHUB_OUTPUT=str(self.tools / "output"), GITHUB_STEP_SUMMARY=str(self.tools / "summary"))
        outputs = dict(line.split("=", 1) for line in (self.tools / "output").read_text(encoding="utf-8").splitlines())
        return done, outputs, (self.tools / "summary").read_text(encoding="utf-8")

    def test_github_on_a_branch(self):
        done, outputs, summary = self.run_action()
        self.assertIn("::error file=security/demo.model.yaml", done.stdout)
        self.assertEqual(set(outputs), {"sarif", "junit", "comment"})
        self.assertEqual(json.loads(self.read(outputs["sarif"]))["version"], "2.1.0")
        self.assertIn("<testsuites", self.read(outputs["junit"]))
        self.assertTrue(summary.startswith("<!-- wardround: "))

    def test_github_on_a_pull_request(self):
        base = self.branch()
        _, outputs, summary = self.run_action(github__event__pull_request__base__sha=base)
        self.assertEqual(self.read(outputs["comment"]), summary)
        self.assertTrue(summary.startswith("<!-- wardround diff: demo -->"))
        self.assertIn("order.pairing: just-works → passkey", summary)

    def test_github_compares_with_where_the_branch_started(self):
        self.branch()
        self.git("checkout", "-q", "main")
        self.write("security/parts.yaml", PARTS + "  extra: mobile-app\n")
        self.commit("main goes on")
        self.git("checkout", "-q", "change")
        _, _, summary = self.run_action(inputs__base="main", inputs__path="security/demo.model.yaml", inputs__report="out/of the way")
        self.assertIn("just-works → passkey", summary)
        self.assertNotIn("extra", summary)

    def test_github_with_a_new_model_and_without_history(self):
        self.git("update-ref", "refs/remotes/origin/main", "HEAD")
        self.write("other/new.model.yaml", MODEL.replace("include: [parts.yaml]\n", PARTS))
        self.commit("a new model")
        _, outputs, summary = self.run_action(inputs__base="HEAD~1", inputs__path="other")
        self.assertTrue(summary.startswith("<!-- wardround: "))
        self.assertIn("comment", outputs)
        done, _, summary = self.run_action(inputs__base="0" * 40, inputs__fail_on="none")
        self.assertIn("fetch-depth: 0", done.stdout)
        self.run_action(code=2, inputs__base="0" * 40)  # a gate that cannot see what was before
        self.assertTrue(summary.startswith("<!-- wardround: "))

    def test_github_passes_mistakes_and_options_on(self):
        base = self.branch(BROKEN)
        done, outputs, summary = self.run_action(code=2, github__event__pull_request__base__sha=base)
        self.assertIn("jst-works", done.stderr)
        self.assertEqual((outputs, summary), ({}, ""))
        done, _, _ = self.run_action(code=2, inputs__options="--no-such-option *")
        self.assertIn("--no-such-option", done.stderr)

    def test_github_is_a_gate(self):
        base = self.branch(WORSE)
        pull = {"github__event__pull_request__base__sha": base}
        done, outputs, summary = self.run_action(code=1, **pull)
        self.assertIn("command-peer@other", done.stderr)
        self.assertEqual(set(outputs), {"sarif", "junit", "comment"})
        self.assertIn("other", summary)
        self.run_action(code=1, inputs__fail_on="low", **pull)
        self.run_action(inputs__fail_on="none", **pull)
        self.run_action(code=2, inputs__fail_on="$(touch ran)", **pull)
        self.run_action()  # a push to a branch is no gate
        done, _, _ = self.run_action(code=1, GITHUB_REF_TYPE="tag", inputs__build="b1")
        self.assertIn("not verified", done.stderr)
        self.run_action(inputs__fail_on="none", GITHUB_REF_TYPE="tag")
        self.assertFalse(list(self.top.rglob("ran")))

    def test_github_lets_a_new_model_pass(self):
        self.write("other/new.model.yaml", MODEL.replace("include: [parts.yaml]\n", PARTS))
        self.commit("a new model")
        done, _, _ = self.run_action(inputs__base="HEAD~1", inputs__path="other")
        self.assertIn("from the next change on", done.stdout)

    def test_github_takes_hostile_names_as_names(self):
        self.branch()
        for name in ("$(touch ran)", "`touch ran`", "--output=ran", "; touch ran", "-x"):
            with self.subTest(name):
                self.run_action(code=None, inputs__base=name)
                self.run_action(code=2, inputs__path=name)
        self.assertFalse(list(self.top.rglob("ran")))

    # --- the others -----------------------------------------------------------------------------------

    def gitlab(self):
        spec, jobs = documents("gitlab/wardround.yml")
        self.assertEqual(set(re.findall(r"inputs\.(\w+)", json.dumps(jobs))), set(spec["spec"]["inputs"]))
        return "\n".join(jobs["wardround"]["script"]), jobs["wardround"], {f"inputs.{n}": str(i["default"]) for n, i in spec["spec"]["inputs"].items()}

    def test_gitlab(self):
        script, job, defaults = self.gitlab()
        environment = {name: fill(value, defaults) for name, value in job["variables"].items()}
        base = self.branch()
        done = self.run_program("sh", "-e", "-c", script, **environment, CI_MERGE_REQUEST_DIFF_BASE_SHA=base)
        self.assertIn("just-works → passkey", done.stdout)
        for name in [job["artifacts"]["reports"]["codequality"], job["artifacts"]["reports"]["junit"], *job["artifacts"]["paths"]]:
            self.assertTrue((self.top / name).is_file(), name)
        self.write("security/demo.model.yaml", BROKEN)
        self.run_program("sh", "-e", "-c", script, **environment, code=2)

    def gates(self, shell, environment, pull, tag):
        """The same three answers in every host: a change request, one without a gate, and a tag."""
        self.branch(WORSE)
        done = self.run_program(*shell, code=1, **environment, **pull)
        self.assertIn("command-peer@other", done.stderr)
        self.run_program(*shell, **{**environment, **pull, "FAIL_ON": "none"})
        self.run_program(*shell, code=2, **{**environment, **pull, "FAIL_ON": "hihg"})  # a slip must not open it
        self.run_program(*shell, **environment)
        done = self.run_program(*shell, code=1, **{**environment, **tag, "FAIL_ON": "urgent", "BUILD": "b1"})
        self.assertIn("not verified", done.stderr)
        self.git("checkout", "-q", "--orphan", "fresh")
        self.git("commit", "-q", "-m", "without history")
        return lambda code, **more: self.run_program(*shell, code=code, **{**environment, **pull, **more})

    def test_gitlab_is_a_gate(self):
        script, job, defaults = self.gitlab()
        environment = {name: fill(value, defaults) for name, value in job["variables"].items()}
        base = self.git("rev-parse", "HEAD").stdout.strip()
        self.gates(["sh", "-e", "-c", script], environment, {"CI_MERGE_REQUEST_DIFF_BASE_SHA": base}, {"CI_COMMIT_TAG": "v1"})

    def test_jenkins_is_a_gate(self):
        text = (CONTRIB / "jenkins/Jenkinsfile").read_text(encoding="utf-8")
        environment = dict(re.findall(r"^    (\w+) = '(.*)'$", text, re.MULTILINE))
        run = self.gates(["sh", "-xe", "-c", self.jenkins()], environment, {"CHANGE_TARGET": "main"}, {"TAG_NAME": "v1"})
        run(2)  # cannot see what was before
        run(0, FAIL_ON="none")

    def test_azure_is_a_gate(self):
        (pipeline,) = documents("azure/azure-pipelines.yml")
        run = self.gates(["bash", "-c", self.azure()], pipeline["variables"], {"SYSTEM_PULLREQUEST_TARGETBRANCH": "refs/heads/main"},
                         {"BUILD_SOURCEBRANCH": "refs/tags/v1"})
        run(2)
        run(0, FAIL_ON="none")

    def jenkins(self):
        (script,) = re.findall(r"sh '''\n(.*?)'''", (CONTRIB / "jenkins/Jenkinsfile").read_text(encoding="utf-8"), re.DOTALL)
        return textwrap.dedent(script)

    def test_jenkins(self):
        text = (CONTRIB / "jenkins/Jenkinsfile").read_text(encoding="utf-8")
        self.assertEqual(text.count("{"), text.count("}"))
        self.branch()
        environment = dict(re.findall(r"^    (\w+) = '(.*)'$", text, re.MULTILINE))
        self.assertEqual(set(environment), {"WARDROUND", "TARGET", "FAIL_ON", "BUILD"})
        self.run_program("sh", "-xe", "-c", self.jenkins(), **environment, CHANGE_TARGET="main")
        self.assertIn("just-works → passkey", self.read("changes.md"))
        for name in re.findall(r"(?:testResults: |pattern: |artifacts: )'([^']+)'", text):
            self.assertTrue((self.top / name).is_file(), name)
        self.write("security/demo.model.yaml", BROKEN)
        self.run_program("sh", "-xe", "-c", self.jenkins(), **environment, CHANGE_TARGET="gone", code=2)

    def azure(self):
        (pipeline,) = documents("azure/azure-pipelines.yml")
        (script,) = [step["bash"] for step in pipeline["steps"] if "bash" in step]
        return script

    def test_azure(self):
        (pipeline,) = documents("azure/azure-pipelines.yml")
        self.branch()
        done = self.run_program("bash", "-c", self.azure(), **pipeline["variables"], SYSTEM_PULLREQUEST_TARGETBRANCH="refs/heads/main")
        self.assertIn(f"##vso[task.uploadsummary]{self.top}/changes.md", done.stdout)
        self.assertIn("just-works → passkey", self.read("changes.md"))
        (task,) = [step for step in pipeline["steps"] if "task" in step]
        self.assertTrue((self.top / task["inputs"]["testResultsFiles"]).is_file())
        self.write("security/demo.model.yaml", BROKEN)
        self.run_program("bash", "-c", self.azure(), **pipeline["variables"], code=2)

    def test_each_says_that_the_catalogue_changed(self):
        self.write("security/wardround.yaml", "wardround: 1\nmodels: [demo.model.yaml]\npacks: [ours]\n")
        self.write("security/ours/pack.yaml", "pack: {id: ours, version: 0.1.0, title: Ours}\n")
        self.write("security/ours/rules.yaml", PACK)
        self.run_program("wardround", "check", "security", "--lock")
        self.commit("with a lock")
        azure, gitlab = documents("azure/azure-pipelines.yml")[0]["variables"], self.gitlab()
        jenkins = dict(re.findall(r"^    (\w+) = '(.*)'$", (CONTRIB / "jenkins/Jenkinsfile").read_text(encoding="utf-8"), re.MULTILINE))

        def said():
            runs = {
                "gitlab": self.run_program("sh", "-e", "-c", gitlab[0], **{**{n: fill(v, gitlab[2]) for n, v in gitlab[1]["variables"].items()}, "TARGET": "security"}),
                "jenkins": self.run_program("sh", "-xe", "-c", self.jenkins(), **{**jenkins, "TARGET": "security"}),
                "azure": self.run_program("bash", "-c", self.azure(), **{**azure, "TARGET": "security"})}
            return {"github": self.run_action(inputs__path="security")[2], **{name: done.stdout for name, done in runs.items()}}

        for host, text in said().items():
            self.assertNotIn("The catalogue changed", text, host)
        self.write("security/ours/rules.yaml", PACK.replace("alone == no", "alone != yes"))
        self.commit("another catalogue")
        for host, text in said().items():
            self.assertIn("The catalogue changed", text, host)

    # --- the hook -------------------------------------------------------------------------------------

    def install_hook(self):
        shutil.copy(CONTRIB / "pre-commit/pre-commit", self.top / ".git/hooks/pre-commit")

    def try_commit(self, *arguments, code=0, **environment):
        return self.git("commit", "-q", "-m", "more", *arguments, code=code, **environment)

    def test_the_hook_stops_a_broken_model(self):
        self.install_hook()
        self.write("security/demo.model.yaml", BROKEN)
        self.git("add", "-A")
        done = self.try_commit(code=1)
        self.assertIn("security/demo.model.yaml:8:", done.stderr)
        self.assertIn("not committed", done.stderr)
        self.write("security/demo.model.yaml", BETTER)
        self.git("add", "-A")
        self.assertEqual(self.try_commit().stderr, "")

    def test_the_hook_looks_at_what_is_staged(self):
        self.install_hook()
        self.write("security/demo.model.yaml", BROKEN)
        self.git("add", "-A")
        self.write("security/demo.model.yaml", BETTER)  # mended, but not staged
        self.try_commit(code=1)
        self.git("add", "-A")
        self.write("security/demo.model.yaml", BROKEN)  # broken, but not staged
        self.try_commit()
        self.try_commit("-a", code=1)

    def test_the_hook_sees_parts_and_models_without_a_project(self):
        self.install_hook()
        self.write("security/parts.yaml", PARTS.replace("app:", "ap:"))
        self.git("add", "-A")
        self.assertIn("security/demo.model.yaml:8:", self.try_commit(code=1).stderr)
        self.git("reset", "-q", "--hard")
        self.write("odd place/it's\n$(touch ran).model.yaml", "wardround: 1\nsystem: x\nelements: {a: nothing-like-it}\n")
        self.git("add", "-A")
        self.assertIn("nothing-like-it", self.try_commit(code=1).stderr)
        self.assertFalse(list(self.top.rglob("ran")))

    def test_the_hook_leaves_everything_else_alone(self):
        self.install_hook()
        self.write("other.yaml", "this: is no model\n")
        self.write("code.c", "int x;\n")
        self.git("add", "-A")
        self.assertEqual(self.try_commit().stderr, "")
        before = sorted(p.name for p in self.tools.parent.iterdir())
        self.git("rm", "-q", "-r", "security")
        self.try_commit()
        self.assertEqual(before, sorted(p.name for p in self.tools.parent.iterdir()))  # nothing is left behind

    def test_the_hook_counts_the_spelling_if_asked(self):
        self.install_hook()
        self.write("security/demo.model.yaml", MODEL.replace("harm: critical", "harm: {severity: critical, multi_patient: true}"))
        self.git("add", "-A")
        self.try_commit(code=1, WARDROUND_FMT="1")
        self.try_commit()

    def test_the_hook_says_what_asks_for_a_look(self):
        self.install_hook()
        self.write("security/wardround.yaml", (self.top / "security/wardround.yaml").read_text() + "watch: [firmware/*]\n")
        self.write("firmware/main.c", "one\n")
        self.git("add", "-A")
        self.try_commit()
        self.write("firmware/main.c", "two\n")
        self.git("add", "-A")
        said = self.try_commit().stderr
        self.assertIn("Code changed, the model did not", said)
        self.assertIn("wardround round --no-impact --by NAME:ROLE", " ".join(said.split()))
        self.write("other.c", "one\n")
        self.git("add", "-A")
        self.assertEqual(self.try_commit().stderr, "")
        self.write("firmware/main.c", "three\n")
        self.git("add", "-A")
        self.assertEqual(self.try_commit(WARDROUND_CUES="0").stderr, "")

    def test_the_hook_says_it_of_what_is_staged(self):
        self.install_hook()
        self.write("security/wardround.yaml", (self.top / "security/wardround.yaml").read_text() + "watch: [firmware/*]\n")
        self.write("firmware/main.c", "one\n")
        self.git("add", "-A")
        self.try_commit()
        self.write("firmware/main.c", "two\n")  # not staged
        self.write("other.c", "one\n")
        self.git("add", "other.c")
        self.assertEqual(self.try_commit().stderr, "")
        self.git("add", "-A")
        self.write("firmware/main.c", "one\n")  # staged, and taken back in the work tree alone
        self.assertIn("Code changed, the model did not", self.try_commit().stderr)
        self.assertEqual(self.git("show", "HEAD:firmware/main.c").stdout, "two\n")
        self.git("checkout", "-q", "--", ".")
        self.write("firmware/main.c", "three\n")
        self.git("add", "-A")
        self.run_program("wardround", "round", "security", "--no-impact", "--by", "Ann:firmware", "--note", "a comment")
        self.assertIn("Code changed", self.try_commit().stderr)  # the record is not part of the commit
        self.write("firmware/main.c", "four\n")
        self.git("add", "-A")
        self.run_program("wardround", "round", "security", "--no-impact", "--by", "Ann:firmware", "--note", "a comment")
        self.git("add", "-A")
        self.assertEqual(self.try_commit().stderr, "")

    def test_the_hook_without_wardround(self):
        self.install_hook()
        self.write("security/demo.model.yaml", BROKEN)
        self.git("add", "-A")
        self.assertIn("committed unchecked", self.try_commit(WARDROUND="no-such-program").stderr)

    def test_the_hook_from_another_folder_of_the_repository(self):
        self.install_hook()
        shutil.copy(BINARY, self.top / "wr")
        self.write("security/demo.model.yaml", BROKEN)
        self.git("add", "security")
        self.run_program("git", "-C", "security", "commit", "-q", "-m", "x", code=1, WARDROUND="./wr")

    def test_the_framework_runs_the_hook(self):
        (config,) = documents("pre-commit/pre-commit-config.yaml")
        (hook,) = config["repos"][0]["hooks"]
        self.assertTrue((ROOT / hook["entry"]).is_file())
        self.assertRegex("security/demo.model.yaml", hook["files"])


if __name__ == "__main__":
    unittest.main()
