"""The expressions: the body of a function in the language, its NumPy twin, and the arrays they take."""

import dataclasses
from typing import Callable

import numpy as np

DTYPES = {"f32": np.float32, "f64": np.float64, "i64": np.int64, "i32": np.int32, "u8": np.uint8, "bool": np.bool_}
windows = np.lib.stride_tricks.sliding_window_view


@dataclasses.dataclass
class Array:
    """Random numbers: floats between 0.1 and 1, integers from 0 to 99; in order where that is asked for."""

    shape: tuple
    dtype: str
    is_sorted: bool = False

    def __str__(self):
        return f"{self.dtype}[{', '.join(map(str, self.shape))}]"

    def made_by(self, rng):
        is_float = self.dtype[0] == "f"
        numbers = rng.uniform(0.1, 1, self.shape) if is_float else rng.integers(0, 100, self.shape)
        made = np.ascontiguousarray(numbers.astype(DTYPES[self.dtype]))
        return np.sort(made) if self.is_sorted else made


@dataclasses.dataclass
class Expression:
    name: str
    parameters: str
    body: str
    arguments: list
    numpy: Callable


N = 1_000_000
V, V6, I, J, B, U = (Array((N,), dtype) for dtype in ("f32", "f64", "i64", "i32", "bool", "u8"))
A, A6, R = Array((1000, 1000), "f32"), Array((1000, 1000), "f64"), Array((1000,), "f32")

# fmt: off
EXPRESSIONS = [
    Expression("diff", "x: f32[N]", "x[1:] - x[:-1]", [V], lambda x: np.diff(x)),
    Expression("roll", "x: f32[N]", "roll(x, 3)", [V], lambda x: np.roll(x, 3)),
    Expression("flip2", "x: f32[M, N]", "x[::-1, ::-1]", [A], lambda x: x[::-1, ::-1].copy()),
    Expression("cumsum", "x: f32[N]", "cumsum(x)", [V], np.cumsum),
    Expression("cumsum64", "x: f64[N]", "cumsum(x)", [V6], np.cumsum),
    Expression("cumsumi", "x: i64[N]", "cumsum(x)", [I], np.cumsum),
    Expression("cumprod", "x: f64[N]", "cumprod(x)", [V6], np.cumprod),
    Expression("cummax", "x: f32[N]", "cummax(x)", [V], np.maximum.accumulate),
    Expression("cumsum_ax0", "x: f32[M, N]", "cumsum(x, axis=0)", [A], lambda x: np.cumsum(x, axis=0)),
    Expression("cumsum_ax1", "x: f32[M, N]", "cumsum(x, axis=1)", [A], lambda x: np.cumsum(x, axis=1)),
    Expression("argmax_ax1", "x: f32[M, N]", "argmax(x, axis=1)", [A], lambda x: np.argmax(x, axis=1)),
    Expression("argmax_ax0", "x: f32[M, N]", "argmax(x, axis=0)", [A], lambda x: np.argmax(x, axis=0)),
    Expression("median3", "x: f32[N]", "minimum(maximum(x[:-2], x[1:-1]), maximum(minimum(x[:-2], x[1:-1]), x[2:]))", [V], lambda x: np.minimum(np.maximum(x[:-2], x[1:-1]), np.maximum(np.minimum(x[:-2], x[1:-1]), x[2:]))),
    Expression("clip", "x: f32[N]", "clip(x, 0.2, 0.8)", [V], lambda x: np.clip(x, 0.2, 0.8)),
    Expression("where", "x: f32[N], y: f32[N]", "where(x > y, x, y * 2)", [V, V], lambda x, y: np.where(x>y, x, y*2)),
    Expression("mod", "x: f32[N], y: f32[N]", "x % y", [V, V], lambda x, y: x%y),
    Expression("modi", "x: i64[N]", "x % 7", [I], lambda x: x%7),
    Expression("modii", "x: i64[N], y: i64[N]", "x % (y + 1)", [I, I], lambda x, y: x%(y+1)),
    Expression("divi32", "x: i32[N], y: i32[N]", "x // (y + 1)", [J, J], lambda x, y: x//(y+1)),
    Expression("divconst", "x: i64[N]", "x // 10", [I], lambda x: x//10),
    Expression("floordivf", "x: f32[N], y: f32[N]", "x // y", [V, V], lambda x, y: x//y),
    Expression("fmod", "x: f64[N], y: f64[N]", "fmod(x, y)", [V6, V6], np.fmod),
    Expression("round", "x: f32[N]", "round(x * 10)", [V], lambda x: np.round(x*10)),
    Expression("floor", "x: f64[N]", "floor(x * 10)", [V6], lambda x: np.floor(x*10)),
    Expression("casti", "x: f64[N]", "i64(x * 10)", [V6], lambda x: (x*10).astype(np.int64)),
    Expression("casti32", "x: f32[N]", "i32(x * 10)", [V], lambda x: (x*10).astype(np.int32)),
    Expression("casti8", "x: u8[N]", "f32(x) / 255", [U], lambda x: x.astype(np.float32)/np.float32(255)),
    Expression("i64f", "x: i64[N]", "f64(x)", [I], lambda x: x.astype(np.float64)),
    Expression("i64f32", "x: i64[N]", "f32(x)", [I], lambda x: x.astype(np.float32)),
    Expression("muli64", "x: i64[N], y: i64[N]", "x * y", [I, I], lambda x, y: x*y),
    Expression("maxi64", "x: i64[N]", "max(x)", [I], np.max),
    Expression("sumu8", "x: u8[N]", "sum(x)", [U], np.sum),
    Expression("meani32", "x: i32[N]", "mean(x)", [J], np.mean),
    Expression("anyb", "x: f32[N]", "any(x > 2)", [V], lambda x: np.any(x>2)),
    Expression("count", "x: f32[N]", "count_nonzero(x > 0.5)", [V], lambda x: np.count_nonzero(x>0.5)),
    Expression("ptp", "x: f32[N]", "max(x) - min(x)", [V], np.ptp),
    Expression("std", "x: f64[N]", "std(x)", [V6], np.std),
    Expression("stdax0", "x: f32[M, N]", "std(x, axis=0)", [A], lambda x: np.std(x, axis=0)),
    Expression("stdax1", "x: f32[M, N]", "std(x, axis=1)", [A], lambda x: np.std(x, axis=1)),
    Expression("norm", "x: f32[N]", "sqrt(sum(x * x))", [V], np.linalg.norm),
    Expression("dot", "x: f32[N], y: f32[N]", "sum(x * y)", [V, V], np.dot),
    Expression("outer", "x: f32[N], y: f32[N]", "x[:, newaxis] * y", [R, R], np.outer),
    Expression("covm", "x: f32[M, N]", "x.T @ x", [A], lambda x: x.T@x),
    Expression("trace", "x: f32[N, N]", "trace(x)", [A], np.trace),
    Expression("diagm", "x: f32[N, N]", "diag(x)", [A], lambda x: np.diag(x).copy()),
    Expression("triu", "x: f32[N, N]", "triu(x)", [A], np.triu),
    Expression("tril", "x: f32[N, N]", "tril(x)", [A], np.tril),
    Expression("gather", "x: f32[N], k: i64[N]", "x[k]", [V, I], lambda x, k: x[k]),
    Expression("gatherrows", "x: f32[M, N], k: i64[K]", "x[k]", [A, Array((1000,), "i64")], lambda x, k: x[k]),
    Expression("take_along", "x: f32[M, N], k: i64[M]", "x[arange(M), k]", [A, Array((1000,), "i64")], lambda x, k: x[np.arange(1000), k]),
    Expression("bincount", "k: i64[N]", "bincount(k, 100)", [I], lambda k: np.bincount(k, minlength=100)),
    Expression("concat", "x: f32[N], y: f32[N]", "concatenate((x, y))", [V, V], lambda x, y: np.concatenate((x, y))),
    Expression("stack1", "x: f32[N], y: f32[N]", "stack((x, y), axis=1)", [V, V], lambda x, y: np.stack((x, y), axis=1)),
    Expression("stack3", "x: f32[N]", "stack((x, x * 2, x * 3), axis=1)", [V], lambda x: np.stack((x, x*2, x*3), axis=1)),
    Expression("xor", "x: i64[N], y: i64[N]", "x ^ y", [I, I], lambda x, y: x^y),
    Expression("shift", "x: i64[N]", "(x << 3) | (x >> 2)", [I], lambda x: (x<<3)|(x>>2)),
    Expression("isnan", "x: f32[N]", "isnan(x)", [V], np.isnan),
    Expression("exp", "x: f32[N]", "exp(x)", [V], np.exp),
    Expression("exp64", "x: f64[N]", "exp(x)", [V6], np.exp),
    Expression("log64", "x: f64[N]", "log(x)", [V6], np.log),
    Expression("sin64", "x: f64[N]", "sin(x)", [V6], np.sin),
    Expression("tanh", "x: f32[N]", "tanh(x)", [V], np.tanh),
    Expression("tanh64", "x: f64[N]", "tanh(x)", [V6], np.tanh),
    Expression("pow2", "x: f32[N]", "x ** 2.5", [V], lambda x: x**np.float32(2.5)),
    Expression("pow", "x: f32[N], y: f32[N]", "x ** y", [V, V], lambda x, y: x**y),
    Expression("pow64", "x: f64[N], y: f64[N]", "x ** y", [V6, V6], lambda x, y: x**y),
    Expression("powi", "x: i64[N]", "x ** 3", [I], lambda x: x**3),
    Expression("arctan2", "x: f32[N], y: f32[N]", "arctan2(x, y)", [V, V], np.arctan2),
    Expression("hypot", "x: f32[N], y: f32[N]", "hypot(x, y)", [V, V], np.hypot),
    Expression("cbrt", "x: f64[N]", "cbrt(x)", [V6], np.cbrt),
    Expression("log1p", "x: f64[N]", "log1p(x)", [V6], np.log1p),
    Expression("sqrt", "x: f64[N]", "sqrt(x)", [V6], np.sqrt),
    Expression("sign", "x: f32[N]", "sign(x - 0.5)", [V], lambda x: np.sign(x-np.float32(.5))),
    Expression("conv", "x: f32[N], w: f32[K]", "convolve(x, w)", [V, Array((9,), "f32")], lambda x, w: np.convolve(x, w)),
    Expression("interp", "x: f64[N], p: f64[K], f: f64[K]", "interp(x, p, f)", [V6, Array((50,), "f64", True), Array((50,), "f64")], lambda x, p, f: np.interp(x, p, f)),
    Expression("trapz", "x: f64[N], y: f64[N]", "trapezoid(y, x)", [V6, V6], lambda x, y: np.trapezoid(y, x)),
    Expression("kron", "x: f32[M, N], y: f32[K, L]", "kron(x, y)", [Array((100, 100), "f32"), Array((10, 10), "f32")], np.kron),
    Expression("einsum", "x: f32[M, N], y: f32[M, N]", 'einsum("ij,ij->i", x, y)', [A, A], lambda x, y: np.einsum("ij, ij->i", x, y)),
    Expression("matvecT", "x: f32[M, N], y: f32[M]", "x.T @ y", [A, R], lambda x, y: x.T@y),
    Expression("rowsub", "x: f32[M, N]", "x - mean(x, axis=1, keepdims=true)", [A], lambda x: x-x.mean(axis=1, keepdims=True)),
    Expression("colsub", "x: f32[M, N]", "x - mean(x, axis=0)", [A], lambda x: x-x.mean(axis=0)),
    Expression("slicestep", "x: f32[N]", "x[::3]", [V], lambda x: x[::3].copy()),
    Expression("block", "x: f32[M, N]", "sum(reshape(x, [M // 10, 10, N // 10, 10]), axis=(1, 3))", [A], lambda x: x.reshape(100, 10, 100, 10).sum(axis=(1, 3))),
    Expression("pairdist", "x: f32[N, 3]", "sqrt(sum((x[:, newaxis] - x) ** 2, axis=2))", [Array((1000, 3), "f32")], lambda x: np.sqrt(((x[:, None]-x)**2).sum(axis=2))),
    Expression("transpose3", "x: f32[A, B, C]", "transpose(x, (2, 0, 1)) * 1", [Array((100, 100, 100), "f32")], lambda x: x.transpose(2, 0, 1).copy()),
    Expression("sliceT", "x: f32[M, N]", "x[10:, 10:].T * 2", [A], lambda x: x[10:, 10:].T*2),
    Expression("sum3mid", "x: f32[A, B, C]", "sum(x, axis=1)", [Array((100, 100, 100), "f32")], lambda x: x.sum(axis=1)),
    Expression("rollrows", "x: f32[M, N]", "roll(x, 1, axis=0)", [A], lambda x: np.roll(x, 1, axis=0)),
    Expression("onehot", "k: i64[N]", "f32(k[:, newaxis] == arange(100))", [Array((10000,), "i64")], lambda k: (k[:, None]==np.arange(100)).astype(np.float32)),
    Expression("logsumexp", "x: f32[M, N]", "logsumexp(x, axis=1)", [A], lambda x: np.log(np.exp(x - x.max(axis=1, keepdims=True)).sum(axis=1)) + x.max(axis=1)),
    Expression("softmax0", "x: f32[M, N]", "softmax(x, axis=0)", [A], lambda x: (lambda e: e/e.sum(axis=0))(np.exp(x-x.max(axis=0)))),
    Expression("movavg", "x: f64[N]", "(cumsum(x)[50:] - cumsum(x)[:-50]) / 50", [V6], lambda x: (lambda c: (c[50:]-c[:-50])/50)(np.cumsum(x))),
    Expression("rmax", "x: f64[N]", "rolling_max(x, 20)", [V6], lambda x: windows(x, 20).max(axis=1)),
    Expression("rstd", "x: f64[N]", "rolling_std(x, 20)", [V6], lambda x: windows(x, 20).std(axis=1)),
    Expression("zscore", "x: f32[M, N]", "(x - mean(x, axis=0)) / std(x, axis=0)", [A], lambda x: (x-x.mean(axis=0))/x.std(axis=0)),
    Expression("minmax", "x: f32[M, N]", "(x - min(x, axis=0)) / (max(x, axis=0) - min(x, axis=0))", [A], lambda x: (x-x.min(axis=0))/(x.max(axis=0)-x.min(axis=0))),
    Expression("layernorm", "x: f32[M, N], g: f32[N], b: f32[N]", "(x - mean(x, axis=1, keepdims=true)) / sqrt(var(x, axis=1, keepdims=true) + 0.00001) * g + b", [A, R, R], lambda x, g, b: (x-x.mean(axis=1, keepdims=True))/np.sqrt(x.var(axis=1, keepdims=True)+1e-5)*g+b),
    Expression("softmax", "x: f32[M, N]", "softmax(x, axis=1)", [A], lambda x: (lambda e: e/e.sum(axis=1, keepdims=True))(np.exp(x-x.max(axis=1, keepdims=True)))),
    Expression("gelu", "x: f32[N]", "0.5 * x * (1 + erf(x * 0.70710678))", [V], lambda x: 0.5*x*(1+np.tanh(0.79788456*(x+0.044715*x**3)))),
    Expression("sigm", "x: f32[N]", "sigmoid(x)", [V], lambda x: 1/(1+np.exp(-x))),
    Expression("relu", "x: f32[N]", "maximum(x - 0.5, 0)", [V], lambda x: np.maximum(x-np.float32(.5), 0)),
    Expression("mse", "x: f32[N], y: f32[N]", "mean((x - y) ** 2)", [V, V], lambda x, y: np.mean((x-y)**2)),
    Expression("xent", "x: f32[M, N], k: i64[M]", "mean(logsumexp(x, axis=1) - x[arange(M), k])", [A, Array((1000,), "i64")], lambda x, k: np.mean(np.log(np.exp(x).sum(axis=1))-x[np.arange(1000), k])),
    Expression("adam", "p: f32[N], g: f32[N], m: f32[N], v: f32[N]", "p - 0.001 * (0.9 * m + 0.1 * g) / (sqrt(0.999 * v + 0.001 * g * g) + 0.00000001)", [V, V, V, V], lambda p, g, m, v: p-0.001*(0.9*m+0.1*g)/(np.sqrt(0.999*v+0.001*g*g)+1e-8)),
    Expression("cos_sim", "x: f32[M, N], y: f32[M, N]", "sum(x * y, axis=1) / sqrt(sum(x * x, axis=1) * sum(y * y, axis=1))", [A, A], lambda x, y: (x*y).sum(axis=1)/np.sqrt((x*x).sum(axis=1)*(y*y).sum(axis=1))),
    Expression("pairs64", "x: f64[N], y: f64[M]", "sum(abs(x[:, newaxis] - y), axis=1)", [Array((2000,), "f64"), Array((2000,), "f64")], lambda x, y: np.abs(x[:, None]-y).sum(axis=1)),
    Expression("gram", "x: f64[M, N]", "x @ x.T", [Array((500, 500), "f64")], lambda x: x@x.T),
    Expression("bmm", "a: f32[B, M, K], b: f32[B, K, N]", "a @ b", [Array((64, 64, 64), "f32"), Array((64, 64, 64), "f32")], lambda a, b: a@b),
    Expression("bmm8", "a: f32[B, M, K], b: f32[B, K, N]", "a @ b", [Array((4096, 8, 8), "f32"), Array((4096, 8, 8), "f32")], lambda a, b: a@b),
    Expression("bmm4", "a: f64[B, M, K], b: f64[B, K, N]", "a @ b", [Array((10000, 4, 4), "f64"), Array((10000, 4, 4), "f64")], lambda a, b: a@b),
    Expression("bmv", "a: f32[B, M, K], b: f32[B, K]", 'einsum("bmk,bk->bm", a, b)', [Array((1000, 32, 32), "f32"), Array((1000, 32), "f32")], lambda a, b: np.einsum("bmk, bk->bm", a, b)),
    Expression("matT3", "a: f64[M, K], b: f64[K, N]", "a @ b", [Array((1000000//3, 3), "f64"), Array((3, 3), "f64")], lambda a, b: a@b),
    Expression("tall", "a: f32[M, K]", "a.T @ a", [Array((100000, 16), "f32")], lambda a: a.T@a),
    Expression("tall64", "a: f64[M, K], b: f64[M]", "a.T @ b", [Array((100000, 16), "f64"), Array((100000,), "f64")], lambda a, b: a.T@b),
    Expression("wide", "a: f32[M, K], b: f32[K, N]", "a @ b", [Array((16, 4096), "f32"), Array((4096, 16), "f32")], lambda a, b: a@b),
    Expression("outerup", "x: f32[M, N], u: f32[M], v: f32[N]", "x + u[:, newaxis] * v", [A, R, R], lambda x, u, v: x+u[:, None]*v),
    Expression("cumax0", "x: f64[M, N]", "cummax(x, axis=0)", [A6], lambda x: np.maximum.accumulate(x, axis=0)),
    Expression("sumint", "x: i64[M, N]", "sum(x, axis=0)", [Array((1000, 1000), "i64")], lambda x: x.sum(axis=0)),
    Expression("sumint1", "x: i32[M, N]", "sum(x, axis=1)", [Array((1000, 1000), "i32")], lambda x: x.sum(axis=1)),
    Expression("maxu8", "x: u8[M, N]", "max(x, axis=1)", [Array((1000, 1000), "u8")], lambda x: x.max(axis=1)),
    Expression("anyrow", "x: f32[M, N]", "any(x > 2, axis=1)", [A], lambda x: (x>2).any(axis=1)),
    Expression("allcol", "x: f32[M, N]", "all(x > 0, axis=0)", [A], lambda x: (x>0).all(axis=0)),
    Expression("wherescalar", "x: f32[N]", "where(x > 0.5, x, 0)", [V], lambda x: np.where(x>np.float32(.5), x, np.float32(0))),
    Expression("boolops", "a: bool[N], b: bool[N]", "a and not b", [B, B], lambda a, b: a&~b),
    Expression("boolsum", "a: bool[N]", "sum(a)", [B], np.sum),
    Expression("u8add", "x: u8[N], y: u8[N]", "x + y", [U, U], lambda x, y: x+y),
    Expression("u8avg", "x: u8[N], y: u8[N]", "u8((i32(x) + i32(y)) // 2)", [U, U], lambda x, y: ((x.astype(np.int32)+y)//2).astype(np.uint8)),
    Expression("grey", "x: u8[M, N, 3]", "u8(0.299 * x[:, :, 0] + 0.587 * x[:, :, 1] + 0.114 * x[:, :, 2])", [Array((500, 500, 3), "u8")], lambda x: (0.299*x[:, :, 0]+0.587*x[:, :, 1]+0.114*x[:, :, 2]).astype(np.uint8)),
    Expression("f2u8", "x: f32[N]", "u8(x * 255)", [V], lambda x: (x*255).astype(np.uint8)),
    Expression("i2f", "x: i32[N]", "f64(x) * 0.5", [J], lambda x: x.astype(np.float64)*.5),
    Expression("gather2d", "x: f32[M, N], i: i64[K], j: i64[K]", "x[i, j]", [A, Array((100000,), "i64"), Array((100000,), "i64")], lambda x, i, j: x[i, j]),
    Expression("cols", "x: f32[M, N], k: i64[K]", "x[:, k]", [A, Array((50,), "i64")], lambda x, k: x[:, k]),
    Expression("revrows", "x: f32[M, N]", "x[::-1]", [A], lambda x: x[::-1].copy()),
    Expression("revcols", "x: f32[M, N]", "x[:, ::-1]", [A], lambda x: x[:, ::-1].copy()),
    Expression("stride2", "x: f32[M, N]", "x[::2, ::2]", [A], lambda x: x[::2, ::2].copy()),
    Expression("upsample", "x: f32[M, N]", "repeat(repeat(x, 2, axis=0), 2, axis=1)", [Array((500, 500), "f32")], lambda x: np.repeat(np.repeat(x, 2, axis=0), 2, axis=1)),
    Expression("pool", "x: f32[M, N]", "max(reshape(x, [M // 2, 2, N // 2, 2]), axis=(1, 3))", [A], lambda x: x.reshape(500, 2, 500, 2).max(axis=(1, 3))),
    Expression("pool4", "x: f32[M, N]", "mean(reshape(x, [M // 4, 4, N // 4, 4]), axis=(1, 3))", [A], lambda x: x.reshape(250, 4, 250, 4).mean(axis=(1, 3))),
    Expression("blur3", "x: f32[M, N]", "(x[:-2, 1:-1] + x[1:-1, :-2] + 4 * x[1:-1, 1:-1] + x[1:-1, 2:] + x[2:, 1:-1]) / 8", [A], lambda x: (x[:-2, 1:-1]+x[1:-1, :-2]+4*x[1:-1, 1:-1]+x[1:-1, 2:]+x[2:, 1:-1])/8),
    Expression("swap3", "x: f32[A, B, C]", "transpose(x, (1, 0, 2)) * 1", [Array((100, 100, 100), "f32")], lambda x: x.transpose(1, 0, 2).copy()),
    Expression("rev3", "x: f32[A, B, C]", "transpose(x, (2, 1, 0)) * 1", [Array((100, 100, 100), "f32")], lambda x: x.transpose(2, 1, 0).copy()),
    Expression("hwc", "x: u8[H, W, 3]", "transpose(x, (2, 0, 1))", [Array((500, 500, 3), "u8")], lambda x: x.transpose(2, 0, 1).copy()),
    Expression("chw", "x: f32[3, H, W]", "transpose(x, (1, 2, 0))", [Array((3, 500, 500), "f32")], lambda x: x.transpose(1, 2, 0).copy()),
    Expression("norm_rows", "x: f32[N, 3]", "x / sqrt(sum(x * x, axis=1, keepdims=true))", [Array((300000, 3), "f32")], lambda x: x/np.sqrt((x*x).sum(axis=1, keepdims=True))),
    Expression("crossp", "x: f32[N, 3], y: f32[N, 3]", "stack((x[:, 1] * y[:, 2] - x[:, 2] * y[:, 1], x[:, 2] * y[:, 0] - x[:, 0] * y[:, 2], x[:, 0] * y[:, 1] - x[:, 1] * y[:, 0]), axis=1)", [Array((300000, 3), "f32"), Array((300000, 3), "f32")], lambda x, y: np.cross(x, y)),
    Expression("rot", "x: f64[N, 3], r: f64[3, 3]", "x @ r.T", [Array((300000, 3), "f64"), Array((3, 3), "f64")], lambda x, r: x@r.T),
    Expression("dist3", "x: f64[N, 3], c: f64[3]", "sqrt(sum((x - c) ** 2, axis=1))", [Array((300000, 3), "f64"), Array((3,), "f64")], lambda x, c: np.sqrt(((x-c)**2).sum(axis=1))),
    Expression("meanaxis02", "x: f32[A, B, C]", "mean(x, axis=(0, 2))", [Array((100, 100, 100), "f32")], lambda x: x.mean(axis=(0, 2))),
    Expression("argmin2", "x: f64[M, N]", "argmin(x, axis=0)", [A6], lambda x: np.argmin(x, axis=0)),
    Expression("sumlog", "x: f64[N]", "sum(log(x))", [V6], lambda x: np.log(x).sum()),
    Expression("entropyv", "x: f64[N]", "-sum(x * log(x))", [V6], lambda x: -(x*np.log(x)).sum()),
    Expression("kl", "x: f32[M, N], y: f32[M, N]", "sum(x * log(x / y), axis=1)", [A, A], lambda x, y: (x*np.log(x/y)).sum(axis=1)),
    Expression("corr", "x: f64[N], y: f64[N]", "mean((x - mean(x)) * (y - mean(y))) / (std(x) * std(y))", [V6, V6], lambda x, y: np.corrcoef(x, y)[0, 1]),
    Expression("autocorr", "x: f64[N]", "sum((x[1:] - mean(x)) * (x[:-1] - mean(x))) / sum((x - mean(x)) ** 2)", [V6], lambda x: ((x[1:]-x.mean())*(x[:-1]-x.mean())).sum()/((x-x.mean())**2).sum()),
    Expression("returns", "x: f64[N]", "log(x[1:] / x[:-1])", [V6], lambda x: np.log(x[1:]/x[:-1])),
    Expression("drawdown", "x: f64[N]", "max(cummax(x) - x)", [V6], lambda x: (np.maximum.accumulate(x)-x).max()),
    Expression("linspace", "x: f64[N]", "linspace(0.0, 1.0, N) * x", [V6], lambda x: np.linspace(0, 1, N)*x),
    Expression("arange", "x: f64[N]", "arange(N) * x", [V6], lambda x: np.arange(N)*x),
    Expression("triinv", "x: f32[M, N]", "x[:, -1]", [A], lambda x: x[:, -1].copy()),
    Expression("mixed", "x: f32[N], y: f64[N]", "x * y", [V, V6], lambda x, y: x*y),
    Expression("isclose", "x: f64[N], y: f64[N]", "all(abs(x - y) < 2)", [V6, V6], lambda x, y: np.all(np.abs(x-y)<2)),
    Expression("sumsq0", "x: f64[M, N]", "sum(x * x, axis=0)", [A6], lambda x: (x*x).sum(axis=0)),
    Expression("small", "x: f64[N]", "sum(exp(x))", [Array((100,), "f64")], lambda x: np.exp(x).sum()),
    Expression("smallm", "x: f64[M, M]", "x @ x", [Array((16, 16), "f64")], lambda x: x@x),
    Expression("mid", "x: f64[M, M]", "x @ x", [Array((100, 100), "f64")], lambda x: x@x),
    Expression("midf", "x: f32[M, M]", "x @ x", [Array((128, 128), "f32")], lambda x: x@x),
    Expression("odd", "x: f32[M, M]", "x @ x", [Array((257, 257), "f32")], lambda x: x@x),
    Expression("mv64", "a: f64[M, N], x: f64[N]", "a @ x", [A6, Array((1000,), "f64")], lambda a, x: a@x),
    Expression("vm64", "a: f64[M, N], x: f64[M]", "x @ a", [A6, Array((1000,), "f64")], lambda a, x: x@a),
    Expression("mvsmall", "a: f64[M, N], x: f64[N]", "a @ x", [Array((100, 100), "f64"), Array((100,), "f64")], lambda a, x: a@x),
    Expression("rows16", "x: f32[M, N]", "sum(x, axis=1)", [Array((100000, 16), "f32")], lambda x: x.sum(axis=1)),
    Expression("rows10", "x: f64[M, N]", "mean(x, axis=1)", [Array((100000, 10), "f64")], lambda x: x.mean(axis=1)),
    Expression("rows24m", "x: f32[M, N]", "max(x, axis=1)", [Array((100000, 24), "f32")], lambda x: x.max(axis=1)),
    Expression("rows5sm", "x: f32[M, N]", "softmax(x, axis=1)", [Array((100000, 5), "f32")], lambda x: (lambda e: e/e.sum(axis=1, keepdims=True))(np.exp(x-x.max(axis=1, keepdims=True)))),
    Expression("rows12sm", "x: f32[M, N]", "softmax(x, axis=1)", [Array((100000, 12), "f32")], lambda x: (lambda e: e/e.sum(axis=1, keepdims=True))(np.exp(x-x.max(axis=1, keepdims=True)))),
    Expression("cols20", "x: f64[M, N]", "sum(x, axis=0)", [Array((100000, 20), "f64")], lambda x: x.sum(axis=0)),
    Expression("cols12", "x: f32[M, N]", "max(x, axis=0)", [Array((100000, 12), "f32")], lambda x: x.max(axis=0)),
    Expression("argm10", "x: f32[M, N]", "argmax(x, axis=1)", [Array((100000, 10), "f32")], lambda x: x.argmax(axis=1)),
    Expression("cs10", "x: f64[M, N]", "cumsum(x, axis=1)", [Array((100000, 10), "f64")], lambda x: x.cumsum(axis=1)),
]
# fmt: on
