#!/usr/bin/env python3
"""The NumPy formulations of the cases, timed (see compare.py)."""

import math

import numpy as np

from python_worker import serve

try:
    from scipy.special import erf  # JAX brings it along
except ImportError:
    erf = np.vectorize(math.erf)


class Buffers:
    """Temporaries that are reused from call to call, as a careful user would."""

    def __init__(self):
        self._buffers = {}

    def get(self, name, shape, dtype=np.float32):
        key = (name, np.dtype(dtype))
        buffer = self._buffers.get(key)
        if buffer is None or buffer.shape != shape:
            buffer = self._buffers[key] = np.empty(shape, dtype)
        return buffer

    def like(self, name, array):
        return self.get(name, array.shape, array.dtype)


BUFFERS = Buffers()


def softmax(x):
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def softmax_in_place(x, name):
    e = np.subtract(x, x.max(axis=1, keepdims=True), out=BUFFERS.like(name, x))
    np.exp(e, out=e)
    return np.divide(e, e.sum(axis=1, keepdims=True), out=e)


def squares(x, name):
    """sum_i softmax(x)[i]^2 by rows, with the division moved out of the sum by hand."""
    e = np.subtract(x, x.max(axis=1, keepdims=True), out=BUFFERS.like(name, x))
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
    pairs = np.multiply(fy[:, :, None], fz[:, None, :], out=BUFFERS.get("pairs", (n, j, k), fy.dtype))
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


def affine(a, b):
    return 2 * a + 3 * b


def affine_in_place(a, b):
    r = np.multiply(a, 2, out=BUFFERS.like("r", a))
    return np.add(r, np.multiply(b, 3, out=BUFFERS.like("s", b)), out=r)


def waves(x, y, z):
    return 0.5 * x + 2 * np.sin(y) * np.exp(-z)


def waves_in_place(x, y, z):
    r, s = np.sin(y, out=BUFFERS.like("r", y)), np.negative(z, out=BUFFERS.like("s", z))
    r *= 2
    r *= np.exp(s, out=s)
    r += np.multiply(x, 0.5, out=s)
    return r


def black_scholes(s, k, t):
    rate, volatility = 0.02, 0.3
    spread = volatility * np.sqrt(t)
    d = (np.log(s / k) + (rate + 0.5 * volatility * volatility) * t) / spread
    n, m = 0.5 + 0.5 * erf(d * math.sqrt(0.5)), 0.5 + 0.5 * erf((d - spread) * math.sqrt(0.5))
    discounted = k * np.exp(-rate * t)
    call = s * n - discounted * m
    return call, call + discounted - s


def mean_variance(x):
    return x.mean(), x.var()


def log_sum_exp(x):
    m = x.max()
    return m + np.log(np.exp(x - m).sum())


def log_sum_exp_in_place(x):
    m = x.max()
    e = np.subtract(x, m, out=BUFFERS.like("e", x))
    return m + np.log(np.exp(e, out=e).sum())


def along(axis):
    """Formulations of the reductions along an axis."""
    def total_along(x):
        return x.sum(axis=axis)

    def largest_along(x):
        return x.max(axis=axis)

    def mean_variance_along(x):
        return x.mean(axis=axis), x.var(axis=axis)

    def log_sum_exp_along(x):
        m = x.max(axis=axis, keepdims=True)
        e = np.subtract(x, m, out=BUFFERS.like("e", x))
        return m.squeeze(axis) + np.log(np.exp(e, out=e).sum(axis=axis))

    return {"total": [total_along], "largest": [largest_along], "mean_variance": [mean_variance_along], "log_sum_exp": [log_sum_exp_along]}


def matmul_transposed(a, b):
    return a @ b.T


def jacobi(u, steps):
    u = u.copy()
    for _ in range(int(steps)):
        u[1:-1, 1:-1] = 0.25 * (u[:-2, 1:-1] + u[2:, 1:-1] + u[1:-1, :-2] + u[1:-1, 2:])
    return u


def jacobi_in_place(u, steps):
    u = u.copy()
    new = BUFFERS.like("new", u[1:-1, 1:-1])
    for _ in range(int(steps)):
        np.add(u[:-2, 1:-1], u[2:, 1:-1], out=new)
        new += u[1:-1, :-2]
        new += u[1:-1, 2:]
        np.multiply(new, 0.25, out=u[1:-1, 1:-1])
    return u


def distances(x):
    return np.sqrt(((x[:, None, :] - x[None, :, :]) ** 2).sum(axis=2))


def distances_by_axes(x):
    d = np.zeros((len(x), len(x)), x.dtype)
    for k in range(x.shape[1]):
        step = np.subtract.outer(x[:, k], x[:, k])
        d += np.multiply(step, step, out=step)
    return np.sqrt(d, out=d)


def hashed(k):
    k = (k ^ (k >> np.uint32(16))) * np.uint32(2146121005)
    k = (k ^ (k >> np.uint32(15))) * np.uint32(2221713035)
    return k ^ (k >> np.uint32(16))


def monte_carlo(n):
    k = np.arange(2 * n, dtype=np.uint32)
    u = (hashed(k) >> np.uint32(8)).astype(np.float32) * np.float32(2 ** -24)
    u *= u
    return 4 * np.count_nonzero(u[::2] + u[1::2] < 1) / n


def by_axis():
    """The reductions of matrices."""
    found = {}
    for suffix, axis in (("_rows", 1), ("_columns", 0)):
        found.update({name + suffix: functions for name, functions in along(axis).items()})
    return found


# The first formulation of a case is as it is written, and gives the reference when it is called with arrays of f64.
FORMULATIONS = {
    "entropy": [entropy_as_written, entropy_in_place, entropy_by_hand],
    "mutual_information": [information_as_written, information_einsum],
    "mutual_information_factored": [information_factored, information_by_hand],
    "entropy_and_mutual_information": [both_in_place, both_by_hand],
    "tensor_mean": [mean_gemm, mean_einsum_optimized, mean_einsum, mean_einsum_per_triplet],
    "tensor_mean_of_samples": [samples_gemm],
    "affine": [affine, affine_in_place],
    "waves": [waves, waves_in_place],
    "black_scholes": [black_scholes],
    "total": [np.sum],
    "largest": [np.max],
    "mean_variance": [mean_variance],
    "log_sum_exp": [log_sum_exp, log_sum_exp_in_place],
    **by_axis(),
    "matmul": [np.matmul],
    "matmul_transposed": [matmul_transposed],
    "matrix_vector": [np.matmul],
    "vector_matrix": [np.matmul],
    "jacobi": [jacobi, jacobi_in_place],
    "distances": [distances, distances_by_axes],
    "monte_carlo": [monte_carlo],
}


if __name__ == "__main__":
    serve(FORMULATIONS)
