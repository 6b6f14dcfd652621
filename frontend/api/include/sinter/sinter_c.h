/* Sinter from C, and from every language that can call C. What it means stands in sinter.h; this
 * header says how it is called. Plain C11; no exception crosses it.
 *
 *   sinter_engine* engine = NULL;
 *   sinter_error* error = NULL;
 *   if (sinter_engine_new(NULL, &engine, &error) != SINTER_OK) {
 *     fprintf(stderr, "%s\n", sinter_error_message(error));
 *     sinter_error_free(error);
 *   }
 *
 * Rules. Functions that can fail return a sinter_status; when it is not SINTER_OK and `error` is
 * not NULL, *error is an error that the caller frees, and what would have been made is untouched.
 * Handles are freed by the _free function of their type, which takes NULL too; a handle keeps alive
 * what it needs, so the order does not matter. Texts that a handle returns live as long as the
 * handle. Handles may be used from any number of threads at once, but freed only when no other
 * thread uses that handle. Functions that cannot fail take no NULL for an array. Strides count
 * elements. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define SINTER_C_API __attribute__((visibility("default")))

#ifdef __cplusplus
extern "C" {
#endif

typedef struct sinter_engine sinter_engine;
typedef struct sinter_module sinter_module;
typedef struct sinter_function sinter_function;
typedef struct sinter_array sinter_array;
typedef struct sinter_cancel_token sinter_cancel_token;
typedef struct sinter_pointer sinter_pointer;
typedef struct sinter_future sinter_future;
typedef struct sinter_error sinter_error;

/* The kind of an error, or none. */
typedef int32_t sinter_status;
enum {
  SINTER_OK = 0,
  SINTER_ERROR_USER = 1,        /* The program, the arguments or a file are wrong. */
  SINTER_ERROR_UNAVAILABLE = 2, /* A feature that does not exist yet, or is not installed. */
  SINTER_ERROR_CANCELLED = 3,   /* The caller ended it. */
  SINTER_ERROR_RESOURCE = 4,    /* Memory, disk or a limit ran out; the engine stays usable. */
  SINTER_ERROR_INTERNAL = 5     /* Sinter's own mistake. */
};

typedef int32_t sinter_dtype;
enum {
  SINTER_BOOL = 0,
  SINTER_I8 = 1,
  SINTER_I16 = 2,
  SINTER_I32 = 3,
  SINTER_I64 = 4,
  SINTER_U8 = 5,
  SINTER_U16 = 6,
  SINTER_U32 = 7,
  SINTER_U64 = 8,
  SINTER_F16 = 9,
  SINTER_BF16 = 10,
  SINTER_F32 = 11,
  SINTER_F64 = 12,
  SINTER_C64 = 13,
  SINTER_C128 = 14
};

/* "0.1.0", of the library that runs. */
SINTER_C_API const char* sinter_version(void);

/* --- Errors. */

/* A place in a text: bytes [begin, end); line and column count from 1, line 0 is no place. */
typedef struct sinter_location {
  const char* file;
  uint32_t begin;
  uint32_t end;
  uint32_t line;
  uint32_t column;
} sinter_location;

typedef struct sinter_diagnostic {
  const char* code;    /* "E0201": stable. */
  const char* message; /* Of this place alone. */
  sinter_location location;
  const char* help; /* How to fix it; may be "". */
  size_t note_count;
} sinter_diagnostic;

SINTER_C_API void sinter_error_free(sinter_error* error);
/* For functions of the host. NULL texts are empty; of kind SINTER_OK it is SINTER_ERROR_USER. */
SINTER_C_API sinter_error* sinter_error_new(sinter_status kind, const char* code,
                                            const char* message);
SINTER_C_API sinter_status sinter_error_kind(const sinter_error* error);
SINTER_C_API const char* sinter_error_code(const sinter_error* error);
/* The complete text, for people. */
SINTER_C_API const char* sinter_error_message(const sinter_error* error);
/* The same in parts; there is at least one. */
SINTER_C_API size_t sinter_error_diagnostic_count(const sinter_error* error);
/* Both return 0 where there is no such part, else 1. */
SINTER_C_API int sinter_error_diagnostic(const sinter_error* error, size_t index,
                                         sinter_diagnostic* diagnostic);
SINTER_C_API int sinter_error_note(const sinter_error* error, size_t diagnostic, size_t index,
                                   sinter_location* location, const char** text);

/* --- Engines. */

typedef int32_t sinter_backend;
enum {
  SINTER_BACKEND_LLVM = 0,
  SINTER_BACKEND_INTERPRETER = 1,
  SINTER_BACKEND_CUDA = 2,
  SINTER_BACKEND_AUTO = 3
};
typedef int32_t sinter_specialize;
enum { SINTER_SYMBOLIC = 0, SINTER_EXACT = 1, SINTER_AUTO = 2 };
typedef int32_t sinter_effort;
enum { SINTER_EFFORT_AUTO = 0, SINTER_EFFORT_QUICK = 1, SINTER_EFFORT_FULL = 2 };
typedef int32_t sinter_cache_policy;
enum { SINTER_CACHE_AUTOMATIC = 0, SINTER_CACHE_ON = 1, SINTER_CACHE_OFF = 2 };
typedef int32_t sinter_event_kind;
enum { SINTER_EVENT_COMPILED = 0, SINTER_EVENT_READ_FROM_DISK = 1, SINTER_EVENT_WARNING = 2 };

/* A function of the host that the programs of an engine call by its name (HostFunction of
 * sinter.h), declared as a program would: "fn smooth(x: f64[N], width: i64) -> (f64[N], f64)". It
 * may be called from several threads at once.
 *
 * `call` gets arrays that are there during the call: arguments to be read, and results to be
 * written, row-major, of the declared types. It must not free them. For functions of numbers alone
 * there is `call_numbers` instead, which costs less: pointers to the arguments and to where the
 * results go, of the declared types. Exactly one of the two is set.
 *
 * Both return SINTER_OK, or fail: then the program's call fails with *error, which the host makes
 * by sinter_error_new and Sinter frees, or, where it is left NULL, with an error E6046. */
typedef struct sinter_host_function {
  size_t size; /* Of this struct, as the caller knows it. */
  const char* declaration;
  sinter_status (*call)(void* context, const sinter_array* const* arguments, size_t argument_count,
                        const sinter_array* const* results, size_t result_count,
                        sinter_error** error);
  sinter_status (*call_numbers)(void* context, const void* const* arguments, void* const* results,
                                sinter_error** error);
  void* context;
} sinter_host_function;

/* As EngineOptions and ImportOptions of sinter.h say. Fill it with sinter_engine_options_init, then
 * change what should be different. */
typedef struct sinter_engine_options {
  size_t size; /* Of this struct, as the caller knows it. */
  int32_t threads;
  sinter_backend backend;
  int32_t vector_bits;
  sinter_specialize specialize;
  size_t memory_limit;
  int64_t loop_work;
  int32_t debug_info;
  sinter_cache_policy disk_cache;
  const char* cache_directory; /* NULL: where it usually is. */
  uint64_t cache_limit;
  const char* const* import_roots;
  size_t import_root_count;
  /* Called with `context` from the threads that the events happen on. May be NULL. */
  void (*on_event)(void* context, sinter_event_kind kind, const char* function, const char* text,
                   double milliseconds);
  /* What programs print, as text. NULL: on standard error. */
  void (*on_print)(void* context, const char* text);
  void* context;
  int32_t device; /* Which GPU, as CUDA numbers them. */
  /* The structs may go when the engine is there, what their contexts point at may not. */
  const sinter_host_function* const* functions;
  size_t function_count;
  sinter_effort effort;
} sinter_engine_options;

/* `size` is sizeof(sinter_engine_options). */
SINTER_C_API void sinter_engine_options_init(sinter_engine_options* options, size_t size);
/* Options may be NULL. */
SINTER_C_API sinter_status sinter_engine_new(const sinter_engine_options* options,
                                             sinter_engine** engine, sinter_error** error);
SINTER_C_API void sinter_engine_free(sinter_engine* engine);

/* --- Modules and functions. */

/* `source` has `length` bytes; `file_name`, which may be NULL, is what errors call it. */
SINTER_C_API sinter_status sinter_compile(const sinter_engine* engine, const char* source,
                                          size_t length, const char* file_name,
                                          sinter_module** module, sinter_error** error);
SINTER_C_API sinter_status sinter_compile_file(const sinter_engine* engine, const char* path,
                                               sinter_module** module, sinter_error** error);
SINTER_C_API void sinter_module_free(sinter_module* module);
/* In source order. */
SINTER_C_API size_t sinter_module_function_count(const sinter_module* module);
SINTER_C_API const char* sinter_module_function_name(const sinter_module* module, size_t index);

SINTER_C_API sinter_status sinter_module_function(const sinter_module* module, const char* name,
                                                  sinter_function** function, sinter_error** error);
SINTER_C_API void sinter_function_free(sinter_function* function);
/* "entropy(x: f32[B, D]) -> f32". */
SINTER_C_API const char* sinter_function_signature(const sinter_function* function);
/* NULL for an index that there is not. Result types are there where they are declared. */
SINTER_C_API size_t sinter_function_parameter_count(const sinter_function* function);
SINTER_C_API const char* sinter_function_parameter_name(const sinter_function* function,
                                                        size_t index);
SINTER_C_API const char* sinter_function_parameter_type(const sinter_function* function,
                                                        size_t index);
SINTER_C_API const char* sinter_function_parameter_default(const sinter_function* function,
                                                           size_t index);
SINTER_C_API size_t sinter_function_result_count(const sinter_function* function);
SINTER_C_API const char* sinter_function_result_type(const sinter_function* function, size_t index);

/* --- Arrays. */

/* A new array in memory of its own; its elements are unspecified. */
SINTER_C_API sinter_status sinter_array_empty(sinter_dtype dtype, size_t rank, const int64_t* shape,
                                              sinter_array** array, sinter_error** error);
/* A view of the caller's memory. `data` points at the element with all indices 0; strides may be
 * zero or negative, or NULL for rows one after another. When the last handle to the memory is gone,
 * deleter(context) is called once, from the thread that freed it; it may be NULL. It is not called
 * when this function fails. */
SINTER_C_API sinter_status sinter_array_view(void* data, sinter_dtype dtype, size_t rank,
                                             const int64_t* shape, const int64_t* strides,
                                             int writable, void (*deleter)(void* context),
                                             void* context, sinter_array** array,
                                             sinter_error** error);
/* Scalars that take the dtype that their parameter asks for, as literals do. */
SINTER_C_API sinter_status sinter_array_from_double(double value, sinter_array** array,
                                                    sinter_error** error);
SINTER_C_API sinter_status sinter_array_from_int64(int64_t value, sinter_array** array,
                                                   sinter_error** error);
SINTER_C_API sinter_status sinter_array_from_uint64(uint64_t value, sinter_array** array,
                                                    sinter_error** error);
SINTER_C_API sinter_status sinter_array_from_bool(int value, sinter_array** array,
                                                  sinter_error** error);
/* Another handle to the same elements. */
SINTER_C_API sinter_status sinter_array_share(const sinter_array* array, sinter_array** copy,
                                              sinter_error** error);
SINTER_C_API void sinter_array_free(sinter_array* array);

SINTER_C_API sinter_dtype sinter_array_dtype(const sinter_array* array);
SINTER_C_API size_t sinter_array_rank(const sinter_array* array);
SINTER_C_API const int64_t* sinter_array_shape(const sinter_array* array);
SINTER_C_API const int64_t* sinter_array_strides(const sinter_array* array);
SINTER_C_API int64_t sinter_array_size(const sinter_array* array); /* Number of elements. */
SINTER_C_API void* sinter_array_data(const sinter_array* array);
SINTER_C_API int sinter_array_is_contiguous(const sinter_array* array);
SINTER_C_API int sinter_array_is_writable(const sinter_array* array);
/* The only element of an array of size 1, converted. */
SINTER_C_API sinter_status sinter_array_to_double(const sinter_array* array, double* value,
                                                  sinter_error** error);
SINTER_C_API sinter_status sinter_array_to_int64(const sinter_array* array, int64_t* value,
                                                 sinter_error** error);

/* --- Arrays on a GPU, see Engine::to_device of sinter.h. Their data is an address there. */

/* The number of the GPU that the array lies on; -1: on the host. */
SINTER_C_API int32_t sinter_array_device(const sinter_array* array);
/* A copy in the memory of the engine's GPU; another handle to the same elements where they lie
 * there.
 */
SINTER_C_API sinter_status sinter_array_to_device(const sinter_engine* engine,
                                                  const sinter_array* array, sinter_array** copy,
                                                  sinter_error** error);
/* A copy on the host, likewise. */
SINTER_C_API sinter_status sinter_array_to_host(const sinter_array* array, sinter_array** copy,
                                                sinter_error** error);
/* As sinter_array_empty, in the memory of the engine's GPU. */
SINTER_C_API sinter_status sinter_array_empty_on_device(const sinter_engine* engine,
                                                        sinter_dtype dtype, size_t rank,
                                                        const int64_t* shape, sinter_array** array,
                                                        sinter_error** error);
/* As sinter_array_view, of memory of the engine's GPU that the caller got by other means: rows one
 * after another from the address `data` on. What others have asked of the GPU for it has to be
 * done.
 */
SINTER_C_API sinter_status sinter_array_view_on_device(const sinter_engine* engine, void* data,
                                                       sinter_dtype dtype, size_t rank,
                                                       const int64_t* shape, int writable,
                                                       void (*deleter)(void* context),
                                                       void* context, sinter_array** array,
                                                       sinter_error** error);
/* Copies the elements of one array into another one of the same dtype and shape, wherever both lie.
 */
SINTER_C_API sinter_status sinter_array_assign(const sinter_array* to, const sinter_array* from,
                                               sinter_error** error);
/* Returns when everything that was asked of the GPU is done. */
SINTER_C_API sinter_status sinter_engine_wait_for_device(const sinter_engine* engine,
                                                         sinter_error** error);

/* --- DLPack 1.x; see dlpack.h. The structs are those of DLPack's own header. */

struct DLManagedTensor;
struct DLManagedTensorVersioned;
/* Takes the tensor over, unless it fails. */
SINTER_C_API sinter_status sinter_array_from_dlpack(struct DLManagedTensorVersioned* tensor,
                                                    sinter_array** array, sinter_error** error);
SINTER_C_API sinter_status sinter_array_from_unversioned_dlpack(struct DLManagedTensor* tensor,
                                                                sinter_array** array,
                                                                sinter_error** error);
/* The tensor keeps the memory until its deleter is called. */
SINTER_C_API sinter_status sinter_array_to_dlpack(const sinter_array* array,
                                                  struct DLManagedTensorVersioned** tensor,
                                                  sinter_error** error);
SINTER_C_API sinter_status sinter_array_to_unversioned_dlpack(const sinter_array* array,
                                                              struct DLManagedTensor** tensor,
                                                              sinter_error** error);

/* --- Calls. */

/* As CallOptions of sinter.h say; zeros are no limit. */
typedef struct sinter_call_options {
  size_t size; /* Of this struct, as the caller knows it. */
  const sinter_cancel_token* cancel;
  double time_limit;
  uint64_t iteration_limit;
  size_t memory_limit;
} sinter_call_options;

SINTER_C_API sinter_status sinter_cancel_token_new(sinter_cancel_token** token,
                                                   sinter_error** error);
SINTER_C_API void sinter_cancel_token_cancel(const sinter_cancel_token* token);
SINTER_C_API void sinter_cancel_token_free(sinter_cancel_token* token);

/* Calls the function, compiling it first when these types have not been seen. Gives as many arrays
 * in `results` as the function has results, which the caller frees; `result_count` is how many
 * there is room for, and another number is an error. Options may be NULL. */
SINTER_C_API sinter_status sinter_call(const sinter_function* function,
                                       const sinter_array* const* arguments, size_t argument_count,
                                       const sinter_call_options* options, sinter_array** results,
                                       size_t result_count, sinter_error** error);
/* The same into arrays of the caller's, which have the results' dtypes and shapes and may have any
 * strides. */
SINTER_C_API sinter_status sinter_call_into(const sinter_function* function,
                                            const sinter_array* const* arguments,
                                            size_t argument_count,
                                            const sinter_call_options* options,
                                            const sinter_array* const* results, size_t result_count,
                                            sinter_error** error);
/* sinter_call on a thread of its own. The arguments and the function may be freed while it runs,
 * the token of the options too. */
SINTER_C_API sinter_status sinter_call_async(const sinter_function* function,
                                             const sinter_array* const* arguments,
                                             size_t argument_count,
                                             const sinter_call_options* options,
                                             sinter_future** future, sinter_error** error);
/* Waits at most so long (0: not at all; less: until it has ended) and returns whether it has ended.
 */
SINTER_C_API int sinter_future_wait(const sinter_future* future, double seconds);
/* Waits for the end, and gives the results as sinter_call does, or why it failed. May be asked
 * again.
 */
SINTER_C_API sinter_status sinter_future_get(const sinter_future* future, sinter_array** results,
                                             size_t result_count, sinter_error** error);
/* Waits for the end too. */
SINTER_C_API void sinter_future_free(sinter_future* future);
/* Compiles for arguments of these types, without calling. */
SINTER_C_API sinter_status sinter_prepare(const sinter_function* function,
                                          const sinter_array* const* arguments,
                                          size_t argument_count, sinter_error** error);

/* --- Functions as plain function pointers. */

/* The function as machine code that can be called with the types that it declares, which have to be
 * dtypes and ranks. Its parameters are the sizes of named dimensions, each where it is first used
 * (int64_t; a size such as N + 1 follows from them); then the arguments, numbers as values and
 * contiguous arrays as pointers to their first elements; then the results, as pointers to where
 * they go. It returns a sinter_status (int). With `returns_result` it returns its one result
 * instead, which is a number, and NaN (0 for integers) when it fails.
 *
 *   fn f(x: f64) -> f64              double (*)(double)
 *   fn g(x: f32[N]) -> f32[N]        int (*)(int64_t, const float*, float*)
 *
 * The code lives as long as the handle, and may be called by any number of threads. */
SINTER_C_API sinter_status sinter_function_pointer(const sinter_function* function,
                                                   int returns_result, sinter_pointer** pointer,
                                                   sinter_error** error);
/* To be cast to the type of the function. */
SINTER_C_API void (*sinter_pointer_code(const sinter_pointer* pointer))(void);
/* The error of the last call that failed, which the caller frees; NULL when none did. */
SINTER_C_API sinter_error* sinter_pointer_error(const sinter_pointer* pointer);
SINTER_C_API void sinter_pointer_free(sinter_pointer* pointer);

#ifdef __cplusplus
}
#endif
