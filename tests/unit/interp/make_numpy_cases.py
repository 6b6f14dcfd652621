#!/usr/bin/env python3
"""Writes numpy_cases.txt: one-op graphs with inputs and the results that NumPy gives.

Run by hand when cases are added (needs NumPy); the tests read the committed file only. A case is

    case NAME TOLERANCE      tolerance in ULP; 0 is bit for bit (NaNs compare as one)
    graph ...                text form, up to the line "end"
    end
    in DTYPE [SHAPE] HEX     little-endian bytes in C order; "-" for none
    out DTYPE [SHAPE] HEX
"""
import sys

import numpy as np

np.seterr(all="ignore")
random = np.random.default_rng(7)
NAMES = {np.dtype(k): v for k, v in {
    "bool": "bool", "i1": "i8", "i2": "i16", "i4": "i32", "i8": "i64", "u1": "u8", "u2": "u16",
    "u4": "u32", "u8": "u64", "f4": "f32", "f8": "f64"}.items()}
SPECIAL = np.array([0.0, -0.0, 1, 2.5, -2.5, 7, -3, np.inf, -np.inf, np.nan, 1e-45, -1e30, 0.1])


def type_of(a):
    return NAMES[a.dtype] + (f"[{', '.join(map(str, a.shape))}]" if a.ndim else "")


def line(word, a):
    data = np.ascontiguousarray(a).tobytes().hex() or "-"
    print(word, NAMES[a.dtype], "[" + ",".join(map(str, a.shape)) + "]", data)


def case(name, inputs, text, out, ulp=0):
    """text: the node, with %0, %1, ... for the inputs."""
    inputs = [np.asarray(a) for a in inputs]
    out = np.asarray(out)
    print("case", name, ulp)
    print(f"graph {name}")
    for k, a in enumerate(inputs):
        print(f"  %{k} = parameter p{k} : {type_of(a)}")
    print(f"  %{len(inputs)} = {text} : {type_of(out)}")
    print(f"  return %{len(inputs)}\nend")
    for a in inputs:
        line("in", a)
    line("out", out)


def pairs(values, dtype):
    values = values.astype(dtype)
    return np.repeat(values, len(values)), np.tile(values, len(values))


def integers(dtype):
    info = np.iinfo(dtype)
    edge = [info.min, 0, 1, 3, 7, info.max]
    edge += [] if info.min == 0 else [-1, -3]
    return np.array(edge, dtype=dtype)


BINARY = {"add": np.add, "sub": np.subtract, "mul": np.multiply, "floordiv": np.floor_divide,
          "mod": np.remainder, "minimum": np.minimum, "maximum": np.maximum, "eq": np.equal,
          "ne": np.not_equal, "lt": np.less, "le": np.less_equal, "gt": np.greater,
          "ge": np.greater_equal}


def elementwise():
    for dtype in ("f4", "f8"):
        a, b = pairs(SPECIAL, dtype)
        for op, f in {**BINARY, "div": np.divide}.items():
            if op in ("minimum", "maximum"):  # NumPy does not say which zero it takes.
                keep = ~((a == 0) & (b == 0))
                case(f"{op}_{dtype}", [a[keep], b[keep]], f"{op} %0, %1", f(a[keep], b[keep]))
                continue
            case(f"{op}_{dtype}", [a, b], f"{op} %0, %1", f(a, b))
        x = np.concatenate([SPECIAL, random.normal(size=40) * 10]).astype(dtype)
        for op, f in {"neg": np.negative, "abs": np.abs, "sqrt": np.sqrt, "floor": np.floor,
                      "ceil": np.ceil, "trunc": np.trunc, "rint": np.rint, "isnan": np.isnan,
                      "isfinite": np.isfinite}.items():
            case(f"{op}_{dtype}", [x], f"{op} %0", f(x))
        for op, f in {"exp": np.exp, "log": np.log, "tanh": np.tanh}.items():
            case(f"{op}_{dtype}", [x], f"{op} %0", f(x), 4)
    for dtype in ("i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"):
        a, b = pairs(integers(dtype), dtype)
        for op, f in BINARY.items():
            if op in ("floordiv", "mod"):
                case(f"{op}_{dtype}", [a[b != 0], b[b != 0]], f"{op} %0, %1", f(a[b != 0], b[b != 0]))
                continue
            case(f"{op}_{dtype}", [a, b], f"{op} %0, %1", f(a, b))
        for op, f in {"and": np.bitwise_and, "or": np.bitwise_or, "xor": np.bitwise_xor}.items():
            case(f"{op}_{dtype}", [a, b], f"{op} %0, %1", f(a, b))
        amount = (b & 7).astype(dtype)
        case(f"shl_{dtype}", [a, amount], "shl %0, %1", np.left_shift(a, amount))
        case(f"shr_{dtype}", [a, amount], "shr %0, %1", np.right_shift(a, amount))
        a = integers(dtype)
        case(f"bitnot_{dtype}", [a], "bitnot %0", np.invert(a))
        for to in ("bool", "i1", "u2", "i4", "u8", "f4", "f8"):
            if to != dtype:
                case(f"cast_{dtype}_{to}", [a], "cast %0", a.astype(to))
    f64 = np.array([1 / 3, 1e-46, 1e39, 16777217.0, 0.1, -2.5e-42, 3e38])
    case("cast_f8_f4", [f64], "cast %0", f64.astype("f4"))


def arrays():
    x = np.arange(24, dtype="f4").reshape(2, 3, 4)
    case("transpose", [x], "transpose %0 {axes=[2, 0, 1]}", x.transpose(2, 0, 1))
    case("reshape", [x], "reshape %0", x.reshape(4, 6))
    case("broadcast", [x[0]], "broadcast %0 {axes=[1, 3]}",
         np.broadcast_to(x[0][None, :, None, :], (2, 3, 5, 4)))
    case("slice", [x], "slice %0 {start=[0, 2, 1], step=[1, -2, 2]}", x[:, ::-2, 1::2])
    case("concat", [x, x[:, :1]], "concat %0, %1 {axis=1}", np.concatenate([x, x[:, :1]], 1))
    at = np.array([[0, -1], [2, 2]])
    case("gather", [x, at], "gather %0, %1 {axis=1}", np.take(x, at, axis=1))
    case("where", [x > 5, x, -x], "where %0, %1, %2", np.where(x > 5, x, -x))
    case("empty", [np.zeros((3, 0), "f4")], "reduce_sum %0 {axis=1}", np.zeros(3, "f4"))


def reductions():
    # Small integers as floats: sums and products are exact, so their order does not matter here.
    x = random.integers(-4, 5, size=(3, 20, 4)).astype("f4")
    i = random.integers(-128, 128, size=(5, 70), dtype="i1")
    for axis in range(3):
        for op, f in {"sum": np.sum, "max": np.max, "min": np.min, "argmax": np.argmax,
                      "argmin": np.argmin}.items():
            out = f(x, axis=axis)
            case(f"{op}_axis{axis}", [x], f"reduce_{op} %0 {{axis={axis}}}", out)
        for op, f in {"any": np.any, "all": np.all}.items():
            case(f"{op}_axis{axis}", [x > -4], f"reduce_{op} %0 {{axis={axis}}}", f(x > -4, axis=axis))
    case("sum_i8", [i], "reduce_sum %0 {axis=1}", np.sum(i, axis=1, dtype="i1"))
    case("prod_i8", [i | 1], "reduce_prod %0 {axis=0}", np.prod(i | 1, axis=0, dtype="i1"))
    y = random.integers(-4, 5, size=(3, 20, 4)).astype("f4")
    case("dot", [x, y], "reduce_dot %0, %1 {axis=1}", np.einsum("abc,abc->ac", x, y))
    case("matmul", [x[:, :, 0], y[0]], "contract %0, %1 {index=[[0, 2], [2, 1]], split=1}",
         x[:, :, 0] @ y[0])
    case("three_way", [x[0], y[1], y[2]],
         "contract %0, %1, %2 {index=[[3, 0], [3, 1], [3, 2]], split=2}",
         np.einsum("na,nb,nc->abc", x[0], y[1], y[2]))
    n = np.array([1, np.nan, 3, np.nan, -np.inf], "f8")
    for op, f in {"max": np.max, "min": np.min, "argmax": np.argmax, "argmin": np.argmin}.items():
        case(f"{op}_nan", [n], f"reduce_{op} %0 {{axis=0}}", f(n))


with open(sys.argv[1] if len(sys.argv) > 1 else "numpy_cases.txt", "w") as sys.stdout:
    print("# Written by make_numpy_cases.py with NumPy", np.__version__)
    elementwise()
    arrays()
    reductions()
