// load and save: which format a file has follows from its name.
#include <algorithm>

#include "compiler/support/check.h"
#include "runtime/core/device_array.h"
#include "runtime/io/csv.h"
#include "runtime/io/gzip.h"
#include "runtime/io/npy.h"
#include "runtime/io/zip.h"
#include "sinter/array.h"
#include "sinter/files.h"

namespace sinter {
namespace {

using namespace runtime;

enum class Format : std::uint8_t { kNpy, kNpz, kCsv, kCsvGz };

Format format_of(const std::string& path) {
  std::string lower = path;
  std::ranges::transform(lower, lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  });
  if (lower.ends_with(".npy")) return Format::kNpy;
  if (lower.ends_with(".npz")) return Format::kNpz;
  if (lower.ends_with(".csv")) return Format::kCsv;
  if (lower.ends_with(".csv.gz")) return Format::kCsvGz;
  user_error("E4205", "{}: the name ends in none of .npy, .npz, .csv, .csv.gz", path);
}

std::string without_suffix(const std::string& member) {
  return member.ends_with(".npy") ? member.substr(0, member.size() - 4) : member;
}

std::string names_of(const ZipReader& archive) {
  std::vector<std::string> names;
  for (const ZipMember& member : archive.members()) names.push_back(without_suffix(member.name));
  return names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", "));
}

Array load_npz(const std::string& path, const std::string& name) {
  const ZipReader archive(path);
  const auto& members = archive.members();
  auto found = members.end();
  if (name.empty()) {
    if (members.size() != 1) {
      user_error("E4206", "{}: holds {} arrays ({}); say which one", path, members.size(),
                 names_of(archive));
    }
    found = members.begin();
  } else {
    found = std::ranges::find_if(members, [&](const ZipMember& m) {
      return m.name == name || without_suffix(m.name) == name;
    });
    if (found == members.end())
      user_error("E4206", "{}: holds no array '{}'; it has {}", path, name, names_of(archive));
  }
  const auto source = archive.open(*found);
  return read_npy(*source);
}

void save_npz(const std::string& path, const Array& array, const std::string& name) {
  std::string bytes;
  write_npy(array, [&](const void* data, std::size_t size) {
    bytes.append(static_cast<const char*>(data), size);
  });
  ZipWriter archive(path);
  archive.add((name.empty() ? "array" : name) + ".npy", bytes, false);
  archive.close();
}

}  // namespace

Array load(const std::string& path, const std::string& name) {
  const Format format = format_of(path);
  if (!name.empty() && format != Format::kNpz) {
    user_error("E4206", "{}: only .npz files hold named arrays; '{}' was asked for", path, name);
  }
  switch (format) {
    case Format::kNpz:
      return load_npz(path, name);
    case Format::kCsv:
      return parse_csv(read_text_file(path, kCsvCap), path);
    case Format::kCsvGz:
      return parse_csv(gunzip(read_text_file(path, kCsvCap), kCsvCap, path), path);
    case Format::kNpy:
      break;
  }
  FileSource source(path);
  return read_npy(source);
}

Array map_npy(const std::string& path) {
  if (format_of(path) != Format::kNpy)
    user_error("E4205", "{}: only .npy files can be mapped", path);
  FileSource source(path);
  const NpyHeader header = read_npy_header(source);
  if (header.swap) {
    user_error("E4207", "{}: its numbers have the other byte order, which cannot be mapped", path);
  }
  const auto memory = source.file().map();
  const std::byte* const data = memory.get() + (source.file().size() - source.remaining());
  std::vector<std::int64_t> stored = header.shape;
  if (header.fortran_order) std::ranges::reverse(stored);
  const Array array = Array::view_bytes(const_cast<std::byte*>(data), header.dtype, stored, {},
                                        false, std::const_pointer_cast<std::byte>(memory));
  return header.fortran_order ? array.transpose() : array;
}

std::vector<std::string> list_members(const std::string& path) {
  if (format_of(path) != Format::kNpz)
    user_error("E4206", "{}: only .npz files hold named arrays", path);
  const ZipReader archive(path);
  std::vector<std::string> names;
  for (const ZipMember& member : archive.members()) names.push_back(without_suffix(member.name));
  return names;
}

void save(const std::string& path, const Array& array, const std::string& name) {
  runtime::require_on_host(array, "save");
  const Format format = format_of(path);
  if (!name.empty() && format != Format::kNpz) {
    user_error("E4206", "{}: only .npz files hold named arrays; '{}' was given", path, name);
  }
  if (format == Format::kNpz) return save_npz(path, array, name);
  std::string text;  // made first: an array that cannot be written leaves no empty file behind
  if (format == Format::kCsv) text = format_csv(array);
  if (format == Format::kCsvGz) text = gzip(format_csv(array));
  OutputFile file(path);
  if (format == Format::kNpy) {
    write_npy(array, [&](const void* data, std::size_t size) { file.write(data, size); });
  } else {
    file.write(text);
  }
  file.close();
}

}  // namespace sinter
