/* The boundary to LLVM: plain C, bytes in, object bytes out. Implemented by libsinter_llvm.so,
 * which the runtime opens with dlopen(RTLD_LOCAL) on the first kernel that no cache holds. Nothing
 * of LLVM crosses it. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SINTER_LLVM_PLUGIN_VERSION 2

enum sinter_llvm_output {
  SINTER_LLVM_OBJECT = 0,
  SINTER_LLVM_IR = 1,
  SINTER_LLVM_ASSEMBLY = 2,
  SINTER_LLVM_WIDENING = 3
};

struct sinter_llvm_request {
  const char* kernel; /* Text form of one loop IR kernel; math ops are expanded already. */
  size_t kernel_size;
  const char* cpu;      /* LLVM's name of the processor; null: the one that we run on. */
  const char* features; /* LLVM's feature string; null: those of the host (only with cpu null), else
                           the CPU's own. */
  int32_t vector_bits;  /* 128, 256 or 512; 0: the widest that the processor runs at full speed. */
  int32_t output;       /* enum sinter_llvm_output */
  int32_t quick;        /* Not 0: code that is made several times faster, and runs slower. */
};

struct sinter_llvm_result {
  uint8_t* data; /* The output; text outputs are not terminated. */
  size_t size;
  char* error; /* Null on success, else a message (an internal error of Sinter's). */
  int64_t parse_ns, emit_ns, codegen_ns;
};

/* Version, LLVM's version and the host processor, for `doctor` and cache keys. Static strings. */
struct sinter_llvm_description {
  int32_t version;
  int32_t host_vector_bits;
  const char* llvm_version;
  const char* host_cpu;
  const char* host_features;
};

typedef const struct sinter_llvm_description* (*sinter_llvm_info_fn)(void);
/* Returns 0 on success. The result is to be freed in either case. Thread-safe. */
typedef int (*sinter_llvm_compile_fn)(const struct sinter_llvm_request*,
                                      struct sinter_llvm_result*);
typedef void (*sinter_llvm_free_fn)(struct sinter_llvm_result*);
/* Links an object through ORC (JITLink). On success *entry is the address of `symbol` and the
 * handle keeps the code alive until unlink. On failure returns null and sets *error (to be freed
 * with free()). Thread-safe. */
typedef void* (*sinter_llvm_link_fn)(const uint8_t* object, size_t size, const char* symbol,
                                     void** entry, char** error);
typedef void (*sinter_llvm_unlink_fn)(void* handle);

#define SINTER_LLVM_INFO_SYMBOL "sinter_llvm_info"
#define SINTER_LLVM_COMPILE_SYMBOL "sinter_llvm_compile"
#define SINTER_LLVM_FREE_SYMBOL "sinter_llvm_free"
#define SINTER_LLVM_LINK_SYMBOL "sinter_llvm_link"
#define SINTER_LLVM_UNLINK_SYMBOL "sinter_llvm_unlink"

#ifdef __cplusplus
}
#endif
