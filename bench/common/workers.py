"""Processes that measure on request, pinned alike; what a table of results says about the machine."""

import json
import os
import platform
import select
import subprocess
import sys


class Worker:
    """A process that answers requests one line at a time."""

    def __init__(self, name, command, environment, processors):
        self.name = name
        self._start = lambda: subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment,
            preexec_fn=lambda: os.sched_setaffinity(0, processors))
        self._process = self._start()

    def ask(self, request, limit_s=None):
        """The answer. With a limit, one that takes longer is an error, and a new process takes over."""
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        # An answer is a line, of which nothing is left behind: there is none in the buffer.
        if limit_s is not None and not select.select([self._process.stdout], [], [], limit_s)[0]:
            self._process.kill()
            self._process.wait()
            self._process = self._start()
            return {"error": f"no result within {limit_s} s"}
        line = self._process.stdout.readline()
        if not line:
            sys.exit(f"the worker '{self.name}' ended with status {self._process.wait()}")
        return json.loads(line)

    def close(self):
        self._process.stdin.close()
        self._process.wait()


def environment(threads, **extra):
    """For a worker with so many threads, whatever library makes them."""
    result = {k: v for k, v in os.environ.items() if k != "OPENBLAS_CORETYPE"}
    result.update(OPENBLAS_NUM_THREADS=str(threads), OMP_NUM_THREADS=str(threads), OMP_PROC_BIND="close",
                  OMP_PLACES="cores", **extra)
    return result


def processors(threads):
    """The processors that all workers with so many threads are pinned to."""
    return set(sorted(os.sched_getaffinity(0))[:threads])


def processor_name():
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            return next(line.split(":", 1)[1].strip() for line in file if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor()


def blas_name():
    """The file of the BLAS that NumPy has loaded into this process."""
    with open("/proc/self/maps", encoding="utf-8") as file:
        names = {os.path.basename(line.split()[-1]) for line in file if "blas" in line.rsplit("/", 1)[-1]}
    return ", ".join(sorted(names)) or "unknown BLAS"


def duration(microseconds):
    if microseconds < 1000:
        return f"{microseconds:.1f} µs"
    return f"{microseconds / 1000:.2f} ms" if microseconds < 1e6 else f"{microseconds / 1e6:.2f} s"
