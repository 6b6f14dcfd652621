"""The page of the document workloads, made from reports that were never measured: what it says follows from them.

Usage: results_test.py FOLDER_OF_RESULTS_PY
"""

import argparse
import copy
import json
import os
import re
import sys
import tempfile
import unittest

sys.path.insert(0, sys.argv[1])
import results  # noqa: E402


def estimate(ms):
    return {"center_ms": ms, "low_ms": ms, "high_ms": ms}


def way(name, threads, ms, first=None, roofline=None, problem=""):
    label = name if threads == 1 else f"{name}, {threads} threads"
    starts = [{"state": state, "first_call": estimate(first)} for state in ("cold", "disk")] if first else []
    return {"way": name, "threads": threads, "label": label, "call": estimate(ms) if ms else None, "starts": starts, "roofline": roofline,
            "problem": problem}


def report(size, cuda=None):
    """Times that grow like the size, but for the baseline's, which grow like its square."""
    ways = [way("generic", 1, 2e-3 * size, 100, 0.25), way("generic", 2, 1e-3 * size, 100, 0.25), way("specialized", 2, 1e-3 * size, 100),
            way("cuda", 1, cuda, 300, problem="" if cuda else "there is no driver\nand more"),
            way(results.WORKLOADS[0].hybrid, 1, cuda and 2 * cuda, 300, problem="" if cuda else "there is no driver\nand more"),
            way("numpy", 1, 1e-3 * size ** 2, 1), way("numba", 2, 1e-2 * size, 4000)]
    break_even = [{"sooner": "numpy", "later": "generic, 2 threads", "kind": "from", "calls": 1200, "low": 1000, "high": None}]
    return {
        "date": "2026-01-31T12:00:00Z",
        "machine": {"processor": "a processor", "processors": 2, "features": "avx2", "system": "Linux", "sinter": "0.1.0", "llvm": "19", "openmp": "libomp",
                    "gpus": ["a GPU"] if cuda else [], "peers": ["numpy: NumPy 2"], "load_after": {"others": 0.5}},
        "method": {"blocks": 12, "budget_s": 2},
        "roofs": [{"threads": 2, "gigaflops_f32": 100}],
        "points": [{"ways": ways, "cold": {"break_even": break_even}, "disk": {"break_even": break_even}}]}


class Page(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.runs = results.Runs(argparse.Namespace(build=folder.name))

    def write(self, made, workload, size, build=None):
        path = self.runs.path(workload, size)
        with open(path, "w", encoding="utf-8") as file:
            json.dump(made, file)
        with open(path + ".build", "w", encoding="utf-8") as file:
            file.write(build or self.runs.build)

    def page(self, cuda=None, change=None):
        for workload in results.WORKLOADS:
            for size in workload.sizes:
                made = report(size, cuda)
                if change and size == workload.sizes[-1]:
                    change(made)
                self.write(made, workload, size)
        return results.page(self.runs)

    def refused(self, words):
        with self.assertRaises(SystemExit) as refusal:
            results.page(self.runs)
        self.assertIn(words, str(refusal.exception))

    def test_sentences_are_those_of_the_tables(self):
        text = self.page()
        self.assertEqual(re.findall(r"@\w+@", text), [])
        # Of sizes that are four times as large each, but for the last step of the tensor mean.
        self.assertIn("From one size to the next, 4 times B, the time of a call becomes: the baseline 16.0 times", text)
        # Not with the published time that is a compile's.
        self.assertIn("Numba 4.0 times (published: 3.3 to 4.9)", text)
        self.assertIn("From one size to the next, 2 to 4 times N, the time of a call becomes: the baseline 4.0 to 16.0 times", text)
        self.assertIn("The JIT is 10× as fast as Numba, 256× to 65,536× as fast as the baseline, at 25% of the machine's limit.", text)
        self.assertIn("Its first call, nothing compiled, takes 100 ms; it pays against the baseline from so many calls on: "
                      "1,200 (1,000 to never) at B = 256, 1,200", text)
        self.assertIn("while other processes used 50% of a processor", text)
        # 133 ms and 65.5 ms; 5,074 ms and 268 s.
        self.assertIn("The baseline is 0.019× to 2.0× as fast here as published", text)

    def test_a_gpu_is_there_or_not_as_the_reports_say(self):
        without = self.page()
        self.assertIn("This machine has no GPU.", without)
        self.assertIn("| 256 | 65.5 ms | 2.56 ms | 512 µs | 256 µs | – | – |", without)
        self.assertIn("cuda was not measured at 256, 1,024, 4,096, 16,384, 65,536: there is no driver\n", without)
        there = self.page(cuda=1)
        self.assertNotIn("This machine has no GPU.", there)
        self.assertNotIn("was not measured", there)
        self.assertIn("| 256 | 65.5 ms | 2.56 ms | 512 µs | 256 µs | 1.00 ms | 2.00 ms |", there)
        self.assertIn("| 64 | 4.10 ms | 640 µs | 128 µs | 64.0 µs | 1.00 ms | – |", there)  # the tensor mean cannot be split

    def test_different_runs_are_not_mixed(self):
        self.page()
        tensor_mean = results.WORKLOADS[1]
        self.write(report(64), tensor_mean, 64, "another build")
        self.refused("the report of tensor_mean:64 is another build's")
        self.assertFalse(self.runs.is_current(tensor_mean, 64))
        self.assertTrue(self.runs.is_current(tensor_mean, 256))
        for words, change in [
                ("differ in 'llvm': '19' and '20'", lambda made: made["machine"].update(llvm="20")),
                ("differ in 'peers'", lambda made: made["machine"].update(peers=[])),
                ("not measured with the same options", lambda made: made["method"].update(blocks=6))]:
            other = copy.deepcopy(report(64))
            change(other)
            self.write(other, tensor_mean, 64)
            self.refused(words)
        os.remove(self.runs.path(tensor_mean, 64))
        self.assertNotIn("| 64 |", results.page(self.runs))
        self.assertFalse(self.runs.is_current(tensor_mean, 64))

    def test_what_starts_sooner_pays_at_once(self):
        row = results.Row(report(256))
        generic, numpy = row.way("generic"), row.best("numpy")
        self.assertEqual(row.break_even(numpy, generic), "1,200 (1,000 to never)")
        self.assertEqual(row.break_even(generic, numpy), "at once")  # up to when is not known
        row.point["cold"]["break_even"][0]["high"] = 1300
        self.assertEqual(row.break_even(generic, numpy), "at once, up to 1,199")
        row.point["cold"]["break_even"][0]["kind"] = "never"
        self.assertEqual(row.break_even(numpy, generic), "never")
        self.assertEqual(row.break_even(generic, numpy), "at once")

    def test_nothing_measured(self):
        self.refused("there is no report in")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
