#!/usr/bin/env python3
"""Times functions of a copy of NPBench. Reads requests as JSON lines, answers in JSON lines (see compare.py).

Numba's functions are compiled into a cache (NUMBA_CACHE_DIR), and how long that took is kept beside it.
"""

import functools
import importlib.util
import json
import os
import statistics
import sys
import time
import warnings

import numpy as np

SLOW_S = 1.0  # a call that takes longer is not repeated


def cache_compiled_code():
    """Has every function that is compiled with Numba cached."""
    import numba
    for name in ("jit", "njit"):
        compile_function = getattr(numba, name)

        @functools.wraps(compile_function)
        def cached(*args, compile_function=compile_function, **options):
            return compile_function(*args, cache=True, **options)

        setattr(numba, name, cached)
    warnings.simplefilter("ignore")


def load_function(path, name):
    spec = importlib.util.spec_from_file_location(os.path.basename(path)[:-3], path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # cached code names its module
    # Variants import what they share from their own folder.
    sys.path.insert(0, os.path.dirname(path))
    try:
        spec.loader.exec_module(module)
    finally:
        sys.path.pop(0)
    return getattr(module, name)


class Arguments:
    """The arguments of a function that may change them: reset gives them their values back."""

    def __init__(self, paths):
        self.values = [np.load(path) for path in paths]
        self.values = [v if v.ndim else v.item() for v in self.values]
        self._saved = {n: v.copy() for n, v in enumerate(self.values) if isinstance(v, np.ndarray)}

    def forget_unchanged(self):
        self._saved = {n: v for n, v in self._saved.items() if not np.array_equal(v, self.values[n], equal_nan=True)}

    def reset(self):
        for n, saved in self._saved.items():
            np.copyto(self.values[n], saved)


def call(function, arguments):
    start = time.perf_counter()
    result = function(*arguments.values)
    return time.perf_counter() - start, result


def save(request, result, arguments):
    returned = result if isinstance(result, tuple) else (result,)
    for name, path in request["save"].items():
        is_returned = name.startswith("ret") and name[3:].isdigit()
        np.save(path, returned[int(name[3:])] if is_returned else arguments.values[request["names"].index(name)])


class CompileTimes:
    """Milliseconds that first calls took, kept beside the compiled code."""

    def __init__(self, folder):
        self._path = folder and os.path.join(folder, "compile_ms.json")
        self._times = {}
        if self._path and os.path.exists(self._path):
            with open(self._path, encoding="utf-8") as file:
                self._times = json.load(file)

    def of(self, module, first_ms):
        if not self._path:
            return None
        if module not in self._times:
            self._times[module] = first_ms
            with open(self._path, "w", encoding="utf-8") as file:
                json.dump(self._times, file)
        return self._times[module]


def answer(request, compile_times):
    function = load_function(request["module"], request["function"])
    arguments = Arguments(request["arguments"])
    first, result = call(function, arguments)
    save(request, result, arguments)
    arguments.forget_unchanged()
    times = []
    end = time.perf_counter() + request["budget_s"]
    while not times or (times[0] < SLOW_S and len(times) < 1000 and (len(times) < 3 or time.perf_counter() < end)):
        arguments.reset()
        times.append(call(function, arguments)[0])
    median = statistics.median(times)
    return {"us": median * 1e6, "compile_ms": compile_times.of(request["module"], (first - median) * 1e3)}


def main():
    numba_cache = os.environ.get("NUMBA_CACHE_DIR")
    if numba_cache:
        cache_compiled_code()
    compile_times = CompileTimes(numba_cache)
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what the functions print is no answer
    for line in sys.stdin:
        try:
            reply = answer(json.loads(line), compile_times)
        except Exception as error:  # a variant that does not run with this Numba is no contestant
            reply = {"error": f"{type(error).__name__}: {str(error).strip().splitlines()[0] if str(error) else ''}"}
        print(json.dumps(reply), file=answers, flush=True)


if __name__ == "__main__":
    main()
