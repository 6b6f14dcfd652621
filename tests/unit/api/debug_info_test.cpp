// Line tables of compiled code: what gdb is told, read back by LLVM's own reader.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "sinter/sinter.h"
#include "tests/common/temporary.h"

// As gdb declares them.
extern "C" {
struct JitCodeEntry {
  JitCodeEntry* next_entry;
  JitCodeEntry* prev_entry;
  const char* symfile_addr;
  std::uint64_t symfile_size;
};
struct JitDescriptor {
  std::uint32_t version;
  std::uint32_t action_flag;
  JitCodeEntry* relevant_entry;
  JitCodeEntry* first_entry;
};
// NOLINTNEXTLINE(bugprone-reserved-identifier,readability-identifier-naming): gdb's name
extern JitDescriptor __jit_debug_descriptor;
}

namespace sinter {
namespace {

constexpr const char* kProgram = R"(fn f(x: f64[N], a: f64) -> f64 {
    y = exp(x) * a
    s = 0.0
    for i in 0..N {
        s = s * 0.5 + y[i]
    }
    return s
}
)";

/// The lines that the line table of the newest object has rows for.
std::set<int> lines_told_to_gdb(std::string& text) {
  const JitCodeEntry* entry = __jit_debug_descriptor.first_entry;
  if (entry == nullptr) return {};
  const test::TemporaryFolder folder;
  const std::string path = folder / "lines.o";
  std::ofstream(path, std::ios::binary)
      .write(entry->symfile_addr, static_cast<std::streamsize>(entry->symfile_size));
  const std::string command = "llvm-dwarfdump-19 --debug-line " + path;
  std::FILE* const pipe = popen(command.c_str(), "r");
  char buffer[4096];
  while (pipe != nullptr && std::fgets(buffer, sizeof buffer, pipe) != nullptr) text += buffer;
  if (pipe != nullptr) pclose(pipe);
  std::set<int> lines;
  std::istringstream rows(text);
  for (std::string row; std::getline(rows, row);) {
    if (!row.starts_with("0x")) continue;
    std::istringstream words(row);
    std::string address;
    int line = 0;
    if (words >> address >> line) lines.insert(line);
  }
  return lines;
}

TEST(DebugInfo, LinesOfTheProgramAreInTheTable) {
  EngineOptions options;
  options.debug_info = true;
  const Array arguments[] = {Array::from<double>({0, 0, 0}, {3}), Array(2.0)};
  {
    const Function f = Engine(options).compile(kProgram, "/tmp/lines.sinter").function("f");
    EXPECT_EQ(f.call(arguments)[0].item<double>(), 3.5);
    std::string text;
    const std::set<int> lines = lines_told_to_gdb(text);
    EXPECT_TRUE(lines.contains(2)) << text;
    EXPECT_TRUE(lines.contains(5)) << text;
    EXPECT_FALSE(lines.contains(3) && lines.contains(9)) << text;
    EXPECT_NE(text.find("lines.sinter"), std::string::npos) << text;
  }
  EXPECT_EQ(__jit_debug_descriptor.first_entry, nullptr) << "gdb still knows code that is gone";
  // Without debug information gdb is told nothing, and results are the same.
  const Function plain = Engine().compile(kProgram).function("f");
  EXPECT_EQ(plain.call(arguments)[0].item<double>(), 3.5);
  EXPECT_EQ(__jit_debug_descriptor.first_entry, nullptr);
}

}  // namespace
}  // namespace sinter
