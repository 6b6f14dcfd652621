"""Times a program's twin in Python. Started by `sinter measure --against`; talks JSON lines on descriptor 0.

argv: the peer, the twin's file, the function, the number of threads, the processors as 0,1,2.
"""

import ctypes
import json
import os
import signal
import socket
import sys
import time

# When the process that asked for it is gone, so is this one, whatever it does then.
ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
# Before NumPy and whatever else makes threads is imported.
PEER, TWIN, FUNCTION, THREADS, PROCESSORS = sys.argv[1:6]
os.sched_setaffinity(0, [int(p) for p in PROCESSORS.split(",")])
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS", "BLIS_NUM_THREADS"):
    os.environ[name] = THREADS
os.environ.pop("OPENBLAS_CORETYPE", None)  # halves BLAS where it is wrong
os.environ.setdefault("XLA_FLAGS", f"--xla_cpu_multi_thread_eigen={'true' if THREADS != '1' else 'false'}")


class Refused(Exception):
    """Why this peer cannot be measured."""


class NumPy:
    """Arguments are arrays, results are there when a call returns."""

    def __init__(self):
        self.numpy = self.load("numpy")

    def load(self, module):
        try:
            return __import__(module)
        except ImportError as error:
            raise Refused(f"{sys.executable} cannot import {module}: {error}") from error

    def version(self):
        return f"NumPy {self.numpy.__version__}, Python {sys.version.split()[0]}"

    def compiled(self, function):
        return function

    def argument(self, array):
        return array[()] if array.ndim == 0 else array

    def wait(self, results):
        pass

    def array(self, result):
        return self.numpy.asarray(result)


class Numba(NumPy):
    def __init__(self):
        super().__init__()
        self.numba = self.load("numba")

    def version(self):
        return f"Numba {self.numba.__version__}, {super().version()}"

    def compiled(self, function):
        return self.numba.njit(function)


class NumbaCuda(Numba):
    """Arguments are given as arrays of the host: copying them is part of a call, as it is with Sinter."""

    def __init__(self):
        super().__init__()
        self.load("numba.cuda")
        if not self.numba.cuda.is_available():
            raise Refused("Numba finds no GPU")

    def compiled(self, function):
        return None

    def wait(self, results):
        self.numba.cuda.synchronize()


class Jax(NumPy):
    def __init__(self):
        super().__init__()
        self.jax = self.load("jax")
        self.jax.config.update("jax_enable_x64", True)

    def version(self):
        return f"JAX {self.jax.__version__}, {super().version()}"

    def compiled(self, function):
        return None

    def argument(self, array):
        return self.jax.numpy.asarray(array)

    def wait(self, results):
        self.jax.block_until_ready(results)


class Torch(NumPy):
    def __init__(self):
        super().__init__()
        self.torch = self.load("torch")
        self.torch.set_num_threads(int(THREADS))

    def version(self):
        return f"PyTorch {self.torch.__version__}, {super().version()}"

    def compiled(self, function):
        return None

    def argument(self, array):
        return array.item() if array.ndim == 0 else self.torch.from_numpy(array)

    def array(self, result):
        return result.detach().cpu().numpy() if isinstance(result, self.torch.Tensor) else self.numpy.asarray(result)


PEERS = {"numpy": NumPy, "numba": Numba, "numba-cuda": NumbaCuda, "jax": Jax, "torch": Torch}


def find_twin(peer):
    """FUNCTION_PEER of the twin's file, else FUNCTION where the peer takes programs in plain NumPy."""
    import importlib.util
    sys.path.insert(0, os.path.dirname(os.path.abspath(TWIN)))
    spec = importlib.util.spec_from_file_location("sinter_twin", TWIN)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    own = f"{FUNCTION}_{PEER.replace('-', '_')}"
    if hasattr(module, own):
        return getattr(module, own)
    function = peer.compiled(getattr(module, FUNCTION)) if hasattr(module, FUNCTION) else None
    if function is None:
        raise Refused(f"{TWIN} has no function {own}")
    return function


class Session:
    def __init__(self):
        self.peer = PEERS[PEER]()
        self.function = find_twin(self.peer)
        self.arguments = []

    def call(self):
        results = self.function(*self.arguments)
        self.peer.wait(results)
        return results

    def first(self, request):
        numpy = self.peer.numpy
        self.arguments = [self.peer.argument(numpy.load(path)) for path in request["arguments"]]
        begin = time.perf_counter_ns()
        results = self.call()
        took = time.perf_counter_ns() - begin
        results = results if isinstance(results, (tuple, list)) else [results]
        if len(results) != len(request["results"]):
            raise Refused(f"gives {len(results)} results where the program gives {len(request['results'])}")
        for path, result in zip(request["results"], results):
            numpy.save(path, self.peer.array(result))
        return {"ns": took}

    def run(self, request):
        calls = range(request["run"])
        call = self.call
        begin = time.perf_counter_ns()
        for _ in calls:
            call()
        return {"ns": time.perf_counter_ns() - begin}


def main():
    channel = socket.socket(fileno=os.dup(0)).makefile("rw", encoding="utf-8")

    def answer(make):
        try:
            reply = make()
        except Refused as refusal:
            reply = {"error": str(refusal)}
        except Exception as error:  # whatever the twin raises is what the user wants to read
            reply = {"error": f"{type(error).__name__}: {error}"}
        channel.write(json.dumps(reply) + "\n")
        channel.flush()
        return "error" not in reply

    session = []

    def begin():
        session.append(Session())
        return {"version": session[0].peer.version()}

    if not answer(begin):
        return
    for line in channel:
        request = json.loads(line)
        answer(lambda: session[0].run(request) if "run" in request else session[0].first(request))


main()
