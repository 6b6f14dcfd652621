"""The programs: what Sinter's functions take and give, in NPBench's names."""

import numpy as np

# Program, arguments in the order of Sinter's parameters ("zeros:n": as many zeros as n says), results in the order
# of Sinter's ("ret0": the first one that NPBench's function returns; else an array that it changes).
CASES = [
    ("adi", "TSTEPS u", "u"),
    ("arc_distance", "theta_1 phi_1 theta_2 phi_2", "ret0"),
    ("atax", "A x", "ret0"),
    ("azimint_hist", "data radius zeros:npt", "ret0"),
    ("azimint_naive", "data radius zeros:npt", "ret0"),
    ("bicg", "A p r", "ret0 ret1"),
    ("cavity_flow", "nt nit u v dt dx dy p rho nu", "u v p"),
    ("channel_flow", "nit u v dt dx dy p rho nu F", "ret0 u v p"),
    ("cholesky", "A", "A"),
    ("compute", "array_1 array_2 a b c", "ret0"),
    ("conv2d_bias", "input weights bias", "ret0"),
    ("covariance", "float_n data", "ret0 data"),
    ("covariance2", "data", "ret0"),
    ("crc16", "data", "ret0"),
    ("deriche", "alpha imgIn", "ret0"),
    ("doitgen", "A C4", "A"),
    ("floyd_warshall", "path", "path"),
    ("gemm", "alpha beta C A B", "C"),
    ("gesummv", "alpha beta A B x", "ret0"),
    ("go_fast", "a", "ret0"),
    ("gramschmidt", "A", "ret0 ret1 A"),
    ("heat_3d", "TSTEPS A B", "A B"),
    ("jacobi_1d", "TSTEPS A B", "A B"),
    ("jacobi_2d", "TSTEPS A B", "A B"),
    ("k2mm", "alpha beta A B C D", "D"),
    ("k3mm", "A B C D", "ret0"),
    ("lenet", "input conv1 conv1bias conv2 conv2bias fc1w fc1b fc2w fc2b fc3w fc3b", "ret0"),
    ("lu", "A", "A"),
    ("ludcmp", "A b", "ret0 ret1 A"),
    ("mlp", "input w1 b1 w2 b2 w3 b3", "ret0"),
    ("mvt", "x1 x2 y_1 y_2 A", "x1 x2"),
    ("seidel_2d", "TSTEPS A", "A"),
    ("softmax", "x", "ret0"),
    ("symm", "alpha beta C A B", "C"),
    ("syr2k", "alpha beta C A B", "C"),
    ("syrk", "alpha beta C A", "C"),
    ("trisolv", "L x b", "x"),
]

# Programs that are nothing but BLAS calls in the peers: BLAS is the limit there.
BLAS = {"atax", "bicg", "doitgen", "gemm", "gesummv", "k2mm", "k3mm", "mvt"}

# NPBench's data is so smooth, or so small, that these programs hardly change it and would pass without computing
# anything: they get random numbers of the same shapes.
RANDOM = {"doitgen", "heat_3d", "jacobi_1d", "jacobi_2d", "seidel_2d", "trisolv"}


def randomize(name, arguments):
    random = np.random.default_rng(11)
    for key, value in arguments.items():
        if isinstance(value, np.ndarray) and value.ndim:
            arguments[key] = random.random(value.shape).astype(value.dtype)
    if name == "trisolv":
        arguments["L"] = np.tril(arguments["L"]) + len(arguments["L"]) * np.eye(len(arguments["L"]))


def tolerance(array):
    """Of the norm of the difference, relative to the norm: all compute in the same precision, in other orders."""
    return 1e-4 if array.dtype == np.float32 else 1e-9
