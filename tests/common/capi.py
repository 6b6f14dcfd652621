"""The C interface (sinter_c.h) for tests written in Python: ctypes and NumPy arrays. `load` comes first."""

import ctypes

import numpy as np

DTYPES = {"bool": 0, "int8": 1, "int16": 2, "int32": 3, "int64": 4, "uint8": 5, "uint16": 6, "uint32": 7, "uint64": 8,
          "float16": 9, "float32": 11, "float64": 12, "complex64": 13, "complex128": 14}
NAMES = {number: name for name, number in DTYPES.items()}
OUT = ctypes.POINTER(ctypes.c_void_p)
DELETER = ctypes.CFUNCTYPE(None, ctypes.c_void_p)


class Options(ctypes.Structure):
    """sinter_engine_options"""
    _fields_ = [("size", ctypes.c_size_t), ("threads", ctypes.c_int32), ("backend", ctypes.c_int32),
                ("vector_bits", ctypes.c_int32), ("specialize", ctypes.c_int32), ("memory_limit", ctypes.c_size_t),
                ("loop_work", ctypes.c_int64), ("debug_info", ctypes.c_int32), ("disk_cache", ctypes.c_int32),
                ("cache_directory", ctypes.c_char_p), ("cache_limit", ctypes.c_uint64),
                ("import_roots", ctypes.c_void_p), ("import_root_count", ctypes.c_size_t),
                ("on_event", ctypes.c_void_p), ("on_print", ctypes.c_void_p), ("context", ctypes.c_void_p),
                ("device", ctypes.c_int32), ("functions", ctypes.c_void_p), ("function_count", ctypes.c_size_t)]


CALL = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, OUT, ctypes.c_size_t, OUT, ctypes.c_size_t, OUT)
CALL_NUMBERS = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, OUT, OUT, OUT)


class HostFunction(ctypes.Structure):
    """sinter_host_function"""
    _fields_ = [("size", ctypes.c_size_t), ("declaration", ctypes.c_char_p), ("call", CALL), ("call_numbers", CALL_NUMBERS),
                ("context", ctypes.c_void_p)]


LLVM, INTERPRETER, CUDA = 0, 1, 2
CACHE_OFF = 2
FUNCTIONS = (
    ("sinter_error_message", ctypes.c_char_p, [ctypes.c_void_p]),
    ("sinter_error_code", ctypes.c_char_p, [ctypes.c_void_p]),
    ("sinter_error_free", None, [ctypes.c_void_p]),
    ("sinter_version", ctypes.c_char_p, []),
    ("sinter_engine_options_init", None, [ctypes.c_void_p, ctypes.c_size_t]),
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
     [ctypes.c_void_p, OUT, ctypes.c_size_t, ctypes.c_void_p, OUT, ctypes.c_size_t, OUT]),
    ("sinter_call_async", ctypes.c_int32, [ctypes.c_void_p, OUT, ctypes.c_size_t, ctypes.c_void_p, OUT, OUT]),
    ("sinter_future_wait", ctypes.c_int, [ctypes.c_void_p, ctypes.c_double]),
    ("sinter_future_get", ctypes.c_int32, [ctypes.c_void_p, OUT, ctypes.c_size_t, OUT]),
    ("sinter_future_free", None, [ctypes.c_void_p]),
    ("sinter_error_new", ctypes.c_void_p, [ctypes.c_int32, ctypes.c_char_p, ctypes.c_char_p]),
    ("sinter_array_device", ctypes.c_int32, [ctypes.c_void_p]),
    ("sinter_array_to_device", ctypes.c_int32, [ctypes.c_void_p, ctypes.c_void_p, OUT, OUT]),
    ("sinter_array_to_host", ctypes.c_int32, [ctypes.c_void_p, OUT, OUT]),
    ("sinter_array_assign", ctypes.c_int32, [ctypes.c_void_p, ctypes.c_void_p, OUT]),
    ("sinter_engine_wait_for_device", ctypes.c_int32, [ctypes.c_void_p, OUT]))

sinter = None  # The library.


def load(path):
    global sinter
    sinter = ctypes.CDLL(path)
    for name, result, arguments in FUNCTIONS:
        function = getattr(sinter, name)
        function.restype, function.argtypes = result, arguments
    return sinter


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


class Borrowed:
    """An array of Sinter's as one of NumPy's (the array interface), of a handle that others keep."""

    def __init__(self, handle):
        self.handle = handle
        dtype = np.dtype(NAMES[sinter.sinter_array_dtype(handle)])
        rank = sinter.sinter_array_rank(handle)
        self.__array_interface__ = {
            "version": 3, "typestr": dtype.str, "data": (sinter.sinter_array_data(handle), False),
            "shape": tuple(sinter.sinter_array_shape(handle)[:rank]),
            "strides": tuple(s * dtype.itemsize for s in sinter.sinter_array_strides(handle)[:rank])}


class Result(Borrowed):
    """The same; the handle lives as long as what refers to it."""

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


class Module:
    """A program's text, compiled by an engine of its own unless one is given (a handle of `engine`)."""

    def __init__(self, text, name="program", engine_handle=None):
        text, own = text.encode(), engine_handle is None
        owner = engine() if own else engine_handle
        try:
            self.handle = made(sinter.sinter_compile, owner, text, len(text), name.encode())
        finally:
            if own:
                sinter.sinter_engine_free(owner)

    def __del__(self):
        if hasattr(self, "handle"):
            sinter.sinter_module_free(self.handle)

    def function(self, name):
        return Function(self.handle, name)


def engine(**options):
    """A handle, which the caller frees."""
    filled = Options()
    sinter.sinter_engine_options_init(ctypes.byref(filled), ctypes.sizeof(filled))
    for name, value in options.items():
        setattr(filled, name, value)
    return made(sinter.sinter_engine_new, ctypes.byref(filled))
