"""Random programs of the language and, statement by statement, their NumPy twins; see numpy_programs.py."""
import random

import numpy as np

from numpy_steps import DTYPES, FLOATS, INDICES, SIZES, UNSIGNED, Steps, short


class Value:
    """A name that both programs have bound. `axes` are dimension names, or numbers for other sizes. |v| <= size and
    v is a multiple of 2^-bits, where it is exact."""

    def __init__(self, name, dtype, axes, size, bits, exact=True):
        self.name, self.dtype, self.axes = name, dtype, tuple(axes)
        self.exact = exact and (dtype not in FLOATS or size * 2 ** bits < 2 ** 22)
        self.size, self.bits = size, bits

    def dtype_of(self, number):
        return f"np.{np.dtype(DTYPES[self.dtype]).name}({number})"


class Program(Steps):
    STEPS = ("binary binary unary reduce reduce slice move cast where index index index rearrange rearrange scan product border "
             "mask pick compare compare logic select select listing stack call call branch recurrence update update scatter "
             "bits statistic construct einsum reshape").split()

    def __init__(self, seed, name):
        self.r = random.Random(seed)
        self.name = name
        self.source, self.twin, self.values, self.inputs = [], [], [], {}
        self.functions = []  # Others, which this one calls.
        self.sizes = dict(SIZES)  # Also those of what masks pick, which have names of their own.
        self.masked = {}  # By the name of a mask.
        for k in range(self.r.randint(1, 3)):
            self.add_input(f"x{k}")
        self.parameters = list(self.values)
        self.scope = {"np": np, **self.inputs}
        self.steps = set()
        while len(self.twin) < 8:
            step = self.r.choice(self.STEPS)
            before = len(self.twin)
            getattr(self, step)()
            if len(self.twin) > before:
                self.steps.add(step)
        self.results = self.values[-2:] if self.r.random() < 0.2 else self.values[-1:]

    def add_input(self, name):
        dtype = self.r.choice(list(DTYPES) + ["f32"] * 5)
        axes = [self.r.choice("ABCDE") for _ in range(self.r.choice([1, 2, 2, 2, 3]))]
        generator = np.random.default_rng(self.r.randrange(2 ** 32))
        data = generator.integers(0 if dtype in UNSIGNED else -8, 9, [SIZES[a] for a in axes])
        self.inputs[name] = (data / 2 if dtype in FLOATS else data > 0 if dtype == "bool" else data).astype(DTYPES[dtype])
        self.values.append(Value(name, dtype, axes, 8, 1))

    def n(self, axis):
        return self.sizes.get(axis, axis)

    def is_dynamic(self, value):
        """Whether a size follows from the values in a mask."""
        return any(isinstance(x, str) and x not in SIZES for x in value.axes)

    def sized(self, like, size):
        """A new axis of a value that is made of `like`."""
        if not self.is_dynamic(like):
            return size
        name = f"m{len(self.sizes)}"
        self.sizes[name] = size
        return name

    def bind(self, source, twin, like, axes=None, dtype=None, size=None, bits=None, exact=None, head=None):
        """A statement of each program. In `head` and in further lines NAME is the name that they bind."""
        name = f"t{len(self.twin)}"
        self.source += f"{head or 'NAME'} = {source}".replace("NAME", name).split("\n")
        self.twin.append(f"NAME = {twin}".replace("NAME", name))
        pick = lambda given, otherwise: otherwise if given is None else given
        exec(self.twin[-1], self.scope)
        value = Value(name, pick(dtype, like.dtype), pick(axes, like.axes), pick(size, like.size), pick(bits, like.bits),
                      pick(exact, like.exact))
        found = np.asarray(self.scope[name])
        expected = tuple(self.n(x) for x in value.axes)
        assert found.shape == expected and found.dtype == DTYPES[value.dtype], f"{self.twin[-1]}: {found.dtype}{found.shape}"
        self.values.append(value)
        return value

    def any(self, *tests, bools=False):
        """One of the values that pass the tests: often a late one, so that programs are deep. No bools unless wanted."""
        fits = [v for v in self.values if (v.dtype == "bool") == bools and all(t(v) for t in tests)]
        return self.r.choice(fits[-2:] if self.r.random() < 0.75 else fits) if fits else None

    def binary(self):
        a = self.any(lambda v: v.axes)
        if not a:
            return
        literal = self.r.random() < 0.3
        b = self.any(lambda v: v.axes and v.axes == a.axes[len(a.axes) - len(v.axes):])
        if literal:
            text = self.r.choice(["2", "3"] + (["0.5", "1.5"] if a.dtype in FLOATS else []))
            dtype, other_exact, other_size, other_bits = a.dtype, True, 3, 1
        else:
            text, dtype = b.name, str(np.promote_types(DTYPES[a.dtype], DTYPES[b.dtype]))
            dtype = short(dtype)
            other_exact, other_size, other_bits = b.exact, b.size, b.bits
        if dtype not in DTYPES:
            return
        exact = a.exact and other_exact
        op = self.r.choice(["+", "-", "*", "*", "/", "minimum", "maximum"] + (["//", "%"] if exact and literal else []))
        if op in ("-", "//", "%") and dtype in UNSIGNED or op == "/" and dtype not in FLOATS:
            return
        size = a.size * other_size if op == "*" else a.size + other_size
        bits = a.bits + other_bits if op == "*" else max(a.bits, other_bits)
        if dtype not in FLOATS and size > np.iinfo(DTYPES[dtype]).max:
            return
        if op in ("minimum", "maximum"):
            source, twin = f"{op}({a.name}, {text})", f"np.{op}({a.name}, {text})"
        elif op == "/":  # Away from zero.
            source, twin = f"{a.name} / (abs({text}) + 1)", f"{a.name} / (np.abs({text}) + 1)"
            exact = False
        else:
            source = twin = f"{a.name} {op} {text}"
            exact = exact and op not in ("//", "%")
        self.bind(source, twin, a, dtype=dtype, size=size, bits=bits, exact=exact)

    def unary(self):
        a = self.any(lambda v: v.axes and v.dtype in FLOATS)
        if not a:
            return
        source, twin, exact = self.r.choice([
            ("-{0}", "-{0}", True), ("abs({0})", "np.abs({0})", True), ("sqrt(abs({0}))", "np.sqrt(np.abs({0}))", False),
            ("tanh({0})", "np.tanh({0})", False), ("log(abs({0}) + 1)", "np.log(np.abs({0}) + 1)", False),
            ("exp(-abs({0}))", "np.exp(-np.abs({0}))", False), ("sin({0})", "np.sin({0})", False),
            ("cos({0})", "np.cos({0})", False), ("atan({0})", "np.arctan({0})", False),
            ("asinh({0})", "np.arcsinh({0})", False), ("log1p(abs({0}))", "np.log1p(np.abs({0}))", False),
            ("cbrt({0})", "np.cbrt({0})", False), ("exp2(-abs({0}))", "np.exp2(-np.abs({0}))", False),
            ("hypot({0}, 1.0)", "np.hypot({0}, {0}.dtype.type(1))", False), ("{0} ** 2", "{0} * {0}", True)])
        grows = "**" in source
        if a.exact and self.r.random() < 0.4:
            source, twin = self.r.choice([
                ("floor({0})", "np.floor({0})"), ("ceil({0})", "np.ceil({0})"), ("rint({0})", "np.rint({0})"),
                ("trunc({0})", "np.trunc({0})"), ("sign({0})", "np.sign({0})"), ("clip({0}, -1, 2)", "np.clip({0}, -1, 2)"),
                ("fmin({0}, 1)", "np.fmin({0}, {0}.dtype.type(1))"), ("fmod({0}, 2)", "np.fmod({0}, {0}.dtype.type(2))"),
                ("copysign(2, {0} + 0)", "np.copysign({0}.dtype.type(2), {0} + 0)")])
            exact, grows = True, False
        self.bind(source.format(a.name), twin.format(a.name), a, exact=a.exact and exact,
                  size=a.size ** 2 if grows else a.size + 1, bits=a.bits * 2 if grows else a.bits)

    def reduce(self):
        a = self.any(lambda v: v.axes)
        if not a:
            return
        op = self.r.choice(["sum", "sum", "mean", "max", "min", "argmax", "argmin", "any", "all"])
        axis = self.r.randrange(len(a.axes))
        keep = self.r.random() < 0.4 and not op.startswith("arg")
        if 0 in map(self.n, a.axes) and op not in ("sum", "any", "all"):
            return
        if op in ("argmax", "argmin", "any", "all") and not a.exact or op == "mean" and a.dtype not in FLOATS:
            return
        if op == "sum" and a.dtype not in FLOATS + ("i64",):
            return
        axes = a.axes[:axis] + ((1,) if keep else ()) + a.axes[axis + 1:]
        written = axis if self.r.random() < 0.5 else axis - len(a.axes)
        arguments = f"axis={written}" + (", keepdims=true" if keep else "")
        logical = op in ("any", "all")
        subject = f"{a.name} > 1" if logical else a.name
        twin = f"np.{op}({subject}, axis={axis}{', keepdims=True' if keep else ''})"
        source = f"{op}({subject}, {arguments})"
        if logical:
            source, twin = f"i32({source})", f"np.int32({twin})" if not axes else f"{twin}.astype(np.int32)"
        dtype = "i64" if op.startswith("arg") else "i32" if logical else a.dtype
        self.bind(source, twin, a, axes=axes, dtype=dtype, size=a.size * 7 if op == "sum" else max(a.size, 8, 0 if "arg" not in op else self.n(a.axes[axis])),
                  bits=0 if logical or op.startswith("arg") else a.bits, exact=a.exact and op != "mean")

    def slice(self):
        a = self.any(lambda v: v.axes)
        if not a:
            return
        parts, axes = [], []
        for axis in a.axes:
            n = self.n(axis)
            text = self.r.choice([":", ":", "::2", "::-1", "1:", ":-1", "0", "-1", "newaxis, :"])
            if n < 2 and text in ("1:", ":-1") or n == 0:
                text = ":"
            grown = lambda size: self.sized(a, size)
            parts.append(text)
            axes += {":": [axis], "::2": [grown((n + 1) // 2)], "::-1": [axis], "1:": [grown(n - 1)], ":-1": [grown(n - 1)],
                     "0": [], "-1": [], "newaxis, :": [1, axis]}[text]
        if len(axes) > 4:
            return
        text = f"{a.name}[{', '.join(parts)}]"
        self.bind(text, text.replace("newaxis", "np.newaxis"), a, axes=axes)

    def move(self):
        a = self.any(lambda v: len(v.axes) == 2)
        if not a:
            return
        b = self.any(lambda v: v.axes == a.axes and v.dtype == a.dtype)
        if self.r.random() < 0.5:
            self.bind(f"{a.name}.T", f"{a.name}.T", a, axes=a.axes[::-1])
        else:
            axis = self.r.randrange(2)
            axes = [self.sized(a, self.n(x) * 2) if k == axis else x for k, x in enumerate(a.axes)]
            pair = f"{a.name}, {b.name}"
            self.bind(f"concatenate(({pair}), axis={axis})", f"np.concatenate([{pair}], axis={axis})", a, axes=axes,
                      size=max(a.size, b.size), bits=max(a.bits, b.bits), exact=a.exact and b.exact)

    def cast(self):
        a = self.any(lambda v: v.axes)
        to = self.r.choice(["f32", "f64", "i64", "i32"])
        if not a or to[0] == "i" and not a.exact or a.dtype == "f64" and to == "f32" and not a.exact:
            return
        if to == "i32" and a.size >= 2 ** 31:
            return
        self.bind(f"{to}({a.name})", f"{a.name}.astype(np.{np.dtype(DTYPES[to]).name})", a, dtype=to)

    def where(self):
        a = self.any(lambda v: v.axes and v.exact)
        b = a and self.any(lambda v: v.axes == a.axes and v.dtype == a.dtype)
        if b:
            test = f"({a.name} > 1) {{}} ({b.name} != 0)" if b.exact and self.r.random() < 0.5 else f"{a.name} > 1"
            form = f"where({test}, {a.name}, {b.name})"
            self.bind(form.format("and"), "np." + form.format("&"), a, size=max(a.size, b.size),
                      bits=max(a.bits, b.bits), exact=b.exact)

    def rearrange(self):
        """Functions that move, repeat or extend elements."""
        a = self.any(lambda v: v.axes)
        if not a:
            return
        axis = self.r.randrange(len(a.axes))
        sizes = [self.n(x) for x in a.axes]
        n = sizes[axis]
        grown = lambda size: a.axes[:axis] + (self.sized(a, size),) + a.axes[axis + 1:]
        shift, times = self.r.randint(-9, 9), self.r.randint(0, 3)
        before, after = self.r.randint(0, 4), self.r.randint(0, 9)
        width = ", ".join("(%d, %d)" % ((before, after) if k == axis else (0, 0)) for k in range(len(sizes)))
        mode = self.r.choice(["constant", "edge", "reflect", "wrap"] if n else ["constant"])
        start, stop, step = self.r.randint(-9, 9), self.r.randint(-9, 9), self.r.choice([1, 1, 2, 3, -1, -2])
        if stop == start + 1 and (stop == 0 or not -n <= start < n):
            stop = start  # In the language a slice of one element has to be there.
        part = f"{a.name}[{':, ' * axis}{start}:{stop}:{step}]"
        choices = [
            (f"roll({a.name}, {shift}, {axis})", a.axes), (f"flip({a.name}, {axis})", a.axes),
            (f"repeat({a.name}, {times}, {axis})", grown(n * times)),
            (f"tile({a.name}, ({', '.join('2' if k == axis else '1' for k in range(len(sizes)))},))", grown(n * 2)),
            (f"pad({a.name}, ({width},), \"{mode}\")", grown(n + before + after)),
            (part, grown(len(range(n)[start:stop:step]))),
            (f"swapaxes({a.name}, 0, {axis})", None), (f"moveaxis({a.name}, {axis}, -1)", None),
            (f"diff({a.name}, 1, {axis})", grown(max(n - 1, 0))),
        ]
        if len(sizes) >= 2:
            choices += [(f"triu({a.name}, {shift % 5 - 2})", a.axes), (f"tril({a.name}, {shift % 5 - 2})", a.axes),
                        (f"rot90({a.name}, {shift})", None), (f"diagonal({a.name}, {shift % 5 - 2})", None)]
        text, axes = self.r.choice(choices)
        if axes is None and self.is_dynamic(a):
            return
        if text.startswith("diff") and (a.dtype in UNSIGNED or a.size * 2 > 127) or text.startswith("tile") and 0 in sizes:
            return
        twin = text if text == part else "np." + text
        if "wrap" in text:  # np.pad was wrong for wide pads before NumPy 1.25.
            twin = f"np.take({a.name}, np.arange({-before}, {n + after}), {axis}, mode='wrap')"
        if axes is None:  # NumPy says which shape it has.
            axes = eval(twin.replace(a.name, "_"), {"np": np, "_": np.zeros(sizes)}).shape
        bound = a.size * 2 if text.startswith("diff") else a.size
        self.bind(text, twin, a, axes=axes, size=bound)

    def scan(self):
        a = self.any(lambda v: v.axes and v.dtype in FLOATS + ("i64",))
        if not a:
            return
        axis = self.r.randrange(len(a.axes))
        op = self.r.choice(["cumsum", "cumsum", "cummax", "cummin"])
        twin = {"cumsum": "np.cumsum", "cummax": "np.maximum.accumulate", "cummin": "np.minimum.accumulate"}[op]
        self.bind(f"{op}({a.name}, {axis})", f"{twin}({a.name}, {axis})", a,
                  size=a.size * 64 if op == "cumsum" else a.size)

    def product(self):
        """Matrix products and einsum of two floats."""
        a = self.any(lambda v: len(v.axes) == 2 and v.dtype in FLOATS)
        b = a and self.any(lambda v: len(v.axes) == 2 and v.dtype in FLOATS and v.axes[0] == a.axes[1])
        if not b:
            return
        dtype = "f64" if "f64" in (a.dtype, b.dtype) else "f32"
        text, axes = self.r.choice([
            (f"dot({a.name}, {b.name})", (a.axes[0], b.axes[1])),
            (f"tensordot({a.name}, {b.name}, 1)", (a.axes[0], b.axes[1])),
            (f"einsum(\"ij,jk->ki\", {a.name}, {b.name})", (b.axes[1], a.axes[0])),
            (f"einsum(\"ij,jk->j\", {a.name}, {b.name})", (a.axes[1],)),
            (f"einsum(\"ij,jk\", {a.name}, {b.name})", (a.axes[0], b.axes[1])),
            (f"einsum(\"ij,j...->i...\", {a.name}, {b.name})", (a.axes[0], b.axes[1]))])
        self.bind(text, "np." + text, a, axes=axes, dtype=dtype, size=a.size * b.size * 64, bits=a.bits + b.bits,
                  exact=a.exact and b.exact)

    def border(self):
        """A stencil that reads beyond the ends of one axis."""
        a = self.any(lambda v: v.axes and len(v.axes) <= 3 and 0 not in v.axes and not self.is_dynamic(v))
        if not a or a.size > 60 and a.dtype not in FLOATS:
            return
        mode, numpy_mode = self.r.choice([("clamp", "'edge'"), ("wrap", "'wrap'"), ("reflect", "'reflect'"),
                                          ("const(2)", "'constant', constant_values=2")])
        axis, shift = self.r.randrange(len(a.axes)), self.r.randint(-6, 6)
        names = INDICES[:len(a.axes)]
        ranges = ", ".join(f"{n} in 0..{x}" for n, x in zip(names, a.axes))
        subscripts = ", ".join(f"{n} + {shift}" if k == axis else n for k, n in enumerate(names))
        width = ", ".join("(6, 6)" if k == axis else "(0, 0)" for k in range(len(names)))
        n = self.n(a.axes[axis])
        source = f"border({a.name}, {mode})[{subscripts}]"
        twin = f"np.pad({a.name}, ({width},), {numpy_mode})[{':, ' * axis}{6 + shift}:{6 + shift + n}]"
        if mode == "wrap":
            twin = f"np.take({a.name}, np.arange({n}) + {shift}, {axis}, mode='wrap')"
        if a.dtype not in UNSIGNED and self.r.random() < 0.5:
            source, twin = f"{source} + {a.name}[{', '.join(names)}]", f"{twin} + {a.name}"
        self.bind(source, twin, a, head=f"NAME[{ranges}]", size=a.size * 2 + 2)

    def mask(self):
        a = self.any(lambda v: v.axes and v.exact)
        if not a:
            return
        number = self.r.choice(["0", "1", "3"])
        self.bind(f"{a.name}\nNAME[{a.name} > 1] = {number}", f"np.where({a.name} > 1, {a.dtype_of(number)}, {a.name})",
                  a, size=a.size + 3)

    def pick(self):
        """Arrays of positions."""
        a = self.any(lambda v: v.axes and 0 not in [self.n(x) for x in v.axes] and not self.is_dynamic(v))
        if not a:
            return
        sizes = [self.n(x) for x in a.axes]
        axis = self.r.randrange(len(sizes))
        n = sizes[axis]
        places = f"arange({self.r.randint(1, 6)}) * {self.r.randint(1, 5)} % {n}"
        count = int(places[7])
        if self.r.random() < 0.5:
            text, axes = f"take({a.name}, {places}, {axis})", a.axes[:axis] + (count,) + a.axes[axis + 1:]
            twin = f"np.{text.replace('arange', 'np.arange')}"
        else:
            parts = [":"] * len(sizes)
            parts[axis] = places
            other = self.r.randrange(len(sizes))
            if other != axis:
                parts[other] = f"arange({count}) % {sizes[other]}"
            text = f"{a.name}[{', '.join(parts)}]"
            twin = text.replace("arange", "np.arange")
            axes = eval(twin.replace(a.name + "[", "_["), {"np": np, "_": np.zeros(sizes)}).shape
        self.bind(text, twin, a, axes=axes)

    def index(self):
        """A definition by elements: products over index sets, perhaps under a named reducer."""
        a = self.any(lambda v: v.axes and v.dtype in FLOATS)
        b = a and self.any(lambda v: v.axes and v.dtype == a.dtype)
        if not b or 0 in [self.n(x) for x in a.axes + b.axes]:
            return
        # Indices by dimension: axes of one size may share an index.
        names, sizes = [], []

        def subscripts(v):
            used = []
            for axis in v.axes:
                free = [n for n, s in zip(names, sizes) if s == axis and n not in used]
                if free and self.r.random() < 0.7:
                    used.append(self.r.choice(free))
                elif len(names) < len(INDICES):
                    names.append(INDICES[len(names)])
                    sizes.append(axis)
                    used.append(names[-1])
                elif free:
                    used.append(free[0])
                else:
                    return None
            return used

        left, right = subscripts(a), subscripts(b)
        if left is None or right is None:
            return
        order = self.r.sample(names, len(names))
        reduced = order[:self.r.randint(0, min(2, len(order)))]
        kept = order[len(reduced):]
        if not kept:
            return
        def expand(value, used):
            moved = ", ".join(str(used.index(n)) for n in names if n in used)
            view = ", ".join(":" if n in used else "np.newaxis" for n in names)
            return f"np.transpose({value.name}, ({moved},))[{view}]"
        op = self.r.choice(["*", "*", "+", "-"])
        reducer = self.r.choice(["sum", "sum", "max", "mean"]) if reduced else ""
        body = f"{a.name}[{', '.join(left)}] {op} {b.name}[{', '.join(right)}]"
        square = self.r.random() < 0.2
        source = f"({body}) ** 2" if square else f"({body})" if op != "*" else body
        shape = tuple(self.n(s) for s in sizes)
        twin = f"np.broadcast_to({expand(a, left)} {op} {expand(b, right)}, {shape})"
        twin = f"({twin}) ** 2" if square else twin
        if reduced:
            source = f"{reducer}[{', '.join(reduced)}] {source}"
            twin = f"np.{reducer}({twin}, axis={tuple(names.index(n) for n in reduced)})"
        left_over = [n for n in names if n in kept]
        twin = f"np.transpose({twin}, {tuple(left_over.index(n) for n in kept)})"
        size = a.size * b.size if op == "*" else a.size + b.size
        bits = a.bits + b.bits if op == "*" else max(a.bits, b.bits)
        if square:
            size, bits = size ** 2, bits * 2
        self.bind(source, twin, a, axes=[sizes[names.index(n)] for n in kept], head=f"NAME[{', '.join(kept)}]",
                  size=size * 49 if reduced else size, bits=bits, exact=a.exact and b.exact and reducer != "mean")

    def text(self):
        parameters = ", ".join(f"{p.name}: {p.dtype}[{', '.join(p.axes)}]" for p in self.parameters)
        body = "".join(f"    {line}\n" for line in self.source)
        results = ", ".join(v.name for v in self.results)
        return "".join(self.functions) + f"fn {self.name}({parameters}) {{\n{body}    return {results}\n}}\n"

    def expected(self):
        return [np.asarray(self.scope[v.name]) for v in self.results]

    def scale(self):
        """Where sums cancel, what remains is as inexact as what was summed."""
        values = [np.asarray(self.scope[v.name], np.float64) for v in self.values]
        return max([1.0] + [float(np.max(np.abs(v), initial=0, where=np.isfinite(v))) for v in values])
