/* What functions compiled ahead of time run on: checks, threads, memory, errors. Included by the
 * one C file of a folder that `sinter build` made, behind sinter_aot.h; everything in it is static.
 * C11 with the extensions of GCC and Clang, x86-64. Threads come from OpenMP where the file is
 * compiled for it. */
#pragma once

#include <cpuid.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xmmintrin.h>
#ifdef _OPENMP
#include <omp.h>
#endif

/* --- What compiled code is handed: the layout that compiler/codegen/kernel_abi.h lays down. */

struct sinter_call;
typedef void (*sinter_body)(void* captured, int64_t begin, int64_t end);

struct sinter_runtime {
  void (*parallel_for)(struct sinter_call*, sinter_body, void*, int64_t, int64_t, int64_t);
  void* (*allocate)(struct sinter_call*, int64_t bytes);
  void (*release)(struct sinter_call*, void* memory, int64_t bytes);
  void (*fail)(struct sinter_call*, int64_t site, int64_t index, int64_t axis, int64_t position,
               int64_t size);
  void (*parallel_ordered)(struct sinter_call*, sinter_body, void*, int64_t, int64_t, int64_t);
  void (*show)(struct sinter_call*, int64_t, int64_t, const void*, const int64_t*);
};

struct sinter_call {
  const struct sinter_runtime* runtime;
  void* const* buffers;
  const int64_t* integers;
  int64_t failed, stopped, stopped_in, iterations, abandoned, threads;
  /* The runtime's own: the failure that is reported, and the size of memory that there was not. */
  int lock;
  int64_t chunk, site, index, axis, position, size;
  int64_t missing;
};

_Static_assert(sizeof(struct sinter_runtime) == 48 && offsetof(struct sinter_call, buffers) == 8 &&
                   offsetof(struct sinter_call, integers) == 16 &&
                   offsetof(struct sinter_call, failed) == 24 &&
                   offsetof(struct sinter_call, iterations) == 48 &&
                   offsetof(struct sinter_call, threads) == 64,
               "the layout that compiled code uses");

typedef void (*sinter_kernel)(struct sinter_call*);

/* --- What a function consists of; tables that `sinter build` writes. A size is a number into the
 * call's table of sizes. */

struct sinter_array {
  const char* name;
  int64_t element; /* Bytes of an element, and its alignment. */
  int is_bool, is_result;
  int rank;
  const int* sizes;
};

struct sinter_guard {
  int is_equality; /* Else the left size has to be at least the right one. */
  int left, right;
  const char *code, *message; /* {left} and {right} stand for the sizes found. */
};

struct sinter_site {
  const char *code, *message;
  int is_position; /* The message goes on with a position that the call tells. */
  int rank;        /* Of the value whose element failed; 0: the message names no element. */
  const int* sizes;
};

struct sinter_version {
  int level; /* 2: x86-64-v2. */
  sinter_kernel kernel;
  int integer_count;
  const int* integers;
};

struct sinter_function {
  const char* name;
  int size_count;
  /* Computes all sizes from those given; 0: one of them does not fit 64 bits. */
  int (*sizes)(const int64_t* given, int64_t* sizes);
  int given_count;
  const char* const* given_names;
  int array_count;
  const struct sinter_array* arrays;
  int guard_count;
  const struct sinter_guard* guards;
  int site_count;
  const struct sinter_site* sites;
  int version_count; /* The best first. */
  const struct sinter_version* versions;
};

/* --- Arithmetic on sizes. *ok becomes 0 where a result does not fit. */

static inline int64_t sinter_add(int64_t a, int64_t b, int* ok) {
  int64_t sum;
  if (__builtin_add_overflow(a, b, &sum)) *ok = 0, sum = 0;
  return sum;
}
static inline int64_t sinter_multiply(int64_t a, int64_t b, int* ok) {
  int64_t product;
  if (__builtin_mul_overflow(a, b, &product)) *ok = 0, product = 0;
  return product;
}
static inline int64_t sinter_floor_divide(int64_t a, int64_t b, int* ok) {
  if (b <= 0) return *ok = 0;
  return a / b - (a % b < 0);
}
static inline int64_t sinter_modulo(int64_t a, int64_t b, int* ok) {
  if (b <= 0) return *ok = 0;
  return a % b + (a % b < 0 ? b : 0);
}
static inline int64_t sinter_maximum(int64_t a, int64_t b) { return a > b ? a : b; }
static inline int64_t sinter_minimum(int64_t a, int64_t b) { return a < b ? a : b; }

/* --- Errors. */

__attribute__((format(printf, 4, 5))) static int sinter_report(sinter_aot_error* error, int status,
                                                               const char* code, const char* format,
                                                               ...) {
  if (error != NULL) {
    va_list list;
    va_start(list, format);
    error->status = status;
    snprintf(error->code, sizeof error->code, "%s", code);
    vsnprintf(error->message, sizeof error->message, format, list);
    va_end(list);
  }
  return status;
}

/* The guard's message with the sizes in it. */
static int sinter_report_guard(sinter_aot_error* error, const struct sinter_guard* guard,
                               int64_t left, int64_t right) {
  char text[sizeof error->message];
  size_t length = 0;
  for (const char* from = guard->message; *from != 0 && length + 1 < sizeof text;) {
    const int is_left = strncmp(from, "{left}", 6) == 0;
    const int is_right = strncmp(from, "{right}", 7) == 0;
    if (is_left || is_right) {
      const int written = snprintf(text + length, sizeof text - length, "%lld",
                                   (long long)(is_left ? left : right));
      length = (size_t)sinter_minimum((int64_t)length + written, (int64_t)sizeof text - 1);
      from += is_left ? 6 : 7;
    } else {
      text[length++] = *from++;
    }
  }
  text[length] = 0;
  return sinter_report(error, SINTER_AOT_WRONG, guard->code, "%s", text);
}

/* --- The processor. */

static int sinter_has(unsigned word, unsigned bits) { return (word & bits) == bits; }

/* 4 for x86-64-v4, 3 for x86-64-v3, 2 for x86-64-v2, 0 for less. */
static int sinter_processor_level(void) {
  unsigned a, b, c, d, b7, c7, d7, extended;
  if (!__get_cpuid(1, &a, &b, &c, &d)) return 0;
  /* SSE3, SSSE3, CX16, SSE4.1, SSE4.2, POPCNT */
  if (!sinter_has(c, 1u << 0 | 1u << 9 | 1u << 13 | 1u << 19 | 1u << 20 | 1u << 23)) return 0;
  if (!__get_cpuid(0x80000001u, &a, &b, &extended, &d) || !sinter_has(extended, 1u << 0))
    return 0; /* LAHF */
  /* FMA, MOVBE, OSXSAVE, AVX, F16C; LZCNT */
  if (!sinter_has(c, 1u << 12 | 1u << 22 | 1u << 27 | 1u << 28 | 1u << 29)) return 2;
  if (!sinter_has(extended, 1u << 5)) return 2;
  if (!__get_cpuid_count(7, 0, &a, &b7, &c7, &d7)) return 2;
  if (!sinter_has(b7, 1u << 3 | 1u << 5 | 1u << 8)) return 2; /* BMI1, AVX2, BMI2 */
  unsigned saved, high; /* What the system saves: SSE and AVX; masks and both halves of AVX-512. */
  __asm__("xgetbv" : "=a"(saved), "=d"(high) : "c"(0));
  if (!sinter_has(saved, 0x06)) return 2;
  /* F, DQ, CD, BW, VL */
  const int wide = sinter_has(b7, 1u << 16 | 1u << 17 | 1u << 28 | 1u << 30 | 1u << 31);
  return wide && sinter_has(saved, 0xe6) ? 4 : 3;
}

static int sinter_most_level = 4; /* What sinter_aot's callers allow; for tests. */

static int sinter_level(void) {
  static int known = -1; /* Threads that race here find the same. */
  int level = __atomic_load_n(&known, __ATOMIC_RELAXED);
  if (level < 0) {
    level = sinter_processor_level();
    __atomic_store_n(&known, level, __ATOMIC_RELAXED);
  }
  const int most = __atomic_load_n(&sinter_most_level, __ATOMIC_RELAXED);
  return level < most ? level : most;
}

/* --- Entry points of compiled code. */

/* The first iteration of the piece of an ordered loop that this thread is running. */
static _Thread_local int64_t sinter_chunk;

static void sinter_piece(sinter_body body, void* captured, int64_t begin, int64_t end,
                         int ordered) {
  const int64_t outer = sinter_chunk;
  if (ordered) sinter_chunk = begin;
  body(captured, begin, end);
  sinter_chunk = outer;
}

#ifdef _OPENMP
/* OpenMP's threads are not there in a child after fork. */
static int sinter_may_use_threads(void) {
  static pid_t first;
  pid_t none = 0;
  const pid_t self = getpid();
  if (__atomic_compare_exchange_n(&first, &none, self, 0, __ATOMIC_RELAXED, __ATOMIC_RELAXED))
    return 1;
  return none == self;
}
#endif

static int64_t sinter_threads(void) {
#ifdef _OPENMP
  return omp_in_parallel() ? 1 : omp_get_max_threads();
#else
  return 1;
#endif
}

static void sinter_parallel(sinter_body body, void* captured, int64_t begin, int64_t end,
                            int64_t grain, int ordered) {
  if (begin >= end) return;
#ifdef _OPENMP
  if (grain < 1) grain = 1;
  const int64_t chunks = (end - begin - 1) / grain + 1;
  const int64_t threads = sinter_minimum(sinter_threads(), chunks);
  if (threads > 1 && sinter_may_use_threads()) {
    const int64_t per_piece = (chunks - 1) / sinter_minimum(chunks, threads * 8) + 1;
    const int64_t pieces = (chunks - 1) / per_piece + 1;
#pragma omp parallel for schedule(dynamic, 1) num_threads((int)threads)
    for (int64_t piece = 0; piece < pieces; ++piece) {
      const unsigned state = _mm_getcsr();
      _mm_setcsr(0x1f80);
      const int64_t from = begin + piece * per_piece * grain;
      sinter_piece(body, captured, from, piece + 1 == pieces ? end : from + per_piece * grain,
                   ordered);
      _mm_setcsr(state);
    }
    return;
  }
#else
  (void)grain;
#endif
  sinter_piece(body, captured, begin, end, ordered);
}

static void sinter_parallel_for(struct sinter_call* call, sinter_body body, void* captured,
                                int64_t begin, int64_t end, int64_t grain) {
  (void)call;
  sinter_parallel(body, captured, begin, end, grain, 0);
}

static void sinter_parallel_ordered(struct sinter_call* call, sinter_body body, void* captured,
                                    int64_t begin, int64_t end, int64_t grain) {
  (void)call;
  sinter_parallel(body, captured, begin, end, grain, 1);
}

static void* sinter_allocate(struct sinter_call* call, int64_t bytes) {
  void* memory = NULL;
  if (bytes >= 0 && bytes < INT64_MAX - 64)
    memory = aligned_alloc(64, ((size_t)bytes + 64) / 64 * 64);
  if (memory == NULL) {
    __atomic_store_n(&call->missing, bytes < 0 ? INT64_MAX : bytes, __ATOMIC_RELAXED);
    __atomic_store_n(&call->failed, 1, __ATOMIC_RELAXED);
  }
  return memory;
}

static void sinter_release(struct sinter_call* call, void* memory, int64_t bytes) {
  (void)call, (void)bytes;
  free(memory);
}

/* Of several failures the earliest is kept: that of the first piece, site and element. */
static void sinter_fail(struct sinter_call* call, int64_t site, int64_t index, int64_t axis,
                        int64_t position, int64_t size) {
  __atomic_store_n(&call->failed, 1, __ATOMIC_RELAXED);
  const int64_t chunk = sinter_chunk;
  while (__atomic_exchange_n(&call->lock, 1, __ATOMIC_ACQUIRE) != 0) {
  }
  const int earlier =
      call->site < 0 || chunk < call->chunk ||
      (chunk == call->chunk && (site < call->site || (site == call->site && index < call->index)));
  if (earlier) {
    call->chunk = chunk, call->site = site, call->index = index;
    call->axis = axis, call->position = position, call->size = size;
  }
  __atomic_store_n(&call->lock, 0, __ATOMIC_RELEASE);
}

/* Assertions show what they are about, which messages here do not say. */
static void sinter_show(struct sinter_call* call, int64_t site, int64_t item, const void* data,
                        const int64_t* sizes) {
  (void)call, (void)site, (void)item, (void)data, (void)sizes;
}

/* --- Calls. */

static int64_t sinter_elements(const struct sinter_array* array, const int64_t* sizes, int* ok) {
  int64_t count = 1;
  for (int axis = 0; axis < array->rank; ++axis) {
    if (sizes[array->sizes[axis]] == 0) return 0;
  }
  for (int axis = 0; axis < array->rank; ++axis)
    count = sinter_multiply(count, sizes[array->sizes[axis]], ok);
  return count;
}

static int sinter_check_sizes(const struct sinter_function* f, const int64_t* given, int64_t* sizes,
                              sinter_aot_error* error) {
  for (int i = 0; i < f->given_count; ++i) {
    if (given[i] < 0) {
      return sinter_report(error, SINTER_AOT_WRONG, "E6063", "%s: the size %s is %lld", f->name,
                           f->given_names[i], (long long)given[i]);
    }
  }
  if (!f->sizes(given, sizes)) {
    return sinter_report(error, SINTER_AOT_WRONG, "E6063",
                         "%s: a size that does not fit 64 bits, or divides by less than 1",
                         f->name);
  }
  for (int i = 0; i < f->guard_count; ++i) {
    const struct sinter_guard* guard = &f->guards[i];
    const int64_t left = sizes[guard->left], right = sizes[guard->right];
    if (guard->is_equality ? left != right : left < right)
      return sinter_report_guard(error, guard, left, right);
  }
  return SINTER_AOT_OK;
}

static int sinter_are_bools(const unsigned char* bytes, int64_t count) {
  uint64_t seen = 0;
  int64_t k = 0;
  for (; k + 32 <= count; k += 32) {
    uint64_t words[4];
    memcpy(words, bytes + k, sizeof words);
    seen |= (words[0] | words[1]) | (words[2] | words[3]);
  }
  for (; k < count; ++k) seen |= bytes[k];
  return (seen & UINT64_C(0xfefefefefefefefe)) == 0;
}

static int sinter_check_arrays(const struct sinter_function* f, void* const* buffers,
                               const int64_t* sizes, sinter_aot_error* error) {
  for (int i = 0; i < f->array_count; ++i) {
    const struct sinter_array* array = &f->arrays[i];
    int ok = 1;
    const int64_t count = sinter_elements(array, sizes, &ok);
    const int64_t bytes = sinter_multiply(count, array->element, &ok);
    const uintptr_t from = (uintptr_t)buffers[i];
    const char* problem = NULL;
    if (!ok) problem = "is larger than memory";
    if (bytes != 0 && from == 0) problem = "is NULL";
    if (from % (uintptr_t)array->element != 0) problem = "is not aligned for its elements";
    for (int k = 0; k < i && array->is_result && problem == NULL; ++k) {
      const int64_t others = sinter_elements(&f->arrays[k], sizes, &ok) * f->arrays[k].element;
      const uintptr_t other = (uintptr_t)buffers[k];
      if (from < other + (uintptr_t)others && other < from + (uintptr_t)bytes)
        problem = "shares memory with another array";
    }
    if (array->is_bool && !array->is_result && problem == NULL &&
        !sinter_are_bools((const unsigned char*)buffers[i], count))
      problem = "holds a byte that is neither 0 nor 1";
    if (problem != NULL) {
      return sinter_report(error, SINTER_AOT_WRONG, "E6063", "%s: the array %s %s", f->name,
                           array->name, problem);
    }
  }
  return SINTER_AOT_OK;
}

static int sinter_report_failure(const struct sinter_function* f, const struct sinter_call* call,
                                 const int64_t* sizes, sinter_aot_error* error) {
  if (call->site < 0 || call->site >= f->site_count) {
    return sinter_report(error, SINTER_AOT_RESOURCE, "E5001",
                         "%s: the system has no memory for a temporary of %lld bytes", f->name,
                         (long long)call->missing);
  }
  const struct sinter_site* site = &f->sites[call->site];
  int64_t place[32], index = call->index;
  char text[200] = "";
  size_t length = 0;
  if (site->is_position) {
    length =
        (size_t)snprintf(text, sizeof text, "position %lld is outside axis %lld of size %lld",
                         (long long)call->position, (long long)call->axis, (long long)call->size);
  }
  for (int axis = site->rank; axis-- > 0;) {
    const int64_t size = sizes[site->sizes[axis]];
    place[axis] = size > 0 ? index % size : 0;
    index = size > 0 ? index / size : 0;
  }
  for (int axis = 0; axis < site->rank && length + 24 < sizeof text; ++axis) {
    length += (size_t)snprintf(text + length, sizeof text - length, "%s%lld",
                               axis == 0 ? " at element [" : ", ", (long long)place[axis]);
  }
  return sinter_report(error, SINTER_AOT_WRONG, site->code, "%s%s%s", site->message, text,
                       site->rank > 0 ? "]" : "");
}

/* Checks and calls. `sizes` and `integers` have room for what the function needs. */
static int sinter_run(const struct sinter_function* f, const int64_t* given, void* const* buffers,
                      int64_t* sizes, int64_t* integers, sinter_aot_error* error) {
  static const struct sinter_runtime runtime = {sinter_parallel_for,     sinter_allocate,
                                                sinter_release,          sinter_fail,
                                                sinter_parallel_ordered, sinter_show};
  const struct sinter_version* version = f->versions;
  const struct sinter_version* const end = version + f->version_count;
  while (version != end && version->level > sinter_level()) ++version;
  if (version == end) {
    return sinter_report(error, SINTER_AOT_UNAVAILABLE, "E6064",
                         "%s: this processor has less than x86-64-v%d", f->name, end[-1].level);
  }
  int status = sinter_check_sizes(f, given, sizes, error);
  if (status == SINTER_AOT_OK) status = sinter_check_arrays(f, buffers, sizes, error);
  if (status != SINTER_AOT_OK) return status;
  for (int i = 0; i < version->integer_count; ++i) integers[i] = sizes[version->integers[i]];
  struct sinter_call call = {.runtime = &runtime,
                             .buffers = buffers,
                             .integers = integers,
                             .stopped_in = -1,
                             .threads = sinter_threads(),
                             .site = -1};
  const unsigned state = _mm_getcsr();
  _mm_setcsr(0x1f80); /* Rounding to nearest, denormals kept, no traps. */
  version->kernel(&call);
  _mm_setcsr(state);
  if (call.failed == 0) return SINTER_AOT_OK;
  return sinter_report_failure(f, &call, sizes, error);
}
