#!/usr/bin/env python3
"""The NumPy formulations of the cases, timed (see compare.py)."""

import numpy as np

from python_worker import serve


class Buffers:
    """Temporaries that are reused from call to call, as a careful user would."""

    def __init__(self):
        self._buffers = {}

    def get(self, name, like):
        buffer = self._buffers.get(name)
        if buffer is None or buffer.shape != like:
            buffer = self._buffers[name] = np.empty(like, np.float32)
        return buffer


BUFFERS = Buffers()


def softmax(x):
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def softmax_in_place(x, name):
    e = np.subtract(x, x.max(axis=1, keepdims=True), out=BUFFERS.get(name, x.shape))
    np.exp(e, out=e)
    return np.divide(e, e.sum(axis=1, keepdims=True), out=e)


def squares(x, name):
    """sum_i softmax(x)[i]^2 by rows, with the division moved out of the sum by hand."""
    e = np.subtract(x, x.max(axis=1, keepdims=True), out=BUFFERS.get(name, x.shape))
    np.exp(e, out=e)
    total = e.sum(axis=1)
    return np.einsum("bi,bi->b", e, e) / (total * total)


def entropy_as_written(x):
    return -np.mean(np.sum(softmax(x) ** 2, axis=1))


def entropy_in_place(x):
    p = softmax_in_place(x, "p")
    return -np.mean(np.sum(np.multiply(p, p, out=p), axis=1))


def entropy_by_hand(x):
    return -np.mean(squares(x, "p"))


def information_as_written(x, y):
    p, q = softmax(x), softmax(y)
    # In blocks of rows: the whole product would not fit in memory.
    sums = [((p[b:b + 16, :, None] * q[b:b + 16, None, :]) ** 2).sum(axis=(1, 2)) for b in range(0, len(p), 16)]
    return np.mean(np.concatenate(sums))


def information_einsum(x, y):
    p, q = softmax_in_place(x, "p"), softmax_in_place(y, "q")
    return np.mean(np.einsum("bi,bj->b", np.multiply(p, p, out=p), np.multiply(q, q, out=q)))


def information_factored(x, y):
    p, q = softmax_in_place(x, "p"), softmax_in_place(y, "q")
    return np.mean(np.sum(np.multiply(p, p, out=p), axis=1) * np.sum(np.multiply(q, q, out=q), axis=1))


def information_by_hand(x, y):
    return np.mean(squares(x, "p") * squares(y, "q"))


def both_by_hand(x, y):
    s = squares(x, "p")
    return -np.mean(s), np.mean(s * squares(y, "q"))


def both_in_place(x, y):
    p, q = softmax_in_place(x, "p"), softmax_in_place(y, "q")
    s = np.sum(np.multiply(p, p, out=p), axis=1)
    return -np.mean(s), np.mean(s * np.sum(np.multiply(q, q, out=q), axis=1))


def mean_gemm(fx, fy, fz):
    n, j = fy.shape
    k = fz.shape[1]
    pairs = np.multiply(fy[:, :, None], fz[:, None, :], out=BUFFERS.get("pairs", (n, j, k)))
    result = np.matmul(fx.T, pairs.reshape(n, j * k))
    result /= n
    return result.reshape(fx.shape[1], j, k)


def mean_einsum(fx, fy, fz):
    return np.einsum("ni,nj,nk->ijk", fx, fy, fz) / np.float32(len(fx))


def mean_einsum_optimized(fx, fy, fz):
    return np.einsum("ni,nj,nk->ijk", fx, fy, fz, optimize=True) / np.float32(len(fx))


def mean_einsum_per_triplet(fx, fy, fz):
    result = np.empty((fx.shape[1], fy.shape[1], fz.shape[1]), np.float32)
    for i, j, k in np.ndindex(*result.shape):
        result[i, j, k] = np.einsum("n,n,n->", fx[:, i], fy[:, j], fz[:, k])
    return result / np.float32(len(fx))


def features(v, w):
    z = v @ w
    return np.tanh(z, out=z)


def samples_gemm(x, y, z, w):
    return mean_gemm(features(x, w), features(y, w), features(z, w))


FORMULATIONS = {
    "entropy": [entropy_as_written, entropy_in_place, entropy_by_hand],
    "mutual_information": [information_as_written, information_einsum],
    "mutual_information_factored": [information_factored, information_by_hand],
    "entropy_and_mutual_information": [both_in_place, both_by_hand],
    "tensor_mean": [mean_gemm, mean_einsum_optimized, mean_einsum, mean_einsum_per_triplet],
    "tensor_mean_of_samples": [samples_gemm],
}


if __name__ == "__main__":
    serve(FORMULATIONS)
