/* A plugin that does what SINTER_TEST_PLUGIN says in place of compiling. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "compiler/codegen/llvm_plugin.h"

#define EXPORT __attribute__((visibility("default")))

EXPORT const struct sinter_llvm_description* sinter_llvm_info(void) {
  static const struct sinter_llvm_description info = {SINTER_LLVM_PLUGIN_VERSION, 256, "none", "none", ""};
  return &info;
}

EXPORT int sinter_llvm_compile(const struct sinter_llvm_request* request,
                               struct sinter_llvm_result* result) {
  const char* what = getenv("SINTER_TEST_PLUGIN");
  memset(result, 0, sizeof *result);
  (void)request;
  if (strcmp(what, "crash") == 0) raise(SIGSEGV);
  if (strcmp(what, "exit") == 0) exit(7);
  if (strcmp(what, "hang") == 0) pause();
  if (strcmp(what, "exhaust") == 0) {
    for (;;) {
      char* memory = malloc(1 << 20);
      if (memory == NULL) break;
      memset(memory, 1, 1 << 20);
    }
    result->error = strdup("std::bad_alloc");
    return 1;
  }
  if (strcmp(what, "rubbish") == 0) {
    result->data = calloc(1, 1000);
    result->size = 1000;
    return 0;
  }
  result->error = strdup("no");
  return 1;
}

EXPORT void sinter_llvm_free(struct sinter_llvm_result* result) {
  free(result->data);
  free(result->error);
}
EXPORT void* sinter_llvm_link(const uint8_t* object, size_t size, const char* symbol, void** entry,
                              char** error) {
  (void)object, (void)size, (void)symbol, (void)entry;
  *error = strdup("no");
  return NULL;
}
EXPORT void sinter_llvm_unlink(void* handle) { (void)handle; }
