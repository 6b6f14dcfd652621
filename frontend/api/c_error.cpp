// The C interface: errors.
#include "frontend/api/c_handles.h"

namespace sinter::detail {

sinter_error* out_of_memory() noexcept {
  // Made when the first engine is made (see sinter_engine_new), so that there is memory for it.
  static sinter_error error{Error(ErrorKind::kResource, "E5001", "the system has no more memory")};
  return &error;
}

sinter_status status_of(ErrorKind kind) noexcept {
  switch (kind) {
    case ErrorKind::kUser:
      return SINTER_ERROR_USER;
    case ErrorKind::kUnavailable:
      return SINTER_ERROR_UNAVAILABLE;
    case ErrorKind::kCancelled:
      return SINTER_ERROR_CANCELLED;
    case ErrorKind::kResource:
      return SINTER_ERROR_RESOURCE;
    case ErrorKind::kInternal:
      return SINTER_ERROR_INTERNAL;
  }
  return SINTER_ERROR_INTERNAL;
}

ErrorKind kind_of(sinter_status status) noexcept {
  switch (status) {
    case SINTER_ERROR_UNAVAILABLE:
      return ErrorKind::kUnavailable;
    case SINTER_ERROR_CANCELLED:
      return ErrorKind::kCancelled;
    case SINTER_ERROR_RESOURCE:
      return ErrorKind::kResource;
    case SINTER_ERROR_INTERNAL:
      return ErrorKind::kInternal;
    default:
      return ErrorKind::kUser;
  }
}

namespace {

sinter_status keep(sinter_error** to, const Error& error) {
  if (to != nullptr) *to = new sinter_error{error};
  return status_of(error.kind());
}

}  // namespace

sinter_status take_exception(sinter_error** error) noexcept {
  try {
    try {
      throw;
    } catch (const Error& found) {
      return keep(error, found);
    } catch (const std::bad_alloc&) {
      if (error != nullptr) *error = out_of_memory();
      return SINTER_ERROR_RESOURCE;
    } catch (const std::exception& found) {
      return keep(error, Error(ErrorKind::kInternal, "E9001", found.what()));
    } catch (...) {
      return keep(error, Error(ErrorKind::kInternal, "E9001", "an exception of unknown type"));
    }
  } catch (...) {  // No memory for the error.
    if (error != nullptr) *error = out_of_memory();
    return SINTER_ERROR_RESOURCE;
  }
}

namespace {

sinter_location location_of(const SourceLocation& place) {
  return {place.file.c_str(), place.begin, place.end, place.line, place.column};
}

}  // namespace
}  // namespace sinter::detail

extern "C" {

const char* sinter_version(void) { return sinter::version().data(); }

void sinter_error_free(sinter_error* error) {
  if (error != sinter::detail::out_of_memory()) delete error;
}

sinter_error* sinter_error_new(sinter_status kind, const char* code, const char* message) {
  sinter_error* made = nullptr;
  static_cast<void>(sinter::detail::guarded(&made, [&] {
    throw sinter::Error(sinter::detail::kind_of(kind), code == nullptr ? "" : code,
                        message == nullptr ? "" : message);
  }));
  return made;
}

sinter_status sinter_error_kind(const sinter_error* error) {
  return error == nullptr ? SINTER_OK : sinter::detail::status_of(error->error.kind());
}

const char* sinter_error_code(const sinter_error* error) {
  return error == nullptr ? "" : error->error.code().c_str();
}

const char* sinter_error_message(const sinter_error* error) {
  return error == nullptr ? "" : error->error.what();
}

size_t sinter_error_diagnostic_count(const sinter_error* error) {
  return error == nullptr ? 0 : error->error.diagnostics().size();
}

int sinter_error_diagnostic(const sinter_error* error, size_t index, sinter_diagnostic* to) {
  if (to == nullptr || index >= sinter_error_diagnostic_count(error)) return 0;
  const sinter::Diagnostic& from = error->error.diagnostics()[index];
  *to = {from.code.c_str(), from.message.c_str(), sinter::detail::location_of(from.location),
         from.help.c_str(), from.notes.size()};
  return 1;
}

int sinter_error_note(const sinter_error* error, size_t diagnostic, size_t index,
                      sinter_location* location, const char** text) {
  if (diagnostic >= sinter_error_diagnostic_count(error)) return 0;
  const auto& notes = error->error.diagnostics()[diagnostic].notes;
  if (index >= notes.size()) return 0;
  if (location != nullptr) *location = sinter::detail::location_of(notes[index].first);
  if (text != nullptr) *text = notes[index].second.c_str();
  return 1;
}

}  // extern "C"
