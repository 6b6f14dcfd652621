// Compares a GPU's bits with those that a processor's compiled code gave elsewhere, where there is
// neither LLVM nor a compiler: see README.md.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "sinter/sinter.h"
#include "tests/cuda/device_check/inputs.h"
#include "tests/cuda/device_check/recording.h"

namespace sinter::test {
namespace {

namespace fs = std::filesystem;

constexpr const char* kUsage =
    R"(Usage: sinter-device-check [FOLDER] [--device=cuda|cuda:N|cpu] [--only=TEXT] [--verbose]
       sinter-device-check --record FOLDER PROGRAM...

The first calls what was recorded in FOLDER (default: what lies beside this program) on a GPU, four
times each, and compares bits. Exit status: 0 all are the same, 1 some are not, 2 there is no GPU.
The second runs what the programs' comments ask for on this processor, and records it.
)";

struct Request {
  std::string folder, only, device = "cuda";
  bool record = false, verbose = false;
  std::vector<std::string> programs;
};

std::string read_file(const fs::path& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot read " + path.string());
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

Engine engine_for(const std::string& device) {
  EngineOptions options;
  options.disk_cache = CachePolicy::kOff;
  options.specialize = Specialize::kSymbolic;
  options.on_print = [](const Printed&) {};
  if (device == "cpu") return Engine(options);
  const auto parsed = Device::parse(device);
  if (!parsed || parsed->is_cpu()) throw std::runtime_error("no device " + device);
  options.backend = Backend::kCuda;
  options.device = parsed->number;
  return Engine(options);
}

// --- recording

/// The comments that ask for runs, and programs that they are part of, go to the folder.
int record(const Request& request) {
  fs::create_directories(request.folder);
  const Engine engine = engine_for("cpu");
  std::vector<RecordedCall> calls;
  for (const std::string& path : request.programs) {
    const std::string name = fs::path(path).filename(), text = read_file(path);
    const Module module = engine.compile(text, name);
    for (const RunLine& run : parse_runs(text)) {
      RecordedCall call{name, run.line, run.function, {}, {}, ""};
      call.arguments = arguments_for(module.signature(run.function), run);
      const RecordedCall outcome = outcome_of(call, module.function(run.function), call.arguments);
      call.results = outcome.results;
      call.error = outcome.error;
      calls.push_back(std::move(call));
    }
    fs::copy_file(path, fs::path(request.folder) / name, fs::copy_options::overwrite_existing);
  }
  write_recording(request.folder, calls);
  std::cout << calls.size() << " calls of " << request.programs.size() << " programs in "
            << request.folder << '\n';
  return 0;
}

// --- checking

struct Tally {
  int same = 0, different = 0, refused = 0;
};

/// From the host, again, with the arrays on the GPU, and again: what is launched is recorded by the
/// first call, and a graph from the third on.
std::string check(const RecordedCall& call, const Function& function, const Engine& engine,
                  bool on_gpu) {
  std::vector<Array> there;
  for (const Array& array : call.arguments)
    there.push_back(on_gpu && array.rank() > 0 ? engine.to_device(array) : array);
  for (int n = 0; n < 4; ++n) {
    const RecordedCall found = outcome_of(call, function, n < 2 ? call.arguments : there);
    if (found.error == "E0710") return found.error;
    const std::string difference = difference_of(found, call);
    if (!difference.empty()) return difference;
  }
  return "";
}

/// Whether there is the GPU that is asked for; else says why not.
bool has_device(const std::string& device) {
  if (device == "cpu") return true;
  const SystemInfo info = Engine().system_info();
  if (!info.gpus.empty() && info.cuda_compiler.starts_with("NVRTC")) {
    std::cout << info.gpus.front() << ", driver " << info.cuda_driver << ", " << info.cuda_compiler
              << '\n';
    return true;
  }
  std::cerr << (info.gpus.empty() ? info.cuda_driver : info.cuda_compiler) << '\n';
  return false;
}

int check_all(const Request& request) {
  if (!has_device(request.device)) return 2;
  const Engine engine = engine_for(request.device);
  std::map<std::string, Module> modules;
  std::map<std::string, Tally> tallies;
  for (const RecordedCall& call : read_recording(request.folder)) {
    const std::string name = call.program + ":" + std::to_string(call.line) + " " + call.function;
    if (name.find(request.only) == std::string::npos) continue;
    if (!modules.contains(call.program)) {
      const std::string text = read_file(fs::path(request.folder) / call.program);
      modules.emplace(call.program, engine.compile(text, call.program));
    }
    const Function function = modules.at(call.program).function(call.function);
    const std::string found = check(call, function, engine, request.device != "cpu");
    Tally& tally = tallies[call.program];
    int& count = found.empty() ? tally.same : found == "E0710" ? tally.refused : tally.different;
    ++count;
    if (found == "E0710" ? request.verbose : !found.empty())
      std::cout << name << ": " << found << '\n';
  }
  Tally all;
  for (const auto& [program, tally] : tallies) {
    std::cout << program << ": " << tally.same << " the same, " << tally.different << " different, "
              << tally.refused << " that do not run there\n";
    all.same += tally.same;
    all.different += tally.different;
  }
  if (all.same + all.different == 0) throw std::runtime_error("nothing was compared");
  return all.different == 0 ? 0 : 1;
}

Request parse(int count, char** words) {
  Request request;
  for (int n = 1; n < count; ++n) {
    const std::string word = words[n];
    const auto value = word.substr(std::min(word.find('=') + 1, word.size()));
    if (word == "--record") {
      request.record = true;
    } else if (word == "--verbose") {
      request.verbose = true;
    } else if (word.starts_with("--device=")) {
      request.device = value;
    } else if (word.starts_with("--only=")) {
      request.only = value;
    } else if (word.starts_with("-")) {
      throw std::invalid_argument(word);
    } else if (request.folder.empty()) {
      request.folder = word;
    } else {
      request.programs.push_back(word);
    }
  }
  if (request.record == request.programs.empty()) throw std::invalid_argument("programs");
  if (request.folder.empty()) {
    const fs::path here = fs::read_symlink("/proc/self/exe").parent_path();
    request.folder = here / ".." / SINTER_RECORDED_FOLDER;
  }
  return request;
}

}  // namespace
}  // namespace sinter::test

int main(int count, char** words) {
  try {
    const auto request = sinter::test::parse(count, words);
    return request.record ? sinter::test::record(request) : sinter::test::check_all(request);
  } catch (const std::invalid_argument&) {
    std::cerr << sinter::test::kUsage;
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
  }
  return 3;
}
