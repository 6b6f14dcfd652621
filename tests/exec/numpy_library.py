#!/usr/bin/env python3
"""Every function of the standard library beside its NumPy twin.

Usage: numpy_library.py SINTER

A row is an expression of the language and its twin; both see the arrays of `inputs`. Each is compiled for f32 and for
f64 inputs, for several sizes, primes and 1 among them, and compared with the twin in f64 within a relative bound.
"""
import os
import subprocess
import sys
import tempfile

import numpy as np

np.seterr(all="ignore")


def inputs(n, m):
    r = np.random.default_rng(n * 100 + m)
    p = r.uniform(0.05, 1, (n, m))
    return {
        "x": r.normal(size=(n, m)), "y": r.normal(size=(n, m)), "v": r.normal(size=m), "w": r.uniform(0.5, 1.5, m),
        "p": p / p.sum(1, keepdims=True), "q": (p[::-1, ::-1] / p[::-1, ::-1].sum(1, keepdims=True)).copy(),
        "s": r.normal(size=n * m + 7), "u": r.uniform(1, 2, n * m + 7), "a": np.sort(r.normal(size=9)),
        "label": r.integers(0, m, n), "sign": r.choice([-1.0, 1.0], (n, m)), "count": r.integers(0, 5, (n, m)),
        "k": r.integers(0, 11, 3 * n), "c": r.normal(size=4),
    }


def sigmoid(x): return 1 / (1 + np.exp(-x))
def lse(x): return np.log(np.sum(np.exp(x), -1, keepdims=True))
def softplus(x): return np.log1p(np.exp(x))
def erf(x): return np.vectorize(__import__("math").erf)(x)
def windows(x, w): return np.lib.stride_tricks.sliding_window_view(x, w)
def unit(x): return x / np.linalg.norm(x, axis=-1, keepdims=True)
def adam(p, g, m, v, t, rate=1e-3, b1=0.9, b2=0.999, eps=1e-8):
    m, v = b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g * g
    return p - rate * (m / (1 - b1 ** t)) / (np.sqrt(v / (1 - b2 ** t)) + eps), m, v
def ema(x, alpha):
    y = x.copy()
    for i in range(1, len(x)):
        y[i] = alpha * x[i] + (1 - alpha) * y[i - 1]
    return y


ROWS = [
    ("relu(x)", lambda i: np.maximum(i.x, 0)),
    ("relu6(x * 5)", lambda i: np.clip(i.x * 5, 0, 6)),
    ("leaky_relu(x)", lambda i: np.where(i.x > 0, i.x, 0.01 * i.x)),
    ("elu(x, 0.5)", lambda i: np.where(i.x > 0, i.x, 0.5 * np.expm1(i.x))),
    ("selu(x)", lambda i: 1.0507009873554805 * np.where(i.x > 0, i.x, 1.6732632423543772 * np.expm1(i.x))),
    ("gelu(x)", lambda i: i.x * 0.5 * (1 + erf(i.x / np.sqrt(2)))),
    ("gelu_tanh(x)", lambda i: 0.5 * i.x * (1 + np.tanh(np.sqrt(2 / np.pi) * (i.x + 0.044715 * i.x ** 3)))),
    ("silu(x)", lambda i: i.x * sigmoid(i.x)),
    ("softplus(x)", lambda i: softplus(i.x)),
    ("softsign(x)", lambda i: i.x / (1 + abs(i.x))),
    ("mish(x)", lambda i: i.x * np.tanh(softplus(i.x))),
    ("hardtanh(x)", lambda i: np.clip(i.x, -1, 1)),
    ("hardsigmoid(x)", lambda i: np.clip(i.x / 6 + 0.5, 0, 1)),
    ("hardswish(x)", lambda i: i.x * np.clip(i.x / 6 + 0.5, 0, 1)),
    ("log_sigmoid(x)", lambda i: np.log(sigmoid(i.x))),
    ("tanhshrink(x)", lambda i: i.x - np.tanh(i.x)),
    ("logit(p * 0.9)", lambda i: np.log(i.p * 0.9 / (1 - i.p * 0.9))),
    ("softmax(x)", lambda i: np.exp(i.x - lse(i.x))),
    ("softmax(x, axis=0)", lambda i: np.exp(i.x - lse(i.x.T).T)),
    ("log_softmax(x)", lambda i: i.x - lse(i.x)),
    ("logsumexp(x)", lambda i: lse(i.x)[:, 0]),
    ("mse(x, y)", lambda i: np.mean((i.x - i.y) ** 2)),
    ("rmse(x, y)", lambda i: np.sqrt(np.mean((i.x - i.y) ** 2))),
    ("mae(x, y)", lambda i: np.mean(abs(i.x - i.y))),
    ("huber(x, y, 0.7)", lambda i: np.mean(np.where(abs(i.x - i.y) <= 0.7, 0.5 * (i.x - i.y) ** 2,
                                                    0.7 * (abs(i.x - i.y) - 0.35)))),
    ("log_cosh(x, y)", lambda i: np.mean(np.log(np.cosh(i.x - i.y)))),
    ("quantile_loss(x, y, 0.3)", lambda i: np.mean(np.maximum(0.3 * (i.y - i.x), -0.7 * (i.y - i.x)))),
    ("hinge(x, sign)", lambda i: np.mean(np.maximum(1 - i.sign * i.x, 0))),
    ("squared_hinge(x, sign)", lambda i: np.mean(np.maximum(1 - i.sign * i.x, 0) ** 2)),
    ("bce(p * 0.9, q)", lambda i: -np.mean(i.q * np.log(i.p * 0.9) + (1 - i.q) * np.log(1 - i.p * 0.9))),
    ("bce_logits(x, q)", lambda i: np.mean(softplus(i.x) - i.x * i.q)),
    ("cross_entropy(x, label)", lambda i: np.mean((lse(i.x) - i.x)[np.arange(len(i.x)), i.label])),
    ("nll(log(p), label)", lambda i: -np.mean(np.log(i.p)[np.arange(len(i.x)), i.label])),
    ("entropy(p)", lambda i: -np.sum(i.p * np.log(i.p), -1)),
    ("kl_div(p, q)", lambda i: np.sum(i.p * np.log(i.p / i.q), -1)),
    ("js_div(p, q)", lambda i: 0.5 * np.sum(i.p * np.log(i.p / (0.5 * (i.p + i.q)))
                                            + i.q * np.log(i.q / (0.5 * (i.p + i.q))), -1)),
    ("poisson_nll(x, count)", lambda i: np.mean(np.exp(i.x) - i.count * i.x)),
    ("sgd(x, y, 0.1)", lambda i: i.x - 0.1 * i.y),
    ("momentum(x, y, p, 0.1)", lambda i: (i.x - 0.1 * (0.9 * i.p + i.y), 0.9 * i.p + i.y)),
    ("nesterov(x, y, p, 0.1)", lambda i: (i.x - 0.1 * (i.y + 0.9 * (0.9 * i.p + i.y)), 0.9 * i.p + i.y)),
    ("adam(x, y, p, q, 3)", lambda i: adam(i.x, i.y, i.p, i.q, 3)),
    ("adamw(x, y, p, q, 3)", lambda i: adam(i.x * (1 - 1e-5), i.y, i.p, i.q, 3)),
    ("rmsprop(x, y, p)", lambda i: (i.x - 0.01 * i.y / (np.sqrt(0.99 * i.p + 0.01 * i.y ** 2) + 1e-8),
                                    0.99 * i.p + 0.01 * i.y ** 2)),
    ("adagrad(x, y, p)", lambda i: (i.x - 0.01 * i.y / (np.sqrt(i.p + i.y ** 2) + 1e-10), i.p + i.y ** 2)),
    ("lion(x, y, p)", lambda i: (i.x - 1e-4 * np.sign(0.9 * i.p + 0.1 * i.y), 0.99 * i.p + 0.01 * i.y)),
    ("clip_norm(x, 0.5)", lambda i: i.x * np.minimum(0.5 / np.linalg.norm(i.x), 1)),
    ("norm(x)", lambda i: np.linalg.norm(i.x, axis=-1)),
    ("normalize(x)", lambda i: unit(i.x)),
    ("zscore(u)", lambda i: (i.u - i.u.mean()) / i.u.std()),
    ("minmax_scale(u)", lambda i: (i.u - i.u.min()) / (i.u.max() - i.u.min())),
    ("layernorm(x, w, v)", lambda i: (i.x - i.x.mean(-1, keepdims=True))
     / np.sqrt(i.x.var(-1, keepdims=True) + 1e-5) * i.w + i.v),
    ("rmsnorm(x, w)", lambda i: i.x / np.sqrt(np.mean(i.x ** 2, -1, keepdims=True) + 1e-5) * i.w),
    ("batchnorm(x, w, v)", lambda i: (i.x - i.x.mean(0)) / np.sqrt(i.x.var(0) + 1e-5) * i.w + i.v),
    ("cosine_similarity(x, y)", lambda i: np.sum(unit(i.x) * unit(i.y), -1)),
    ("squared_distances(x, y)", lambda i: np.sum((i.x[:, None] - i.y[None]) ** 2, -1)),
    ("pairwise_distances(x, y)", lambda i: np.sqrt(np.sum((i.x[:, None] - i.y[None]) ** 2, -1))),
    ("cov(x, 0)", lambda i: np.atleast_2d(np.cov(i.x, ddof=0))),
    ("corrcoef(stack((s, s * s, exp(s))))", lambda i: np.corrcoef(np.stack([i.s, i.s ** 2, np.exp(i.s)]))),
    ("bincount(k, 11)", lambda i: np.bincount(i.k, minlength=11)),
    ("cast_like(k, s)", lambda i: i.k),
    ("histogram(s, 8, -1, 1)", lambda i: np.histogram(i.s, 8, (-1, 1))[0]),
    ("one_hot(label, 9)", lambda i: (i.label[:, None] == np.arange(9)).astype(float)),
    ("accuracy(sign, x / abs(x))", lambda i: np.mean(i.sign == np.sign(i.x))),
    ("ema(s, 0.25)", lambda i: ema(i.s, 0.25)),
    ("rolling_sum(s, 3)", lambda i: windows(i.s, 3).sum(-1)),
    ("rolling_mean(s, 5)", lambda i: windows(i.s, 5).mean(-1)),
    ("rolling_std(s, 4)", lambda i: windows(i.s, 4).std(-1)),
    ("rolling_std(s, 4, ddof=1)", lambda i: windows(i.s, 4).std(-1, ddof=1)),
    ("rolling_min(s, 3)", lambda i: windows(i.s, 3).min(-1)),
    ("rolling_max(s, 3)", lambda i: windows(i.s, 3).max(-1)),
    ("windows(s, 6)", lambda i: windows(i.s, 6)),
    ("diff(s)", lambda i: np.diff(i.s)),
    ("diff(s, 2)", lambda i: np.diff(i.s, 2)),
    ("pct_change(u)", lambda i: i.u[1:] / i.u[:-1] - 1),
    ("autocorrelation(s, 2)", lambda i: np.sum((i.s - i.s.mean())[2:] * (i.s - i.s.mean())[:-2])
     / np.sum((i.s - i.s.mean()) ** 2)),
    ("trapz(s, 0.5)", lambda i: np.trapz(i.s, dx=0.5)),
    ("trapezoid(a * a, a)", lambda i: np.trapz(i.a * i.a, i.a)),
    ("interp(s, a, a * a)", lambda i: np.interp(i.s, i.a, i.a * i.a)),
    ("polyval(c, s)", lambda i: np.polyval(i.c, i.s)),
    ("convolve(s, c)", lambda i: np.convolve(i.s, i.c)),
    ("convolve_valid(s, c)", lambda i: np.convolve(i.s, i.c, "valid")),
]


# Values on the edges of bins or one rounding beside them: the counts are NumPy's exactly.
EDGES = [(100, 0, 1), (7, -0.3, 1.1), (64, 0.1, 0.9), (1, 0, 1), (1000, -3.7, 12.9), (3, 1e300, 3e300), (13, -100, 100)]


def edge_failures(sinter, folder):
    """The histograms of EDGES that differ from NumPy's."""
    program = os.path.join(folder, "edges.sinter")
    source, out = os.path.join(folder, "x.npy"), os.path.join(folder, "out.npy")
    failures = []
    for dtype in (np.float64, np.float32, np.int64, np.uint8):
        for bins, low, high in EDGES:
            if dtype != np.float64 and high > 1e38:
                continue
            with open(program, "w") as file:
                file.write(f"fn count(x) {{\n    return histogram(x, {bins}, {float(low)}, {float(high)})\n}}\n")
            edges = np.linspace(low, high, bins + 1)
            parts = [edges, np.nextafter(edges, -np.inf), np.nextafter(edges, np.inf), np.round(edges, 2)]
            x = np.random.default_rng(bins).permutation(np.concatenate(parts).astype(dtype))
            np.save(source, x)
            run = subprocess.run([sinter, "run", program, "count", f"x={source}", "-o", out], capture_output=True, text=True)
            where = f"histogram of {np.dtype(dtype).name}, {bins} bins from {low} to {high}"
            if run.returncode != 0:
                failures.append(f"{where}: {run.stderr}")
                continue
            found, wanted = np.load(out), np.histogram(x, bins, (low, high))[0]
            if not np.array_equal(found, wanted):
                failures.append(f"{where}: found {found}, expected {wanted}")
    return failures


class Names(dict):
    __getattr__ = dict.__getitem__


def used(expression, names):
    words = "".join(c if c.isalnum() or c == "_" else " " for c in expression).split()
    return [n for n in names if n in words]


def main():
    sinter = sys.argv[1]
    failures, checked = [], 0
    with tempfile.TemporaryDirectory() as folder:
        failures += edge_failures(sinter, folder)
        names = list(inputs(2, 3))
        program = os.path.join(folder, "library.sinter")
        with open(program, "w") as file:
            for number, (expression, _) in enumerate(ROWS):
                file.write(f"fn row{number}({', '.join(used(expression, names))}) {{\n    return {expression}\n}}\n")
        for (n, m), dtype in [((3, 5), np.float32), ((7, 13), np.float64), ((2, 64), np.float32), ((5, 1), np.float64)]:
            data = inputs(n, m)
            given = {k: v.astype(dtype) if v.dtype == np.float64 else v for k, v in data.items()}
            for k, v in given.items():
                np.save(os.path.join(folder, k + ".npy"), v)
            exact = Names({k: v.astype(np.float64) if v.dtype == dtype else v for k, v in given.items()})
            for number, (expression, twin) in enumerate(ROWS):
                expected = twin(exact)
                expected = expected if isinstance(expected, tuple) else (expected,)
                outputs = [os.path.join(folder, f"out{i}.npy") for i in range(len(expected))]
                command = [sinter, "run", program, f"row{number}"]
                command += [f"{k}={folder}/{k}.npy" for k in used(expression, names)]
                command += [part for path in outputs for part in ("-o", path)]
                run = subprocess.run(command, capture_output=True, text=True)
                where = f"{expression} {np.dtype(dtype).name} {n}x{m}"
                if run.returncode != 0:
                    failures.append(f"{where}: {run.stderr}")
                    continue
                bound = 3e-5 if dtype == np.float32 else 1e-11
                for path, wanted in zip(outputs, expected):
                    found = np.load(path).astype(np.float64)
                    wanted = np.asarray(wanted)
                    checked += 1
                    if found.shape != wanted.shape or not np.allclose(found, wanted, bound, bound, equal_nan=True):
                        failures.append(f"{where}: found {found}, expected {wanted}")
    print(f"{checked} results compared, {len(failures)} differ")
    print("\n".join(failures[:10]))
    sys.exit(1 if failures or checked < 4 * len(ROWS) else 0)


main()
