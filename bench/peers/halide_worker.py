#!/usr/bin/env python3
"""The cases in Halide, each with a schedule by hand (tiles, vectors, threads), compiled in this process and timed (see compare.py).

Halide's first dimension is the innermost one, so that subscripts are the other way round than NumPy's.
"""

import math

import halide as hl
import numpy as np

from python_worker import serve

LANES = 16   # of a vector: Halide makes several of it where the machine's are shorter
WIDE = 64    # lanes that a reduction keeps apart: vectors enough to hide the latency of an addition
BLOCK = 4096  # elements of a vector that one of its blocks sums

TARGET = hl.get_host_target()
PARALLEL = 16_384  # elements of a task


def var(names):
    return [hl.Var(name) for name in names.split()]


def image(dimensions, kind=None):
    return hl.ImageParam(kind or hl.Float(32), dimensions)


def lanes(name, value, start, combine, columns, row, at):
    """A reduction of `value(column, row)` over the columns, a multiple of WIDE: by lanes, then over these. Computed for each `row` of `at`."""
    lane = hl.Var("lane")
    partial, whole = hl.Func(name + "_lanes"), hl.Func(name)
    r, s = hl.RDom([(0, columns // WIDE)]), hl.RDom([(0, WIDE)])
    partial[lane, row] = start
    partial[lane, row] = combine(partial[lane, row], value(r * WIDE + lane, row))
    whole[row] = start
    whole[row] = combine(whole[row], partial[s, row])
    partial.compute_at(at, row).bound(lane, 0, WIDE).vectorize(lane)
    partial.update().reorder(lane, r).vectorize(lane)
    whole.compute_at(at, row)
    whole.update().atomic().vectorize(s, WIDE)
    return whole


def add(a, b):
    return a + b


# --- the workloads of examples/

def squares(name, x, d, b, at):
    """sum_d softmax(x)[d]^2 by rows, with the division moved out of the sum by hand."""
    width = x.dim(0).extent()
    largest = lanes(name + "_largest", lambda i, row: x[i, row], hl.f32(-math.inf), hl.max, width, b, at)
    e = hl.Func(name + "_e")
    e[d, b] = hl.exp(x[d, b] - largest[b])
    e.compute_at(at, b).vectorize(d, LANES)
    total = lanes(name + "_total", lambda i, row: e[i, row], hl.f32(0), add, width, b, at)
    square = lanes(name + "_square", lambda i, row: e[i, row] * e[i, row], hl.f32(0), add, width, b, at)
    return square[b] / (total[b] * total[b])


def mean_over_rows(values, count, group=64):
    """Of a Func of rows: groups of them on all threads, then the sum of the groups."""
    g = hl.Var("g")
    partial, result = hl.Func("partial"), hl.Func("result")
    r, s = hl.RDom([(0, group)]), hl.RDom([(0, count // group)])
    partial[g] = hl.f32(0)
    partial[g] += values[g * group + r]
    result[()] = hl.f32(0)
    result[()] += partial[s]
    partial.compute_root().parallel(g, 1)
    partial.update().parallel(g, 1)
    values.compute_at(partial, g)
    final = hl.Func("final")
    final[()] = result[()] / hl.cast(hl.Float(32), count)
    result.compute_root()
    return final


def rows_of(*images):
    for x in images:
        x.dim(0).set_min(0).set_stride(1)
        x.dim(0).set_extent(256)
    return images


def entropy_by_hand():
    x, = rows_of(image(2))
    d, b = var("d b")
    values = hl.Func("values")
    values[b] = -squares("x", x, d, b, values)
    return [x], [mean_over_rows(values, x.dim(1).extent())]


def information_by_hand():
    x, y = rows_of(image(2), image(2))
    d, b = var("d b")
    values = hl.Func("values")
    values[b] = squares("x", x, d, b, values) * squares("y", y, d, b, values)
    return [x, y], [mean_over_rows(values, x.dim(1).extent())]


def both_by_hand(group=64):
    """Entropy and mutual information, the squares of x once."""
    x, y = rows_of(image(2), image(2))
    d, b, g = var("d b g")
    count = x.dim(1).extent()
    values, partial, sums = hl.Func("values"), hl.Func("partial"), hl.Func("sums")
    own = hl.Func("own")
    own[b] = squares("x", x, d, b, own)
    values[b] = hl.Tuple([-own[b], own[b] * squares("y", y, d, b, values)])
    own.compute_at(values, b)
    r, s = hl.RDom([(0, group)]), hl.RDom([(0, count // group)])
    zero = [hl.f32(0), hl.f32(0)]
    partial[g] = hl.Tuple(zero)
    partial[g] = hl.Tuple([partial[g][k] + values[g * group + r][k] for k in (0, 1)])
    sums[()] = hl.Tuple(zero)
    sums[()] = hl.Tuple([sums[()][k] + partial[s][k] for k in (0, 1)])
    partial.compute_root().parallel(g, 1)
    partial.update().parallel(g, 1)
    values.compute_at(partial, g)
    final = hl.Func("final")
    final[()] = hl.Tuple([sums[()][k] / hl.cast(hl.Float(32), count) for k in (0, 1)])
    sums.compute_root()
    return [x, y], [final]


def mean_of_pairs(x, y, z, count, block=128):
    """A matrix product over the pairs of j and k, formed a block of samples at a time; x, y and z by feature and sample."""
    k, j, i, io, ii = var("k j i io ii")
    total, result = hl.Func("total"), hl.Func("result")
    r = hl.RDom([(0, count)])
    total[k, i, j] = hl.f32(0)
    total[k, i, j] += x[i, r] * (y[j, r] * z[k, r])
    result[k, j, i] = total[k, i, j] / hl.cast(hl.Float(32), count)
    ro, ri = hl.RVar("ro"), hl.RVar("ri")
    total.compute_root().bound(k, 0, 32).bound(i, 0, 32).bound(j, 0, 32).vectorize(k, LANES).parallel(j)
    (total.update().split(i, io, ii, 8).split(r, ro, ri, block, hl.TailStrategy.GuardWithIf)
     .reorder(k, ii, ri, io, ro, j).vectorize(k, LANES).unroll(k).unroll(ii).parallel(j, 4))
    result.bound(k, 0, 32).bound(i, 0, 32).bound(j, 0, 32).vectorize(k, LANES)
    return result


def tensor_mean():
    x, y, z = image(2), image(2), image(2)
    for features in (x, y, z):
        features.dim(0).set_bounds(0, 32).set_stride(1)
    return [x, y, z], [mean_of_pairs(x, y, z, x.dim(1).extent())]


def samples(tanh=hl.tanh):
    """The features of three kinds of samples first, then their tensor mean."""
    inputs, w = [image(2) for _ in range(3)], image(2)
    w.dim(0).set_bounds(0, 32).set_stride(1)
    made = []
    for v in inputs:
        d, n, ni = var("d n ni")
        total, features = hl.Func("total"), hl.Func("features")
        r = hl.RDom([(0, w.dim(1).extent())])
        total[d, n] = hl.f32(0)
        total[d, n] += v[r, n] * w[d, r]
        features[d, n] = tanh(total[d, n])
        features.compute_root().bound(d, 0, 32).split(n, n, ni, 8, hl.TailStrategy.GuardWithIf).vectorize(d, LANES).parallel(n, 16)
        total.compute_at(features, n).vectorize(d, LANES)
        total.update().reorder(d, n, r).vectorize(d, LANES).unroll(d)
        made.append(features)
    return [*inputs, w], [mean_of_pairs(*made, inputs[0].dim(1).extent())]


def samples_by_exp():
    """tanh by a function that Halide makes vectors of."""
    return samples(lambda v: 1 - 2 / (hl.exp(2 * v) + 1))


# --- elementwise

def chained(count, expression):
    """An elementwise expression of vectors: long tasks of whole vectors."""
    inputs = [image(1) for _ in range(count)]
    i, t = var("i t")
    output = hl.Func("output")
    output[i] = expression(*[x[i] for x in inputs])
    output.split(i, t, i, PARALLEL, hl.TailStrategy.GuardWithIf).vectorize(i, WIDE).parallel(t)
    return inputs, [output]


def affine():
    return chained(2, lambda a, b: 2 * a + 3 * b)


def waves():
    return chained(3, lambda x, y, z: hl.f32(0.5) * x + 2 * hl.sin(y) * hl.exp(-z))


def waves_fast():
    """With the functions that Halide makes vectors of: its sin is a call of libm for each element."""
    return chained(3, lambda x, y, z: hl.f32(0.5) * x + 2 * hl.fast_sin(y) * hl.fast_exp(-z))


def cumulative(d):
    return hl.f32(0.5) + hl.f32(0.5) * hl.erf(d * hl.f32(math.sqrt(0.5)))


def black_scholes():
    """Both results from one pass: a Func of two values."""
    s, k, t = image(1), image(1), image(1)
    i, o = var("i o")
    rate, volatility = 0.02, 0.3
    spread = hl.f32(volatility) * hl.sqrt(t[i])
    d = (hl.log(s[i] / k[i]) + hl.f32(rate + 0.5 * volatility * volatility) * t[i]) / spread
    discounted = k[i] * hl.exp(hl.f32(-rate) * t[i])
    call = s[i] * cumulative(d) - discounted * cumulative(d - spread)
    both = hl.Func("both")
    both[i] = hl.Tuple([call, call + discounted - s[i]])
    both.split(i, o, i, PARALLEL, hl.TailStrategy.GuardWithIf).vectorize(i, LANES).parallel(o)
    return [s, k, t], [both]


# --- reductions

def whole(start, combine, map_value=lambda v, extra: v, finish=lambda v, count: v, before=None):
    """A vector by blocks of WIDE lanes on all threads. `before`: what has to be known first, as a Func of nothing."""
    x = image(1)
    return [x], [whole_of(x, "result", start, combine, map_value, finish, before)]


def whole_of(x, name, start, combine, map_value=lambda v, extra: v, finish=lambda v, count: v, before=None):
    lane, block = var("lane block")
    count = x.dim(0).extent()
    blocks = (count + BLOCK - 1) // BLOCK
    extra = before[()] if before is not None else None
    partial, total, result = hl.Func(name + "_partial"), hl.Func(name + "_total"), hl.Func(name)
    r = hl.RDom([(0, BLOCK // WIDE)])
    partial[lane, block] = start
    at = block * BLOCK + r * WIDE + lane
    # Past the end is what combines to nothing: the last block alone has to look.
    value = hl.select(hl.likely(at < count), map_value(x[hl.clamp(hl.likely(at), 0, count - 1)], extra), start)
    partial[lane, block] = combine(partial[lane, block], value)
    s = hl.RDom([(0, WIDE), (0, blocks)])
    total[()] = start
    total[()] = combine(total[()], partial[s[0], s[1]])
    result[()] = finish(total[()], hl.cast(hl.Float(32), count))
    partial.compute_root().bound(lane, 0, WIDE).vectorize(lane).parallel(block, 4)
    partial.update().reorder(lane, r, block).vectorize(lane).parallel(block, 4)
    total.compute_root()
    total.update().atomic().vectorize(s[0], WIDE)
    return result


ZERO, LOWEST = hl.f32(0), hl.f32(-math.inf)


def total():
    return whole(ZERO, add)


def largest():
    return whole(LOWEST, hl.max)


def divided(v, count):
    return v / count


def mean_variance():
    x = image(1)
    mean = whole_of(x, "mean", ZERO, add, finish=divided)
    mean.compute_root()
    variance = whole_of(x, "variance", ZERO, add, lambda v, m: (v - m) * (v - m), divided, before=mean)
    final = hl.Func("final_mean")
    final[()] = mean[()]
    return [x], [final, variance]


def log_sum_exp():
    x = image(1)
    largest_value = whole_of(x, "largest", LOWEST, hl.max)
    largest_value.compute_root()
    result = whole_of(x, "sum", ZERO, add, lambda v, m: hl.exp(v - m), lambda v, count: hl.log(v) + largest_value[()],
                      before=largest_value)
    return [x], [result]


def row_case(build):
    """Reductions of rows: each row on its own, groups of rows on all threads. `build(x, row, at)` gives expressions of a row."""
    x = image(2)
    row, = var("row")
    result = hl.Func("result")
    found = build(x, row, result)
    result[row] = hl.Tuple(found) if len(found) > 1 else found[0]
    result.parallel(row, 16)
    return [x], [result]


def of_rows(x, name, start, combine, value, row, at):
    return lanes(name, value, start, combine, x.dim(0).extent(), row, at)[row]


def total_rows():
    return row_case(lambda x, row, at: [of_rows(x, "total", ZERO, add, lambda i, b: x[i, b], row, at)])


def largest_rows():
    return row_case(lambda x, row, at: [of_rows(x, "largest", LOWEST, hl.max, lambda i, b: x[i, b], row, at)])


def mean_variance_rows():
    def build(x, row, at):
        count = hl.cast(hl.Float(32), x.dim(0).extent())
        mean = hl.Func("mean")
        mean[row] = of_rows(x, "total", ZERO, add, lambda i, b: x[i, b], row, at) / count
        mean.compute_at(at, row)
        squares_sum = of_rows(x, "squares", ZERO, add, lambda i, b: (x[i, b] - mean[b]) * (x[i, b] - mean[b]), row, at)
        return [hl.Expr(mean[row]), squares_sum / count]
    return row_case(build)


def log_sum_exp_rows():
    def build(x, row, at):
        m = lanes("largest", lambda i, b: x[i, b], LOWEST, hl.max, x.dim(0).extent(), row, at)
        return [hl.log(of_rows(x, "sum", ZERO, add, lambda i, b: hl.exp(x[i, b] - m[b]), row, at)) + m[row]]
    return row_case(build)


def down_columns(x, name, start, combine, value, columns_of_task=512):
    """A reduction along the second dimension: strips of columns on all threads, row after row."""
    c, strip = var("c strip")
    found = hl.Func(name)
    r = hl.RDom([(0, x.dim(1).extent())])
    found[c] = start
    found[c] = combine(found[c], value(c, r))
    found.compute_root().vectorize(c, LANES)
    inner = hl.Var("inner")
    guard = hl.TailStrategy.GuardWithIf
    found.update().split(c, strip, c, columns_of_task, guard).split(c, c, inner, WIDE * 4, guard).reorder(inner, r, c, strip)
    found.update().vectorize(inner, LANES).unroll(inner).parallel(strip)
    return found


def column_case(build):
    x = image(2)
    c, = var("c")
    result = hl.Func("result")
    found = build(x, c)
    result[c] = hl.Tuple(found) if len(found) > 1 else found[0]
    result.vectorize(c, LANES)
    return [x], [result]


def total_columns():
    return column_case(lambda x, c: [down_columns(x, "total", ZERO, add, lambda i, r: x[i, r])[c]])


def largest_columns():
    return column_case(lambda x, c: [down_columns(x, "largest", LOWEST, hl.max, lambda i, r: x[i, r])[c]])


def mean_variance_columns():
    def build(x, c):
        count = hl.cast(hl.Float(32), x.dim(1).extent())
        sums = down_columns(x, "total", ZERO, add, lambda i, r: x[i, r])
        mean = hl.Func("mean")
        mean[c] = sums[c] / count
        mean.compute_root().vectorize(c, LANES)
        squares_sums = down_columns(x, "squares", ZERO, add, lambda i, r: (x[i, r] - mean[i]) * (x[i, r] - mean[i]))
        return [hl.Expr(mean[c]), squares_sums[c] / count]
    return column_case(build)


def log_sum_exp_columns():
    def build(x, c):
        m = down_columns(x, "largest", LOWEST, hl.max, lambda i, r: x[i, r])
        return [hl.log(down_columns(x, "sum", ZERO, add, lambda i, r: hl.exp(x[i, r] - m[i]))[c]) + m[c]]
    return column_case(build)


# --- products

def product(kind, transposed=False):
    """Tiles of results in registers, tiles of these in the caches."""
    a, b = image(2, kind), image(2, kind)
    x, y, xi, yi, xo, yo, xt, yt = var("x y xi yi xo yo xt yt")
    vector = LANES if kind == hl.Float(32) else LANES // 2
    rows = 8
    r = hl.RDom([(0, a.dim(0).extent())])
    total, result, panel = hl.Func("product"), hl.Func("result"), hl.Func("panel")
    panel[x, y] = b[y, x] if transposed else b[x, y]
    total[x, y] = hl.cast(kind, 0)
    total[x, y] += a[r, y] * panel[x, r]
    result[x, y] = total[x, y]
    result.tile(x, y, xo, yo, x, y, vector * 4, 64).reorder(x, y, yo, xo)
    result.tile(x, y, xi, yi, x, y, vector * 2, rows).vectorize(x, vector).unroll(x).unroll(y)
    fused, = var("fused")
    result.fuse(xo, yo, fused).parallel(fused)
    total.compute_at(result, xi).vectorize(x, vector).unroll(x).unroll(y)
    total.update().reorder(x, y, r).vectorize(x, vector).unroll(x).unroll(y).unroll(r, 2)
    if transposed:
        panel.compute_root().tile(x, y, xt, yt, x, y, vector, vector).vectorize(x).unroll(y).parallel(xt)
    return [a, b], [result]


def matrix_vector():
    a, v = image(2), image(1)
    row, = var("row")
    result = hl.Func("result")
    columns = v.dim(0).extent()
    lane, = var("lane")
    partial, total = hl.Func("lanes"), hl.Func("total")
    r, s = hl.RDom([(0, (columns + WIDE - 1) // WIDE)]), hl.RDom([(0, WIDE)])
    at = r * WIDE + lane
    partial[lane, row] = ZERO
    inside = hl.likely(at < columns)
    place = hl.clamp(hl.likely(at), 0, columns - 1)
    partial[lane, row] += hl.select(inside, a[place, row] * v[place], ZERO)
    total[row] = ZERO
    total[row] += partial[s, row]
    result[row] = total[row]
    result.parallel(row, 32)
    partial.compute_at(result, row).bound(lane, 0, WIDE).vectorize(lane)
    partial.update().reorder(lane, r).vectorize(lane)
    total.compute_at(result, row)
    total.update().atomic().vectorize(s, WIDE)
    return [a, v], [result]


def vector_matrix():
    v, a = image(1), image(2)
    c, = var("c")
    result = hl.Func("result")
    result[c] = down_columns(a, "total", ZERO, add, lambda i, r: a[i, r] * v[r])[c]
    result.vectorize(c, LANES)
    return [v, a], [result]


# --- a stencil, distances, Monte Carlo

def jacobi_steps(steps, width, height):
    """So many steps: a tile with its surroundings goes through all of them (width 0: whole rows, step by step)."""
    x, y, xi, yi, xo, yo = var("x y xi yi xo yo")
    u = image(2)
    columns, rows = u.width(), u.height()
    before = hl.BoundaryConditions.repeat_edge(u)
    stages = []
    for k in range(steps):
        f = hl.Func(f"step{k}")
        inside = hl.likely(x > 0) & hl.likely(x < columns - 1) & hl.likely(y > 0) & hl.likely(y < rows - 1)
        f[x, y] = hl.select(inside, hl.f32(0.25) * (before[x, y - 1] + before[x, y + 1] + before[x - 1, y] + before[x + 1, y]), before[x, y])
        stages.append(f)
        before = f
    result = stages[-1]
    if width:
        result.tile(x, y, xo, yo, xi, yi, width, height).vectorize(xi, LANES).parallel(yo)
        for f in stages[:-1]:
            f.compute_at(result, xo).vectorize(x, LANES)
    else:
        result.split(y, yo, yi, height).vectorize(x, LANES).parallel(yo)
    return [u], [result]


def distances():
    """Coordinates are copied to rows first."""
    x = image(2)
    i, j, k = var("i j k")
    coordinates, result = hl.Func("coordinates"), hl.Func("result")
    coordinates[j, k] = x[k, j]
    steps = [coordinates[i, k] - coordinates[j, k] for k in range(3)]
    result[j, i] = hl.sqrt(steps[0] * steps[0] + steps[1] * steps[1] + steps[2] * steps[2])
    coordinates.compute_root().bound(k, 0, 3).vectorize(j, LANES)
    result.vectorize(j, LANES).parallel(i, 16)
    return [x], [result]


def uniform(k):
    k = (k ^ (k >> 16)) * hl.u32(2146121005)
    k = (k ^ (k >> 15)) * hl.u32(2221713035)
    return hl.f32((k ^ (k >> 16)) >> 8) * hl.f32(2 ** -24)


def monte_carlo():
    n = hl.Param(hl.Int(32))
    lane, block = var("lane block")
    partial, result = hl.Func("partial"), hl.Func("result")
    points = 65536
    r, s = hl.RDom([(0, points // WIDE)]), hl.RDom([(0, WIDE), (0, (n + points - 1) // points)])
    at = block * points + r * WIDE + lane
    a, b = uniform(hl.u32(2 * at)), uniform(hl.u32(2 * at + 1))
    partial[lane, block] = hl.i32(0)
    partial[lane, block] += hl.select((at < n) & (a * a + b * b < 1), 1, 0)
    result[()] = hl.i32(0)
    result[()] += partial[s[0], s[1]]
    partial.compute_root().bound(lane, 0, WIDE).vectorize(lane).parallel(block)
    partial.update().reorder(lane, r, block).vectorize(lane).parallel(block)
    final = hl.Func("final")
    final[()] = hl.f64(4) * result[()] / n
    result.compute_root()
    return [n], [final]


# --- how they are called

class Compiled:
    """A pipeline, compiled at the first call, which writes into arrays that are kept. `shapes` gives those of the results."""

    compiles = True

    def __init__(self, build, shapes, name=None, swaps=False):
        self.__name__ = name or build.__name__
        self._build, self._shapes, self._swaps = build, shapes, swaps
        self._call = None
        self._kept = {}

    def _outputs(self, arrays):
        """Buffers and the arrays under them."""
        key = tuple(a.shape for a in arrays)
        if key not in self._kept:
            self._kept.clear()
            results = [np.empty(shape, dtype) for shape, dtype in self._shapes(*arrays)]
            self._kept[key] = results, [hl.Buffer(r) for r in results]
        return self._kept[key]

    def _compiled(self):
        if self._call is None:
            inputs, outputs = self._build()
            self._call = hl.Pipeline(outputs).compile_to_callable(inputs, TARGET)
        return self._call

    def __call__(self, *arrays):
        results, buffers = self._outputs(arrays)
        self._compiled()(*[hl.Buffer(a) if a.ndim else a.item() for a in arrays], *buffers)
        return tuple(results) if len(results) > 1 else results[0]


class Steps(Compiled):
    """A pipeline of some steps, called until all are done; two arrays change places."""

    def __init__(self, steps, width, height):
        super().__init__(lambda: jacobi_steps(steps, width, height), lambda u, count: [(u.shape, u.dtype)] * 2,
                         f"{steps} steps by tiles of {width} x {height}" if width else "step by step")
        self._steps = steps

    def __call__(self, u, count):
        results, buffers = self._outputs((u, count))
        call, now = self._compiled(), hl.Buffer(u)
        for k in range(0, int(count), self._steps):
            call(now, buffers[k // self._steps % 2])
            now = buffers[k // self._steps % 2]
        return results[(int(count) // self._steps - 1) % 2]


def scalar(*arrays):
    return [((), np.float32)]


def like(x, *others):
    return [(x.shape, x.dtype)]


def product_shape(a, b):
    return [((len(a), b.shape[1]), a.dtype)]


def along(axis, count=1):
    return lambda x: [((x.shape[1 - axis],), x.dtype)] * count


def of_dtype(transposed):
    """A product of f32 or f64: compiled for each."""
    shapes = (lambda a, b: [((len(a), len(b)), a.dtype)]) if transposed else product_shape
    by_dtype = {np.dtype(d): Compiled(lambda d=d: product(hl.Float(d().itemsize * 8), transposed), shapes) for d in (np.float32, np.float64)}

    def call(a, b):
        return by_dtype[a.dtype](a, b)
    call.__name__, call.compiles, call.per_size = "tiles", True, True
    return call


FORMULATIONS = {
    "entropy": [Compiled(entropy_by_hand, scalar)],
    "mutual_information": [Compiled(information_by_hand, scalar)],
    "mutual_information_factored": [Compiled(information_by_hand, scalar)],
    "entropy_and_mutual_information": [Compiled(both_by_hand, lambda x, y: scalar() * 2)],
    "tensor_mean_of_samples": [Compiled(build, lambda x, y, z, w: [((32, 32, 32), x.dtype)]) for build in (samples, samples_by_exp)],
    "tensor_mean": [Compiled(tensor_mean, lambda x, y, z: [((x.shape[1], y.shape[1], z.shape[1]), x.dtype)])],
    "affine": [Compiled(affine, like)],
    "waves": [Compiled(waves, like), Compiled(waves_fast, like)],
    "black_scholes": [Compiled(black_scholes, lambda s, k, t: [(s.shape, s.dtype)] * 2)],
    "total": [Compiled(total, scalar)],
    "largest": [Compiled(largest, scalar)],
    "mean_variance": [Compiled(mean_variance, lambda x: scalar() * 2)],
    "log_sum_exp": [Compiled(log_sum_exp, scalar)],
    "total_rows": [Compiled(total_rows, along(1))],
    "largest_rows": [Compiled(largest_rows, along(1))],
    "mean_variance_rows": [Compiled(mean_variance_rows, along(1, 2))],
    "log_sum_exp_rows": [Compiled(log_sum_exp_rows, along(1))],
    "total_columns": [Compiled(total_columns, along(0))],
    "largest_columns": [Compiled(largest_columns, along(0))],
    "mean_variance_columns": [Compiled(mean_variance_columns, along(0, 2))],
    "log_sum_exp_columns": [Compiled(log_sum_exp_columns, along(0))],
    "matmul": [of_dtype(False)],
    "matmul_transposed": [of_dtype(True)],
    "matrix_vector": [Compiled(matrix_vector, lambda a, x: [((len(a),), a.dtype)])],
    "vector_matrix": [Compiled(vector_matrix, lambda x, a: [((a.shape[1],), a.dtype)])],
    "jacobi": [Steps(1, 0, 64), Steps(4, 256, 64), Steps(10, 256, 128), Steps(20, 256, 128)],
    "distances": [Compiled(distances, lambda x: [((len(x), len(x)), x.dtype)])],
    "monte_carlo": [Compiled(monte_carlo, lambda n: [((), np.float64)])],
}

if __name__ == "__main__":
    serve(FORMULATIONS)
