"""Further statements of the random programs: masks, lists, functions, branches, loops, updates; see numpy_program.py."""
import numpy as np

DTYPES = {"f32": np.float32, "f64": np.float64, "i32": np.int32, "i64": np.int64, "i16": np.int16, "u8": np.uint8,
          "i8": np.int8, "u16": np.uint16, "u32": np.uint32, "bool": np.bool_}
FLOATS = ("f32", "f64")
UNSIGNED = ("u8", "u16", "u32")
INDICES = "ijkl"
LETTERS = "abcdefghijklmn"
SIZES = {"A": 3, "B": 4, "C": 5, "D": 1, "E": 7}


def short(name):
    """The language's name of a dtype of NumPy."""
    return str(name).replace("float", "f").replace("uint", "u").replace("int", "i")


def fits(dtype, size):
    return dtype in FLOATS or size <= np.iinfo(DTYPES[dtype]).max


class Steps:
    def compare(self):
        a = self.any(lambda v: v.exact)
        if not a:
            return
        b = self.any(lambda v: v.axes == a.axes and v.dtype == a.dtype and v.exact)
        other = b.name if b and b is not a and self.r.random() < 0.4 else self.r.choice(["0", "1", "2"])
        op = self.r.choice(["<", "<=", ">", ">=", "==", "!="])
        self.bind(f"{a.name} {op} {other}", f"{a.name} {op} {other}", a, dtype="bool", size=1, bits=0, exact=True)

    def logic(self):
        a = self.any(bools=True)
        b = a and self.any(lambda v: v.axes == a.axes, bools=True)
        if not b:
            return
        source, twin = self.r.choice([
            ("{0} and {1}", "{0} & {1}"), ("{0} or {1}", "{0} | {1}"), ("logical_xor({0}, {1})", "{0} ^ {1}"),
            ("not {0}", "~{0}" if a.axes else "np.logical_not({0})"), ("{0} & {1}", "{0} & {1}"),
            ("{0} != {1}", "{0} != {1}")])
        self.bind(source.format(a.name, b.name), twin.format(a.name, b.name), a)

    def select(self):
        """What a mask picks; where it picks; how often it is true."""
        m = self.any(lambda v: v.axes and not self.is_dynamic(v), bools=True)
        if not m:
            return
        kind = self.r.choice(["mask", "mask", "extract", "positions", "axis", "compress", "count", "choose"])
        whole = self.any(lambda v: v.axes == m.axes)
        if kind == "count":
            axis = self.r.randrange(len(m.axes))
            source = self.r.choice([f"sum({m.name}, axis={axis})", f"count_nonzero({m.name}, {axis})"])
            twin = f"np.sum({m.name}, axis={axis}, dtype=np.int64)"
            self.bind(source, twin, m, axes=m.axes[:axis] + m.axes[axis + 1:], dtype="i64", size=7)
        elif kind == "positions":
            self.bind(f"flatnonzero({m.name})", f"np.flatnonzero({m.name})", m, axes=(self.axis_of(m, m.name),), dtype="i64",
                      size=7 ** len(m.axes))
        elif kind in ("mask", "extract") and whole:
            text = f"{whole.name}[{m.name}]" if kind == "mask" else f"extract({m.name}, {whole.name})"
            twin = f"{whole.name}[{m.name}]"
            self.bind(text, twin, whole, axes=(self.axis_of(m, m.name),))
        elif kind == "choose" and whole:
            other = self.any(lambda v: v.axes == m.axes and v.dtype == whole.dtype)
            text = f"where({m.name}, {whole.name}, {other.name})"
            self.bind(text, "np." + text, whole, size=max(whole.size, other.size), bits=max(whole.bits, other.bits),
                      exact=whole.exact and other.exact)
        elif len(m.axes) == 1 and kind in ("axis", "compress"):
            a = self.any(lambda v: m.axes[0] in v.axes and len(v.axes) > 1)
            if not a:
                return
            axis = a.axes.index(m.axes[0])
            part = f"{a.name}[{':, ' * axis}{m.name}]"
            source, twin = (part, part) if kind == "axis" else (f"compress({m.name}, {a.name}, {axis})",) * 2
            self.bind(source, twin if kind == "axis" else "np." + twin, a,
                      axes=a.axes[:axis] + (self.axis_of(m, m.name),) + a.axes[axis + 1:])

    def axis_of(self, mask, name):
        """The axis that a mask picks: the same one each time."""
        if name not in self.masked:
            self.masked[name] = f"m{len(self.sizes)}"
            self.sizes[self.masked[name]] = int(np.count_nonzero(self.scope[name]))
        return self.masked[name]

    def listing(self):
        a = self.any(lambda v: v.axes and v.exact and 0 < self.n(v.axes[-1]) <= 5 and not self.is_dynamic(v))
        if not a:
            return
        numbers = [self.r.choice(["1", "2", "3", "0"] + (["0.5", "1.5"] if a.dtype in FLOATS else []))
                   for _ in range(self.n(a.axes[-1]))]
        listed = f"[{', '.join(numbers)}]"
        op = self.r.choice(["+", "*"])
        size = a.size * 3 if op == "*" else a.size + 3
        if fits(a.dtype, size):
            twin = f"{a.name} {op} np.array({listed}, {a.name}.dtype)"
            self.bind(f"{a.name} {op} {listed}", twin, a, size=size, bits=a.bits + 1)

    def stack(self):
        a = self.any(lambda v: v.axes and len(v.axes) < 4)
        b = a and self.any(lambda v: v.axes == a.axes and v.dtype == a.dtype)
        if not b:
            return
        axis = self.r.randint(0, len(a.axes))
        text = f"stack(({a.name}, {b.name}), axis={axis})"
        self.bind(text, "np." + text, a, axes=a.axes[:axis] + (2,) + a.axes[axis:], size=max(a.size, b.size),
                  bits=max(a.bits, b.bits), exact=a.exact and b.exact)

    def call(self):
        """Functions of the program: generic in dtype and rank, local ones, default values, several results."""
        a = self.any(lambda v: v.axes and v.dtype not in UNSIGNED and fits(v.dtype, v.size * 3 + 2))
        b = a and self.any(lambda v: v.axes == a.axes and v.dtype == a.dtype)
        if not b:
            return
        name = f"{self.name}_{len(self.functions)}"
        size, exact, rows = max(a.size, b.size), a.exact and b.exact, a.axes[:-1]
        both = dict(size=a.size * 3 + b.size, bits=max(a.bits, b.bits), exact=exact)
        form, call, twin, shape = self.r.choice([
            ("(x, y) { return x * 2 + y }", "({0}, {1})", "{0} * 2 + {1}", both),
            ("(x: T[...], y: T[...]) -> T[...] {\n    return maximum(x, y)\n}", "({0}, {1})", "np.maximum({0}, {1})",
             dict(both, size=size)),
            ("(x: T[..., N]) -> T[...] { return max(x, axis=-1) }", "({0})", "np.max({0}, axis=-1)", dict(axes=rows)),
            ("(x, by = 2) { return x * by }", "({0})", "{0} * 2", dict(size=a.size * 2)),
            ("(x, by = 2) { return x * by }", "({0}, by=3)", "{0} * 3", dict(size=a.size * 3)),
            ("(x, y) {\n    fn inner(z) { return z + y }\n    return inner(x)\n}", "({0}, {1})", "{0} + {1}",
             dict(both, size=a.size + b.size)),
            ("(g, x) { return g(x) + 1 }", None, "{0} * 2 + 1", dict(size=a.size * 2 + 1)),
            ("(x, y) { return x + 1, minimum(x, y) }", "two", "np.minimum({0}, {1})", dict(both, size=size + 1)),
        ])
        if "max(" in twin and not all(map(self.n, a.axes)) or not fits(a.dtype, shape.get("size", 0)):
            return
        head = None
        if call is None:
            self.functions.append(f"fn {name}g(x) {{ return x * 2 }}\n")
            call = f"({name}g, {{0}})"
        if call == "two":
            call, head = "({0}, {1})", "other, NAME"
        self.functions.append(f"fn {name}{form}\n")
        self.bind(name + call.format(a.name, b.name), twin.format(a.name, b.name), a, head=head, **shape)

    def branch(self):
        m = self.any(lambda v: v.axes, bools=True)
        a = m and self.any(lambda v: v.axes and all(x in SIZES for x in v.axes))
        b = a and self.any(lambda v: v.axes == a.axes and v.dtype == a.dtype)
        if not b:
            return
        c, shape = f"sum({m.name}) > 2", dict(size=max(a.size, b.size), bits=max(a.bits, b.bits), exact=a.exact and b.exact)
        twin = f"{a.name} if np.{c} else {b.name}"
        if self.r.random() < 0.5:
            self.bind(f"if {c} {{ {a.name} }} else {{ {b.name} }}", twin, a, **shape)
        else:
            self.bind(f"{b.name}\nif {c} {{\n    NAME = {a.name}\n}}", twin, a, **shape)

    def recurrence(self):
        """Loops in which an iteration needs the one before, with the ways out of them."""
        a = self.any(lambda v: v.axes and v.dtype in FLOATS + ("i64",) and not self.is_dynamic(v))
        if not a:
            return
        n, last = a.axes[0], "" if len(a.axes) == 1 else ", :" * (len(a.axes) - 1)
        here, before = f"{a.name}[i{last}]", f"NAME[i - 1{last}]"
        kind = self.r.choice(["for", "while", "max", "rows", "continue", "down"])
        grown, shape = dict(size=a.size * 8), dict(size=a.size * 8, axes=a.axes[1:])
        if kind == "for":
            source = f"{a.name}\nfor i in 1..{n} {{\n    NAME[i{last}] = {before} + {here}\n}}"
            self.bind(source, f"np.cumsum({a.name}, 0)", a, **grown)
        elif kind == "while":
            step = f"NAME[at{last}] += NAME[at - 1{last}]"
            source = f"{a.name}\nat = 1\nwhile at < {n} {{\n    {step}\n    at += 1\n}}"
            self.bind(source, f"np.cumsum({a.name}, 0)", a, **grown)
        elif kind == "max":
            source = f"{a.name}\nfor i in 1..{n} {{\n    NAME[i{last}] max= {before}\n}}"
            self.bind(source, f"np.maximum.accumulate({a.name}, 0)", a)
        elif kind == "down":
            source = f"{a.name}\nfor i in {n}..0 by -1 {{\n    if i < {n} {{ NAME[i - 1{last}] += NAME[i{last}] }}\n}}"
            self.bind(source, f"np.cumsum({a.name}[::-1], 0)[::-1]", a, **grown)
        elif not self.n(n):
            return
        elif kind == "rows":
            source = f"0 * {a.name}[0]\nfor row in {a.name} {{\n    NAME = NAME + row\n}}"
            self.bind(source, f"np.sum({a.name}, 0)" if len(a.axes) > 1 else f"np.cumsum({a.name}, 0)[-1]", a, **shape)
        else:
            stop = self.r.randint(0, 4)
            source = (f"0 * {a.name}[0]\nfor i in 0..{n} {{\n    if i == 1 {{ continue }}\n    if i > {stop} {{ break }}\n"
                      f"    NAME = NAME + {a.name}[i]\n}}")
            kept = [i for i in range(self.n(n)) if i != 1 and i <= stop]
            self.bind(source, f"np.sum({a.name}[{kept}], 0)", a, **shape)

    def update(self):
        a = self.any(lambda v: v.axes and v.dtype not in UNSIGNED and not self.is_dynamic(v) and fits(v.dtype, v.size * 2 + 3)
                     and all(map(self.n, v.axes)))
        if not a:
            return
        line = self.r.choice(["NAME[1:] = 3", "NAME[::2] += 1", "NAME[0] = NAME[-1]", "NAME[..., 0] *= 2", "NAME[-1] -= 1",
                              "NAME[0] = 2", f"NAME[1:] = {a.name}[:-1]",
                              "NAME[..., ::2] = 0", "NAME[:2] min= 1"])
        twin = line.replace("NAME[:2] min= 1", "NAME[:2] = np.minimum(NAME[:2], 1)")
        self.bind(f"{a.name}\n{line}", f"{a.name}.copy()\n{twin}", a, size=a.size * 2 + 3, bits=max(a.bits, 1))

    def scatter(self):
        """Updates whose positions are data."""
        k = self.any(lambda v: len(v.axes) == 1 and v.exact and not self.is_dynamic(v) and v.size < 100)
        w = k and self.any(lambda v: v.axes == k.axes)
        if not w:
            return
        dtype = np.dtype(DTYPES[w.dtype])
        places = f"i64(abs({k.name})) % 4"
        zeros, npzeros = f"zeros(4, {w.dtype})", f"np.zeros(4, np.{dtype.name})"
        twin_places = f"np.abs({k.name}).astype(np.int64) % 4"
        op, function = self.r.choice([("+=", "add"), ("max=", "maximum"), ("=", None)])
        size = w.size * 7 if op == "+=" else w.size
        if not fits(w.dtype, size):
            return
        update = f"np.{function}.at(NAME, {twin_places}, {w.name})" if function else f"NAME[{twin_places}] = {w.name}"
        self.bind(f"{zeros}\nplaces = {places}\nNAME[places[n]] {op} {w.name}[n]", f"{npzeros}\n{update}", w, axes=(4,),
                  size=size)

    def bits(self):
        a = self.any(lambda v: v.dtype not in FLOATS and v.axes)
        b = a and self.any(lambda v: v.axes == a.axes and v.dtype == a.dtype)
        if not b or not fits(a.dtype, a.size * 2 + b.size * 2 + 2):
            return
        forms = ["{0} & {1}", "{0} | {1}", "{0} ^ {1}", "{0} & 3", "{0} | 1", "{0} >> 1", "{0} << 1"]
        text = self.r.choice(forms + (["~{0}"] if a.dtype not in UNSIGNED else [])).format(a.name, b.name)
        self.bind(text, text, a, size=a.size * 2 + b.size * 2 + 2)

    def statistic(self):
        a = self.any(lambda v: v.axes and v.dtype in FLOATS and all(map(self.n, v.axes)))
        if not a:
            return
        axis = self.r.randrange(len(a.axes))
        axes = a.axes[:axis] + a.axes[axis + 1:]
        text = self.r.choice(["var", "std", "prod", "ptp", "cumprod"]) + f"({a.name}, axis={axis})"
        if "prod" in text and a.size > 10 or "ptp" in text and not a.exact:
            return
        self.bind(text, "np." + text, a, axes=a.axes if "cum" in text else axes, exact=a.exact and "ptp" in text,
                  size=a.size * 2 if "ptp" in text else a.size ** 7)

    def construct(self):
        """Arrays that are made of nothing, of the size of another one's last axis."""
        a = self.any(lambda v: v.exact and v.axes and v.axes[-1] in SIZES)
        if not a:
            return
        n = a.axes[-1]
        made, dtype, exact = self.r.choice([
            (f"arange({n})", "i64", True), (f"arange({n}, 0, -1)", "i64", True), (f"linspace(0, 1, {n})", "f64", False),
            (f"ones({n})", "f64", True), (f"full({n}, 2, f32)", "f32", True), (f"eye({n})", "f64", True),
            (f"tri({n})", "f64", True)])
        if made[:3] in ("eye", "tri") and (len(a.axes) < 2 or a.axes[-2] != n):
            return
        to = short(np.promote_types(DTYPES[a.dtype], DTYPES[dtype]))
        if to not in DTYPES:
            return
        twin = "np." + made.replace(n, str(self.n(n))).replace("f32", "np.float32")
        self.bind(f"{a.name} + {made}", f"{a.name} + {twin}", a, dtype=to, size=a.size + 8, exact=a.exact and exact)

    def einsum(self):
        """Any sum of products: diagonals, transposes, sums of single operands."""
        operands = []
        for _ in range(self.r.randint(1, 3)):
            v = self.any(lambda v: v.axes and v.dtype in FLOATS and not self.is_dynamic(v)
                         and (not operands or v.dtype == operands[0].dtype))
            if v:
                operands.append(v)
        if not operands:
            return
        by_axis, texts = {}, []
        for v in operands:
            text = ""
            for axis in v.axes:
                letters = by_axis.setdefault(axis, [])
                if not letters or self.r.random() < 0.4:
                    letters.append(LETTERS[sum(map(len, by_axis.values()))])
                text += self.r.choice(letters)
            texts.append(text)
        letters = sorted(set("".join(texts)))
        kept = self.r.sample(letters, self.r.randint(0, min(3, len(letters))))
        if len(letters) > 6:
            return
        axis_of = {letter: axis for axis, own in by_axis.items() for letter in own}
        size, bits = 1, 0
        for v in operands:
            size, bits = size * v.size, bits + v.bits
        for letter in letters:
            size *= 1 if letter in kept else max(self.n(axis_of[letter]), 1)
        text = f"einsum(\"{','.join(texts)}->{''.join(kept)}\", {', '.join(v.name for v in operands)})"
        self.bind(text, "np." + text, operands[0], axes=[axis_of[x] for x in kept], size=size, bits=bits,
                  exact=all(v.exact for v in operands))

    def reshape(self):
        a = self.any(lambda v: len(v.axes) > 1 and not self.is_dynamic(v))
        if not a:
            return
        sizes = [self.n(x) for x in a.axes]
        count, last = int(np.prod(sizes)), len(a.axes) - 1
        order = self.r.sample(range(len(sizes)), len(sizes))
        text, axes = self.r.choice([
            (f"ravel({a.name})", [count]), (f"reshape({a.name}, (-1,))", [count]),
            (f"transpose({a.name}, ({', '.join(map(str, order))}))", [a.axes[x] for x in order]),
            (f"expand_dims({a.name}, 1)", [a.axes[0], 1, *a.axes[1:]]),
            (f"broadcast_to({a.name}, (2, {', '.join(map(str, a.axes))}))", [2, *a.axes]),
        ])
        if len(axes) <= 4:
            twin = text
            for x in SIZES:
                twin = twin.replace(f" {x}", f" {SIZES[x]}")
            self.bind(text, "np." + twin, a, axes=axes)
