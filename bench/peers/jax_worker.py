#!/usr/bin/env python3
"""The cases in JAX, compiled by XLA for the processor, timed until the results are there (see compare.py)."""

import math

import jax
import jax.numpy as jnp

from python_worker import serve

jax.config.update("jax_platforms", "cpu")
jax.config.update("jax_enable_x64", True)
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


def affine(a, b):
    return 2 * a + 3 * b


def waves(x, y, z):
    return 0.5 * x + 2 * jnp.sin(y) * jnp.exp(-z)


def black_scholes(s, k, t):
    rate, volatility = 0.02, 0.3
    spread = volatility * jnp.sqrt(t)
    d = (jnp.log(s / k) + (rate + 0.5 * volatility * volatility) * t) / spread
    n = 0.5 + 0.5 * jax.scipy.special.erf(d * math.sqrt(0.5))
    m = 0.5 + 0.5 * jax.scipy.special.erf((d - spread) * math.sqrt(0.5))
    discounted = k * jnp.exp(-rate * t)
    call = s * n - discounted * m
    return call, call + discounted - s


def reductions(suffix, axis):
    """Formulations of the reductions along an axis, or of everything."""
    def total(x):
        return jnp.sum(x, axis=axis)

    def largest(x):
        return jnp.max(x, axis=axis)

    def mean_variance(x):
        return jnp.mean(x, axis=axis), jnp.var(x, axis=axis)

    def log_sum_exp(x):
        return jax.scipy.special.logsumexp(x, axis=axis)

    return {function.__name__ + suffix: [function] for function in (total, largest, mean_variance, log_sum_exp)}


def matmul_transposed(a, b):
    return a @ b.T


def jacobi(u, steps):
    def step(_, v):
        return v.at[1:-1, 1:-1].set(0.25 * (v[:-2, 1:-1] + v[2:, 1:-1] + v[1:-1, :-2] + v[1:-1, 2:]))
    return jax.lax.fori_loop(0, steps, step, u)


def distances(x):
    return jnp.sqrt(((x[:, None, :] - x[None, :, :]) ** 2).sum(axis=2))


def hashed(k):
    k = (k ^ (k >> 16)) * jnp.uint32(2146121005)
    k = (k ^ (k >> 15)) * jnp.uint32(2221713035)
    return k ^ (k >> 16)


def uniform(k):
    return (hashed(k) >> 8).astype(jnp.float32) * jnp.float32(2 ** -24)


def monte_carlo(n):
    k = jnp.arange(n, dtype=jnp.uint32)
    return 4 * jnp.sum(uniform(2 * k) ** 2 + uniform(2 * k + 1) ** 2 < 1) / n


FORMULATIONS = {
    "entropy": [entropy_as_written, entropy_by_hand],
    "mutual_information": [information_as_written, information_einsum],
    "mutual_information_factored": [information_by_hand],
    "entropy_and_mutual_information": [both_by_hand],
    "tensor_mean": [mean_einsum, mean_gemm],
    "tensor_mean_of_samples": [samples_gemm],
    "affine": [affine],
    "waves": [waves],
    "black_scholes": [black_scholes],
    **reductions("", None),
    **reductions("_rows", 1),
    **reductions("_columns", 0),
    "matmul": [jnp.matmul],
    "matmul_transposed": [matmul_transposed],
    "matrix_vector": [jnp.matmul],
    "vector_matrix": [jnp.matmul],
    "jacobi": [jacobi],
    "distances": [distances],
    "monte_carlo": [monte_carlo],
}


def as_called(function):
    """Compiled, and complete when it returns; each size compiles."""
    # A count of what is made is a size.
    compiled = jax.jit(function, static_argnames=["n"] if function is monte_carlo else None)

    def call(*arguments):
        return jax.block_until_ready(compiled(*arguments))
    call.__name__ = function.__name__
    call.compiles = call.per_size = True
    return call


def on_the_device(array):
    return jax.device_put(array) if array.ndim else array.item()


if __name__ == "__main__":
    serve({case: [as_called(f) for f in functions] for case, functions in FORMULATIONS.items()}, prepare=on_the_device)
