"""Functions of arrays, subscripts and borders, for numpy_twins.py: its inputs are what the bodies see."""

# Spelled the same in the language and in NumPy (whose functions need no prefix here).
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
BODIES = [
    ("r = [1, 2, 3]", "np.array([1, 2, 3])"),
    ("r = [1, 2.5, -3]", "np.array([1, 2.5, -3])"),
    ("r = [[1, 2], [3, 4], [5, 6]]", "np.array([[1, 2], [3, 4], [5, 6]])"),
    ("r = [true, false]", "np.array([True, False])"),
    ("r = [7,]", "np.array([7])"),
    ("r = [x[0], x[1] * 2, 0.5]", "np.array([x[0], x[1] * 2, np.float32(0.5)])"),
    ("r = [N, M, N + M]", "np.array([4, 3, 7])"),
    ("r = x * [1, 2, 3, 4]", "x * np.array([1, 2, 3, 4], np.float32)"),
    ("w = [0.25, 0.5, 0.25]; r[n in 0..N - 2] = sum[k in 0..3] w[k] * x[n + k]", "(x[:-2] * np.float32(0.25) + x[1:-1] * np.float32(0.5)) + x[2:] * np.float32(0.25)"),
    ("r = i + [1, 2, 3, 4]", "i + np.array([1, 2, 3, 4], np.int32)"),
    ("r = zeros([2, M]) + [10, 20, 30]", "np.zeros((2, 3)) + [10, 20, 30]"),
    ("r = sum(y, axis=[0, 1])", "y.sum()"),
    ("r = concatenate([x, x, [7]])", "np.concatenate([x, x, np.array([7], np.float32)])"),
    ("r = stack([x, x + 1])", "np.stack([x, x + 1])"),
    ("r = transpose(y, [1, 0])", "y.T"),
    ("r = pad(x, [1, 2])", "np.pad(x, (1, 2))"),
    ("r = x[[2, 0, 0, 3]]", "x[[2, 0, 0, 3]]"),
    ("r = y[[0, 2], [1, 3]]", "y[[0, 2], [1, 3]]"),
    ("r = sum([1, 2, 3]) + max([4.5, 2])", "6 + 4.5"),
    ("r = x[x > 0]", "x[x > 0]"),
    ("r = x[b]", "x[b]"),
    ("r = x[x > 100]", "x[x > 100]"),
    ("r = y[y > 0]", "y[y > 0]"),
    ("r = y[:, b]", "y[:, b]"),
    ("r = y[1, b]", "y[1, b]"),
    ("r = y[y[:, 0] > -100, 1:3]", "y[y[:, 0] > -100, 1:3]"),
    ("r = y[[true, false, true]]", "y[[True, False, True]]"),
    ("r = sum(x[b] * x[b])", "(x[b] * x[b]).sum()"),
    ("t = x[b]; r = t[::-1] * 2", "x[b][::-1] * 2"),
    ("r = concatenate([x[b], x[not b]])", "np.concatenate([x[b], x[~b]])"),
    ("r = i[i % 2 == 0]", "i[i % 2 == 0]"),
    ("r = flatnonzero(i > 2)", "np.flatnonzero(i > 2)"),
    ("r = flatnonzero(y)", "np.flatnonzero(y)"),
    ("p, q = nonzero(y > 0); r = p * 100 + q", "np.nonzero(y > 0)[0] * 100 + np.nonzero(y > 0)[1]"),
    ("p, q = nonzero(y > 0); r = y[p, q]", "y[np.nonzero(y > 0)]"),
    ("r = compress(b, x)", "np.compress(b, x)"),
    ("r = compress([true, false, true], y, axis=0)", "np.compress([True, False, True], y, axis=0)"),
    ("r = compress([false, true], y, axis=1)", "np.compress([False, True], y, axis=1)"),
    ("r = extract(y > 0, y)", "np.extract(y > 0, y)"),
    ("r = zeros(g[0] + 1)", "np.zeros(3)"),
    ("r = zeros((g[0], 2)) + g[0]", "np.zeros((2, 2)) + 2"),
    ("r = 0.0; for v in x[b] { r += v }", "x[b].sum()"),
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
