// The definition of run_passes, for the files that run passes over an IR with print(ir) and
// verify(ir).
#pragma once

#include <algorithm>
#include <cfenv>
#include <chrono>

#include "compiler/pass_runner.h"
#include "compiler/support/check.h"

namespace sinter {
namespace pass_detail {

class DefaultFloatEnvironment {
 public:
  DefaultFloatEnvironment() {
    std::fegetenv(&saved_);
    std::fesetenv(FE_DFL_ENV);
  }
  ~DefaultFloatEnvironment() { std::fesetenv(&saved_); }
  DefaultFloatEnvironment(const DefaultFloatEnvironment&) = delete;
  DefaultFloatEnvironment& operator=(const DefaultFloatEnvironment&) = delete;

 private:
  std::fenv_t saved_;
};

template <typename Ir>
void check_names(std::span<const Pass<Ir>> passes, const std::vector<std::string>& disabled) {
  for (const std::string& name : disabled) {
    const auto found = std::find_if(passes.begin(), passes.end(),
                                    [&](const Pass<Ir>& pass) { return pass.name == name; });
    if (found != passes.end()) continue;
    std::string known;
    for (const Pass<Ir>& pass : passes) known += fmt::format(" {}", pass.name);
    user_error("E0702", "there is no pass named '{}'; the passes are:{}", name, known);
  }
}

template <typename Ir>
void verify_after(const Ir& ir, std::string_view pass) {
  try {
    verify(ir);
  } catch (const Error& error) {
    throw Error(error.kind(), error.code(), fmt::format("after {}: {}", pass, error.what()));
  }
}

}  // namespace pass_detail

template <typename Ir>
std::vector<PassRecord> run_passes(Ir& ir, std::span<const Pass<Ir>> passes,
                                   const PassOptions& options) {
  using Clock = std::chrono::steady_clock;
  pass_detail::check_names(passes, options.disabled);
  const pass_detail::DefaultFloatEnvironment environment;
  if (options.verify) pass_detail::verify_after(ir, "building");
  if (options.dump) options.dump("input", print(ir));
  std::vector<PassRecord> records;
  for (const Pass<Ir>& pass : passes) {
    PassRecord record{pass.name, 0, false, false};
    record.disabled = std::find(options.disabled.begin(), options.disabled.end(), pass.name) !=
                      options.disabled.end();
    if (!record.disabled) {
      const auto begin = Clock::now();
      record.changed = pass.run(ir);
      record.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
      if (options.verify && record.changed) pass_detail::verify_after(ir, pass.name);
    }
    if (options.dump) {
      options.dump(pass.name, record.disabled  ? "(disabled)"
                              : record.changed ? print(ir)
                                               : "(unchanged)");
    }
    records.push_back(record);
  }
  return records;
}

}  // namespace sinter
