#!/usr/bin/env python3
"""The cases as explicit loops in Numba, on all threads, any order of sums allowed, timed (see compare.py)."""

import math

import numba
import numpy as np

from python_worker import serve

FAST = {"parallel": True, "fastmath": True}


@numba.njit(fastmath=True)
def softmax_row(x, p):
    largest = x[0]
    for d in range(1, len(x)):
        largest = max(largest, x[d])
    total = np.float32(0)
    for d in range(len(x)):
        p[d] = math.exp(x[d] - largest)
        total += p[d]
    for d in range(len(x)):
        p[d] /= total


@numba.njit(fastmath=True)
def squares_row(x):
    """sum_d softmax(x)[d]^2, with the division moved out of the sum by hand."""
    largest = x[0]
    for d in range(1, len(x)):
        largest = max(largest, x[d])
    total = np.float32(0)
    squares = np.float32(0)
    for d in range(len(x)):
        e = np.float32(math.exp(x[d] - largest))
        total += e
        squares += e * e
    return squares / (total * total)


@numba.njit(**FAST)
def entropy_loops(x):
    total = np.float32(0)
    for b in numba.prange(len(x)):
        total += squares_row(x[b])
    return -total / len(x)


@numba.njit(**FAST)
def information_loops(x, y):
    total = np.float32(0)
    for b in numba.prange(len(x)):
        p, q = np.empty(x.shape[1], np.float32), np.empty(y.shape[1], np.float32)
        softmax_row(x[b], p)
        softmax_row(y[b], q)
        own = np.float32(0)
        for i in range(len(p)):
            for j in range(len(q)):
                joint = p[i] * q[j]
                own += joint * joint
        total += own
    return total / len(x)


@numba.njit(**FAST)
def information_by_hand(x, y):
    total = np.float32(0)
    for b in numba.prange(len(x)):
        total += squares_row(x[b]) * squares_row(y[b])
    return total / len(x)


@numba.njit(**FAST)
def both_by_hand(x, y):
    entropy = np.float32(0)
    information = np.float32(0)
    for b in numba.prange(len(x)):
        s = squares_row(x[b])
        entropy += s
        information += s * squares_row(y[b])
    return -entropy / len(x), information / len(x)


@numba.njit(**FAST)
def mean_loops(fx, fy, fz):
    n = len(fx)
    result = np.zeros((fx.shape[1], fy.shape[1], fz.shape[1]), np.float32)
    for i in numba.prange(fx.shape[1]):
        for row in range(n):
            for j in range(fy.shape[1]):
                pair = fx[row, i] * fy[row, j]
                for k in range(fz.shape[1]):
                    result[i, j, k] += pair * fz[row, k]
        for j in range(fy.shape[1]):
            for k in range(fz.shape[1]):
                result[i, j, k] /= np.float32(n)
    return result


@numba.njit(**FAST)
def features_loops(v, w):
    result = np.zeros((len(v), w.shape[1]), np.float32)
    for row in numba.prange(len(v)):
        for k in range(w.shape[0]):
            for d in range(w.shape[1]):
                result[row, d] += v[row, k] * w[k, d]
        for d in range(w.shape[1]):
            result[row, d] = math.tanh(result[row, d])
    return result


@numba.njit(**FAST)
def samples_loops(x, y, z, w):
    return mean_loops(features_loops(x, w), features_loops(y, w), features_loops(z, w))


FORMULATIONS = {
    "entropy": [entropy_loops],
    "mutual_information": [information_loops],
    "mutual_information_factored": [information_by_hand],
    "entropy_and_mutual_information": [both_by_hand],
    "tensor_mean": [mean_loops],
    "tensor_mean_of_samples": [samples_loops],
}


def as_called(function):
    """Its name, and that the first call compiles."""
    def call(*arguments):
        return function(*arguments)
    call.__name__ = function.py_func.__name__
    call.compiles = True
    return call


if __name__ == "__main__":
    serve({case: [as_called(f) for f in functions] for case, functions in FORMULATIONS.items()})
