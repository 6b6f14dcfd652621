#!/usr/bin/env python3
"""Writes numpy_twins.txt: expressions of the language with the results that NumPy (2.0 or newer) gives.

Usage: python3 numpy_twins.py > numpy_twins.txt

The tests read the text, so they need no NumPy. A row is a body of the language and its NumPy twin; where both are
spelled the same, one string. Bodies see the arrays of INPUTS and the dimensions N = 4, M = 3, K = 5, P = 7, E = 0, O = 1.
"""
import numpy as np

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

ARRAYS = """
zeros(3)
zeros((2, M))
ones((2, 0, 3))
full((2, 3), 1.5)
full((2, N), x)
full(3, 7)
zeros_like(y)
ones_like(i)
full_like(x, 3)
full_like(i, 2.0)
eye(3)
eye(3, 5)
eye(N, 3, -1)
eye(4, k=2)
identity(M)
tri(3)
tri(3, 5, 1)
tri(4, 2, -2)
tril(y)
tril(y, -1)
triu(y, 1)
triu(q)
triu(q, -2)
tril(x)
arange(5)
arange(2, 9)
arange(2, 9, 3)
arange(9, 2, -2)
arange(0, N, 2)
arange(N, 0, -1)
arange(3, 3)
arange(5, 2)
arange(0, 1, 0.25)
arange(1.0, 2.0, 0.3)
arange(0.0)
linspace(0, 1, 5)
linspace(-1.5, 2, 7)
linspace(0, 1, 5, endpoint=false)
linspace(2, 3, 1)
linspace(2, 3, 0)
linspace(0, 1, N)
linspace(3, 3, 4)
linspace(x[0], x[3], 4)
linspace(0, 10)
indices((2, 3))
diag(x)
diag(x, 1)
diag(x, -2)
diag(y)
diag(y, 1)
diag(y, -1)
diag(y, 4)
diag(y, -5)
diagonal(q)
diagonal(q, 1, 1, 2)
diagonal(q, -1, 0, 2)
diagonal(q, 0, 2, 1)
trace(tt)
trace(tt, 1)
trace(q)
trace(q, -1, 1, 2)
trace(dd)
moveaxis(q, 0, 2)
moveaxis(q, -1, 0)
moveaxis(q, (0, 1), (2, 0))
swapaxes(q, 0, 2)
swapaxes(q, -1, -2)
ravel(q)
ravel(s)
ravel(y.T)
flip(x)
flip(q)
flip(q, 1)
flip(q, (0, 2))
flip(ee)
fliplr(y)
flipud(y)
rot90(y)
rot90(y, 2)
rot90(y, -1)
rot90(q, 3)
rot90(y, 4)
roll(x, 1)
roll(x, -1)
roll(x, 9)
roll(y, 2)
roll(y, 1, axis=0)
roll(y, -2, 1)
roll(y, (1, 2), (0, 1))
roll(y, 1, (0, 1))
roll(q, 3, -1)
roll(pp, N)
roll(ee, 1)
roll(oo, 1, 0)
repeat(x, 2)
repeat(y, 3)
repeat(y, 2, axis=0)
repeat(y, 2, 1)
repeat(x, 0)
repeat(s, 3)
tile(x, 2)
tile(x, (2, 2))
tile(y, 2)
tile(y, (2, 1, 3))
tile(y, (1, 1))
tile(x, 0)
tile(s, 3)
hstack((x, x))
hstack((y, z))
hstack((s, s))
vstack((x, x))
vstack((y, x))
vstack((x, y))
dstack((x, x))
dstack((y, y))
column_stack((x, i))
column_stack((w, x))
stack((y, y), -1)
concatenate((ee, pp, ee))
concatenate((oo, w.T), 0)
pad(x, 2)
pad(x, (1, 3))
pad(y, 1)
pad(y, ((1, 2), (0, 3)))
pad(y, (2, 1), "constant")
pad(x, 3, "edge")
pad(x, 3, "reflect")
pad(x, 3, "wrap")
pad(x, 11, "reflect")
pad(x, (5, 9), "wrap")
pad(y, ((2, 0), (1, 4)), "edge")
pad(y, 2, "reflect")
pad(y, 3, "wrap")
pad(q, ((0, 0), (1, 1), (2, 2)), "edge")
pad(oo, ((3, 2), (0, 0)), "reflect")
pad(i, 2)
pad(b, 1)
pad(x, 0)
pad(ee, 2)
take(x, g)
take(y, g)
take(y, g, 1)
take(y, g, axis=-1)
take(q, dd, axis=1)
take(y, 1)
take(x, dd)
take_along_axis(y, dd, 1)
take_along_axis(y, dd, 0)
take_along_axis(y, dd[:, :2], 1)
take_along_axis(y, argmax(y, axis=1)[:, newaxis], 1)
take_along_axis(pp, ll, 0)
var(x)
var(y)
var(y, axis=0)
var(y, axis=1, keepdims=true)
var(pp, ddof=1)
var(i)
var(b)
var(q, axis=(0, 2))
std(x)
std(y, axis=1)
std(pp, ddof=1)
std(q, axis=(1, 2), keepdims=true)
std(u)
average(x)
average(y, axis=0)
average(y, 1, x)
average(x, weights=x + 3)
count_nonzero(y)
count_nonzero(y, axis=1)
count_nonzero(c, axis=0)
count_nonzero(i)
ptp(x)
ptp(y, axis=0)
ptp(i)
ptp(q, axis=(0, 1))
cumsum(x)
cumsum(y)
cumsum(y, axis=0)
cumsum(y, axis=1)
cumsum(q, axis=1)
cumsum(q, -1)
cumsum(a)
cumsum(u)
cumsum(b)
cumsum(i)
cumsum(ee)
cumprod(x)
cumprod(y, axis=0)
cumprod(a)
cumprod(i)
cumprod(q, 2)
diff(x)
diff(y)
diff(y, axis=0)
diff(pp, 2)
diff(pp, 6)
diff(pp, 7)
diff(pp, 9)
diff(ee)
diff(i)
diff(b)
diff(u)
diff(q, 1, 1)
diff(oo, axis=0)
dot(x, x)
dot(y, w)
dot(y, x)
dot(x, w)
dot(q, w.T)
dot(q, x[:1] * ones((1, 5, 2)))
dot(s, y)
dot(y, s)
dot(i, j)
dot(a, a)
inner(x, x)
inner(y, y)
inner(q, w)
inner(x, y)
inner(s, x)
outer(x, pp)
outer(y, x)
outer(b, b)
outer(i, x)
vdot(x, x)
vdot(y, y)
vdot(tt, tt)
tensordot(y, w, 1)
tensordot(q, q, 3)
tensordot(q, w, 2)
tensordot(q, w, ((1, 2), (0, 1)))
tensordot(q, y, ((0, 1), (0, 1)))
tensordot(q, y, ((1, 0), (1, 0)))
tensordot(x, pp, 0)
tensordot(q, z, (2, 1))
kron(x, pp)
kron(y, tt)
kron(x, y)
kron(i, j)
kron(tt, x)
x[:10]
x[2:10]
x[10:]
x[-10:]
x[:-10]
x[-10:2]
x[3:1]
x[1:-1]
pp[:100:3]
pp[100::-2]
pp[:-100:-1]
pp[-2:-100:-3]
pp[5:1:-2]
pp[1:5:-1]
oo[5:]
oo[:, 10:20]
ee[1:]
ee[:-1]
ee[::-1]
ee[1:] - ee[:-1]
x[1:] - x[:-1]
x[2:] + x[:-2]
pp[2:] - 2 * pp[1:-1] + pp[:-2]
y[1:, 1:] - y[:-1, :-1]
y[g[0], g]
y[dd[0], g]
y[dd, g]
y[dd[:, :1], g]
q[dd[0], g]
q[dd[0], :, g]
q[:, g, dd[0]]
q[0, :, g]
q[0, g]
q[0, g, 1]
q[g[1], :, g]
q[:, 1, g]
q[:, g, 0]
q[..., g, 1]
q[dd, g, 2]
q[dd[0], g, dd[1]]
q[newaxis, dd[0], g]
y[dd[0], newaxis, g]
w[g, g]
q[1, g[0], g]
q[1:, g, dd[0]]
q[:, dd, g]
q[dd, :, g]
q[:, :, dd]
tt[dd[0], dd[0]]
x[g][g]
pp[ll]
pp[ll[::-1]]
sum(y[dd[0], g])
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
    ("r[n in 0..N] = border(x, clamp)[n - 1]", "np.pad(x, 1, 'edge')[:N]"),
    ("r[n in 0..N] = border(x, clamp)[n - 1] + x[n] + border(x, clamp)[n + 1]", "np.pad(x, 1, 'edge')[:N] + x + np.pad(x, 1, 'edge')[2:]"),
    ("r[n in 0..N] = border(x, wrap)[n + 3]", "np.roll(x, -3)"),
    ("r[n in 0..N] = border(x, wrap)[n - 9]", "np.roll(x, 9)"),
    ("r[n in 0..N] = border(x, reflect)[n - 2]", "np.pad(x, 2, 'reflect')[:N]"),
    ("r[n in 0..N] = border(x, reflect)[2 * n - 4]", "np.pad(x, 4, 'reflect')[:8:2]"),
    ("r[n in 0..N] = border(x, const(7))[n - 1]", "np.pad(x, 1, constant_values=7)[:N]"),
    ("r[n in 0..2 * N] = border(x, const(-1.5))[n - 2]", "np.pad(x, (2, 2), constant_values=-1.5)"),
    ("r[m in 0..M, n in 0..N] = border(y, clamp)[m - 1, n + 1]", "np.pad(y, 1, 'edge')[:M, 2:]"),
    ("r[m in 0..M, n in 0..N] = border(y, const(0))[m - 1, n + 1]", "np.pad(y, 1)[:M, 2:]"),
    ("r[m in 0..M, n in 0..N] = border(y, const(0))[m + 1, n] - border(y, const(0))[m, n - 1]", "np.pad(y, 1)[2:, 1:-1] - np.pad(y, 1)[1:-1, :-2]"),
    ("r[m in 0..M, n in 0..N] = border(y, wrap)[m + 1, n - 1]", "np.roll(y, (-1, 1), (0, 1))"),
    ("r[n in 0..N, m in 0..M] = border(y, reflect)[m - 1, n + 2]", "np.pad(y, 2, 'reflect')[1:M + 1, 4:].T"),
    ("r[n in 0..N] = sum[d in 0..3] border(x, clamp)[n + d - 1]", "np.pad(x, 1, 'edge')[:N] + x + np.pad(x, 1, 'edge')[2:]"),
    ("r[m in 0..3] = border(tt, const(9))[m, m + 1]", "np.pad(tt, 1, constant_values=9)[[1, 2, 3], [2, 3, 4]]"),
    ("r[m in 0..3] = border(tt, clamp)[m - 1, m + 1]", "np.pad(tt, 1, 'edge')[[0, 1, 2], [2, 3, 4]]"),
    ("b2 = border(y, clamp); r[m in 0..M, n in 0..N] = b2[m, n - 2]", "np.pad(y, 2, 'edge')[2:-2, :N]"),
    ("r = border(pp, clamp)[ll]", "np.pad(pp, 9, 'edge')[ll + 9]"),
    ("r = border(pp, wrap)[ll - 3]", "pp[(ll - 3) % 7]"),
    ("r = border(pp, const(5))[ll + 4]", "np.pad(pp, 20, constant_values=5)[ll + 24]"),
    ("r = border(y, clamp)[-1, 7]", "y[0, 3]"),
    ("r[n] = border(pp, reflect)[ll[n] * 2]", "np.pad(pp, 30, 'reflect')[ll * 2 + 30]"),
    ("r[n in 0..N] = border(x * 2, clamp)[n - 1] + 1", "np.pad(x * 2, 1, 'edge')[:N] + 1"),
    ("r[n in 0..0] = border(ee, const(1))[n - 1]", "np.zeros(0)"),
    ("r[n in 0..2] = border(ee, const(1))[n - 1]", "np.ones(2)"),
    ("r = pp; r[pp < 0] = 0", "np.where(pp < 0, 0, pp)"),
    ("r = y; r[y > 1] = 9.5", "np.where(y > 1, np.float32(9.5), y)"),
    ("r = y; r[y > 1] *= 2", "np.where(y > 1, y * 2, y)"),
    ("r = i; r[i > 0] //= 2", "np.where(i > 0, i // 2, i)"),
    ("r = i; r[j != -2] //= j[0] - 1", "np.where(j != -2, i // 2, i)"),
    ("r = y; r[b[:3]] = x", "np.where(b[:3, None], x, y)"),
    ("r = y; r[b[:3], :] += 1", "np.where(b[:3, None], y + 1, y)"),
    ("r = q; r[c] = 0", "np.where(c[..., None], 0, q)"),
    ("r = q; r[c] = w[0]", "np.where(c[..., None], w[0], q)"),
    ("r = sum(x[:kk])", "x[:2].sum()"),
    ("r = sum(x[kk:])", "x[2:].sum()"),
    ("r = sum(pp[kk:kk + 3])", "pp[2:5].sum()"),
    ("r = sum(pp[kk + 3:100])", "pp[5:].sum()"),
    ("r = roll(pp, kk)", "np.roll(pp, 2)"),
    ("r = roll(y, -kk, 1)", "np.roll(y, -2, 1)"),
    ("r = sum(arange(kk + 3))", "np.int64(10)"),
    ("r = sum(ones(kk))", "np.float64(2)"),
    ("r = cummax(y, 1)", "np.maximum.accumulate(y, 1)"),
    ("r = cummax(pp)", "np.maximum.accumulate(pp)"),
    ("r = cummin(y, axis=0)", "np.minimum.accumulate(y, 0)"),
    ("r = cummin(i)", "np.minimum.accumulate(i)"),
    ("r = cummax(b)", "np.maximum.accumulate(b)"),
    ("r = cummax(pp / (pp - 7))", "np.maximum.accumulate(pp / (pp - 7))"),
    ("r = cummin(pp % (pp - pp))", "np.minimum.accumulate(pp * np.nan)"),
    ("r = take(pp, ll + 2, mode=clamp)", "np.take(pp, ll + 2, mode='clip')"),
    ("r = take(pp, ll * 3, mode=wrap)", "np.take(pp, ll * 3, mode='wrap')"),
    ("r = take(y, ll, axis=1, mode=\"clip\")", "np.take(y, ll, axis=1, mode='clip')"),
    ("r = take(pp, ll, mode=fill(0.5))", "np.where((ll >= 0) & (ll < 7), pp[np.clip(ll, 0, 6)], 0.5)"),
    ("r = pad(x, 2, constant, 1.5)", "np.pad(x, 2, constant_values=1.5)"),
    ("r = pad(x, 2, constant_values=-1)", "np.pad(x, 2, constant_values=-1)"),
    ("r = pad(x, N, edge)", "np.pad(x, 4, 'edge')"),
    ("r = pad(y, 1, const(2))", "np.pad(y, 1, constant_values=2)"),
    ("p1, o1 = split(x, 2); r = o1 - p1", "x[2:] - x[:2]"),
    ("p1, o1, u1 = split(pp, (2, 5)); r = concatenate((u1, o1, p1))", "np.concatenate([pp[5:], pp[2:5], pp[:2]])"),
    ("p1, o1 = split(pp, (-3,)); r = concatenate((o1, p1))", "np.concatenate([pp[4:], pp[:4]])"),
    ("p1, o1 = split(y, 2, axis=1); r = p1 * o1", "y[:, :2] * y[:, 2:]"),
    ("p1, o1, u1 = array_split(pp, 3); r = concatenate((u1, o1, p1))", "np.concatenate(np.array_split(pp, 3)[::-1])"),
    ("p1, o1 = meshgrid(x, pp); r = p1 + 10 * o1", "np.add(*[a * b for a, b in zip(np.meshgrid(x, pp), (1, 10))])"),
    ("p1, o1 = meshgrid(x, pp, indexing=\"ij\"); r = p1 + 10 * o1", "np.add(*[a * b for a, b in zip(np.meshgrid(x, pp, indexing='ij'), (1, 10))])"),
    ("r = zeros((2, 3), f32)", "np.zeros((2, 3), np.float32)"),
    ("r = ones(N, dtype=i8)", "np.ones(4, np.int8)"),
    ("r = full((2,), 3, u8)", "np.full((2,), 3, np.uint8)"),
    ("r = eye(3, dtype=f32)", "np.eye(3, dtype=np.float32)"),
    ("r = arange(3, dtype=f64)", "np.arange(3, dtype=np.float64)"),
    ("r = linspace(0, 1, 4, dtype=f32)", "np.linspace(0, 1, 4, dtype=np.float32)"),
    ("r = zeros_like(x, i64)", "np.zeros_like(x, np.int64)"),
    ("r = outer(x, x) @ x", "np.outer(x, x) @ x"),
    ("r[m] = cumsum(y[m, :])[2]", "np.cumsum(y, 1)[:, 2]"),
    ("r[m] = std(y[m, :])", "y.std(1)"),
    ("r[m] = dot(y[m, :], x)", "y @ x"),
    ("r[m] = einsum(\"i,i->\", y[m, :], x)", "y @ x"),
    ("r[m, n] = roll(y[m, :], 1)[n]", "np.roll(y, 1, 1)"),
    ("r[m] = take(y[m, :], 2)", "y[:, 2]"),
    ("r = conv(pp)", "np.convolve(pp, [1, 2, 1], 'same')"),
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
    rows += INDEXED + OTHER
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
