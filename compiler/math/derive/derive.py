"""Derives every polynomial of compiler/math: prints coefficients and the error of the exact polynomial.

Needs mpmath. The printed literals stand in compiler/math/exp.cpp, log.cpp and tanh.cpp.
"""

from mpmath import mp, mpf, exp, log, tanh, sqrt
from minimax import fit_rounded, hexadecimal, round_to

HALF_LN2 = log(mpf(2)) / 2 * mpf("1.0001")


def show(name, coefficients, error, bits):
    print(f"{name}: relative error of the polynomial 2^{mp.nstr(mp.log(error, 2), 5)}")
    for power, value in coefficients:
        print(f"  {power:2d}  {hexadecimal(value, bits)}")


def split(name, value, high_bits, bits):
    """value = high + low, high with few bits so that small integers times it are exact."""
    high = round_to(value, high_bits)
    low = round_to(value - high, bits)
    print(f"{name}: {hexadecimal(high, bits)} + {hexadecimal(low, bits)}")


def exp_polynomial(degree, bits, exact):
    # e^r on |r| <= ln2 / 2; the first `exact` coefficients are 1, 1, 1/2
    fixed = [(0, mpf(1)), (1, mpf(1)), (2, mpf(0.5))][:exact]
    show(f"exp, {bits} bits", *fit_rounded(exp, lambda r: exp(-r), range(degree + 1), -HALF_LN2, HALF_LN2, bits, fixed), bits)


def log_polynomial_f32(degree):
    # log(1 + f) = f + f^2 Q(f) on 2/3 <= 1 + f <= 4/3: Q = (log(1 + f) - f) / f^2, -1/2 exact
    q = lambda f: (log(1 + f) - f) / f**2
    weight = lambda f: f**2 / log(1 + f)
    low, high = -mpf(1) / 3 * mpf("1.00001"), mpf(1) / 3 * mpf("1.00001")
    show("log, 24 bits", *fit_rounded(q, weight, range(degree + 1), low, high, 24, [(0, mpf(-0.5))]), 24)


def log_polynomial_f64(terms):
    # s = f / (2 + f), log(1 + f) = 2 atanh(s) = 2 s + s R(s^2), R(z) = z (2/3 + 2/5 z + ...)
    def r(z):
        s = sqrt(z)
        return (log((1 + s) / (1 - s)) - 2 * s) / (s * z)
    weight = lambda z: z / 2
    show("log, 53 bits", *fit_rounded(r, weight, range(terms), mpf(10) ** -8, mpf("0.0401"), 53), 53)


def tanh_polynomial(terms, limit, bits):
    # tanh(x) = x + x^3 P(x^2) on 0 <= x <= limit
    def p(z):
        x = sqrt(z)
        return (tanh(x) - x) / (x * z)
    def weight(z):
        x = sqrt(z)
        return x * z / tanh(x)
    show(f"tanh, {bits} bits", *fit_rounded(p, weight, range(terms), mpf(10) ** -8, mpf(limit) ** 2, bits), bits)


if __name__ == "__main__":
    split("ln2, 24 bits", log(mpf(2)), 15, 24)
    split("ln2, 53 bits", log(mpf(2)), 40, 53)
    print("1/ln2:", hexadecimal(round_to(1 / log(mpf(2)), 24), 24), hexadecimal(round_to(1 / log(mpf(2)), 53), 53))
    exp_polynomial(6, 24, 3)
    exp_polynomial(11, 53, 3)
    log_polynomial_f32(8)
    log_polynomial_f64(8)
    tanh_polynomial(5, "0.625", 24)
    tanh_polynomial(11, "0.625", 53)
