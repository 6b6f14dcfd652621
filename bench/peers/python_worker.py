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


def compared(result):
    """At most 4096 elements of it, spread over the whole."""
    values = np.asarray(result, np.float64).ravel()
    return values[::max(1, -(-len(values) // 4096))].tolist()


def serve(formulations, prepare=lambda array: array):
    """`prepare` makes an argument of a NumPy array, outside of what is timed. A case that is not in `formulations` has no times.

    A request with "reference" is answered with what the first formulation gives for the same numbers in f64, and not timed.
    """
    slow, compiled = set(), {}
    for line in sys.stdin:
        request = json.loads(line)
        arrays = [np.load(path) for path in request["arguments"]]
        answer = {"us": {}, "compile_ms": {}}
        if request.get("reference"):
            arrays = [a.astype(np.float64) if a.dtype == np.float32 else a for a in arrays]
            result = formulations[request["case"]][0](*arrays)
            answer["results"] = [compared(r) for r in (result if isinstance(result, tuple) else (result,))]
            print(json.dumps(answer), flush=True)
            continue
        arguments = [prepare(array) for array in arrays]
        for function in formulations.get(request["case"], []):
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
            answer["results"] = [compared(r) for r in results]
        print(json.dumps(answer), flush=True)


def version(name):
    """Of a package, and nothing where it is not installed."""
    from importlib import metadata
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""
