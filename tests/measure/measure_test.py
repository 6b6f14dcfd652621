"""`sinter measure`, the built command, on small sizes. Asserts nothing about how long anything takes.

Usage: measure_test.py SINTER REPORT.schema.json PROGRAMS
"""

import json
import os
import pty
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import xml.etree.ElementTree

SINTER, SCHEMA, PROGRAMS = sys.argv[1:4]  # and names of tests
ROWS = os.path.join(PROGRAMS, "rows.sinter")
QUICK = ["--blocks", "6", "--starts", "2", "--batch", "0.1", "--budget", "1", "--pause", "0"]

TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}


def is_type(value, name):
    if name == "number":
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    if name == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, TYPES[name])


KEYWORDS = {"$schema", "$defs", "$ref", "title", "description", "type", "enum", "anyOf", "required", "properties",
            "additionalProperties", "items", "minimum", "maximum"}


def violations(value, schema, root, path="$"):
    """What of a value is not as the schema says; the keywords that the schema uses, and an error for others."""
    unknown = set(schema) - KEYWORDS
    if unknown:
        raise ValueError(f"{path}: this check does not know {unknown}")
    if "$ref" in schema:
        target = root
        for part in schema["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        yield from violations(value, target, root, path)
    if "anyOf" in schema and all(list(violations(value, one, root, path)) for one in schema["anyOf"]):
        yield f"{path}: is none of the alternatives"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{path}: {value!r} is not one of {schema['enum']}"
    names = schema.get("type", [])
    names = [names] if isinstance(names, str) else names
    if names and not any(is_type(value, name) for name in names):
        yield f"{path}: {value!r} is no {names}"
        return
    if is_type(value, "number") and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        yield f"{path}: {value} is out of range"
    if isinstance(value, dict):
        properties = schema.get("properties", {})
        for name in schema.get("required", []):
            if name not in value:
                yield f"{path}: has no {name}"
        for name, one in value.items():
            if name in properties:
                yield from violations(one, properties[name], root, f"{path}.{name}")
            elif schema.get("additionalProperties") is False:
                yield f"{path}: {name} is not described"
    if isinstance(value, list) and "items" in schema:
        for number, one in enumerate(value):
            yield from violations(one, schema["items"], root, f"{path}[{number}]")


class Measure(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def run_command(self, *arguments, code=0, temporary=None):
        done = subprocess.run([SINTER, "measure", *arguments], capture_output=True, text=True, check=False,
                              env={**os.environ, "TMPDIR": temporary or self.folder.name})
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done

    def measure(self, *arguments, code=0):
        """A report, which is checked against its schema."""
        done = self.run_command(*arguments, *QUICK, "--json", self.path("report.json"), code=code)
        with open(self.path("report.json"), encoding="utf-8") as file:
            report = json.load(file)
        with open(SCHEMA, encoding="utf-8") as file:
            schema = json.load(file)
        self.assertEqual(list(violations(report, schema, schema)), [])
        return report, done

    def test_every_way_at_every_size(self):
        report, done = self.measure(ROWS, "row_means", "--dim", "B=8,64", "--dim", "D=32", "--ways",
                                    "interp,generic,specialized,auto,generic:vectors=128", "--threads", "1,2")
        self.assertEqual([[size["size"] for size in point["sizes"]] for point in report["points"]], [["8", "32"], ["64", "32"]])
        for point in report["points"]:
            self.assertEqual([way["label"] for way in point["ways"]],
                             ["interp", "generic", "generic, 2 threads", "specialized", "specialized, 2 threads", "auto",
                              "auto, 2 threads", "generic:vectors=128", "generic:vectors=128, 2 threads"])
            for way in point["ways"]:
                self.assertEqual(way["problem"], "")
                self.assertIn(way["call"]["samples"], range(1, 7))  # fewer than 6 where the machine is busy
                self.assertLessEqual(way["call"]["low_ms"], way["call"]["center_ms"])
                self.assertLessEqual(way["call"]["center_ms"], way["call"]["high_ms"])
                states = [start["state"] for start in way["starts"]]
                self.assertEqual(states, ["cold"] if way["way"] == "interp" else ["cold", "disk"])
                if way["way"] != "interp":
                    cold, disk = way["starts"]
                    self.assertGreater(cold["phases_ms"]["llvm"], 0)
                    self.assertEqual(disk["phases_ms"]["llvm"], 0)
                    self.assertGreater(cold["code_bytes"], 0)
            self.assertEqual(point["bytes"], 4 * (int(point["sizes"][0]["size"]) * 33))
        self.assertIn("row_means(x: f32[B, D]) -> f32[B]", done.stdout)
        self.assertIn("B = 64, D = 32", done.stdout)
        self.assertEqual(os.listdir(self.folder.name), ["report.json"], "temporary folders are gone")

    def test_the_page_is_well_formed(self):
        self.measure(ROWS, "row_means", "--dim", "B=8,64", "--dim", "D=32", "--threads", "1", "--html", self.path("page.html"),
                     "--csv", self.path("rows.csv"))
        page = xml.etree.ElementTree.parse(self.path("page.html"))
        name = "{http://www.w3.org/1999/xhtml}"
        self.assertEqual(page.getroot().tag, name + "html")
        plots = page.getroot().iter(name + "svg")
        self.assertGreaterEqual(sum(1 for _ in plots), 5)
        with open(self.path("rows.csv"), encoding="utf-8") as file:
            lines = file.read().splitlines()
        self.assertEqual(len(lines), 1 + 2 * 3)

    def test_arguments_that_are_given(self):
        report, _ = self.measure(ROWS, "steps", "x=[1, 2, 3]", "count=4", "--ways", "generic", "--threads", "1")
        self.assertEqual(report["points"][0]["arguments"], ["x: f64[3]", "count: i64"])
        self.assertEqual(report["points"][0]["sizes"], [])

    def test_dtypes_and_shapes_of_parameters(self):
        report, _ = self.measure(ROWS, "anything", "--dim", "x=4x4,8x8", "--dtype", "x=f64", "--ways", "generic", "--threads", "1")
        self.assertEqual([point["arguments"] for point in report["points"]], [["x: f64[4, 4]"], ["x: f64[8, 8]"]])

    def test_what_a_way_cannot_do_is_its_problem(self):
        report, done = self.measure(ROWS, "row_means", "--dim", "B=4", "--dim", "D=4", "--ways", "generic,cuda", "--threads", "1")
        generic, cuda = report["points"][0]["ways"]
        self.assertIsNotNone(generic["call"])
        if not report["machine"]["gpus"]:
            self.assertNotEqual(cuda["problem"], "")
            self.assertIn("cuda: " + cuda["problem"].splitlines()[0], done.stdout)

    def test_what_no_way_can_do_is_an_error(self):
        for arguments, code, words in [
                ((ROWS, "failing", "--dim", "N=3"), 1, "assert"),
                ((ROWS, "row_mean", "--dim", "N=3"), 1, "row_means"),
                ((ROWS, "row_means", "--dim", "B=3"), 1, "E6303"),
                ((ROWS, "row_means", "--dim", "N=3"), 1, "E6302"),
                ((ROWS, "row_means", "--ways", "fast"), 1, "E6301"),
                ((ROWS, "row_means", "--threads", "0"), 2, "--threads"),
                ((ROWS, "row_means", "--against", "matlab"), 2, "matlab"),
                ((ROWS,), 2, "FUNCTION"),
                ((), 2, "FILE"),
                ((ROWS, "row_means", "--compare", "a", "b"), 2, "excludes"),
                (("--compare", "nowhere.json", "nowhere.json"), 1, "E6307"),
                (("--compare", "nowhere.json"), 2, "--compare"),
                ((ROWS, "row_means", "--dim", "B=2", "--dim", "D=2", "--ways", "interp", *QUICK, "--json", "/nowhere/x"), 1, "E6308"),
                ((ROWS, "row_means", "--against", "numpy", "--twin", "nowhere.py"), 1, "there is no nowhere.py"),
                ((ROWS, "row_means", "--ways", "generic,interp,generic"), 1, "--ways: generic is given twice"),
                ((ROWS, "row_means", "--threads", "1,1"), 1, "--threads: 1 is given twice"),
                ((ROWS, "row_means", "--against", "numpy,numpy", "--twin", ROWS), 1, "--against: numpy is given twice"),
                ((ROWS, "row_means", "x=[[1, 2]]", "--dim", "B=2"), 1, "'x' is given as an argument, f32[1, 2], so that B is 1"),
                ((ROWS, "row_means", "--dim", "B=2", "--dim", "D=2", "--dtype", "y=f64"), 1, "type variable 'y'"),
        ]:
            done = self.run_command(*arguments, code=code)
            self.assertIn(words, done.stderr, arguments)

    def test_outputs_are_tried_before_anything_is_measured(self):
        # The endless program would never come to its end.
        endless = (ROWS, "endless", "--dim", "N=8", "--ways", "generic", *QUICK)
        kept = self.path("kept.json")
        with open(kept, "w", encoding="utf-8") as file:
            file.write("kept")
        for arguments, words in [
                (("--json", "/nowhere/x"), "--json: cannot write /nowhere/x: No such file or directory"),
                (("--csv", self.folder.name), "Is a directory"),
                (("--json", "-", "--csv", "-"), "--csv: standard output is that of --json already"),
                (("--json", kept, "--html", os.path.join(self.folder.name, ".", "kept.json")), "is the file of --json already"),
                (("--json", kept, "--csv", self.path("new.csv"), "--html", "/nowhere/x"), "--html: cannot write /nowhere/x")]:
            done = self.run_command(*endless, *arguments, code=1)
            self.assertIn("E6308", done.stderr)
            self.assertIn(words, done.stderr)
        with open(kept, encoding="utf-8") as file:
            self.assertEqual(file.read(), "kept")
        self.assertEqual(os.listdir(self.folder.name), ["kept.json"])

    def test_an_error_at_one_size_leaves_the_others(self):
        report, done = self.measure(ROWS, "small", "--dim", "N=4,8,5", "--ways", "generic", "--threads", "1", code=1)
        self.assertEqual([point["problem"] == "" for point in report["points"]], [True, False, True])
        self.assertIn("assert", report["points"][1]["problem"])
        self.assertEqual(report["points"][1]["ways"], [])
        self.assertIsNotNone(report["points"][2]["ways"][0]["call"])
        self.assertRegex(done.stdout, r"(?s)N = 8\n  not measured: .*assert.*N = 5")
        self.assertIn("assert", done.stderr)

    def test_memory_of_the_compiler_holds_no_results(self):
        # A result of 64 MB; compiling takes some.
        report, _ = self.measure(ROWS, "anything", "--dim", "x=8000000", "--dtype", "x=f64", "--ways", "generic", "--threads", "1")
        for start in report["points"][0]["ways"][0]["starts"]:
            if start["memory_bytes"] is not None:
                self.assertLess(start["memory_bytes"], 48_000_000, start["state"])

    def test_break_evens_are_tried(self):
        report, done = self.measure(ROWS, "row_means", "--dim", "B=64", "--dim", "D=256", "--threads", "1", "--trials", "2")
        trials = report["points"][0]["trials"]
        for trial in trials:
            self.assertEqual(len(trial["found"]), 2)
        # Which ones are certain is a matter of times; those that are stand in the table.
        self.assertEqual(done.stdout.count("; really made, from: "), len(trials))

    def test_without_a_place_for_temporary_files(self):
        done = self.run_command(ROWS, "row_means", "--dim", "B=2", "--dim", "D=2", "--ways", "generic", *QUICK, code=4,
                                temporary="/nowhere")
        self.assertIn("E6306", done.stderr)
        self.assertIn("check TMPDIR", done.stderr)

    def test_peers(self):
        report, done = self.measure(ROWS, "row_means", "--dim", "B=16", "--dim", "D=32", "--ways", "generic", "--threads", "1,2",
                                    "--against", "numpy,jax", "--python", sys.executable)
        ways = {way["label"]: way for way in report["points"][0]["ways"]}
        self.assertEqual(ways["numpy"]["problem"], "")
        self.assertIn(ways["numpy, 2 threads"]["call"]["samples"], range(1, 7))
        self.assertEqual(ways["numpy"]["starts"][0]["first_call"]["samples"], 1)
        self.assertRegex(report["machine"]["peers"][0], r"^numpy: NumPy [0-9.]+, Python 3")
        try:
            import jax  # noqa: F401
        except ImportError:
            self.assertIn("cannot import jax", ways["jax"]["problem"])
        self.assertTrue(report["twin"].endswith("rows.py"))
        self.assertIn("numpy, 2 threads", done.stdout)

    def test_first_calls_of_peers_are_cold_at_every_size(self):
        with open(self.path("slow.py"), "w", encoding="utf-8") as file:
            file.write("import time\nimport numpy as np\ncompiled = []\n\n\ndef row_means(x):\n"
                       "    if not compiled:\n        time.sleep(0.05)\n        compiled.append(True)\n"
                       "    return np.mean(x, axis=1)\n")
        report, _ = self.measure(ROWS, "row_means", "--dim", "B=4,16", "--dim", "D=8", "--ways", "generic", "--threads", "1",
                                 "--against", "numpy", "--twin", self.path("slow.py"), "--python", sys.executable)
        for point in report["points"]:
            numpy = point["ways"][1]
            self.assertGreaterEqual(numpy["starts"][0]["first_call"]["center_ms"], 50)
            self.assertLess(numpy["call"]["center_ms"], 50)

    def test_several_results_of_a_peer(self):
        report, _ = self.measure(ROWS, "both", "--dim", "N=64", "--ways", "generic", "--threads", "1", "--against", "numpy",
                                 "--python", sys.executable)
        self.assertEqual(report["points"][0]["ways"][1]["problem"], "")

    def test_peers_that_cannot_be_measured(self):
        for function, arguments, words in [
                ("scaled_sum", ("a=2", "--dim", "N=64"), "result 0 of the twin is not that of the program"),
                ("steps", ("count=2", "--dim", "N=64"), "ValueError: nothing works today"),
                ("anything", ("--dim", "x=4"), "has no function anything_numpy")]:
            report, _ = self.measure(ROWS, function, *arguments, "--ways", "generic", "--threads", "1", "--against", "numpy",
                                     "--python", sys.executable)
            generic, numpy = report["points"][0]["ways"]
            self.assertIn(words, numpy["problem"])
            self.assertIsNone(numpy["call"])
            self.assertIsNotNone(generic["call"])
        report, _ = self.measure(ROWS, "row_means", "--dim", "B=4", "--dim", "D=4", "--ways", "generic", "--threads", "1",
                                 "--against", "numpy", "--python", "nowhere-python")
        self.assertIn("cannot start nowhere-python", report["points"][0]["ways"][1]["problem"])

    def test_compare(self):
        report, _ = self.measure(ROWS, "row_means", "--dim", "B=16", "--dim", "D=32", "--threads", "1")
        same = self.run_command("--compare", self.path("report.json"), self.path("report.json"))
        self.assertIn("are the same, within their intervals or 5% (first calls: 25%)", same.stdout)
        call = report["points"][0]["ways"][1]["call"]
        # What was measured on a busy machine may have any interval; these are judged.
        call.update(low_ms=0.99 * call["center_ms"], high_ms=1.01 * call["center_ms"], confidence=0.96, samples=12)
        with open(self.path("report.json"), "w", encoding="utf-8") as file:
            json.dump(report, file)
        for name in ("center_ms", "low_ms", "high_ms"):
            call[name] *= 3
        with open(self.path("slow.json"), "w", encoding="utf-8") as file:
            json.dump(report, file)
        slower = self.run_command("--compare", self.path("report.json"), self.path("slow.json"), code=5)
        self.assertIn("slower: B = 16, D = 32, generic, call: ", slower.stdout)
        self.assertIn("3.00 times slower", slower.stdout)
        # What was measured and fails now, and what is not judged, are no success either.
        failing = json.loads(json.dumps(report))
        failing["points"][0]["ways"][1].update(call=None, problem="it fails now")
        lonely = json.loads(json.dumps(report))
        for point in lonely["points"]:
            for way in point["ways"]:
                for estimate in [way["call"], *(start["first_call"] for start in way["starts"])]:
                    estimate.update(samples=1, confidence=0)
        other = {**report, "function": "column_means"}
        for name, made in (("failing", failing), ("lonely", lonely), ("other", other)):
            with open(self.path(name + ".json"), "w", encoding="utf-8") as file:
                json.dump(made, file)
        # The slow one is the report as it is now.
        lost = self.run_command("--compare", self.path("slow.json"), self.path("failing.json"), code=6)
        self.assertIn("no longer measured: B = 16, D = 32, generic, call: it fails now", lost.stdout)
        unjudged = self.run_command("--compare", self.path("lonely.json"), self.path("lonely.json"), code=7)
        self.assertIn("Nothing could be judged.", unjudged.stdout)
        refused = self.run_command("--compare", self.path("slow.json"), self.path("other.json"), code=1)
        self.assertIn("E6309", refused.stderr)
        # Three times is within a tolerance of 400%; the other way round it is faster.
        self.run_command("--compare", self.path("report.json"), self.path("slow.json"), "--tolerance", "4")
        self.assertIn("faster: ", self.run_command("--compare", self.path("slow.json"), self.path("report.json")).stdout)

    def interrupted(self, signals):
        """A report that as many Ctrl-C ended. The first size is done soon, the second one never."""
        # Progress is shown on a terminal: that is where to wait for it.
        terminal, other_end = pty.openpty()
        with subprocess.Popen([SINTER, "measure", ROWS, "endless", "--dim", "N=4,8", "--ways", "generic", "--threads", "1", *QUICK,
                               "--json", self.path("report.json")], stdout=subprocess.PIPE, stderr=other_end, text=True,
                              env={**os.environ, "TMPDIR": self.folder.name}) as process:
            os.close(other_end)
            shown = b""
            while b"N = 8: checking" not in shown:
                shown += os.read(terminal, 1024)
            time.sleep(0.2)
            for _ in range(signals):
                process.send_signal(signal.SIGINT)
                time.sleep(0.01)
            out = process.communicate(timeout=60)[0]
        os.close(terminal)
        self.assertEqual(process.returncode, 130, out)
        with open(self.path("report.json"), encoding="utf-8") as file:
            report = json.load(file)
        self.assertTrue(report["interrupted"])
        self.assertEqual([point["sizes"][0]["size"] for point in report["points"]], ["4"])
        self.assertIn(report["points"][0]["ways"][0]["call"]["samples"], range(1, 7))
        self.assertIn("Interrupted: this is what was measured until then.", out)
        self.assertEqual(os.listdir(self.folder.name), ["report.json"], "nothing is left behind")
        return shown.decode()

    def test_ctrl_c_keeps_what_was_measured(self):
        self.assertRegex(self.interrupted(1), r"\r\x1b\[K *[0-9]+% N = 4: starts")

    def test_a_second_ctrl_c_does_so_too(self):
        self.interrupted(2)


@unittest.skipUnless("SINTER_FAKE_GPU_PROGRAM" in os.environ, "the build gives it a libcuda whose device is the processor")
class OnAGpu(Measure):
    def test_ways_of_a_gpu(self):
        program = os.environ["SINTER_FAKE_GPU_PROGRAM"]
        ways = ["generic", "cuda", "cuda:processor=p", "cuda:processor=nothing"]
        report, done = self.measure(program, "entropy", "--dim", "B=8", "--dim", "D=32", "--ways", ",".join(ways), "--threads", "1")
        generic, cuda, hybrid, unknown = report["points"][0]["ways"]
        for way in (generic, cuda, hybrid):
            self.assertEqual(way["problem"], "")
            self.assertGreater(way["call"]["samples"], 0)
        self.assertIsNone(generic["transfer"])
        self.assertGreater(cuda["transfer"]["center_ms"], 0)
        self.assertIsNone(hybrid["transfer"], "it copies something else than arguments and results")
        self.assertIn("no value named 'nothing'", unknown["problem"])
        self.assertIn("cuda:processor=p", done.stdout)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1] + sys.argv[4:])
