"""Derives every polynomial of compiler/math: prints coefficients and the error of the exact polynomial.

`python3 derive.py [FAMILY...]` with families exp, log, trigonometric, inverse, error, power, root, gamma (default: all).
Needs mpmath. The printed literals stand in the .cpp file of the function.
"""

import sys

from mpmath import mp, mpf, exp, log, tanh, sqrt, sinh, cosh, sin, cos, tan, atan, atanh, asin, pi, cbrt
from mpmath import erf, erfc, loggamma
from minimax import fit, fit_rounded, hexadecimal, round_down_to, round_to

HALF_LN2 = log(mpf(2)) / 2 * mpf("1.0001")
NEAR_ZERO = mpf(10) ** -8


def show(name, coefficients, error, bits):
    print(f"{name}, {bits} bits: relative error of the polynomial 2^{mp.nstr(mp.log(error, 2), 5)}")
    for power, value in coefficients:
        print(f"  {power:2d}  {hexadecimal(value, bits)}")
    sys.stdout.flush()


def fit_and_show(name, function, weight, terms, low, high, bits, fixed=()):
    show(name, *fit_rounded(function, weight, range(terms), mpf(low), mpf(high), bits, fixed), bits)


def fit_constant_in_two(name, function, weight, terms, low, high, bits):
    """The constant term as the sum of two numbers, of which the second is printed apart."""
    constant = fit(function, weight, range(terms), low, high)[0][0]
    first = round_to(constant, bits)
    second = round_to(constant - first, bits)
    coefficients, error = fit_rounded(function, weight, range(terms), low, high, bits, [(0, first + second)])
    show(name, [(0, first)] + coefficients[1:], error, bits)
    print(f"  + {hexadecimal(second, bits)}")


def split(name, value, *pieces):
    """value as a sum of numbers with the given numbers of bits; a short one times a small integer is
    exact. A negative number of bits: rounded down."""
    parts = []
    width = 24 if max(map(abs, pieces)) <= 24 else 53
    for piece in pieces:
        rest = value - sum(parts)
        parts.append(round_to(rest, piece) if piece > 0 else round_down_to(rest, -piece))
    print(f"{name}: " + " + ".join(hexadecimal(p, width) for p in parts))


def odd_remainder(function):
    """p(z) and its weight for function(x) = x + x z p(z), z = x^2."""

    def p(z):
        x = sqrt(z)
        return (function(x) - x) / (x * z)

    def weight(z):
        x = sqrt(z)
        return x * z / function(x)

    return p, weight


def exponential():
    ln2 = log(mpf(2))
    split("ln2", ln2, 15, 24)
    split("ln2", ln2, 40, 53)
    for bits in (24, 53):
        split("1/ln2", 1 / ln2, bits)
    one = [(0, mpf(1))]
    # e^r on |r| <= ln2 / 2; the first three coefficients are 1, 1, 1/2
    for terms, bits in ((7, 24), (12, 53)):
        fit_and_show("exp", exp, lambda r: exp(-r), terms, -HALF_LN2, HALF_LN2, bits, one + [(1, mpf(1)), (2, mpf(0.5))])
    # 2^r on |r| <= 1/2
    for terms, bits in ((7, 24), (13, 53)):
        fit_and_show("exp2", lambda r: mpf(2) ** r, lambda r: mpf(2) ** -r, terms, "-0.5001", "0.5001", bits, one)
    # expm1(r) = r + r^2 q(r)
    q = lambda r: (mp.expm1(r) - r) / r**2
    weight = lambda r: r**2 / mp.expm1(r)
    for terms, bits in ((6, 24), (11, 53)):
        fit_and_show("expm1", q, weight, terms, -HALF_LN2, HALF_LN2, bits, [(0, mpf(0.5))])
    # cosh(r) = 1 + z c(z), absolute error; sinh(r) = r + r z s(z)
    high = HALF_LN2**2
    c = lambda z: (cosh(sqrt(z)) - 1) / z
    for terms, bits in ((3, 24), (6, 53)):
        fit_and_show("cosh", c, lambda z: z, terms, NEAR_ZERO, high, bits, [(0, mpf(0.5))])
    for terms, bits in ((3, 24), (6, 53)):
        fit_and_show("sinh", *odd_remainder(sinh), terms, NEAR_ZERO, high, bits)
    for terms, bits in ((5, 24), (11, 53)):
        fit_and_show("tanh", *odd_remainder(tanh), terms, NEAR_ZERO, mpf("0.625") ** 2, bits)


def logarithm():
    for name, value in (("log2(e)", 1 / log(mpf(2))), ("log10(e)", 1 / log(mpf(10)))):
        split(name, value, 24, 24)
        split(name, value, 53, 53)
    split("log10(2)", log(mpf(2)) / log(mpf(10)), 15, 24)
    split("log10(2)", log(mpf(2)) / log(mpf(10)), 40, 53)
    # f32: log(1 + f) = f + f^2 q(f) on 2/3 <= 1 + f <= 4/3, q(0) = -1/2
    q = lambda f: (log(1 + f) - f) / f**2
    third = mpf(1) / 3 * mpf("1.00001")
    fit_and_show("log", q, lambda f: f**2 / log(1 + f), 9, -third, third, 24, [(0, mpf(-0.5))])
    # The same in other bases: f32, log(1 + f) = f c + f^2 q(f), c of 24 bits, or for base 10 of twice as many
    factor = 1 / log(mpf(2))
    q = lambda f: log(1 + f) * factor / f
    fit_and_show("log2", q, lambda f: 1 / q(f), 10, -third, third, 24)
    factor = 1 / log(mpf(10))
    c = round_to(factor, 24)
    c += round_to(factor - c, 24)
    fit_and_show("log10", lambda f: (q(f) - c) / f, lambda f: f / q(f), 9, -third, third, 24)
    # f64: s = f / (2 + f), log(1 + f) = 2 atanh(s) = 2 s + s z r(z), z = s^2
    r = lambda z: (2 * atanh(sqrt(z)) - 2 * sqrt(z)) / (sqrt(z) * z)
    fit_and_show("log", r, lambda z: z / 2, 7, NEAR_ZERO, "0.0295", 53)
    fit_and_show("atanh", *odd_remainder(atanh), 3, NEAR_ZERO, "0.0405", 24)
    fit_and_show("atanh", *odd_remainder(atanh), 8, NEAR_ZERO, "0.0405", 53)


def trigonometric():
    for bits in (24, 53):
        split("2/pi", 2 / pi, bits)
    split("pi/2, rounded down", pi / 2, -24, -24, 24)
    split("pi/2, the middle rounded down", pi / 2, 53, -31, 53)
    # Beyond pi/4 by what the choice of the quadrant may be off.
    for terms, bits, high in ((3, 24, pi / 4 + mpf("0.004")), (6, 53, pi / 4 + mpf("0.0001"))):
        high = high**2
        fit_and_show("sin", *odd_remainder(sin), terms, NEAR_ZERO, high, bits)
        # cos(r) = 1 - z / 2 + z^2 c(z)
        c = lambda z: (cos(sqrt(z)) - 1) / z
        fit_and_show("cos", c, lambda z: z / cos(sqrt(z)), terms + 1, NEAR_ZERO, high, bits, [(0, mpf(-0.5))])
        fit_and_show("tan", *odd_remainder(tan), 7 if bits == 24 else 14, NEAR_ZERO, high, bits)


def inverse():
    for bits in (24, 53):
        split("pi", pi, bits, bits)
    for terms, bits, high in ((9, 24, "1.0001"), (21, 53, "1.0001"), (12, 53, "0.2501")):
        fit_and_show("atan", *odd_remainder(atan), terms, NEAR_ZERO, high, bits)
    for terms, bits in ((5, 24), (13, 53)):
        fit_and_show("asin", *odd_remainder(asin), terms, NEAR_ZERO, "0.2501", bits)


def error_function():
    # erf a = a + a p(z), z = a^2, below the limit
    def p(z):
        a = sqrt(z)
        return (erf(a) - a) / a

    # then erf a = 1 - e^q(t), t = a - middle, until it rounds to 1; q may be the less exact the smaller e^q is
    for terms, bits, limit, middle, high in ((7, 24, "1", "1.5", "4.01"), (15, 53, "1.2", "1.25", "6.01")):
        limit, middle, high = mpf(limit), mpf(middle), mpf(high)
        weight = lambda z: sqrt(z) / erf(sqrt(z))
        fit_and_show("erf", p, weight, terms, NEAR_ZERO, limit**2, bits)
        q = lambda t: log(erfc(middle + t))
        weight = lambda t: erfc(middle + t) / erf(middle + t)
        fit_and_show("log erfc", q, weight, terms, limit - middle, high - middle, bits)
    # erfc a = e^(-a^2) p(u), u = (a - middle) / (a + 3), below 2; beyond it e^(-a^2) p(u) / (a + 3) with another middle
    for terms, bits, high, middles in ((8, 24, "10.1", ("0.75", "4")), (16, 53, "27.3", ("0.75", "5.5"))):
        for middle, low, high, far in ((middles[0], 0, "2", False), (middles[1], "2", high, True)):
            middle, low, high = mpf(middle), mpf(low), mpf(high)
            a = lambda u: (middle + 3 * u) / (1 - u)
            scaled = lambda u: exp(a(u) ** 2) * erfc(a(u)) * (a(u) + 3 if far else 1)
            u = lambda a: (a - middle) / (a + 3)
            fit_constant_in_two("erfc", scaled, lambda u: 1 / scaled(u), terms, u(low), u(high), bits)


def power():
    two = mpf(2)
    split("2/ln2", 2 / log(two), 53, 53)
    split("2/(3 ln2)", 2 / (3 * log(two)), 53, 53)
    high = mpf("0.0296")  # s = f / (2 + f), sqrt(1/2) <= 1 + f <= sqrt(2)
    # f64: log2(1 + f) = s (2/ln2 + z (2/(3 ln2) + z c(z))), z = s^2
    series = lambda z: 2 / log(two) * atanh(sqrt(z)) / sqrt(z)
    c = lambda z: (series(z) - 2 / log(two) - z * 2 / (3 * log(two))) / z**2
    fit_and_show("log2 tail", c, lambda z: z**2 / series(z), 7, mpf(10) ** -6, high, 53)
    # f32: the same; and 2^r = 1 + r (ln2 + r c(r))
    split("2/ln2", 2 / log(two), 24, 24)
    split("2/(3 ln2)", 2 / (3 * log(two)), 24, 24)
    fit_and_show("log2 tail", c, lambda z: z**2 / series(z), 3, mpf(10) ** -6, high, 24)
    split("ln2", log(two), 24, 24)
    c = lambda r: (two**r - 1 - r * log(two)) / r**2
    fit_and_show("exp2 tail", c, lambda r: r**2 * two**-r, 5, "-0.5001", "0.5001", 24)


def cube_root():
    # The start of x^(-1/3) has the bits c - bits(x) / 3: as logarithms that are linear between powers of two, a turn
    # by `offset`. It is chosen so that h = 1 - x start^3 is as small as can be.
    def residues(offset):
        result = []
        for i in range(3000):
            x = mpf(8) ** (mpf(i) / 3000)
            exponent = mp.floor(mp.log(x, 2))
            line = -(exponent + x / mpf(2) ** exponent - 1) / 3 - offset
            whole = mp.floor(line)
            result.append(1 - x * (mpf(2) ** whole * (1 + line - whole)) ** 3)
        return min(result), max(result)

    offset = min((mpf(i) / 1000 for i in range(60, 76)), key=lambda o: max(map(abs, residues(o))))
    low, high = residues(offset)
    print("offset", mp.nstr(offset, 5), "residues", mp.nstr(low, 5), mp.nstr(high, 5))
    for bits, bias, mantissa, shift in ((24, 127, 23, 8), (53, 1023, 52, 12)):
        code = (mpf(4) / 3 * bias - offset) * mpf(2) ** (mantissa - shift)
        print("turned", hexadecimal(mp.nint(mpf(2) ** mantissa * 4 / 3 + code), bits))
    # (1 - h)^(-1/3) = 1 + h p(h)
    p = lambda h: (1 / cbrt(1 - h) - 1) / h
    for terms, bits in ((3, 24), (6, 53)):
        fit_and_show("1/cbrt", p, lambda h: abs(h) * cbrt(1 - h), terms, low - mpf("0.0003"), high + mpf("0.0003"), bits)


def gamma():
    lgamma = lambda x: loggamma(x)
    split("(ln(2 pi) - 1) / 2", (log(2 * pi) - 1) / 2, 53, 53)
    split("ln pi", log(pi), 53, 53)
    # lgamma(2 + u) = u q(u), -3/4 <= u <= 1/4
    q = lambda u: lgamma(2 + u) / u
    fit_and_show("lgamma near 2", q, lambda u: 1 / q(u), 20, "-0.7501", "0.2501", 53)

    # lgamma x = (x - 1/2) (log x - 1) + (ln(2 pi) - 1) / 2 + w s(w^2), w = 1 / x, x >= 4.25
    def rest(v):
        x = 1 / sqrt(v)
        return (lgamma(x) - (x - mpf("0.5")) * (log(x) - 1) - (log(2 * pi) - 1) / 2) * x

    weight = lambda v: sqrt(v) / lgamma(1 / sqrt(v))
    fit_and_show("stirling", rest, weight, 8, mpf(10) ** -8, mpf("4.24") ** -2, 53)
    # sin(pi r) = r p(r^2), |r| <= 1/2
    p = lambda z: sin(pi * sqrt(z)) / sqrt(z)
    fit_and_show("sin pi r", p, lambda z: 1 / p(z), 10, NEAR_ZERO, "0.2501", 53)


FAMILIES = {
    "exp": exponential,
    "log": logarithm,
    "trigonometric": trigonometric,
    "inverse": inverse,
    "error": error_function,
    "power": power,
    "root": cube_root,
    "gamma": gamma,
}

if __name__ == "__main__":
    for family in sys.argv[1:] or FAMILIES:
        FAMILIES[family]()
