// Compiled with nothing but the public include folders.
#include "sinter/build.h"
#include "sinter/cache.h"
#include "sinter/dlpack.h"
#include "sinter/files.h"
#include "sinter/lazy.h"
#include "sinter/sinter.h"
#include "sinter/sinter_c.h"
#include "sinter/specialization_rule.h"

int main() {
  return sinter::is_float(sinter::DType::kF32) && sinter::EngineOptions().threads == 0 ? 0 : 1;
}
