"""The workloads in CuPy, JAX, PyTorch and Numba CUDA. A peer that is not installed is left out, and said so."""

import importlib
import math

import numpy as np

MISSING = {}


def optional(name, module):
    """A peer's module; None where it cannot be imported, which MISSING says."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        MISSING[name] = str(error)
        return None


torch = optional("torch", "torch")
cupy = optional("cupy", "cupy")
jax = optional("jax", "jax")
jnp = optional("jax", "jax.numpy") if jax is not None else None
numba_cuda = optional("numba-cuda", "numba.cuda")

# --- workloads over NumPy's functions (xp is cupy or jax.numpy)

def xp_erf(xp, x):
    if jax is not None and xp is jnp:
        return jax.scipy.special.erf(x)
    from cupyx.scipy.special import erf
    return erf(x)


def xp_softmax(xp, x):
    e = xp.exp(x - xp.max(x, axis=1, keepdims=True))
    return e / xp.sum(e, axis=1, keepdims=True)


def xp_black_scholes(xp, s, k, t):
    r, v = 0.02, 0.3
    d1 = (xp.log(s / k) + (r + 0.5 * v * v) * t) / (v * xp.sqrt(t))
    d2 = d1 - v * xp.sqrt(t)
    n1 = 0.5 + 0.5 * xp_erf(xp, d1 * 0.70710678)
    n2 = 0.5 + 0.5 * xp_erf(xp, d2 * 0.70710678)
    discounted = k * xp.exp(-r * t)
    call = s * n1 - discounted * n2
    return call, call + discounted - s


def xp_layernorm(xp, x, g, b):
    d = x - xp.mean(x, axis=1, keepdims=True)
    return d / xp.sqrt(xp.mean(d * d, axis=1, keepdims=True) + 1e-5) * g + b


def xp_distances(xp, x):
    return xp.sqrt(xp.sum((x[:, None, :] - x[None, :, :]) ** 2, axis=2))


def cupy_jacobi(u, steps):
    u = u.copy()
    for _ in range(steps):
        u[1:-1, 1:-1] = 0.25 * (u[1:-1, :-2] + u[1:-1, 2:] + u[:-2, 1:-1] + u[2:, 1:-1])
    return u


def jax_jacobi(u, steps):
    def step(_, u):
        return u.at[1:-1, 1:-1].set(0.25 * (u[1:-1, :-2] + u[1:-1, 2:] + u[:-2, 1:-1] + u[2:, 1:-1]))
    return jax.lax.fori_loop(0, steps, step, u)


def xp_histogram(xp, k, h):
    if xp is cupy:
        return h + cupy.bincount(k, minlength=h.size).astype(h.dtype)
    return h.at[k].add(1)


def torch_matmul_tf32(x, y):
    torch.backends.cuda.matmul.allow_tf32 = True
    try:
        return x @ y
    finally:
        torch.backends.cuda.matmul.allow_tf32 = False


def torch_matmul_narrow(dtype):
    return lambda x, y: torch.mm(x.to(dtype), y.to(dtype), out_dtype=torch.float32)


def jax_matmul_narrow(dtype):
    return lambda x, y: jnp.matmul(x.astype(dtype), y.astype(dtype), preferred_element_type=jnp.float32)


def gemm_tensor_mean(xp, fx, fy, fz):
    pairs = (fx[:, :, None] * fy[:, None, :]).reshape(fx.shape[0], -1)
    return (pairs.T @ fz).reshape(fx.shape[1], fy.shape[1], fz.shape[1]) / fx.shape[0]


def xp_mandelbrot(xp, re, im):
    x = xp.zeros((im.size, re.size), xp.float32)
    y = xp.zeros_like(x)
    n = xp.zeros(x.shape, xp.int32)
    for _ in range(200):
        inside = x * x + y * y < 4
        n = n + inside
        x, y = xp.where(inside, x * x - y * y + re[None, :], x), xp.where(inside, 2 * x * y + im[:, None], y)
    return n


def jax_mandelbrot(re, im):
    def step(state):
        k, x, y, n = state
        inside = x * x + y * y < 4
        t = jnp.where(inside, x * x - y * y + re[None, :], x)
        y = jnp.where(inside, 2 * x * y + im[:, None], y)
        return k + 1, t, y, n + inside
    zeros = jnp.zeros((im.size, re.size), jnp.float32)
    return jax.lax.while_loop(lambda s: s[0] < 200, step, (0, zeros, zeros, zeros.astype(jnp.int32)))[3]


def xp_forms(xp):
    """Per workload: how it is written. Several ways count as one peer, the fastest of them."""
    entropy = lambda x: -xp.mean(xp.sum(xp_softmax(xp, x) ** 2, axis=1))

    def information(x, y):
        p, q = xp_softmax(xp, x), xp_softmax(xp, y)
        return xp.mean(xp.sum(p ** 2, axis=1) * xp.sum(q ** 2, axis=1))

    def information_as_defined(x, y):
        p, q = xp_softmax(xp, x), xp_softmax(xp, y)
        return xp.mean(xp.sum((p[:, :, None] * q[:, None, :]) ** 2, axis=(1, 2)))

    if xp is cupy:
        products = {"matmul64": [lambda x, y: x @ y]}
    else:
        products = {"matmul_tf32": [lambda x, y: x @ y], "matmul_f16": [jax_matmul_narrow(jnp.float16)],
                    "matmul_bf16": [jax_matmul_narrow(jnp.bfloat16)]}
    return products | {
        "histogram": [lambda k, h: xp_histogram(xp, k, h)],
        "axpy": [lambda x, y, a: a * x + y],
        "waves": [lambda x, y: xp.sin(x) * xp.exp(-x * x) + xp.sqrt(xp.abs(y))],
        "black_scholes": [lambda s, k, t: xp_black_scholes(xp, s, k, t)],
        "total": [xp.sum],
        "moments": [lambda x: (xp.mean(x, axis=1), xp.var(x, axis=1))],
        "columns": [lambda x: xp.sum(x, axis=0)],
        "largest": [lambda x: xp.max(x, axis=1)],
        "softmax_rows": [lambda x: xp_softmax(xp, x)],
        "layernorm": [lambda x, g, b: xp_layernorm(xp, x, g, b)],
        "prefix": [lambda x: xp.cumsum(x)],
        "transposed": [lambda x: xp.ascontiguousarray(x.T) if xp is cupy else x.T + 0],
        "matmul": [lambda x, y: x @ y],
        "distances": [lambda x: xp_distances(xp, x)],
        "jacobi": [cupy_jacobi if xp is cupy else jax_jacobi],
        "mandelbrot": [lambda re, im: xp_mandelbrot(xp, re, im)] if xp is cupy else [jax_mandelbrot],
        "entropy": [entropy],
        "mutual_information": [information, information_as_defined],
        "tensor_mean": [lambda a, b, c: xp.einsum("ni,nj,nk->ijk", a, b, c) / a.shape[0],
                        lambda a, b, c: gemm_tensor_mean(xp, a, b, c)],
    }


# --- PyTorch

def torch_forms():
    softmax = lambda x: torch.softmax(x, dim=1)

    def black_scholes(s, k, t):
        r, v = 0.02, 0.3
        d1 = (torch.log(s / k) + (r + 0.5 * v * v) * t) / (v * torch.sqrt(t))
        d2 = d1 - v * torch.sqrt(t)
        n1 = 0.5 + 0.5 * torch.erf(d1 * 0.70710678)
        n2 = 0.5 + 0.5 * torch.erf(d2 * 0.70710678)
        discounted = k * torch.exp(-r * t)
        call = s * n1 - discounted * n2
        return call, call + discounted - s

    def jacobi(u, steps):
        u = u.clone()
        for _ in range(steps):
            u[1:-1, 1:-1] = 0.25 * (u[1:-1, :-2] + u[1:-1, 2:] + u[:-2, 1:-1] + u[2:, 1:-1])
        return u

    def information(x, y):
        return ((softmax(x) ** 2).sum(dim=1) * (softmax(y) ** 2).sum(dim=1)).mean()

    def information_bmm(x, y):  # as the published baseline did
        p, q = softmax(x), softmax(y)
        return (torch.bmm(p[:, :, None], q[:, None, :]) ** 2).sum(dim=(1, 2)).mean()

    def tensor_mean_gemm(a, b, c):
        pairs = (a[:, :, None] * b[:, None, :]).reshape(a.shape[0], -1)
        return (pairs.T @ c).reshape(a.shape[1], b.shape[1], c.shape[1]) / a.shape[0]

    return {
        "axpy": [lambda x, y, a: torch.add(y, x, alpha=a)],
        "waves": [lambda x, y: torch.sin(x) * torch.exp(-x * x) + torch.sqrt(torch.abs(y))],
        "black_scholes": [black_scholes],
        "total": [torch.sum],
        "moments": [lambda x: torch.var_mean(x, dim=1, correction=0)[::-1]],
        "columns": [lambda x: x.sum(dim=0)],
        "largest": [lambda x: torch.amax(x, dim=1)],
        "softmax_rows": [softmax],
        "layernorm": [lambda x, g, b: torch.nn.functional.layer_norm(x, (x.shape[1],), g, b, 1e-5)],
        "prefix": [lambda x: torch.cumsum(x, 0)],
        "transposed": [lambda x: x.T.contiguous()],
        "matmul": [lambda x, y: x @ y],
        "matmul64": [lambda x, y: x @ y],
        "matmul_tf32": [torch_matmul_tf32],
        "matmul_f16": [torch_matmul_narrow(torch.float16)],
        "matmul_bf16": [torch_matmul_narrow(torch.bfloat16)],
        "histogram": [lambda k, h: h + torch.bincount(k, minlength=h.numel()).to(h.dtype)],
        "distances": [lambda x: torch.cdist(x, x, compute_mode="donot_use_mm_for_euclid_dist")],
        "jacobi": [jacobi],
        "entropy": [lambda x: -(softmax(x) ** 2).sum(dim=1).mean()],
        "mutual_information": [information, information_bmm],
        "tensor_mean": [lambda a, b, c: torch.einsum("ni,nj,nk->ijk", a, b, c) / a.shape[0], tensor_mean_gemm],
    }


COMPILED = ("waves", "black_scholes", "moments", "softmax_rows", "layernorm", "entropy", "mutual_information",
            "tensor_mean", "distances")  # what torch.compile is tried on


# --- Numba CUDA: the document workloads, one block per row or tile, as the published study wrote them

def numba_forms():
    import numba

    @numba_cuda.jit(fastmath=True)
    def row_squares(x, out):
        shared = numba_cuda.shared.array(256, numba.float32)
        row, t = numba_cuda.blockIdx.x, numba_cuda.threadIdx.x
        value = x[row, t]
        shared[t] = value
        numba_cuda.syncthreads()
        half = 128
        while half > 0:
            if t < half:
                shared[t] = max(shared[t], shared[t + half])
            numba_cuda.syncthreads()
            half //= 2
        e = math.exp(value - shared[0])
        numba_cuda.syncthreads()
        shared[t] = e
        numba_cuda.syncthreads()
        half = 128
        while half > 0:
            if t < half:
                shared[t] += shared[t + half]
            numba_cuda.syncthreads()
            half //= 2
        p = e / shared[0]
        numba_cuda.syncthreads()
        shared[t] = p * p
        numba_cuda.syncthreads()
        half = 128
        while half > 0:
            if t < half:
                shared[t] += shared[t + half]
            numba_cuda.syncthreads()
            half //= 2
        if t == 0:
            out[row] = shared[0]

    @numba_cuda.jit(fastmath=True)
    def cube(a, b, c, out):
        i, j = numba_cuda.blockIdx.x, numba_cuda.blockIdx.y
        k = numba_cuda.threadIdx.x
        total = numba.float32(0)
        for n in range(a.shape[0]):
            total += a[n, i] * b[n, j] * c[n, k]
        out[i, j, k] = total / a.shape[0]

    def entropy(x):
        out = cupy.empty(x.shape[0], np.float32)
        row_squares[x.shape[0], 256](x, out)
        return -out.mean()

    def information(x, y):
        p, q = cupy.empty(x.shape[0], np.float32), cupy.empty(x.shape[0], np.float32)
        row_squares[x.shape[0], 256](x, p)
        row_squares[x.shape[0], 256](y, q)
        return (p * q).mean()

    def tensor_mean(a, b, c):
        out = cupy.empty((a.shape[1], b.shape[1], c.shape[1]), np.float32)
        cube[(a.shape[1], b.shape[1]), c.shape[1]](a, b, c, out)
        return out

    return {"entropy": [entropy], "mutual_information": [information], "tensor_mean": [tensor_mean]}


class Peer:
    """One library: workloads as lists of functions, arrays there and back, and waiting for the GPU."""

    def __init__(self, name, forms, to_device, to_host, wait):
        self.name, self.forms, self.to_device, self.to_host, self.wait = name, forms, to_device, to_host, wait


def all_peers(with_compile=True):
    peers = []
    if torch is not None:
        there = lambda a: torch.from_numpy(a).cuda() if isinstance(a, np.ndarray) else a
        back = lambda a: a.detach().cpu().numpy()
        forms = torch_forms()
        peers.append(Peer("torch", forms, there, back, torch.cuda.synchronize))
        if with_compile:
            compiled = {name: [torch.compile(f, dynamic=False) for f in forms[name]] for name in COMPILED}
            peers.append(Peer("torch.compile", compiled, there, back, torch.cuda.synchronize))
    if jax is not None:
        jitted = {name: [jax.jit(f, static_argnums=(1,)) if name == "jacobi" else jax.jit(f) for f in fs]
                  for name, fs in xp_forms(jnp).items()}
        last = []

        def jax_wait():
            for value in last:
                jax.block_until_ready(value)

        def remember(f):
            def call(*arguments):
                last[:] = [f(*arguments)]
                return last[0]
            return call
        jitted = {name: [remember(f) for f in fs] for name, fs in jitted.items()}
        peers.append(Peer("jax", jitted, lambda a: jax.device_put(a) if isinstance(a, np.ndarray) else a,
                          np.asarray, jax_wait))
    if cupy is not None:
        wait = cupy.cuda.Device().synchronize
        there = lambda a: cupy.asarray(a) if isinstance(a, np.ndarray) else a
        peers.append(Peer("cupy", xp_forms(cupy), there, cupy.asnumpy, wait))
        if numba_cuda is not None:
            peers.append(Peer("numba-cuda", numba_forms(), there, cupy.asnumpy, wait))
    return peers
