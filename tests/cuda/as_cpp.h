// The text of a program's kernels as C++ for the processor, behind shim.inc. Standard library only.
#pragma once

#include <string>

namespace sinter::test {

inline std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
  return text;
}

/// Kernels become static functions, and what CUDA calls dynamic shared memory is a global.
inline std::string kernels_as_cpp(const std::string& source) {
  std::string text = replaced(source, "extern __shared__", "extern");
  text = replaced(text, "extern \"C\" __global__", "static");
  text = replaced(text, "extern __align__(16) char shared_memory[];", "");
  text = replaced(text, "#define SINTER_FUNCTION static __device__ __forceinline__", "");
  return replaced(text, "SINTER_FUNCTION", "inline");
}

/// A C function that calls a kernel with arguments of 8 bytes each.
inline std::string call_of(const std::string& name, const std::string& kernel,
                           std::size_t parameters) {
  std::string arguments;
  for (std::size_t n = 0; n < parameters; ++n)
    arguments += (n == 0 ? "argument(a[" : ", argument(a[") + std::to_string(n) + "])";
  return "extern \"C\" void " + name + "(const std::uint64_t* a) { " + kernel + "(" + arguments +
         "); }\n";
}

/// What such functions need.
inline constexpr const char* kArgument = R"(
struct Argument {
  std::uint64_t bits;
  template <typename T>
  operator T*() const { return reinterpret_cast<T*>(bits); }
  operator long long() const { return (long long)bits; }
};
inline Argument argument(std::uint64_t bits) { return {bits}; }
)";

/// How such text is compiled: with the bits of CUDA's options.
inline std::string compile_command(const std::string& compiler, const std::string& source,
                                   const std::string& library, const std::string& errors) {
  return compiler + " -std=c++17 -O1 -march=native -ffp-contract=off -fwrapv -w -fPIC -shared -o " +
         library + " " + source + " 2> " + errors;
}

}  // namespace sinter::test
