"""Writes fixtures/ with NumPy: the files that the readers of runtime/io are tested against.

Run from this folder: python3 make_fixtures.py (NumPy 1.24 wrote the committed ones).
"""

import io
import os
import struct
import zlib

import numpy as np
from numpy.lib import format as npy

os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), "fixtures"))

CODES = ["?", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8", "c8", "c16"]

# Each type in both byte orders: 0, 1, 2, ..., 5 (bools: is it odd).
arrays = {}
for code in CODES:
    for order in "<>":
        values = np.arange(6).reshape(2, 3)
        values = values % 2 == 1 if code == "?" else values
        if code.startswith("c"):
            values = values + 0.5j * values
        arrays[f"{code.replace('?', 'b1')}_{'le' if order == '<' else 'be'}"] = values.astype(order + code)
np.savez("types.npz", **arrays)
np.savez_compressed("types_deflated.npz", **arrays)

np.save("fortran.npy", np.asfortranarray(np.arange(24, dtype="<f4").reshape(2, 3, 4)))
np.save("scalar.npy", np.array(2.5))
np.save("empty.npy", np.zeros((3, 0, 2), dtype="<i4"))
np.save("vector.npy", np.arange(5, dtype="<i8"))
for version in [(1, 0), (2, 0), (3, 0)]:
    with open(f"version{version[0]}.npy", "wb") as file:
        npy.write_array(file, np.arange(4, dtype=">f8"), version=version)
np.save("record.npy", np.zeros(2, dtype=[("a", "<i4"), ("b", "<f8")]))
np.save("object.npy", np.array([{}, None], dtype=object), allow_pickle=True)
np.save("text.npy", np.array(["ab", "c"]))
np.savez("small.npz", x=np.arange(3, dtype="<f4"))
np.savez_compressed("small_deflated.npz", x=np.arange(3, dtype="<f4"))

# A zip64 archive that says all sizes and places in 64 bits, as archives beyond 4 GiB do. zipfile writes such records only
# for large files, so they are put together here.
data = io.BytesIO()
npy.write_array(data, np.arange(3, dtype="<f4"))
data = data.getvalue()
name = b"x.npy"
none32, none16 = b"\xff" * 4, b"\xff" * 2
crc = zlib.crc32(data)
wide = struct.pack("<HHQQ", 1, 16, len(data), len(data))
local = b"PK\x03\x04" + struct.pack("<HHHHHI", 45, 0, 0, 0, 33, crc) + none32 * 2 + struct.pack("<HH", len(name), len(wide)) + name + wide
wide = struct.pack("<HHQQQ", 1, 24, len(data), len(data), 0)
entry = b"PK\x01\x02" + struct.pack("<HHHHHHI", 45, 45, 0, 0, 0, 33, crc) + none32 * 2
entry += struct.pack("<HHHHHI", len(name), len(wide), 0, 0, 0, 0) + none32 + name + wide
at = len(local) + len(data)
end64 = b"PK\x06\x06" + struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, 1, 1, len(entry), at)
locator = b"PK\x06\x07" + struct.pack("<IQI", 0, at + len(entry), 1)
end = b"PK\x05\x06" + struct.pack("<HH", 0, 0) + none16 * 2 + none32 * 2 + struct.pack("<H", 0)
with open("zip64.npz", "wb") as file:
    file.write(local + data + entry + end64 + locator + end)

np.savetxt("table.csv", np.array([[1.5, -2e-300, np.nan], [np.inf, -np.inf, 4]]), delimiter=",", header="a,b,c")
