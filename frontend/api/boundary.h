// Nothing but sinter::Error leaves the library.
#pragma once

#include <new>
#include <stdexcept>
#include <utility>

#include "compiler/support/check.h"

namespace sinter::detail {

/// body(), with foreign exceptions turned into ours: no memory is a resource error, the rest are
/// internal ones.
template <typename Body>
decltype(auto) at_boundary(Body&& body) {
  try {
    return std::forward<Body>(body)();
  } catch (const Error&) {
    throw;
  } catch (const std::bad_alloc&) {
    throw Error(ErrorKind::kResource, "E5001", "the system has no more memory");
  } catch (const std::exception& error) {
    internal_error(__FILE__, __LINE__, error.what());
  }
}

}  // namespace sinter::detail
