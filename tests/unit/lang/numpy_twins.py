#!/usr/bin/env python3
"""Writes numpy_twins.txt: expressions of the language with the results that NumPy (2.0 or newer) gives.

Usage: python3 numpy_twins.py > numpy_twins.txt

The tests read the text, so they need no NumPy. A row is a body of the language and its NumPy twin; where both are
spelled the same, one string. Bodies see the arrays of INPUTS and the dimensions N = 4, M = 3, K = 5, P = 7, E = 0, O = 1.
"""
import numpy as np

from array_twins import ARRAYS, BODIES

N, M, K, P, E, O = 4, 3, 5, 7, 0, 1
newaxis, where = np.newaxis, np.where

INPUTS = {
    "x": ("f32[N]", np.array([1.5, -2.25, 0.5, 4.0], np.float32)),
    "y": ("f32[M, N]", (np.arange(12).reshape(3, 4) * 0.75 - 3).astype(np.float32)),
    "z": ("f32[M, K]", (np.arange(15).reshape(3, 5) % 7 - 2.5).astype(np.float32)),
    "w": ("f64[N, K]", np.arange(20).reshape(4, 5) % 6 - 2.25),
    "q": ("f64[M, N, K]", (np.arange(60).reshape(3, 4, 5) * 7 % 11 - 4.5)),
    "s": ("f32", np.float32(2.5)),
    "i": ("i32[N]", np.array([7, -7, 3, -2], np.int32)),
    "j": ("i32[N]", np.array([3, 3, -2, -5], np.int32)),
    "g": ("i64[N]", np.array([2, 0, -1, 1], np.int64)),
    "a": ("i8[N]", np.array([100, -100, 27, -128], np.int8)),
    "u": ("u8[N]", np.array([200, 3, 0, 255], np.uint8)),
    "h": ("u16[N]", np.array([1, 65535, 300, 4], np.uint16)),
    "v": ("u64[N]", np.array([0, 2**64 - 1, 2**63, 5], np.uint64)),
    "b": ("bool[N]", np.array([True, False, True, True])),
    "c": ("bool[M, N]", np.arange(12).reshape(3, 4) % 5 == 0),
    "pp": ("f64[P]", np.array([3.5, -1.25, 0.0, 7.0, -1.25, 2.5, 0.75])),
    "ee": ("f64[E]", np.zeros(0)),
    "oo": ("f64[O, N]", np.array([[2.0, -3.0, 0.5, 1.0]])),
    "tt": ("f64[M, M]", np.arange(9).reshape(3, 3) * 1.5 - 4),
    "ll": ("i32[P]", np.array([6, 0, -1, 3, 3, -7, 2], np.int32)),
    "dd": ("i64[M, N]", np.arange(12).reshape(3, 4) * 5 % 3),
    "kk": ("i64", np.int64(2)),
}

SAME = """
x + 1
x * 2.5
x - s
s * y
x + y
y - x
x / 3
i / j
i // j
i % j
x // 0.75
x % -0.75
-x
-a
+u
i + a
a + u
u + h
i + u
i * 2
a + a
u - 1
u * u
i + x
h + x
i * 0.5
v + i
g + v
b + b
b * b
b + 1
b * 2.5
b & c
b | c
b ^ c
~b
~i
~u
i & j
i | 5
i ^ j
i << 2
i >> 1
u >> 2
a & u
x < 1
x >= s
i == j
i != a
u > a
v > g
g < v
v == g
v >= i
i <= v
x == x
x ** 2
x ** 3
x ** 5
x ** 0
x ** -1
x ** -2
y ** 2.0
i ** 2
i ** 3
u ** 2
x ** 2 + 2 * x + 1
-x ** 2
2 - -x
1 / x
1 // i
5 % i
x.T + x
y.T
y[0]
y[-1]
y[1, 2]
y[-1, -2]
y[:, 1]
y[..., 1]
y[1:, :2]
y[1:-1]
y[:, ::2]
y[:, ::-1]
y[::-1, 1::2]
y[:, -1:0:-1]
y[:, 3:0:-2]
q[1, ..., 2:4]
q[..., 0]
q[:, 1:3, ::3]
x[newaxis]
x[:, newaxis] + x
x[newaxis, :, newaxis]
y[:, newaxis, 1:3]
y[1:2] + y
y[2:2]
x[g]
y[:, g]
q[:, g, :]
g[g]
x[:, newaxis] * x[newaxis, :]
y[0] @ x
y @ w
y @ x
x @ w
y.T @ y
q @ w.T
q @ w[0]
i @ j
a @ a
b @ b
c @ b
q @ (w.T)[newaxis]
x[2] + y[1, 3]
N * x
x / N
x[N - 1]
x[N - 3:N - 1]
M + N
N / M
N // M
"""

CALLS = """
sum(x)
sum(y, axis=0)
sum(y, axis=1)
sum(y, axis=-1, keepdims=true)
sum(q, axis=(0, 2))
sum(q, axis=(0, 2), keepdims=true)
sum(a)
sum(u)
sum(b)
sum(c, axis=1)
sum(i)
prod(x)
prod(a)
prod(u)
mean(x)
mean(y, axis=0)
mean(q, axis=(1, 2))
mean(i)
mean(a)
mean(c)
max(y)
max(y, axis=0)
max(y, axis=1, keepdims=true)
min(i)
min(q, axis=(0, 1))
max(b)
min(c, axis=0)
any(b)
all(b)
any(c, axis=1)
all(c, axis=0)
any(x)
all(i)
argmax(x)
argmax(y)
argmin(y, axis=0)
argmax(q, axis=1)
argmax(c, axis=1)
argmin(b)
maximum(x, 0)
maximum(y, x)
minimum(i, a)
maximum(b, b)
abs(i)
abs(x)
abs(a)
sign(x)
sign(i)
sqrt(abs(x))
floor(y)
ceil(y)
trunc(y)
rint(y)
exp(i)
exp(x)
tanh(x)
isnan(x / 0)
isfinite(x / (x - 1.5))
where(b, x, 0)
where(x > 0, x, -x)
where(c, y, x)
where(b, i, 2.5)
where(b, 1, 0)
transpose(y)
transpose(q, (1, 2, 0))
reshape(y, (4, 3))
reshape(y, (2, -1))
reshape(q, -1)
reshape(x, (1, -1, 1))
concatenate((x, x))
concatenate((y, y * 2), axis=0)
concatenate((y, z), axis=1)
concatenate((i, x))
stack((x, x * 2))
stack((x, i), axis=1)
expand_dims(y, 0)
expand_dims(y, (0, -1))
squeeze(y[1:2])
squeeze(y[1:2], 0)
broadcast_to(x, (2, 4))
arange(N)
arange(1, N)
matmul(y, w)
sum(x * x)
sum(y * x, axis=1) / sum(x)
i32(x)
i8(i)
u8(a)
i64(u)
f32(i)
f64(x)
bool(x)
bool(i - 3)
f32(w)
u16(a)
(x > 0) & (x < 2)
sum(abs(y - mean(y, axis=1, keepdims=true)), axis=1)
exp(y - max(y, axis=1, keepdims=true)) / sum(exp(y - max(y, axis=1, keepdims=true)), axis=1, keepdims=true)
"""

# (body with `r` as its result, NumPy twin)
INDEXED = [
    ("r = sum[k] x[k]", "x.sum()"),
    ("r = sum[k] x[k] * x[k] + 1", "(x * x).sum() + 1"),
    ("r[n] = x[n] * 2", "x * 2"),
    ("r[n, m] = y[m, n]", "y.T"),
    ("r[m, n] = y[m, n] - x[n]", "y - x"),
    ("r[n, m] = y[m, n] * x[n]", "(y * x).T"),
    ("r[m, k] = sum[n] y[m, n] * w[n, k]", "np.einsum('mn,nk->mk', y, w)"),
    ("r[k, m] = sum[n] y[m, n] * w[n, k]", "np.einsum('mn,nk->km', y, w)"),
    ("r[p, o] = x[p] * x[o]", "np.outer(x, x)"),
    ("r = sum[m, n] y[m, n]", "y.sum()"),
    ("r = mean[m, n] y[m, n]", "y.mean()"),
    ("r[n] = mean[m] y[m, n]", "y.mean(axis=0)"),
    ("r[n] = max[m] y[m, n]", "y.max(axis=0)"),
    ("r[m] = argmax[n] y[m, n]", "y.argmax(axis=1)"),
    ("r[m] = any[n] (y[m, n] > 4)", "(y > 4).any(axis=1)"),
    ("r = argmin[n in 1..N] x[n]", "np.int64(1 + x[1:].argmin())"),
    ("r[p, o] = sum[d] (y[p, d] - y[o, d]) ** 2", "((y[:, None] - y[None]) ** 2).sum(-1)"),
    ("r[t in 0..N - 1] = x[t + 1] - x[t]", "np.diff(x)"),
    ("r[t in 0..N - 1] = x[N - 1 - t]", "x[::-1][:N - 1]"),
    ("r[t in 0..2] = x[2 * t + 1]", "x[1::2]"),
    ("r[t in 0..N - 1] = sum[d in 0..2] x[t + d]", "x[:-1] + x[1:]"),
    ("r[t in 0..2, d in 0..3] = x[t + d]", "np.array([x[0:3], x[1:4]])"),
    ("r[n] = n * x[n]", "(np.arange(N) * x).astype(np.float32)"),
    ("r[m in 0..M, n in 0..N] = m + 10 * n", "np.add.outer(np.arange(M), 10 * np.arange(N)) + 0 * y.astype(np.int64)"),
    ("r[n] = x[g[n]]", "x[g]"),
    ("r[n, m] = y[m, g[n]]", "y[:, g].T"),
    ("r[m in 0..3, n] = y[2 - m, g[n]]", "y[::-1][:, g]"),
    ("r = sum[d in 0..N] w[d, d + 1]", "np.trace(w[:, 1:])"),
    ("r[d] = w[d, d + 1]", "np.array([w[d, d + 1] for d in range(4)])"),
    ("r[n] = w[n, g[n]]", "w[np.arange(N), g]"),
    ("r[n, k] = q[g[n] % 3, n, k]", "q[g % 3, np.arange(N)]"),
    ("r[n] = sum(w[n, :])", "w.sum(axis=1)"),
    ("r[n] = sum(w[n, :] * z[0, :])", "(w * z[0]).sum(axis=1)"),
    ("r[m, n] = max(q[m, n, 1:3])", "q[:, :, 1:3].max(axis=2)"),
    ("r[m] = y[m, :] @ x", "y @ x"),
    ("r[n] = (x * 2)[n] + (y + 1)[0, n]", "x * 2 + (y + 1)[0]"),
    ("r[n] = where(b[n], x[n], 0)", "np.where(b, x, np.float32(0))"),
    ("r[n in 0..N] = 1", "np.ones(N, np.int64)"),
    ("r[k, m] = (y @ w)[m, k]", "(y @ w).T"),
    ("r[m] = 1 + y[m, :] @ x * 2", "1 + y @ x * 2"),
    ("r[m, n, k] = y[m, n] * w[n, k]", "y[:, :, None] * w[None]"),
    ("r = sum[k in 1..4] k ** 2", "np.int64(14)"),
    ("r = sum[m] sum[n] y[m, n] ** 2", "(y ** 2).sum()"),
    ("r = sum[m] y[m, 0] * sum[n] x[n]", "(y[:, 0] * x.sum()).sum()"),
    ("r[m] = twice(y[m, 1])", "2 * y[:, 1]"),
    ("r[m] = sum(normalized(y[m, :]))", "np.ones(3, np.float32)"),
    ("r[n, m] = normalized(y[m, :])[n]", "(y / y.sum(axis=1, keepdims=True)).T"),
    ("p = x; p = p + 1; r = p * 2", "(x + 1) * 2"),
    ("p, o = pair(x); r = p - o", "x * 2 - x * 3"),
    ("d = 2; r = x * d", "x * 2"),
    ("r = half(y)", "y / 2"),
]

# Bodies that need another spelling or that NumPy computes with other types.
OTHER = [
    ("r = not b", "~b"),
    ("r = b and x > 1", "b & (x > 1)"),
    ("r = b or c", "b | c"),
    ("r = x ** 0.5", "np.sqrt(x)"),
    ("r = x ** -0.5", "1 / np.sqrt(x)"),
    ("r = fma(x, x, s)", "(x.astype(np.float64) * x + s).astype(np.float32)"),
    ("r = sqrt(h)", "np.sqrt(h.astype(np.float64))"),
    ("r = log(a + 200.0)", "np.log(a + 200.0)"),
    ("r = sqrt(N) * x", "(np.sqrt(np.float64(N)) * x).astype(np.float32)"),
    ("r = x / sqrt(M)", "(x / np.float32(np.sqrt(3)))"),
    ("r = i << j", "np.array([7 << 3, -7 << 3, 0, 0], np.int32)"),
    ("r = i >> j", "np.array([0, -1, 0, -1], np.int32)"),
    ("r = pi * x", "np.float32(np.pi) * x"),
    ("r = maximum(x, -inf)", "x"),
    ("r = true", "np.bool_(True)"),
    ("r = 1 + 2 ** 3", "np.int64(9)"),
    ("r = 7 // 2 - 7 % 4 + 1 / 2", "np.float64(0.5)"),
    ("r = minimum(N, 2) * x", "2 * x"),
    ("r = x[0:minimum(N, 2)]", "x[:2]"),
    ("r = i32(3000000000)", "np.int64(3000000000).astype(np.int32)"),
    ("r = u8(2) + u", "np.uint8(2) + u"),
]


def numpy_spelling(text):
    """Python's name for what is spelled the same otherwise."""
    text = text.replace("true", "True").replace("false", "False")
    names = "sum prod mean max min any all argmax argmin maximum minimum abs sign sqrt floor ceil trunc rint exp log tanh isnan isfinite where transpose reshape concatenate stack expand_dims squeeze broadcast_to arange matmul zeros ones full zeros_like ones_like full_like eye identity tri tril triu linspace indices diag diagonal trace moveaxis swapaxes ravel flip fliplr flipud rot90 roll repeat tile hstack vstack dstack column_stack pad take take_along_axis var std average count_nonzero ptp cumsum cumprod diff dot inner outer vdot tensordot kron einsum".split()
    env = {name: getattr(np, name) for name in names}
    for ours, theirs in [("i8", "int8"), ("i32", "int32"), ("i64", "int64"), ("u8", "uint8"), ("u16", "uint16"),
                         ("f32", "float32"), ("f64", "float64"), ("bool", "bool")]:
        dtype = np.dtype(theirs)
        env[ours] = lambda value, dtype=dtype: np.asarray(value).astype(dtype)
    return text, env


DTYPES = {"bool": "bool", "int8": "i8", "int16": "i16", "int32": "i32", "int64": "i64", "uint8": "u8",
          "uint16": "u16", "uint32": "u32", "uint64": "u64", "float32": "f32", "float64": "f64"}


def show(value):
    value = np.asarray(value)
    numbers = [repr(int(n)) if value.dtype.kind in "biu" else repr(float(n)) for n in value.reshape(-1)]
    return f"{DTYPES[value.dtype.name]} [{' '.join(str(n) for n in value.shape)}] {' '.join(numbers)}"


def main():
    rows = [("r = " + line, line) for line in (SAME + CALLS + ARRAYS).split("\n") if line]
    rows += INDEXED + BODIES + OTHER
    print("# Written by numpy_twins.py. Do not edit.")
    for name, (type_, value) in INPUTS.items():
        print(f"input {name} {type_.replace(' ', '')} {show(value)}")
    with np.errstate(all="ignore"):
        for body, twin in rows:
            text, env = numpy_spelling(twin)
            env.update(np=np, N=N, M=M, K=K, P=P, E=E, O=O, newaxis=newaxis)
            env.update({name: value for name, (_, value) in INPUTS.items()})
            print(f"body {body}\nresult {show(eval(text, env))}")


main()
