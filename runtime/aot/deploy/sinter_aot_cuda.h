/* What functions compiled ahead of time run on where they run on a GPU: NVIDIA's driver, opened
 * with dlopen by the first call, memory, launches. Included by the one C file of a folder that
 * `sinter build --cuda` made, behind sinter_aot_runtime.h and sinter_aot_host_values.h; everything
 * in it is static. */
#pragma once

#include <dlfcn.h>
#include <pthread.h>

/* --- The driver. Its handles are pointers, its results numbers: 0 is success. */

enum { SINTER_CUDA_NO_MEMORY = 2 };

struct sinter_cuda_driver {
  int (*init)(unsigned);
  int (*count)(int*);
  int (*get)(int*, int);
  int (*attribute)(int*, int, int);
  int (*retain)(void**, int);
  int (*release_context)(int);
  int (*push)(void*);
  int (*pop)(void**);
  int (*create_stream)(void**, unsigned);
  int (*destroy_stream)(void*);
  int (*wait)(void*);
  int (*allocate)(uint64_t*, size_t);
  int (*release)(uint64_t);
  int (*write)(uint64_t, const void*, size_t, void*);
  int (*read)(void*, uint64_t, size_t, void*);
  int (*fill)(uint64_t, unsigned char, size_t, void*);
  int (*load)(void**, const void*);
  int (*unload)(void*);
  int (*function)(void**, void*, const char*);
  int (*launch)(void*, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, void*,
                void**, void**);
  int (*error_name)(int, const char**);
  int (*error_text)(int, const char**);
};

static const struct {
  const char* name;
  size_t offset;
} sinter_cuda_names[] = {
#define SINTER_CUDA_NAME(member, name) {name, offsetof(struct sinter_cuda_driver, member)}
    SINTER_CUDA_NAME(init, "cuInit"),
    SINTER_CUDA_NAME(count, "cuDeviceGetCount"),
    SINTER_CUDA_NAME(get, "cuDeviceGet"),
    SINTER_CUDA_NAME(attribute, "cuDeviceGetAttribute"),
    SINTER_CUDA_NAME(retain, "cuDevicePrimaryCtxRetain"),
    SINTER_CUDA_NAME(release_context, "cuDevicePrimaryCtxRelease_v2"),
    SINTER_CUDA_NAME(push, "cuCtxPushCurrent_v2"),
    SINTER_CUDA_NAME(pop, "cuCtxPopCurrent_v2"),
    SINTER_CUDA_NAME(create_stream, "cuStreamCreate"),
    SINTER_CUDA_NAME(destroy_stream, "cuStreamDestroy_v2"),
    SINTER_CUDA_NAME(wait, "cuStreamSynchronize"),
    SINTER_CUDA_NAME(allocate, "cuMemAlloc_v2"),
    SINTER_CUDA_NAME(release, "cuMemFree_v2"),
    SINTER_CUDA_NAME(write, "cuMemcpyHtoDAsync_v2"),
    SINTER_CUDA_NAME(read, "cuMemcpyDtoHAsync_v2"),
    SINTER_CUDA_NAME(fill, "cuMemsetD8Async"),
    SINTER_CUDA_NAME(load, "cuModuleLoadData"),
    SINTER_CUDA_NAME(unload, "cuModuleUnload"),
    SINTER_CUDA_NAME(function, "cuModuleGetFunction"),
    SINTER_CUDA_NAME(launch, "cuLaunchKernel"),
    SINTER_CUDA_NAME(error_name, "cuGetErrorName"),
    SINTER_CUDA_NAME(error_text, "cuGetErrorString"),
#undef SINTER_CUDA_NAME
};

/* --- What a program consists of; tables and functions that `sinter build` writes. */

struct sinter_cuda_call;

struct sinter_cuda_code {
  int architecture; /* 90 for compute capability 9.0. */
  int is_ptx;       /* For newer GPUs too: the driver compiles it. */
  const unsigned char* bytes;
};

struct sinter_cuda_program {
  int code_count;
  const struct sinter_cuda_code* codes;
  int kernel_count;
  const char* const* kernels; /* NULL: part of another one. */
  int integer_count;
  const int* integers; /* Numbers into the call's table of sizes. */
  int64_t state_bytes;
  int may_fail;
  /* What the host does, in order. 0: it has failed, or was stopped by a failure on the GPU. */
  int (*steps)(struct sinter_cuda_call*);
};

/* What kernels write where a checked error happens. */
struct sinter_cuda_failure {
  int32_t lock, failed, stopped, unused;
  int64_t chunk, site, index, axis, position, size;
};

struct sinter_cuda_block {
  uint64_t address;
  int64_t bytes;
};

struct sinter_cuda_blocks {
  struct sinter_cuda_block* list;
  int count, room;
};

struct sinter_cuda_loaded {
  const struct sinter_cuda_program* program;
  void* module;
  void** functions;
  struct sinter_cuda_loaded* next;
};

/* One GPU: its primary context, which other CUDA libraries of the process share, one stream, and
 * memory that is kept for the next call. Calls on it run one after another. */
struct sinter_cuda_device {
  pthread_mutex_t lock;
  int is_open, handle, architecture, processors;
  void *context, *stream;
  struct sinter_cuda_blocks kept;
  struct sinter_cuda_loaded* loaded;
};

struct sinter_cuda_call {
  const char* name;
  struct sinter_cuda_device* device;
  const struct sinter_cuda_loaded* loaded;
  const int64_t* integers;
  uint64_t* buffers;
  uint64_t state, failure;
  struct sinter_cuda_blocks held;
  int status;
  sinter_aot_error* error;
};

static struct {
  pthread_mutex_t lock; /* Of what follows, but not of the devices themselves. */
  struct sinter_cuda_driver driver;
  int count;
  struct sinter_cuda_device* devices;
} sinter_cuda = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* --- Errors. */

static int sinter_cuda_report(const char* name, int result, const char* function,
                              sinter_aot_error* error) {
  const char *word = NULL, *text = NULL;
  sinter_cuda.driver.error_name(result, &word);
  sinter_cuda.driver.error_text(result, &text);
  const int no_memory = result == SINTER_CUDA_NO_MEMORY;
  return sinter_report(error, SINTER_AOT_RESOURCE, no_memory ? "E5220" : "E5222",
                       "%s: %s%s: %s (%s)%s", name,
                       no_memory ? "the device has no more memory: " : "", function,
                       text == NULL ? "?" : text, word == NULL ? "unknown" : word,
                       result >= 700 && result <= 720
                           ? "; the GPU is of no use to this process any more: start it again"
                           : "");
}

/* Whether a call of the driver's has gone well; else the function's call fails. */
static int sinter_cuda_check(struct sinter_cuda_call* call, int result, const char* function) {
  if (result != 0) call->status = sinter_cuda_report(call->name, result, function, call->error);
  return result == 0;
}

/* --- Opening. */

static int sinter_cuda_find_driver(const char* name, struct sinter_cuda_driver* driver,
                                   sinter_aot_error* error) {
  const char* path = getenv("SINTER_CUDA_DRIVER");
  if (path == NULL || *path == 0) path = "libcuda.so.1";
  void* const library = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  if (library == NULL) {
    return sinter_report(error, SINTER_AOT_UNAVAILABLE, "E5221", "%s: no CUDA driver: %s not found",
                         name, path);
  }
  for (size_t i = 0; i < sizeof sinter_cuda_names / sizeof sinter_cuda_names[0]; ++i) {
    void* const found = dlsym(library, sinter_cuda_names[i].name);
    if (found == NULL) {
      return sinter_report(error, SINTER_AOT_UNAVAILABLE, "E5221",
                           "%s: no CUDA driver: %s lacks %s; it is too old", name, path,
                           sinter_cuda_names[i].name);
    }
    memcpy((char*)driver + sinter_cuda_names[i].offset, &found, sizeof found);
  }
  return SINTER_AOT_OK;
}

/* Finds the driver and its devices, once in a process; a failure is tried again by the next call.
 * With the lock held. */
static int sinter_cuda_open_driver(const char* name, sinter_aot_error* error) {
  if (sinter_cuda.devices != NULL) return SINTER_AOT_OK;
  struct sinter_cuda_driver driver;
  const int status = sinter_cuda_find_driver(name, &driver, error);
  if (status != SINTER_AOT_OK) return status;
  int count = 0, result = driver.init(0);
  if (result == 0) result = driver.count(&count);
  if (result != 0 || count < 1) {
    const char* text = NULL;
    if (result != 0) driver.error_text(result, &text);
    return sinter_report(error, SINTER_AOT_UNAVAILABLE, "E5221", "%s: no CUDA driver: %s%s", name,
                         result == 0 ? "it knows of no GPU" : "it says ",
                         result == 0    ? ""
                         : text == NULL ? "nothing"
                                        : text);
  }
  struct sinter_cuda_device* const devices = calloc((size_t)count, sizeof *devices);
  if (devices == NULL)
    return sinter_report(error, SINTER_AOT_RESOURCE, "E5001", "%s: the system has no memory", name);
  for (int i = 0; i < count; ++i) pthread_mutex_init(&devices[i].lock, NULL);
  sinter_cuda.driver = driver;
  sinter_cuda.count = count;
  sinter_cuda.devices = devices;
  return SINTER_AOT_OK;
}

/* The context becomes the thread's current one. With the device's lock held. */
static int sinter_cuda_open_device(const char* name, int number, struct sinter_cuda_device* device,
                                   sinter_aot_error* error) {
  const struct sinter_cuda_driver* const f = &sinter_cuda.driver;
  const char* function = "cuCtxPushCurrent";
  int result = 0;
  if (!device->is_open) {
    int major = 0, minor = 0;
    function = "cuDeviceGet";
    result = f->get(&device->handle, number);
    if (result == 0)
      function = "cuDeviceGetAttribute", result = f->attribute(&major, 75, device->handle);
    if (result == 0) result = f->attribute(&minor, 76, device->handle);
    if (result == 0) result = f->attribute(&device->processors, 16, device->handle);
    device->architecture = 10 * major + minor;
    if (result == 0)
      function = "cuDevicePrimaryCtxRetain", result = f->retain(&device->context, device->handle);
    if (result != 0) return sinter_cuda_report(name, result, function, error);
    result = f->push(device->context);
    if (result == 0) function = "cuStreamCreate", result = f->create_stream(&device->stream, 1);
    if (result != 0) {
      void* context = NULL;
      f->pop(&context);
      f->release_context(device->handle);
      return sinter_cuda_report(name, result, function, error);
    }
    device->is_open = 1;
    return SINTER_AOT_OK;
  }
  result = f->push(device->context);
  return result == 0 ? SINTER_AOT_OK : sinter_cuda_report(name, result, function, error);
}

/* The device, locked, its context current; sinter_cuda_leave ends that. NULL: *status says what the
 * call returns. */
static struct sinter_cuda_device* sinter_cuda_enter(const char* name, int number, int* status,
                                                    sinter_aot_error* error) {
  pthread_mutex_lock(&sinter_cuda.lock);
  *status = sinter_cuda_open_driver(name, error);
  pthread_mutex_unlock(&sinter_cuda.lock);
  if (*status != SINTER_AOT_OK) return NULL;
  if (number < 0 || number >= sinter_cuda.count) {
    *status = sinter_report(error, SINTER_AOT_UNAVAILABLE, "E5221",
                            "%s: no CUDA device %d: there are %d", name, number, sinter_cuda.count);
    return NULL;
  }
  struct sinter_cuda_device* const device = &sinter_cuda.devices[number];
  pthread_mutex_lock(&device->lock);
  *status = sinter_cuda_open_device(name, number, device, error);
  if (*status == SINTER_AOT_OK) return device;
  pthread_mutex_unlock(&device->lock);
  return NULL;
}

static void sinter_cuda_leave(struct sinter_cuda_device* device) {
  void* context = NULL;
  sinter_cuda.driver.pop(&context);
  pthread_mutex_unlock(&device->lock);
}

/* --- Memory. Everything runs on one stream: what is released may be used again at once. */

static int sinter_cuda_add(struct sinter_cuda_blocks* blocks, struct sinter_cuda_block block) {
  if (blocks->count == blocks->room) {
    const int room = 2 * blocks->room + 8;
    void* const list = realloc(blocks->list, (size_t)room * sizeof block);
    if (list == NULL) return 0;
    blocks->list = list;
    blocks->room = room;
  }
  blocks->list[blocks->count++] = block;
  return 1;
}

/* Gives memory that is kept back to the driver. */
static void sinter_cuda_trim(struct sinter_cuda_device* device) {
  sinter_cuda.driver.wait(device->stream);
  for (int i = 0; i < device->kept.count; ++i)
    sinter_cuda.driver.release(device->kept.list[i].address);
  device->kept.count = 0;
}

/* Four sizes per power of two, from 512 bytes on. */
static int64_t sinter_cuda_rounded(int64_t bytes) {
  if (bytes <= 512) return 512;
  const int64_t step = (INT64_C(1) << (63 - __builtin_clzll((unsigned long long)bytes))) / 4;
  return (bytes + step - 1) / step * step;
}

/* Memory that the call holds, to its end or that of a list of steps. */
static int sinter_cuda_allocate(struct sinter_cuda_call* call, int64_t bytes, uint64_t* address) {
  struct sinter_cuda_blocks* const kept = &call->device->kept;
  struct sinter_cuda_block block = {0, 0};
  if (bytes < 0 || bytes > INT64_C(1) << 46) {
    call->status = sinter_report(call->error, SINTER_AOT_RESOURCE, "E5220",
                                 "%s: the device has no memory for a temporary of %lld bytes",
                                 call->name, bytes < 0 ? (long long)INT64_MAX : (long long)bytes);
    return 0;
  }
  block.bytes = sinter_cuda_rounded(bytes);
  for (int i = kept->count; i-- > 0 && block.address == 0;) {
    if (kept->list[i].bytes != block.bytes) continue;
    block = kept->list[i];
    kept->list[i] = kept->list[--kept->count];
  }
  if (block.address == 0) {
    int result = sinter_cuda.driver.allocate(&block.address, (size_t)block.bytes);
    if (result == SINTER_CUDA_NO_MEMORY) {
      sinter_cuda_trim(call->device);
      result = sinter_cuda.driver.allocate(&block.address, (size_t)block.bytes);
    }
    if (!sinter_cuda_check(call, result, "cuMemAlloc")) return 0;
  }
  if (!sinter_cuda_add(&call->held, block)) {
    sinter_cuda.driver.release(block.address);
    call->status = sinter_report(call->error, SINTER_AOT_RESOURCE, "E5001",
                                 "%s: the system has no memory", call->name);
    return 0;
  }
  *address = block.address;
  return 1;
}

/* Releases what the call holds but the first `count` blocks. */
static void sinter_cuda_release_to(struct sinter_cuda_call* call, int count) {
  while (call->held.count > count) {
    const struct sinter_cuda_block block = call->held.list[--call->held.count];
    if (!sinter_cuda_add(&call->device->kept, block))
      sinter_cuda.driver.release(block.address); /* The driver waits for what uses it. */
  }
}

/* Bytes of so many elements; -1 where that does not fit. */
static inline int64_t sinter_cuda_bytes(int64_t elements, int64_t each) {
  int ok = 1;
  const int64_t bytes = sinter_multiply(elements < 0 ? 0 : elements, each, &ok);
  return ok ? bytes : -1;
}

/* --- What the host needs of the GPU. 0: the call has failed, or was stopped. */

/* Waits for what was launched before. */
static int sinter_cuda_read(struct sinter_cuda_call* call, void* to, uint64_t from, size_t bytes) {
  return sinter_cuda_check(call, sinter_cuda.driver.read(to, from, bytes, call->device->stream),
                           "cuMemcpyDtoHAsync") &&
         sinter_cuda_check(call, sinter_cuda.driver.wait(call->device->stream),
                           "cuStreamSynchronize");
}

/* Whether the call goes on: before the host relies on what the GPU computed. */
static inline int sinter_cuda_goes_on(struct sinter_cuda_call* call) {
  struct sinter_cuda_failure failure;
  if (call->failure == 0) return 1;
  return sinter_cuda_read(call, &failure, call->failure, sizeof failure) && failure.stopped == 0;
}

/* --- Launches. */

enum { SINTER_CUDA_THREADS = 256 };

struct sinter_cuda_launch {
  int kernel, threads;
  int groups;           /* Of a block. */
  int is_once;          /* It does no loop. */
  int is_of_threads;    /* Each thread is a group. */
  int has_epilogue;     /* It is launched even where its loop has no iteration. */
  int iterations;       /* Of the loop that a thread does at least. */
  int64_t shared_bytes; /* Of fixed size. */
  /* Filled in by sinter_cuda_prepare: dynamic shared memory, or memory of all groups. */
  int64_t blocks, dynamic_bytes, stride;
  uint64_t memory;
};

/* How many blocks, and memory for `parts` of every group, whose offsets are written. `end` < 0: how
 * many iterations there are is not known here. 1: launch; 0: nothing to do; -1: failed. */
static int sinter_cuda_prepare(struct sinter_cuda_call* call, struct sinter_cuda_launch* launch,
                               const int64_t* parts, int64_t* offsets, int part_count,
                               int is_count_known, int64_t begin, int64_t end) {
  const int64_t processors = call->device->processors > 0 ? call->device->processors : 1;
  const int64_t busy = 8 * processors * 256 / launch->threads;
  for (int i = 0; i < part_count; ++i) {
    if (parts[i] < 0 || parts[i] > INT64_C(1) << 40) {
      uint64_t none;
      return sinter_cuda_allocate(call, -1, &none) - 1;
    }
    offsets[i] = launch->stride;
    launch->stride += (parts[i] + 15) / 16 * 16;
  }
  launch->blocks = launch->is_once ? 1 : busy;
  if (!launch->is_once && is_count_known) {
    if (end - begin <= 0 && !launch->has_epilogue) return 0;
    const int64_t most = part_count == 0 ? 16 * busy : busy;
    const int64_t needed = (end - begin - 1) / ((int64_t)launch->groups * launch->iterations) + 1;
    launch->blocks =
        sinter_maximum(sinter_minimum(sinter_minimum(needed, most), INT64_C(1) << 20), 1);
  }
  if (launch->stride == 0) return 1;
  const int64_t bytes = launch->groups * launch->stride;
  if (!launch->is_of_threads &&
      bytes + launch->shared_bytes + 8 * SINTER_CUDA_THREADS <= INT64_C(48) << 10) {
    launch->dynamic_bytes = bytes;
    return 1;
  }
  launch->blocks = sinter_minimum(launch->blocks, sinter_maximum((INT64_C(256) << 20) / bytes, 1));
  return sinter_cuda_allocate(call, launch->blocks * bytes, &launch->memory) ? 1 : -1;
}

/* Every argument has 8 bytes. */
static int sinter_cuda_start(struct sinter_cuda_call* call, const struct sinter_cuda_launch* launch,
                             const uint64_t* arguments, void** pointers, int count) {
  for (int i = 0; i < count; ++i) pointers[i] = (void*)(uintptr_t)&arguments[i];
  return sinter_cuda_check(call,
                           sinter_cuda.driver.launch(
                               call->loaded->functions[launch->kernel], (unsigned)launch->blocks, 1,
                               1, (unsigned)launch->threads, 1, 1, (unsigned)launch->dynamic_bytes,
                               call->device->stream, pointers, NULL),
                           "cuLaunchKernel");
}

/* --- Code. */

/* Machine code runs on later minor versions of its major one too; PTX on everything later. */
static const struct sinter_cuda_code* sinter_cuda_fitting(const struct sinter_cuda_program* program,
                                                          int architecture) {
  const struct sinter_cuda_code* best = NULL;
  for (int i = 0; i < program->code_count; ++i) {
    const struct sinter_cuda_code* const code = &program->codes[i];
    if (code->architecture > architecture) continue;
    if (!code->is_ptx && code->architecture / 10 != architecture / 10) continue;
    if (best == NULL || best->is_ptx > code->is_ptx ||
        (best->is_ptx == code->is_ptx && best->architecture < code->architecture))
      best = code;
  }
  return best;
}

static int sinter_cuda_no_code(const char* name, const struct sinter_cuda_program* program,
                               int architecture, sinter_aot_error* error) {
  char list[120] = "";
  size_t length = 0;
  for (int i = 0; i < program->code_count && length + 16 < sizeof list; ++i) {
    length += (size_t)snprintf(list + length, sizeof list - length, "%s%s_%d", i == 0 ? "" : ", ",
                               program->codes[i].is_ptx ? "compute" : "sm",
                               program->codes[i].architecture);
  }
  return sinter_report(error, SINTER_AOT_UNAVAILABLE, "E6066",
                       "%s: the GPU has compute capability %d.%d, and the code is for %s", name,
                       architecture / 10, architecture % 10, list);
}

static void sinter_cuda_unload(struct sinter_cuda_loaded* loaded) {
  if (loaded->module != NULL) sinter_cuda.driver.unload(loaded->module);
  free(loaded->functions);
  free(loaded);
}

/* The program's kernels on the device, loaded by the first call. */
static int sinter_cuda_find_code(struct sinter_cuda_call* call,
                                 const struct sinter_cuda_program* program) {
  const struct sinter_cuda_driver* const f = &sinter_cuda.driver;
  struct sinter_cuda_device* const device = call->device;
  for (struct sinter_cuda_loaded* it = device->loaded; it != NULL; it = it->next) {
    if (it->program == program) return call->loaded = it, 1;
  }
  const struct sinter_cuda_code* const code = sinter_cuda_fitting(program, device->architecture);
  if (code == NULL) {
    call->status = sinter_cuda_no_code(call->name, program, device->architecture, call->error);
    return 0;
  }
  struct sinter_cuda_loaded* const loaded = calloc(1, sizeof *loaded);
  if (loaded != NULL) {
    loaded->program = program;
    loaded->functions = calloc((size_t)program->kernel_count + 1, sizeof(void*));
  }
  if (loaded == NULL || loaded->functions == NULL) {
    free(loaded);
    call->status = sinter_report(call->error, SINTER_AOT_RESOURCE, "E5001",
                                 "%s: the system has no memory", call->name);
    return 0;
  }
  int ok = sinter_cuda_check(call, f->load(&loaded->module, code->bytes), "cuModuleLoadData");
  if (!ok) loaded->module = NULL;
  for (int i = 0; i < program->kernel_count && ok; ++i) {
    if (program->kernels[i] != NULL)
      ok = sinter_cuda_check(
          call, f->function(&loaded->functions[i], loaded->module, program->kernels[i]),
          "cuModuleGetFunction");
  }
  if (!ok) return sinter_cuda_unload(loaded), 0;
  loaded->next = device->loaded;
  device->loaded = loaded;
  call->loaded = loaded;
  return 1;
}

/* --- Calls. */

static int64_t sinter_cuda_array_bytes(const struct sinter_array* array, const int64_t* sizes) {
  int ok = 1; /* sinter_check_arrays has looked. */
  return sinter_multiply(sinter_elements(array, sizes, &ok), array->element, &ok);
}

/* Memory for every array, and the arguments in it. */
static int sinter_cuda_move_in(struct sinter_cuda_call* call, const struct sinter_function* f,
                               void* const* host, const int64_t* sizes) {
  for (int i = 0; i < f->array_count; ++i) {
    const int64_t bytes = sinter_cuda_array_bytes(&f->arrays[i], sizes);
    if (!sinter_cuda_allocate(call, bytes, &call->buffers[i])) return 0;
    if (f->arrays[i].is_result || bytes == 0) continue;
    if (!sinter_cuda_check(call,
                           sinter_cuda.driver.write(call->buffers[i], host[i], (size_t)bytes,
                                                    call->device->stream),
                           "cuMemcpyHtoDAsync"))
      return 0;
  }
  return 1;
}

static int sinter_cuda_move_out(struct sinter_cuda_call* call, const struct sinter_function* f,
                                void* const* host, const int64_t* sizes) {
  for (int i = 0; i < f->array_count; ++i) {
    const int64_t bytes = sinter_cuda_array_bytes(&f->arrays[i], sizes);
    if (!f->arrays[i].is_result || bytes == 0) continue;
    if (!sinter_cuda_read(call, host[i], call->buffers[i], (size_t)bytes)) return 0;
  }
  return 1;
}

/* The kernels, and then whether one of them recorded a failure. */
static int sinter_cuda_compute(struct sinter_cuda_call* call, const struct sinter_function* f,
                               const struct sinter_cuda_program* program, const int64_t* sizes) {
  if (program->state_bytes > 0 && !sinter_cuda_allocate(call, program->state_bytes, &call->state))
    return 0;
  struct sinter_cuda_failure failure;
  if (program->may_fail) {
    if (!sinter_cuda_allocate(call, sizeof failure, &call->failure) ||
        !sinter_cuda_check(
            call, sinter_cuda.driver.fill(call->failure, 0, sizeof failure, call->device->stream),
            "cuMemsetD8Async"))
      return 0;
  }
  if (!program->steps(call) && call->status != SINTER_AOT_OK) return 0;
  if (!program->may_fail) return 1;
  if (!sinter_cuda_read(call, &failure, call->failure, sizeof failure)) return 0;
  if (failure.failed == 0) return 1;
  const struct sinter_call found = {.failed = 1,
                                    .site = failure.site,
                                    .index = failure.index,
                                    .axis = failure.axis,
                                    .position = failure.position,
                                    .size = failure.size};
  call->status = sinter_report_failure(f, &found, sizes, call->error);
  return 0;
}

/* Checks, copies arguments to the device, calls, copies results back. `sizes`, `integers` and
 * `buffers` have room for what the function needs. */
static int sinter_cuda_run(const struct sinter_function* f,
                           const struct sinter_cuda_program* program, int device,
                           const int64_t* given, void* const* host, int64_t* sizes,
                           int64_t* integers, uint64_t* buffers, sinter_aot_error* error) {
  int status = sinter_check_sizes(f, given, sizes, error);
  if (status == SINTER_AOT_OK) status = sinter_check_arrays(f, host, sizes, error);
  if (status != SINTER_AOT_OK) return status;
  struct sinter_cuda_call call = {f->name, NULL, NULL,         integers,      buffers,
                                  0,       0,    {NULL, 0, 0}, SINTER_AOT_OK, error};
  call.device = sinter_cuda_enter(f->name, device, &status, error);
  if (call.device == NULL) return status;
  const unsigned state = _mm_getcsr();
  _mm_setcsr(0x1f80); /* For what the host computes, as in sinter_run. */
  for (int i = 0; i < program->integer_count; ++i) integers[i] = sizes[program->integers[i]];
  const int done =
      sinter_cuda_find_code(&call, program) && sinter_cuda_move_in(&call, f, host, sizes) &&
      sinter_cuda_compute(&call, f, program, sizes) && sinter_cuda_move_out(&call, f, host, sizes);
  _mm_setcsr(state);
  /* The arguments may be pinned memory: no copy of them may be under way any more. */
  if (!done) sinter_cuda.driver.wait(call.device->stream);
  sinter_cuda_release_to(&call, 0);
  free(call.held.list);
  sinter_cuda_leave(call.device);
  return done ? SINTER_AOT_OK : call.status;
}

/* The compute capability whose code the device runs; 0: *error says why there is none. */
static int sinter_cuda_code_for(const char* name, const struct sinter_cuda_program* program,
                                int number, sinter_aot_error* error) {
  int status = SINTER_AOT_OK;
  struct sinter_cuda_device* const device = sinter_cuda_enter(name, number, &status, error);
  if (device == NULL) return 0;
  const struct sinter_cuda_code* const code = sinter_cuda_fitting(program, device->architecture);
  if (code == NULL) sinter_cuda_no_code(name, program, device->architecture, error);
  sinter_cuda_leave(device);
  return code == NULL ? 0 : code->architecture;
}

/* Gives back what the library holds of all devices: code, memory, streams, contexts. */
static void sinter_cuda_close(void) {
  pthread_mutex_lock(&sinter_cuda.lock);
  for (int i = 0; i < sinter_cuda.count; ++i) {
    struct sinter_cuda_device* const device = &sinter_cuda.devices[i];
    pthread_mutex_lock(&device->lock);
    if (device->is_open && sinter_cuda.driver.push(device->context) == 0) {
      void* context = NULL;
      sinter_cuda_trim(device);
      while (device->loaded != NULL) {
        struct sinter_cuda_loaded* const loaded = device->loaded;
        device->loaded = loaded->next;
        sinter_cuda_unload(loaded);
      }
      sinter_cuda.driver.destroy_stream(device->stream);
      sinter_cuda.driver.pop(&context);
      sinter_cuda.driver.release_context(device->handle);
      free(device->kept.list);
      memset(&device->kept, 0, sizeof device->kept);
      device->is_open = 0;
    }
    pthread_mutex_unlock(&device->lock);
  }
  pthread_mutex_unlock(&sinter_cuda.lock);
}
