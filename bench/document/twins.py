"""The document workloads in NumPy, as one writes them down, and in Numba, as loops."""

import numpy as np

try:
    import numba
except ImportError:
    numba = None


def softmax(x):
    e = np.exp(x - np.max(x, axis=1, keepdims=True))
    return e / np.sum(e, axis=1, keepdims=True)


def entropy_and_mutual_information(x, y):
    p = softmax(x)
    q = softmax(y)
    entropy = -np.mean(np.sum(p ** 2, axis=1))
    total = 0.0
    for b in range(p.shape[0]):  # all outer products at once would take B * D * D numbers
        total += np.sum(np.outer(p[b], q[b]) ** 2)
    return entropy, np.float32(total / p.shape[0])


def tensor_mean(fx, fy, fz):
    return np.einsum("ni,nj,nk->ijk", fx, fy, fz) / np.float32(fx.shape[0])


if numba is not None:
    @numba.njit(fastmath=True)
    def softmax_row(x, p):
        largest = x[0]
        for i in range(x.size):
            largest = max(largest, x[i])
        total = np.float32(0)
        for i in range(x.size):
            p[i] = np.exp(x[i] - largest)
            total += p[i]
        for i in range(x.size):
            p[i] /= total

    @numba.njit(parallel=True, fastmath=True)
    def entropy_and_mutual_information_numba(x, y):
        rows = x.shape[0]
        entropy = np.zeros(rows, np.float32)
        information = np.zeros(rows, np.float32)
        for b in numba.prange(rows):
            p = np.empty(x.shape[1], np.float32)
            q = np.empty(y.shape[1], np.float32)
            softmax_row(x[b], p)
            softmax_row(y[b], q)
            squares = np.float32(0)
            for i in range(p.size):
                squares += p[i] * p[i]
            double_sum = np.float32(0)
            for i in range(p.size):
                for j in range(q.size):
                    product = p[i] * q[j]
                    double_sum += product * product
            entropy[b] = squares
            information[b] = double_sum
        return -entropy.mean(), information.mean()

    @numba.njit(parallel=True, fastmath=True)
    def tensor_mean_numba(fx, fy, fz):
        count = fx.shape[0]
        mean = np.zeros((fx.shape[1], fy.shape[1], fz.shape[1]), np.float32)
        for i in numba.prange(fx.shape[1]):
            for n in range(count):
                for j in range(fy.shape[1]):
                    factor = fx[n, i] * fy[n, j]
                    for k in range(fz.shape[1]):
                        mean[i, j, k] += factor * fz[n, k]
            for j in range(fy.shape[1]):
                for k in range(fz.shape[1]):
                    mean[i, j, k] /= np.float32(count)
        return mean
