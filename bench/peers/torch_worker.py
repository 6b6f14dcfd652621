#!/usr/bin/env python3
"""The cases in PyTorch on the processor, timed (see compare.py)."""

import math

import torch

from python_worker import serve

torch.set_grad_enabled(False)


def squares(x):
    """sum_i softmax(x)[i]^2 by rows, with the division moved out of the sum by hand."""
    e = torch.exp(x - x.max(dim=1, keepdim=True).values)
    total = e.sum(dim=1)
    return (e * e).sum(dim=1) / (total * total)


def entropy_as_written(x):
    return -(torch.softmax(x, dim=1) ** 2).sum(dim=1).mean()


def entropy_by_hand(x):
    return -squares(x).mean()


def information_bmm(x, y):
    p, q = torch.softmax(x, dim=1), torch.softmax(y, dim=1)
    sums = []
    for b in range(0, len(p), 256):  # The whole product would not fit in memory.
        joint = torch.bmm(p[b:b + 256, :, None], q[b:b + 256, None, :])
        sums.append(joint.mul_(joint).sum(dim=(1, 2)))
    return torch.cat(sums).mean()


def information_einsum(x, y):
    p, q = torch.softmax(x, dim=1), torch.softmax(y, dim=1)
    return torch.einsum("bi,bj->b", p * p, q * q).mean()


def information_by_hand(x, y):
    return (squares(x) * squares(y)).mean()


def both_by_hand(x, y):
    s = squares(x)
    return -s.mean(), (s * squares(y)).mean()


def mean_gemm(fx, fy, fz):
    pairs = fy[:, :, None] * fz[:, None, :]
    return (fx.T @ pairs.reshape(len(fx), -1)).div_(len(fx)).reshape(fx.shape[1], fy.shape[1], fz.shape[1])


def mean_einsum(fx, fy, fz):
    return torch.einsum("ni,nj,nk->ijk", fx, fy, fz).div_(len(fx))


def samples_gemm(x, y, z, w):
    return mean_gemm(torch.tanh(x @ w), torch.tanh(y @ w), torch.tanh(z @ w))


def affine(a, b):
    return 2 * a + 3 * b


def waves(x, y, z):
    return 0.5 * x + 2 * torch.sin(y) * torch.exp(-z)


def waves_in_place(x, y, z):
    return torch.sin(y).mul_(2).mul_(torch.exp(-z)).add_(x, alpha=0.5)


def black_scholes(s, k, t):
    rate, volatility = 0.02, 0.3
    spread = volatility * torch.sqrt(t)
    d = (torch.log(s / k) + (rate + 0.5 * volatility * volatility) * t) / spread
    n = 0.5 + 0.5 * torch.erf(d * math.sqrt(0.5))
    m = 0.5 + 0.5 * torch.erf((d - spread) * math.sqrt(0.5))
    discounted = k * torch.exp(-rate * t)
    call = s * n - discounted * m
    return call, call + discounted - s


def mean_variance(x):
    return x.mean(), x.var(unbiased=False)


def along(axis):
    """Formulations of the reductions along an axis."""
    def total_along(x):
        return x.sum(dim=axis)

    def largest_along(x):
        return x.amax(dim=axis)

    def mean_variance_along(x):
        variance, mean = torch.var_mean(x, dim=axis, unbiased=False)
        return mean, variance

    def log_sum_exp_along(x):
        return torch.logsumexp(x, dim=axis)

    suffix = "_rows" if axis else "_columns"
    return {"total" + suffix: [total_along], "largest" + suffix: [largest_along], "mean_variance" + suffix: [mean_variance_along],
            "log_sum_exp" + suffix: [log_sum_exp_along]}


def log_sum_exp(x):
    return torch.logsumexp(x, dim=0)


def jacobi(u, steps):
    u = u.clone()
    for _ in range(int(steps)):
        u[1:-1, 1:-1] = 0.25 * (u[:-2, 1:-1] + u[2:, 1:-1] + u[1:-1, :-2] + u[1:-1, 2:])
    return u


def jacobi_convolution(u, steps):
    kernel = torch.tensor([[0, 0.25, 0], [0.25, 0, 0.25], [0, 0.25, 0]])[None, None]
    u = u.clone()
    for _ in range(int(steps)):
        u[1:-1, 1:-1] = torch.nn.functional.conv2d(u[None, None], kernel)[0, 0]
    return u


def matmul_transposed(a, b):
    return a @ b.T


def distances(x):
    return torch.cdist(x, x, compute_mode="donot_use_mm_for_euclid_dist")


FORMULATIONS = {
    "entropy": [entropy_as_written, entropy_by_hand],
    "mutual_information": [information_einsum, information_bmm],
    "mutual_information_factored": [information_by_hand],
    "entropy_and_mutual_information": [both_by_hand],
    "tensor_mean": [mean_gemm, mean_einsum],
    "tensor_mean_of_samples": [samples_gemm],
    "affine": [affine],
    "waves": [waves, waves_in_place],
    "black_scholes": [black_scholes],
    "total": [torch.sum],
    "largest": [torch.max],
    "mean_variance": [mean_variance],
    "log_sum_exp": [log_sum_exp],
    **along(1),
    **along(0),
    "matmul": [torch.matmul],
    "matmul_transposed": [matmul_transposed],
    "matrix_vector": [torch.matmul],
    "vector_matrix": [torch.matmul],
    "jacobi": [jacobi, jacobi_convolution],
    "distances": [distances],
}

if __name__ == "__main__":
    serve(FORMULATIONS, prepare=torch.from_numpy)
