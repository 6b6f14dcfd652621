// The C interface: engines, modules and functions.
#include <algorithm>
#include <cstring>

#include "frontend/api/c_handles.h"

namespace sinter::detail {
namespace {

/// The member of an enumeration that a C one's number stands for.
template <typename To>
To choice(std::int32_t value, std::int32_t count, const char* what) {
  if (value < 0 || value >= count)
    user_error("E6041", "{} is {}, expected 0 to {}", what, value, count - 1);
  return static_cast<To>(value);
}

sinter_engine_options default_options() {
  const EngineOptions defaults;
  sinter_engine_options out{};
  out.size = sizeof out;
  out.threads = defaults.threads;
  out.vector_bits = defaults.vector_bits;
  out.memory_limit = defaults.memory_limit;
  out.loop_work = defaults.loop_work;
  out.cache_limit = defaults.cache_limit;
  return out;
}

EngineOptions engine_options(const sinter_engine_options& from) {
  EngineOptions out;
  out.threads = from.threads;
  out.backend = choice<Backend>(from.backend, 4, "backend");
  out.vector_bits = from.vector_bits;
  out.specialize = choice<Specialize>(from.specialize, 3, "specialize");
  out.effort = choice<Effort>(from.effort, 3, "effort");
  out.memory_limit = from.memory_limit;
  out.loop_work = from.loop_work;
  out.debug_info = from.debug_info != 0;
  out.disk_cache = choice<CachePolicy>(from.disk_cache, 3, "disk_cache");
  if (from.cache_directory != nullptr) out.cache_directory = from.cache_directory;
  out.cache_limit = from.cache_limit;
  if (from.on_event != nullptr) {
    out.on_event = [call = from.on_event, context = from.context](const Event& event) {
      call(context, static_cast<sinter_event_kind>(event.kind), event.function.c_str(),
           event.text.c_str(), event.milliseconds);
    };
  }
  if (from.on_print != nullptr) {
    out.on_print = [call = from.on_print, context = from.context](const Printed& printed) {
      call(context, printed.text().c_str());
    };
  }
  out.device = from.device;
  if (from.function_count != 0) given(from.functions, "functions");
  for (std::size_t i = 0; i < from.function_count; ++i)
    out.functions.push_back(host_function(from.functions[i]));
  return out;
}

ImportOptions import_options(const sinter_engine_options& from) {
  ImportOptions out;
  if (from.import_root_count != 0) given(from.import_roots, "import_roots");
  for (std::size_t i = 0; i < from.import_root_count; ++i)
    out.roots.emplace_back(&given(from.import_roots[i], "a folder of import_roots"));
  return out;
}

sinter_module* new_module(Module module) {
  std::vector<std::string> names = module.function_names();
  return new sinter_module{std::move(module), std::move(names)};
}

const Parameter* parameter(const sinter_function* function, std::size_t index) {
  if (function == nullptr) return nullptr;
  const auto& parameters = function->function.signature().parameters;
  return index < parameters.size() ? &parameters[index] : nullptr;
}

}  // namespace
}  // namespace sinter::detail

namespace detail = sinter::detail;

extern "C" {

void sinter_engine_options_init(sinter_engine_options* options, size_t size) {
  if (options == nullptr || size < sizeof(options->size)) return;
  sinter_engine_options defaults = detail::default_options();
  defaults.size = size;
  if (size > sizeof defaults) std::memset(options, 0, size);
  std::memcpy(options, &defaults, std::min(size, sizeof defaults));
}

sinter_status sinter_engine_new(const sinter_engine_options* options, sinter_engine** engine,
                                sinter_error** error) {
  return detail::guarded(error, [&] {
    detail::out_of_memory();
    detail::given(engine, "engine");
    const auto set = detail::of_size(options, detail::default_options(), "sinter_engine_options");
    *engine =
        new sinter_engine{sinter::Engine(detail::engine_options(set), detail::import_options(set))};
  });
}

void sinter_engine_free(sinter_engine* engine) { delete engine; }

sinter_status sinter_compile(const sinter_engine* engine, const char* source, size_t length,
                             const char* file_name, sinter_module** module, sinter_error** error) {
  return detail::guarded(error, [&] {
    if (length != 0) detail::given(source, "source");
    detail::given(module, "module");
    const std::string_view text(source == nullptr ? "" : source, length);
    *module = detail::new_module(
        detail::given(engine, "engine")
            .engine.compile(text, file_name == nullptr ? "<source>" : file_name));
  });
}

sinter_status sinter_compile_file(const sinter_engine* engine, const char* path,
                                  sinter_module** module, sinter_error** error) {
  return detail::guarded(error, [&] {
    detail::given(module, "module");
    *module = detail::new_module(
        detail::given(engine, "engine").engine.compile_file(&detail::given(path, "path")));
  });
}

void sinter_module_free(sinter_module* module) { delete module; }

size_t sinter_module_function_count(const sinter_module* module) {
  return module == nullptr ? 0 : module->names.size();
}

const char* sinter_module_function_name(const sinter_module* module, size_t index) {
  return index < sinter_module_function_count(module) ? module->names[index].c_str() : nullptr;
}

sinter_status sinter_module_function(const sinter_module* module, const char* name,
                                     sinter_function** function, sinter_error** error) {
  return detail::guarded(error, [&] {
    detail::given(function, "function");
    const char* const text = &detail::given(name, "name");
    *function = new sinter_function{detail::given(module, "module").module.function(text)};
  });
}

void sinter_function_free(sinter_function* function) { delete function; }

const char* sinter_function_signature(const sinter_function* function) {
  return function == nullptr ? "" : function->function.signature().text.c_str();
}

size_t sinter_function_parameter_count(const sinter_function* function) {
  return function == nullptr ? 0 : function->function.signature().parameters.size();
}

const char* sinter_function_parameter_name(const sinter_function* function, size_t index) {
  const auto* found = detail::parameter(function, index);
  return found == nullptr ? nullptr : found->name.c_str();
}

const char* sinter_function_parameter_type(const sinter_function* function, size_t index) {
  const auto* found = detail::parameter(function, index);
  return found == nullptr ? nullptr : found->type.c_str();
}

const char* sinter_function_parameter_default(const sinter_function* function, size_t index) {
  const auto* found = detail::parameter(function, index);
  return found == nullptr ? nullptr : found->default_value.c_str();
}

size_t sinter_function_result_count(const sinter_function* function) {
  return function == nullptr ? 0 : function->function.signature().results.size();
}

const char* sinter_function_result_type(const sinter_function* function, size_t index) {
  if (index >= sinter_function_result_count(function)) return nullptr;
  return function->function.signature().results[index].c_str();
}

}  // extern "C"
