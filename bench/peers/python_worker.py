"""What the Python workers share: they time formulations on request, one request and one answer a line, in JSON."""

import json
import statistics
import sys
import time

import numpy as np

SLOW_US = 3e6  # A formulation that is far behind is not measured on larger sizes.


def measure(function, arguments, budget):
    """(median and first call in microseconds, result). Slow formulations are called once, but for what compiles."""
    start = time.perf_counter()
    result = function(*arguments)
    first = time.perf_counter() - start
    if first > budget and not getattr(function, "compiles", False):
        return first * 1e6, first * 1e6, result
    times = []
    end = time.perf_counter() + budget
    while not times or (time.perf_counter() < end and len(times) < 1000):
        start = time.perf_counter()
        result = function(*arguments)
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1e6, first * 1e6, result


def serve(formulations, prepare=lambda array: array):
    """`prepare` makes an argument of a NumPy array, outside of what is timed."""
    slow, compiled = set(), {}
    for line in sys.stdin:
        request = json.loads(line)
        arguments = [prepare(np.load(path)) for path in request["arguments"]]
        answer = {"us": {}, "compile_ms": {}}
        for function in formulations[request["case"]]:
            name = function.__name__
            key = (request["case"], name)
            if key in slow:
                continue
            median, first, result = measure(function, arguments, request["budget_s"])
            answer["us"][name] = median
            if getattr(function, "compiles", False):
                # Only the first call of a process compiles; of JAX, of each size.
                answer["compile_ms"][name] = compiled.setdefault((key, getattr(function, "per_size", False) and line),
                                                                 max(first - median, 0) / 1e3)
            if median > SLOW_US:
                slow.add(key)
            results = result if isinstance(result, tuple) else (result,)
            answer["results"] = [np.asarray(r, np.float64).ravel()[:4096].tolist() for r in results]
        print(json.dumps(answer), flush=True)


def version(name):
    """Of a package, and nothing where it is not installed."""
    from importlib import metadata
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""
