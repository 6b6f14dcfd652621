#include "frontend/cli/measure_outputs.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>
#include <system_error>

#include "frontend/measure/html.h"
#include "frontend/measure/json.h"
#include "frontend/measure/table.h"

namespace sinter::cli {
namespace {

Error error_of(const char* option, const std::string& text) {
  return {ErrorKind::kUser, "E6308", fmt::format("{}: {}", option, text)};
}

/// Opens it as for writing, without a change of what is there.
void try_file(const char* option, const std::string& path) {
  struct stat before{};
  const bool is_new = stat(path.c_str(), &before) != 0;
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0666);
  // A pipe that nobody reads yet may have a reader in the end.
  if (file < 0 && errno != ENXIO)
    throw error_of(option, fmt::format("cannot write {}: {}", path, std::strerror(errno)));
  if (file >= 0) close(file);
  if (file >= 0 && is_new) unlink(path.c_str());
}

bool is_same_place(const std::string& a, const std::string& b) {
  std::error_code failed;
  const auto place = [&](const std::string& path) {
    return path == "-" ? std::filesystem::path(path)
                       : std::filesystem::weakly_canonical(path, failed);
  };
  return place(a) == place(b);
}

void write_file(const char* option, const std::string& path, const std::string& text,
                Terminal& terminal) {
  std::ofstream file(path);
  file << text;
  file.close();
  if (!file) throw error_of(option, fmt::format("cannot write {}", path));
  terminal.err << "wrote " << path << '\n';
}

}  // namespace

MeasureOutputs::MeasureOutputs(const std::string& json, const std::string& csv,
                               const std::string& html) {
  const Output all[] = {
      {"--json", json, [](const auto& report) { return measure::to_json(report).dump(1) + "\n"; }},
      {"--csv", csv, measure::csv},
      {"--html", html, measure::html}};
  for (const Output& output : all) {
    if (output.path.empty()) continue;
    for (const Output& other : outputs_) {
      if (!is_same_place(output.path, other.path)) continue;
      throw error_of(output.option,
                     output.path == "-"
                         ? fmt::format("standard output is that of {} already", other.option)
                         : fmt::format("{} is the file of {} already", output.path, other.option));
    }
    if (output.path != "-") try_file(output.option, output.path);
    outputs_.push_back(output);
  }
}

void MeasureOutputs::write(const measure::Report& report, Terminal& terminal) const {
  if (std::ranges::find(outputs_, "-", &Output::path) == outputs_.end())
    terminal.out << measure::table(report);
  std::optional<Error> failed;
  for (const Output& output : outputs_) {
    if (output.path == "-") {
      terminal.out << output.text(report);
      continue;
    }
    try {
      write_file(output.option, output.path, output.text(report), terminal);
    } catch (const Error& error) {
      if (!failed) failed = error;
    }
  }
  if (failed) throw Error(*failed);
}

}  // namespace sinter::cli
