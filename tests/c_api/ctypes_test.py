#!/usr/bin/env python3
"""The C interface from Python's ctypes, with NumPy arrays. Usage: ctypes_test.py libsinter.so"""

import ctypes
import gc
import os
import sys
import unittest
import weakref

import numpy as np

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "common"))
import capi
from capi import Module, Result, SinterError, checked, handles, kept, made, view

sinter = capi.load(sys.argv.pop(1))

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


PROGRAM = """
fn plus(x, y) { return x + y }
fn rows(x: f64[B, D]) -> (f64[B], f64[D]) { return sum(x, axis=1), max(x, axis=0) }
fn twice(x: T[...]) -> T[...] { return x + x }
"""


class CInterface(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.module = Module(PROGRAM, "ctypes")

    @classmethod
    def tearDownClass(cls):
        cls.module = None

    def setUp(self):
        gc.collect()
        self.assertEqual(kept, {})

    def tearDown(self):
        gc.collect()
        self.assertEqual(kept, {}, "views were left over")

    def test_every_dtype_and_layout(self):
        plus = self.module.function("plus")
        base = np.arange(2 * 3 * 4).reshape(2, 3, 4)
        for dtype in ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float32", "float64"):
            x = base.astype(dtype)
            for layout in (x, x.T, x[:, ::2, ::-1], x[::-1], np.asfortranarray(x), np.broadcast_to(x[0], (2, 3, 4))):
                found = plus(layout, layout)
                self.assertEqual(found.dtype, layout.dtype)
                np.testing.assert_array_equal(found, layout + layout)

    def test_several_results(self):
        x = np.linspace(-1, 1, 35).reshape(5, 7)
        sums, highest = self.module.function("rows")(x, results=2)
        np.testing.assert_allclose(sums, x.sum(axis=1), atol=1e-15)
        np.testing.assert_array_equal(highest, x.max(axis=0))

    def test_into_strided_memory(self):
        x = np.arange(6, dtype=np.float32).reshape(2, 3)
        target = np.full((3, 4), -1, np.float32)
        self.module.function("twice").into(target[:, 1:3].T, x)
        np.testing.assert_array_equal(target[:, 1:3].T, 2 * x)
        np.testing.assert_array_equal(target[:, [0, 3]], -1)

    def test_results_outlive_the_function_and_the_arguments(self):
        x = np.ones(1000)
        watched = weakref.ref(x)
        y = self.module.function("twice")(x)
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
        twice, out = self.module.function("twice"), (ctypes.c_void_p * 1)()
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
        twice, rows = self.module.function("twice"), self.module.function("rows")
        with self.assertRaises(SinterError) as caught:
            rows(np.ones(3), results=2)
        self.assertEqual(caught.exception.code, "E0401")
        self.assertIn('`x` is declared f64[B, D], but the argument has 1 axis', str(caught.exception))
        fixed = np.zeros(3)
        fixed.flags.writeable = False
        with self.assertRaises(SinterError) as caught:
            twice.into(fixed, np.ones(3))
        self.assertEqual(caught.exception.code, "E6013")


class HostFunctions(unittest.TestCase):
    """Python functions that programs call."""

    @staticmethod
    def sorted(_, arguments, _count, results, _result_count, _error):
        x = np.asarray(capi.Borrowed(arguments[0]))
        y, order = (np.asarray(capi.Borrowed(results[i])) for i in range(2))
        order[...] = np.argsort(x, kind="stable")
        y[...] = x[order]
        return 0

    @staticmethod
    def failing(_, arguments, results, error):
        x = ctypes.c_double.from_address(arguments[0]).value
        if x < 0:
            error[0] = sinter.sinter_error_new(4, b"E0001", b"not below zero")
            return 4
        ctypes.c_double.from_address(results[0]).value = x + 1
        return 0

    def test_arrays_and_numbers(self):
        size = ctypes.sizeof(capi.HostFunction)
        functions = [capi.HostFunction(size, b"fn sorted(x: f64[N]) -> (f64[N], i64[N])", capi.CALL(self.sorted)),
                     capi.HostFunction(size, b"fn next(x: f64) -> f64", capi.CALL(), capi.CALL_NUMBERS(self.failing))]
        list_ = (ctypes.c_void_p * 2)(*(ctypes.addressof(f) for f in functions))
        engine = capi.engine(functions=ctypes.cast(list_, ctypes.c_void_p), function_count=2)
        module = Module("fn f(x: f64[N]) { y, order = sorted(x); return y - 1, order }\nfn g(x: f64) { return next(x) }", "host", engine)
        sinter.sinter_engine_free(engine)
        x = np.random.default_rng(3).normal(size=100)
        y, order = module.function("f")(x, results=2)
        np.testing.assert_array_equal(order, np.argsort(x, kind="stable"))
        np.testing.assert_array_equal(y, np.sort(x) - 1)
        self.assertEqual(module.function("g")(np.array(1.5)), 2.5)
        with self.assertRaisesRegex(SinterError, "not below zero"):
            module.function("g")(np.array(-1.5))

    def test_calls_on_other_threads(self):
        module = Module(PROGRAM, "ctypes")
        function, x = module.function("twice"), np.arange(5.0)
        arguments = view(x)
        future = made(sinter.sinter_call_async, function.handle, handles([arguments]), 1, None)
        sinter.sinter_array_free(arguments)
        out = (ctypes.c_void_p * 1)()
        self.assertEqual(sinter.sinter_future_wait(future, -1.0), 1)
        checked(sinter.sinter_future_get, future, out, 1)
        sinter.sinter_future_free(future)
        np.testing.assert_array_equal(np.asarray(Result(ctypes.c_void_p(out[0]))), 2 * x)


class OnAGpu(unittest.TestCase):
    """On the GPU of tests/cuda, which the test's environment names."""

    def test_arrays_stay_there(self):
        engine = capi.engine(backend=capi.CUDA, disk_cache=capi.CACHE_OFF)
        module = Module("fn step(x: f32[N]) -> f32[N] { return 0.5 * x + 1 }", "gpu", engine)
        step, x = module.function("step"), np.linspace(-3, 3, 1000, dtype="f4")
        host = view(x)
        there = made(sinter.sinter_array_to_device, engine, host)
        for _ in range(3):
            out = (ctypes.c_void_p * 1)()
            checked(sinter.sinter_call, step.handle, handles([there]), 1, None, out, 1)
            sinter.sinter_array_free(there)
            there = ctypes.c_void_p(out[0])
            self.assertEqual(sinter.sinter_array_device(there), 0)
        checked(sinter.sinter_engine_wait_for_device, engine)
        target = np.zeros(1000, "f4")
        back = view(target)
        checked(sinter.sinter_array_assign, back, there)
        for array in (host, there, back):
            sinter.sinter_array_free(array)
        sinter.sinter_engine_free(engine)
        for _ in range(3):
            x = np.float32(0.5) * x + np.float32(1)
        np.testing.assert_array_equal(target, x)


if __name__ == "__main__":
    unittest.main()
