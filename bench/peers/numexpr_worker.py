#!/usr/bin/env python3
"""The cases with numexpr where it has the operation, and NumPy elsewhere, timed (see compare.py)."""

import numexpr
import numpy as np

from python_worker import serve


def softmax_parts(x):
    """exp(x - max) and its sums by rows."""
    largest = x.max(axis=1, keepdims=True)
    e = numexpr.evaluate("exp(x - largest)")
    return e, e.sum(axis=1)


def squares(x):
    e, total = softmax_parts(x)
    return np.einsum("bi,bi->b", e, e) / (total * total)


def entropy_by_hand(x):
    return -np.mean(squares(x))


def entropy_as_written(x):
    e, total = softmax_parts(x)
    total = total[:, None]
    return -np.mean(numexpr.evaluate("sum((e / total) ** 2, axis=1)"))


def information_as_written(x, y):
    sums = []
    e, s = softmax_parts(x)
    f, t = softmax_parts(y)
    for b in range(0, len(x), 16):  # The whole product would not fit in memory.
        p, q = (e[b:b + 16] / s[b:b + 16, None])[:, :, None], (f[b:b + 16] / t[b:b + 16, None])[:, None, :]
        sums.append(numexpr.evaluate("sum((p * q) ** 2, axis=2)").sum(axis=1))
    return np.mean(np.concatenate(sums))


def information_by_hand(x, y):
    return np.mean(squares(x) * squares(y))


def both_by_hand(x, y):
    s = squares(x)
    return -np.mean(s), np.mean(s * squares(y))


def mean_gemm(fx, fy, fz):
    n, j = fy.shape
    k = fz.shape[1]
    y, z = fy[:, :, None], fz[:, None, :]
    pairs = numexpr.evaluate("y * z")
    return (np.matmul(fx.T, pairs.reshape(n, j * k)) / np.float32(n)).reshape(fx.shape[1], j, k)


def features(v, w):
    z = v @ w
    return numexpr.evaluate("tanh(z)", out=z)


def samples_gemm(x, y, z, w):
    return mean_gemm(features(x, w), features(y, w), features(z, w))


def affine(a, b):
    return numexpr.evaluate("2 * a + 3 * b")


def waves(x, y, z):
    half = np.float32(0.5)
    return numexpr.evaluate("half * x + 2 * sin(y) * exp(-z)")


def total(x):
    return numexpr.evaluate("sum(x)")


def largest(x):
    return numexpr.evaluate("max(x)")


def mean_variance(x):
    mean = numexpr.evaluate("sum(x)") / np.float32(len(x))
    return mean, numexpr.evaluate("sum((x - mean) ** 2)") / np.float32(len(x))


def log_sum_exp(x):
    m = numexpr.evaluate("max(x)")
    return m + np.log(numexpr.evaluate("sum(exp(x - m))"))


def along(axis):
    """Formulations of the reductions along an axis."""
    def total_along(x):
        return numexpr.evaluate(f"sum(x, axis={axis})")

    def largest_along(x):
        return numexpr.evaluate(f"max(x, axis={axis})")

    def mean_variance_along(x):
        count = np.float32(x.shape[axis])
        mean = numexpr.evaluate(f"sum(x, axis={axis})") / count
        spread = np.expand_dims(mean, axis)
        return mean, numexpr.evaluate(f"sum((x - spread) ** 2, axis={axis})", {"x": x, "spread": spread}) / count

    def log_sum_exp_along(x):
        m = numexpr.evaluate(f"max(x, axis={axis})")
        spread = np.expand_dims(m, axis)
        return m + np.log(numexpr.evaluate(f"sum(exp(x - spread), axis={axis})", {"x": x, "spread": spread}))

    suffix = "_rows" if axis else "_columns"
    return {"total" + suffix: [total_along], "largest" + suffix: [largest_along], "mean_variance" + suffix: [mean_variance_along],
            "log_sum_exp" + suffix: [log_sum_exp_along]}


def jacobi(u, steps):
    u = u.copy()
    quarter = np.float32(0.25)
    for _ in range(int(steps)):
        a, b, c, d = u[:-2, 1:-1], u[2:, 1:-1], u[1:-1, :-2], u[1:-1, 2:]
        u[1:-1, 1:-1] = numexpr.evaluate("quarter * (a + b + c + d)")
    return u


def distances(x):
    a, b, c = x[:, 0, None], x[:, 1, None], x[:, 2, None]
    d, e, f = x[None, :, 0], x[None, :, 1], x[None, :, 2]
    return numexpr.evaluate("sqrt((a - d) ** 2 + (b - e) ** 2 + (c - f) ** 2)")


FORMULATIONS = {
    "entropy": [entropy_as_written, entropy_by_hand],
    "mutual_information": [information_as_written],
    "mutual_information_factored": [information_by_hand],
    "entropy_and_mutual_information": [both_by_hand],
    "tensor_mean": [mean_gemm],
    "tensor_mean_of_samples": [samples_gemm],
    "affine": [affine],
    "waves": [waves],
    "total": [total],
    "largest": [largest],
    "mean_variance": [mean_variance],
    "log_sum_exp": [log_sum_exp],
    **along(1),
    **along(0),
    "jacobi": [jacobi],
    "distances": [distances],
}

if __name__ == "__main__":
    serve(FORMULATIONS)
