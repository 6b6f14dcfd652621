#!/usr/bin/env python3
"""The cases as explicit loops in Numba, on all threads, any order of sums allowed, timed (see compare.py)."""

import math
import warnings

import numba
import numpy as np

from python_worker import serve

warnings.simplefilter("ignore", numba.NumbaPerformanceWarning)  # where nothing can run on several threads
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


@numba.njit(**FAST)
def affine_loops(a, b):
    result = np.empty_like(a)
    for i in numba.prange(len(a)):
        result[i] = a.dtype.type(2) * a[i] + a.dtype.type(3) * b[i]
    return result


@numba.njit(**FAST)
def waves_loops(x, y, z):
    result = np.empty_like(x)
    for i in numba.prange(len(x)):
        result[i] = np.float32(0.5) * x[i] + np.float32(2) * math.sin(y[i]) * math.exp(-z[i])
    return result


@numba.njit(fastmath=True)
def cumulative(d):
    return np.float32(0.5) + np.float32(0.5) * math.erf(d * np.float32(0.7071067811865476))


@numba.njit(**FAST)
def black_scholes_loops(s, k, t):
    call, put = np.empty_like(s), np.empty_like(s)
    rate, volatility = np.float32(0.02), np.float32(0.3)
    drift = rate + np.float32(0.5) * volatility * volatility
    for i in numba.prange(len(s)):
        spread = volatility * math.sqrt(t[i])
        d = (math.log(s[i] / k[i]) + drift * t[i]) / spread
        discounted = k[i] * math.exp(-rate * t[i])
        call[i] = s[i] * cumulative(d) - discounted * cumulative(d - spread)
        put[i] = call[i] + discounted - s[i]
    return call, put


@numba.njit(**FAST)
def total_loops(x):
    total = np.float32(0)
    for i in numba.prange(len(x)):
        total += x[i]
    return total


@numba.njit(**FAST)
def largest_loops(x):
    largest = x[0]
    for i in numba.prange(len(x)):
        largest = max(largest, x[i])
    return largest


@numba.njit(**FAST)
def mean_variance_loops(x):
    total = np.float32(0)
    for i in numba.prange(len(x)):
        total += x[i]
    mean = total / np.float32(len(x))
    squares = np.float32(0)
    for i in numba.prange(len(x)):
        squares += (x[i] - mean) * (x[i] - mean)
    return mean, squares / np.float32(len(x))


@numba.njit(**FAST)
def log_sum_exp_loops(x):
    largest = x[0]
    for i in numba.prange(len(x)):
        largest = max(largest, x[i])
    total = np.float32(0)
    for i in numba.prange(len(x)):
        total += math.exp(x[i] - largest)
    return largest + math.log(total)


def by_rows(function):
    """A function of each row, on all threads."""
    @numba.njit(**FAST)
    def rows(x):
        result = np.empty(len(x), x.dtype)
        for i in numba.prange(len(x)):
            result[i] = function(x[i])
        return result
    return rows


@numba.njit(fastmath=True)
def total_row(x):
    total = np.float32(0)
    for v in x:
        total += v
    return total


@numba.njit(fastmath=True)
def largest_row(x):
    largest = x[0]
    for v in x:
        largest = max(largest, v)
    return largest


@numba.njit(fastmath=True)
def log_sum_exp_row(x):
    largest = largest_row(x)
    total = np.float32(0)
    for v in x:
        total += math.exp(v - largest)
    return largest + math.log(total)


@numba.njit(**FAST)
def mean_variance_rows_loops(x):
    means, variances = np.empty(len(x), x.dtype), np.empty(len(x), x.dtype)
    for i in numba.prange(len(x)):
        mean = total_row(x[i]) / np.float32(x.shape[1])
        squares = np.float32(0)
        for v in x[i]:
            squares += (v - mean) * (v - mean)
        means[i], variances[i] = mean, squares / np.float32(x.shape[1])
    return means, variances


STRIP = 256  # columns that a thread goes down at a time


@numba.njit(**FAST)
def total_columns_loops(x):
    result = np.zeros(x.shape[1], x.dtype)
    for strip in numba.prange(-(-x.shape[1] // STRIP)):
        own = result[strip * STRIP:(strip + 1) * STRIP]
        for i in range(len(x)):
            own += x[i, strip * STRIP:(strip + 1) * STRIP]
    return result


@numba.njit(**FAST)
def largest_columns_loops(x):
    result = x[0].copy()
    for strip in numba.prange(-(-x.shape[1] // STRIP)):
        for i in range(1, len(x)):
            for j in range(strip * STRIP, min((strip + 1) * STRIP, x.shape[1])):
                result[j] = max(result[j], x[i, j])
    return result


@numba.njit(**FAST)
def mean_variance_columns_loops(x):
    means, variances = total_columns_loops(x) / np.float32(len(x)), np.zeros(x.shape[1], x.dtype)
    for strip in numba.prange(-(-x.shape[1] // STRIP)):
        for i in range(len(x)):
            for j in range(strip * STRIP, min((strip + 1) * STRIP, x.shape[1])):
                variances[j] += (x[i, j] - means[j]) * (x[i, j] - means[j])
    return means, variances / np.float32(len(x))


@numba.njit(**FAST)
def log_sum_exp_columns_loops(x):
    largest, result = largest_columns_loops(x), np.zeros(x.shape[1], x.dtype)
    for strip in numba.prange(-(-x.shape[1] // STRIP)):
        for i in range(len(x)):
            for j in range(strip * STRIP, min((strip + 1) * STRIP, x.shape[1])):
                result[j] += math.exp(x[i, j] - largest[j])
    return largest + np.log(result)


@numba.njit(**FAST)
def matmul_loops(a, b):
    result = np.zeros((len(a), b.shape[1]), a.dtype)
    for i in numba.prange(len(a)):
        for k in range(a.shape[1]):
            for j in range(b.shape[1]):
                result[i, j] += a[i, k] * b[k, j]
    return result


@numba.njit(**FAST)
def matrix_vector_loops(a, x):
    result = np.zeros(len(a), a.dtype)
    for i in numba.prange(len(a)):
        for k in range(len(x)):
            result[i] += a[i, k] * x[k]
    return result


@numba.njit(**FAST)
def jacobi_loops(u, steps):
    now, after = u.copy(), u.copy()
    for _ in range(steps):
        for i in numba.prange(1, len(u) - 1):
            for j in range(1, u.shape[1] - 1):
                after[i, j] = np.float32(0.25) * (now[i - 1, j] + now[i + 1, j] + now[i, j - 1] + now[i, j + 1])
        now, after = after, now
    return now


@numba.njit(**FAST)
def distances_loops(x):
    result = np.empty((len(x), len(x)), x.dtype)
    for i in numba.prange(len(x)):
        for j in range(len(x)):
            total = np.float32(0)
            for k in range(x.shape[1]):
                total += (x[i, k] - x[j, k]) * (x[i, k] - x[j, k])
            result[i, j] = math.sqrt(total)
    return result


@numba.njit
def uniform(k):
    a = np.uint32((k ^ (k >> np.uint32(16))) * np.uint32(2146121005))
    b = np.uint32((a ^ (a >> np.uint32(15))) * np.uint32(2221713035))
    return np.float32(np.uint32(b ^ (b >> np.uint32(16))) >> np.uint32(8)) * np.float32(2 ** -24)


@numba.njit(parallel=True)
def monte_carlo_loops(n):
    inside = 0
    for i in numba.prange(n):
        x, y = uniform(np.uint32(2 * i)), uniform(np.uint32(2 * i + 1))
        inside += x * x + y * y < np.float32(1)
    return 4 * inside / n


FORMULATIONS = {
    "entropy": [entropy_loops],
    "mutual_information": [information_loops],
    "mutual_information_factored": [information_by_hand],
    "entropy_and_mutual_information": [both_by_hand],
    "tensor_mean": [mean_loops],
    "tensor_mean_of_samples": [samples_loops],
    "affine": [affine_loops],
    "waves": [waves_loops],
    "black_scholes": [black_scholes_loops],
    "total": [total_loops],
    "largest": [largest_loops],
    "mean_variance": [mean_variance_loops],
    "log_sum_exp": [log_sum_exp_loops],
    "total_rows": [by_rows(total_row)],
    "largest_rows": [by_rows(largest_row)],
    "mean_variance_rows": [mean_variance_rows_loops],
    "log_sum_exp_rows": [by_rows(log_sum_exp_row)],
    "total_columns": [total_columns_loops],
    "largest_columns": [largest_columns_loops],
    "mean_variance_columns": [mean_variance_columns_loops],
    "log_sum_exp_columns": [log_sum_exp_columns_loops],
    "matmul": [matmul_loops],
    "matrix_vector": [matrix_vector_loops],
    "jacobi": [jacobi_loops],
    "distances": [distances_loops],
    "monte_carlo": [monte_carlo_loops],
}


def as_called(function):
    """Its name, and that the first call compiles."""
    def call(*arguments):
        return function(*(a.item() if a.ndim == 0 else a for a in arguments))
    call.__name__ = function.py_func.__name__
    call.compiles = True
    return call


if __name__ == "__main__":
    serve({case: [as_called(f) for f in functions] for case, functions in FORMULATIONS.items()})
