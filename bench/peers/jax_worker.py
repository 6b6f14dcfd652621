#!/usr/bin/env python3
"""The cases in JAX, compiled by XLA for the processor, timed until the results are there (see compare.py)."""

import jax
import jax.numpy as jnp

from python_worker import serve

jax.config.update("jax_platforms", "cpu")
jax.config.update("jax_default_matmul_precision", "float32")


def squares(x):
    """sum_i softmax(x)[i]^2 by rows, with the division moved out of the sum by hand."""
    e = jnp.exp(x - x.max(axis=1, keepdims=True))
    total = e.sum(axis=1)
    return (e * e).sum(axis=1) / (total * total)


def entropy_as_written(x):
    return -jnp.mean(jnp.sum(jax.nn.softmax(x, axis=1) ** 2, axis=1))


def entropy_by_hand(x):
    return -jnp.mean(squares(x))


def information_as_written(x, y):
    p, q = jax.nn.softmax(x, axis=1), jax.nn.softmax(y, axis=1)
    return jnp.mean(((p[:, :, None] * q[:, None, :]) ** 2).sum(axis=(1, 2)))


def information_einsum(x, y):
    p, q = jax.nn.softmax(x, axis=1), jax.nn.softmax(y, axis=1)
    return jnp.mean(jnp.einsum("bi,bj->b", p * p, q * q))


def information_by_hand(x, y):
    return jnp.mean(squares(x) * squares(y))


def both_by_hand(x, y):
    s = squares(x)
    return -jnp.mean(s), jnp.mean(s * squares(y))


def mean_einsum(fx, fy, fz):
    return jnp.einsum("ni,nj,nk->ijk", fx, fy, fz) / len(fx)


def mean_gemm(fx, fy, fz):
    pairs = fy[:, :, None] * fz[:, None, :]
    return ((fx.T @ pairs.reshape(len(fx), -1)) / len(fx)).reshape(fx.shape[1], fy.shape[1], fz.shape[1])


def samples_gemm(x, y, z, w):
    return mean_gemm(jnp.tanh(x @ w), jnp.tanh(y @ w), jnp.tanh(z @ w))


FORMULATIONS = {
    "entropy": [entropy_as_written, entropy_by_hand],
    "mutual_information": [information_as_written, information_einsum],
    "mutual_information_factored": [information_by_hand],
    "entropy_and_mutual_information": [both_by_hand],
    "tensor_mean": [mean_einsum, mean_gemm],
    "tensor_mean_of_samples": [samples_gemm],
}


def as_called(function):
    """Compiled, and complete when it returns; each size compiles."""
    compiled = jax.jit(function)

    def call(*arguments):
        return jax.block_until_ready(compiled(*arguments))
    call.__name__ = function.__name__
    call.compiles = call.per_size = True
    return call


if __name__ == "__main__":
    serve({case: [as_called(f) for f in functions] for case, functions in FORMULATIONS.items()}, prepare=jax.device_put)
