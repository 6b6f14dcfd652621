"""What is compared: programs, sizes, and the arrays that all workers are given."""

import dataclasses
from collections.abc import Callable

import numpy as np

PROGRAMS = "../bench/peers/programs.sinter"  # from examples/


@dataclasses.dataclass(frozen=True)
class Case:
    """A program at several sizes. `make` gives its arguments for a size and a generator of random numbers."""

    name: str       # of the function, and of the formulations in the workers
    file: str
    letter: str     # what the sizes are called
    sizes: tuple
    quick: tuple
    make: Callable
    label: str = ""  # what the table says, where the name is not enough
    group: str = ""

    @property
    def title(self):
        return self.label or self.name


def activations(random, *shape):
    return np.tanh(random.standard_normal(shape)).astype(np.float32)


def samples(size, random):
    """Three kinds of samples and the weights that make features of them."""
    return [activations(random, size, 64) for _ in range(3)] + [activations(random, 64, 32)]


def uniform(random, *shape, low=0.0, high=1.0, dtype=np.float32):
    return random.uniform(low, high, shape).astype(dtype)


def vectors(count, **limits):
    return lambda size, random: [uniform(random, size, **limits) for _ in range(count)]


def prices(size, random):
    """Of shares, what options on them pay from, and the years until then."""
    return [uniform(random, size, low=10, high=100), uniform(random, size, low=10, high=100), uniform(random, size, low=0.1, high=2)]


def matrices(*shapes, dtype=np.float32):
    """`shapes` of functions of the size."""
    return lambda size, random: [uniform(random, *shape(size), low=-1, dtype=dtype) for shape in shapes]


def square(n):
    return (n, n)


def document_cases():
    """The workloads of examples/."""
    rows, features = (1024, 4096, 16384, 65536), (256, 1024, 4096, 8192)
    two = lambda size, random: [activations(random, size, 256) for _ in range(2)]  # noqa: E731
    entropy = [("entropy", rows, lambda size, random: [activations(random, size, 256)]), ("mutual_information", rows[:2], two),
               ("mutual_information_factored", rows, two), ("entropy_and_mutual_information", rows, two)]
    three = lambda size, random: [activations(random, size, 32) for _ in range(3)]  # noqa: E731
    means = [("tensor_mean", features, three), ("tensor_mean_of_samples", features, samples)]
    return ([Case(name, "entropy.sinter", "B", sizes, (1024,), make, group="document") for name, sizes, make in entropy] +
            [Case(name, "tensor_mean.sinter", "N", sizes, (256,), make, group="document") for name, sizes, make in means])


def elementwise_cases():
    sizes = (1_000_000, 10_000_000)
    kinds = [("affine", vectors(2)), ("waves", vectors(3, low=-3, high=3)), ("black_scholes", prices)]
    return [Case(name, PROGRAMS, "N", sizes, (100_000,), make, group="elementwise") for name, make in kinds]


def reduction_cases():
    names = ("total", "mean_variance", "largest", "log_sum_exp")
    whole = [Case(name, PROGRAMS, "N", (10_000_000,), (100_000,), vectors(1), group="reductions") for name in names]
    return whole + [Case(name + axis, PROGRAMS, "N", (4096,), (512,), matrices(square), group="reductions")
                    for name in names for axis in ("_rows", "_columns")]


def product_cases():
    found = []
    for dtype in (np.float32, np.float64):
        short = "f32" if dtype is np.float32 else "f64"
        found += [
            Case("matmul", PROGRAMS, "N", (512, 1024, 2048), (128,), matrices(square, square, dtype=dtype), f"matmul {short}", "products"),
            Case("matmul_transposed", PROGRAMS, "N", (512, 1024), (128,), matrices(square, square, dtype=dtype),
                 f"matmul_transposed {short}", "products")]
    vector = lambda n: (n,)  # noqa: E731
    return found + [
        Case("matrix_vector", PROGRAMS, "N", (1000, 6000), (500,), matrices(square, vector), group="products"),
        Case("vector_matrix", PROGRAMS, "N", (1000, 6000), (500,), matrices(vector, square), group="products")]


def other_cases():
    def grid(size, random):
        return [uniform(random, size, size), np.array(100, np.int64)]

    return [
        Case("jacobi", PROGRAMS, "N", (2048,), (256,), grid, "jacobi, 100 steps", "others"),
        Case("distances", PROGRAMS, "N", (2000,), (200,), lambda size, random: [uniform(random, size, 3)], "distances of N x 3", "others"),
        Case("monte_carlo", PROGRAMS, "N", (10_000_000,), (100_000,), lambda size, random: [np.array(size, np.int64)], group="others")]


CASES = document_cases() + elementwise_cases() + reduction_cases() + product_cases() + other_cases()
GROUPS = tuple(dict.fromkeys(case.group for case in CASES))
