#include "runtime/cache/key.h"

#include <fmt/format.h>

#include "runtime/cache/checksum.h"

namespace sinter::runtime {
namespace {

/// A field with its length, so that no content can pass for the start of another field.
void add(std::string& key, const char* name, const std::string& content) {
  key += fmt::format("{} {}\n{}\n", name, content.size(), content);
}

}  // namespace

std::string cache_key(const KeyParts& parts) {
  std::string layouts, sizes;
  for (const lower::Layout layout : parts.layouts)
    layouts += static_cast<char>('0' + static_cast<int>(layout));
  for (std::size_t i = 0; i < parts.known_sizes.size(); ++i) {
    if (parts.known_sizes[i]) sizes += fmt::format("{}={} ", i, *parts.known_sizes[i]);
  }
  std::string key;
  add(key, "function", parts.graph->name);
  add(key, "sinter", parts.sinter_build);
  add(key, "llvm", parts.llvm_build);
  add(key, "processor", parts.processor);
  add(key, "vector_bits", std::to_string(parts.vector_bits));
  add(key, "effort", parts.quick ? "quick" : "full");
  add(key, "layouts", layouts);
  add(key, "sizes", sizes);
  add(key, "options", parts.options);
  add(key, "graph", graph::print_code(*parts.graph));
  return key;
}

std::string source_key(const SourceKeyParts& parts) {
  std::string key;
  add(key, "function", parts.function);
  add(key, "sinter", parts.sinter_build);
  add(key, "architecture", parts.architecture);
  add(key, "compiler", parts.compiler);
  add(key, "options", parts.options);
  add(key, "source", parts.source);
  return key;
}

std::string key_name(const std::string& key) {
  const Checksum sum = checksum(key.data(), key.size());
  std::string name;
  for (const unsigned char byte : sum) name += fmt::format("{:02x}", byte);
  return name;
}

}  // namespace sinter::runtime
