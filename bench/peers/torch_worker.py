#!/usr/bin/env python3
"""The cases in PyTorch on the processor, timed (see compare.py)."""

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


FORMULATIONS = {
    "entropy": [entropy_as_written, entropy_by_hand],
    "mutual_information": [information_einsum, information_bmm],
    "mutual_information_factored": [information_by_hand],
    "entropy_and_mutual_information": [both_by_hand],
    "tensor_mean": [mean_gemm, mean_einsum],
    "tensor_mean_of_samples": [samples_gemm],
}

if __name__ == "__main__":
    serve(FORMULATIONS, prepare=torch.from_numpy)
