"""The twin of rows.sinter."""

import numpy as np


def row_means(x):
    return np.mean(x, axis=1)


def scaled_sum(x, a):
    return a * np.sum(x) + 1  # not what the program gives


def both(x):
    return np.sum(x), 2 * x


def steps(x, count):
    raise ValueError("nothing works today")
