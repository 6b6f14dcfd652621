"""Minimax polynomials with coefficients that are exact in binary32 or binary64.

`fit` runs the Remez exchange in high precision for a linear combination of given powers. `fit_rounded`
rounds one coefficient at a time, lowest power first, and fits the remaining ones again, so that later
coefficients make up for the rounding of earlier ones.
"""

from mpmath import mp, mpf, matrix, lu_solve, cos, pi
import struct

mp.prec = 200


def round_to(value, bits):
    """The nearest binary32 (bits=24) or binary64 (bits=53) number; ties to even, normal range only."""
    if value == 0:
        return mpf(0)
    mantissa, exponent = mp.frexp(value)
    scale = mpf(2) ** bits
    return mp.nint(mantissa * scale) / scale * mpf(2) ** exponent


def round_down_to(value, bits):
    """The largest number of so many bits that is not above a positive value."""
    mantissa, exponent = mp.frexp(value)
    scale = mpf(2) ** bits
    return mp.floor(mantissa * scale) / scale * mpf(2) ** exponent


def fit(function, weight, powers, low, high, points=400):
    """Coefficients c minimising max |weight(x) (sum c_k x^powers[k] - function(x))|, and that maximum."""
    grid = chebyshev_grid(mpf(low), mpf(high), points)
    count = len(powers)
    if count == 0:
        return [], max(abs(weight(x) * function(x)) for x in grid)
    # A common factor x^base changes its sign at 0; errors alternate without it, so it goes into the weight.
    base = min(powers)
    powers = [p - base for p in powers]
    values = [function(x) / x**base for x in grid]
    weights = [abs(weight(x) * x**base) for x in grid]
    nodes = [grid[round(i * (len(grid) - 1) / count)] for i in range(count + 1)]
    index = {x: i for i, x in enumerate(grid)}
    for _ in range(60):
        system = matrix(count + 1, count + 1)
        right = matrix(count + 1, 1)
        for row, x in enumerate(nodes):
            w = weights[index[x]]
            for column, power in enumerate(powers):
                system[row, column] = w * x**power
            system[row, count] = (-1) ** row
            right[row] = w * values[index[x]]
        solution = lu_solve(system, right)
        coefficients = [solution[k] for k in range(count)]
        errors = [
            weights[i] * (sum(c * x**p for c, p in zip(coefficients, powers)) - values[i])
            for i, x in enumerate(grid)
        ]
        new_nodes, worst = exchange(grid, errors, count + 1)
        if len(new_nodes) < count + 1:
            break
        if worst <= abs(solution[count]) * (1 + mpf(10) ** -6):
            break
        nodes = new_nodes
    return coefficients, max(abs(e) for e in errors)


def chebyshev_grid(low, high, points):
    grid = [(low + high) / 2 - (high - low) / 2 * cos(pi * i / points) for i in range(points + 1)]
    return [x for x in grid if abs(x) > (high - low) * mpf(10) ** -9]  # ratios have no value at 0


def exchange(grid, errors, count):
    """The extremes of the error curve with alternating signs, `count` of them, the largest included."""
    runs = []
    for i, error in enumerate(errors):
        if runs and (errors[runs[-1]] > 0) == (error > 0):
            if abs(error) > abs(errors[runs[-1]]):
                runs[-1] = i
        else:
            runs.append(i)
    while len(runs) > count:
        sizes = [abs(errors[i]) for i in runs]
        smallest = sizes.index(min(sizes))
        inner = 0 < smallest < len(runs) - 1
        if inner and len(runs) - count >= 2:  # with its smaller neighbour, so that signs still alternate
            neighbour = smallest - 1 if sizes[smallest - 1] < sizes[smallest + 1] else smallest + 1
            for i in sorted((smallest, neighbour), reverse=True):
                runs.pop(i)
        else:
            runs.pop(0 if sizes[0] < sizes[-1] else -1)
    return [grid[i] for i in runs], max(abs(e) for e in errors)


def fit_rounded(function, weight, powers, low, high, bits, fixed=()):
    """Like `fit`, with every coefficient rounded to `bits` bits. `fixed` holds (power, value) pairs."""
    done = list(fixed)
    left = [p for p in powers if p not in [q for q, _ in done]]
    while left:
        rest = lambda x: function(x) - sum(c * x**p for p, c in done)
        coefficients, _ = fit(rest, weight, left, low, high)
        done.append((left[0], round_to(coefficients[0], bits)))
        left = left[1:]
    final = lambda x: function(x) - sum(c * x**p for p, c in done)
    _, error = fit(final, weight, [], low, high)
    return sorted(done), error


def hexadecimal(value, bits):
    """A C++ hexadecimal literal, exact."""
    number = float(value)
    assert mpf(number) == value
    if bits == 24:
        assert struct.unpack("f", struct.pack("f", number))[0] == number
    return number.hex() + ("f" if bits == 24 else "")
