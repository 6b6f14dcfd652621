#!/usr/bin/env python3
"""The C interface from Python's ctypes, with NumPy arrays. Usage: ctypes_test.py libsinter.so"""

import ctypes
import gc
import sys
import unittest
import weakref

import numpy as np

sinter = ctypes.CDLL(sys.argv.pop(1))

DTYPES = {"bool": 0, "int8": 1, "int16": 2, "int32": 3, "int64": 4, "uint8": 5, "uint16": 6, "uint32": 7, "uint64": 8,
          "float16": 9, "float32": 11, "float64": 12, "complex64": 13, "complex128": 14}
NAMES = {number: name for name, number in DTYPES.items()}
OUT = ctypes.POINTER(ctypes.c_void_p)
DELETER = ctypes.CFUNCTYPE(None, ctypes.c_void_p)

for name, result, arguments in (
        ("sinter_error_message", ctypes.c_char_p, [ctypes.c_void_p]),
        ("sinter_error_code", ctypes.c_char_p, [ctypes.c_void_p]),
        ("sinter_error_free", None, [ctypes.c_void_p]),
        ("sinter_version", ctypes.c_char_p, []),
        ("sinter_engine_new", ctypes.c_int32, [ctypes.c_void_p, OUT, OUT]),
        ("sinter_engine_free", None, [ctypes.c_void_p]),
        ("sinter_compile", ctypes.c_int32, [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_char_p, OUT, OUT]),
        ("sinter_module_free", None, [ctypes.c_void_p]),
        ("sinter_module_function", ctypes.c_int32, [ctypes.c_void_p, ctypes.c_char_p, OUT, OUT]),
        ("sinter_function_free", None, [ctypes.c_void_p]),
        ("sinter_array_view", ctypes.c_int32,
         [ctypes.c_void_p, ctypes.c_int32, ctypes.c_size_t, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, DELETER,
          ctypes.c_void_p, OUT, OUT]),
        ("sinter_array_from_unversioned_dlpack", ctypes.c_int32, [ctypes.c_void_p, OUT, OUT]),
        ("sinter_array_to_unversioned_dlpack", ctypes.c_int32, [ctypes.c_void_p, OUT, OUT]),
        ("sinter_array_from_dlpack", ctypes.c_int32, [ctypes.c_void_p, OUT, OUT]),
        ("sinter_array_to_dlpack", ctypes.c_int32, [ctypes.c_void_p, OUT, OUT]),
        ("sinter_array_free", None, [ctypes.c_void_p]),
        ("sinter_array_dtype", ctypes.c_int32, [ctypes.c_void_p]),
        ("sinter_array_rank", ctypes.c_size_t, [ctypes.c_void_p]),
        ("sinter_array_shape", ctypes.POINTER(ctypes.c_int64), [ctypes.c_void_p]),
        ("sinter_array_strides", ctypes.POINTER(ctypes.c_int64), [ctypes.c_void_p]),
        ("sinter_array_data", ctypes.c_void_p, [ctypes.c_void_p]),
        ("sinter_call", ctypes.c_int32,
         [ctypes.c_void_p, OUT, ctypes.c_size_t, ctypes.c_void_p, OUT, ctypes.c_size_t, OUT]),
        ("sinter_call_into", ctypes.c_int32,
         [ctypes.c_void_p, OUT, ctypes.c_size_t, ctypes.c_void_p, OUT, ctypes.c_size_t, OUT])):
    function = getattr(sinter, name)
    function.restype, function.argtypes = result, arguments


class SinterError(Exception):
    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


def checked(function, *arguments):
    error = ctypes.c_void_p()
    if function(*arguments, ctypes.byref(error)) != 0:
        code, message = sinter.sinter_error_code(error).decode(), sinter.sinter_error_message(error).decode()
        sinter.sinter_error_free(error)
        raise SinterError(code, message)


def made(function, *arguments):
    handle = ctypes.c_void_p()
    checked(function, *arguments, ctypes.byref(handle))
    return handle


released = []
kept = {}  # What memory belongs to, by a number, while Sinter has a view of it.


@DELETER
def release(number):
    released.append(number)
    del kept[number]


def view(array):
    """A view of a NumPy array, which lives until the view is gone."""
    number = max(kept, default=0) + 1
    kept[number] = array
    shape = (ctypes.c_int64 * array.ndim)(*array.shape)
    strides = (ctypes.c_int64 * array.ndim)(*(s // array.itemsize for s in array.strides))
    return made(sinter.sinter_array_view, array.ctypes.data, DTYPES[array.dtype.name], array.ndim, shape, strides,
                array.flags.writeable, release, number)


class Result:
    """An array of Sinter's as one of NumPy's (the array interface); the handle lives as long as what refers to it."""

    def __init__(self, handle):
        self.handle = handle
        dtype = np.dtype(NAMES[sinter.sinter_array_dtype(handle)])
        rank = sinter.sinter_array_rank(handle)
        self.__array_interface__ = {
            "version": 3, "typestr": dtype.str, "data": (sinter.sinter_array_data(handle), False),
            "shape": tuple(sinter.sinter_array_shape(handle)[:rank]),
            "strides": tuple(s * dtype.itemsize for s in sinter.sinter_array_strides(handle)[:rank])}

    def __del__(self):
        sinter.sinter_array_free(self.handle)


def handles(arrays):
    return (ctypes.c_void_p * len(arrays))(*(a.value for a in arrays))


class Function:
    def __init__(self, module, name):
        self.handle = made(sinter.sinter_module_function, module, name.encode())

    def __del__(self):
        sinter.sinter_function_free(self.handle)

    def __call__(self, *arguments, results=1):
        views = [view(a) for a in arguments]
        out = (ctypes.c_void_p * results)()
        try:
            checked(sinter.sinter_call, self.handle, handles(views), len(views), None, out, results)
        finally:
            for v in views:
                sinter.sinter_array_free(v)
        arrays = [np.asarray(Result(ctypes.c_void_p(o))) for o in out]
        return arrays[0] if results == 1 else arrays

    def into(self, target, *arguments):
        views, target_view = [view(a) for a in arguments], view(target)
        try:
            checked(sinter.sinter_call_into, self.handle, handles(views), len(views), None, handles([target_view]), 1)
        finally:
            for v in views + [target_view]:
                sinter.sinter_array_free(v)


PyCapsule_GetPointer = ctypes.pythonapi.PyCapsule_GetPointer
PyCapsule_GetPointer.restype, PyCapsule_GetPointer.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]
PyCapsule_SetName = ctypes.pythonapi.PyCapsule_SetName
PyCapsule_SetName.restype, PyCapsule_SetName.argtypes = ctypes.c_int, [ctypes.py_object, ctypes.c_char_p]
PyCapsule_New = ctypes.pythonapi.PyCapsule_New
PyCapsule_New.restype, PyCapsule_New.argtypes = ctypes.py_object, [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p]
NEW, USED = b"dltensor", b"used_dltensor"  # Capsules keep the pointers.


class Tensor:
    """An array of Sinter's for numpy.from_dlpack, which takes the tensor over."""

    def __init__(self, handle):
        self.tensor = made(sinter.sinter_array_to_unversioned_dlpack, handle)

    def __dlpack__(self, stream=None):
        return PyCapsule_New(self.tensor, NEW, None)

    def __dlpack_device__(self):
        return 1, 0


PROGRAM = b"""
fn plus(x, y) { return x + y }
fn rows(x: f64[B, D]) -> (f64[B], f64[D]) { return sum(x, axis=1), max(x, axis=0) }
fn twice(x: T[...]) -> T[...] { return x + x }
"""


class CInterface(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        engine = made(sinter.sinter_engine_new, None)
        cls.module = made(sinter.sinter_compile, engine, PROGRAM, len(PROGRAM), b"ctypes")
        sinter.sinter_engine_free(engine)

    @classmethod
    def tearDownClass(cls):
        sinter.sinter_module_free(cls.module)

    def setUp(self):
        gc.collect()
        self.assertEqual(kept, {})

    def tearDown(self):
        gc.collect()
        self.assertEqual(kept, {}, "views were left over")

    def test_every_dtype_and_layout(self):
        plus = Function(self.module, "plus")
        base = np.arange(2 * 3 * 4).reshape(2, 3, 4)
        for dtype in ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float32", "float64"):
            x = base.astype(dtype)
            for layout in (x, x.T, x[:, ::2, ::-1], x[::-1], np.asfortranarray(x), np.broadcast_to(x[0], (2, 3, 4))):
                found = plus(layout, layout)
                self.assertEqual(found.dtype, layout.dtype)
                np.testing.assert_array_equal(found, layout + layout)

    def test_several_results(self):
        x = np.linspace(-1, 1, 35).reshape(5, 7)
        sums, highest = Function(self.module, "rows")(x, results=2)
        np.testing.assert_allclose(sums, x.sum(axis=1), atol=1e-15)
        np.testing.assert_array_equal(highest, x.max(axis=0))

    def test_into_strided_memory(self):
        x = np.arange(6, dtype=np.float32).reshape(2, 3)
        target = np.full((3, 4), -1, np.float32)
        Function(self.module, "twice").into(target[:, 1:3].T, x)
        np.testing.assert_array_equal(target[:, 1:3].T, 2 * x)
        np.testing.assert_array_equal(target[:, [0, 3]], -1)

    def test_results_outlive_the_function_and_the_arguments(self):
        x = np.ones(1000)
        watched = weakref.ref(x)
        y = Function(self.module, "twice")(x)
        del x
        gc.collect()
        self.assertIsNone(watched())
        np.testing.assert_array_equal(y, np.full(1000, 2.0))

    def test_numpy_arrays_in_by_dlpack(self):
        x = np.random.default_rng(1).normal(size=(3, 4))  # owns its memory, so that it can be watched
        watched = weakref.ref(x)
        capsule = x[:, ::2].__dlpack__()
        tensor = PyCapsule_GetPointer(capsule, b"dltensor")
        array = made(sinter.sinter_array_from_unversioned_dlpack, tensor)
        PyCapsule_SetName(capsule, USED)
        expected = 2 * x[:, ::2]
        del x, capsule
        gc.collect()
        self.assertIsNotNone(watched())  # the array keeps it
        twice, out = Function(self.module, "twice"), (ctypes.c_void_p * 1)()
        checked(sinter.sinter_call, twice.handle, handles([array]), 1, None, out, 1)
        np.testing.assert_array_equal(np.asarray(Result(ctypes.c_void_p(out[0]))), expected)
        sinter.sinter_array_free(array)
        gc.collect()
        self.assertIsNone(watched())

    def test_arrays_out_by_dlpack(self):
        for dtype in ("int8", "uint16", "int64", "float32", "float64"):
            x = np.arange(24).astype(dtype).reshape(2, 3, 4)
            handle = view(x.transpose(2, 0, 1)[::-1])
            y = np.from_dlpack(Tensor(handle))
            sinter.sinter_array_free(handle)
            gc.collect()
            self.assertEqual(len(kept), 1)  # the tensor keeps it
            np.testing.assert_array_equal(y, x.transpose(2, 0, 1)[::-1])
            self.assertTrue(np.shares_memory(x, y))
            del y
            gc.collect()
            self.assertEqual(kept, {})

    def test_versioned_tensors_say_that_they_are_read_only(self):
        x = np.arange(6.0)
        x.flags.writeable = False
        handle = view(x)
        with self.assertRaisesRegex(SinterError, "read-only"):
            made(sinter.sinter_array_to_unversioned_dlpack, handle)
        tensor = made(sinter.sinter_array_to_dlpack, handle)
        sinter.sinter_array_free(handle)
        fields = (ctypes.c_uint32.from_address(tensor.value).value,
                  ctypes.c_uint64.from_address(tensor.value + 24).value)  # major version, flags
        self.assertEqual(fields, (1, 1))
        back = made(sinter.sinter_array_from_dlpack, tensor)  # and takes it over
        np.testing.assert_array_equal(np.asarray(Result(back)), x)
        gc.collect()
        self.assertEqual(kept, {})

    def test_errors_say_what_is_wrong(self):
        twice, rows = Function(self.module, "twice"), Function(self.module, "rows")
        with self.assertRaises(SinterError) as caught:
            rows(np.ones(3), results=2)
        self.assertEqual(caught.exception.code, "E0401")
        self.assertIn('`x` is declared f64[B, D], but the argument has 1 axis', str(caught.exception))
        fixed = np.zeros(3)
        fixed.flags.writeable = False
        with self.assertRaises(SinterError) as caught:
            twice.into(fixed, np.ones(3))
        self.assertEqual(caught.exception.code, "E6013")


if __name__ == "__main__":
    unittest.main()
