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


FORMULATIONS = {
    "entropy": [entropy_as_written, entropy_by_hand],
    "mutual_information": [information_as_written],
    "mutual_information_factored": [information_by_hand],
    "entropy_and_mutual_information": [both_by_hand],
    "tensor_mean": [mean_gemm],
    "tensor_mean_of_samples": [samples_gemm],
}

if __name__ == "__main__":
    serve(FORMULATIONS)
