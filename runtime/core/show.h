// What a call prints, what its assertions show, and what it asks of the host's functions.
#pragma once

#include <exception>
#include <mutex>
#include <span>
#include <vector>

#include "compiler/ir/show.h"
#include "runtime/core/engine_core.h"
#include "sinter/array.h"

namespace sinter::runtime {

/// Takes the items of print and assert nodes, and of calls of the host, as a call comes by them.
/// Kernels may use it from several threads; an item's node is complete with its last item.
class ShowSink {
 public:
  ShowSink(const graph::Graph& graph, const EngineOptions& options)
      : graph_(graph), options_(options) {}

  /// An item of node `site` (of graph::shows_of): a scalar, or row-major elements and their sizes.
  /// The last item of a call of the host is the memory of its result. What the host throws is kept
  /// for rethrow(), and the call is to end: false.
  bool item(std::size_t site, std::size_t item, const void* data,
            const std::int64_t* sizes) noexcept;
  /// A whole node. An Error that the host throws gets out, anything else as one (E6046).
  void print(const graph::Node& node, std::vector<Array> values) const;
  /// A whole call of the host, which may throw likewise.
  void call_host(const graph::Node& node, std::span<const Array> arguments, const Array& result);
  /// The message of an assertion that failed; nothing where none did.
  std::string failed_assertion() const { return assertion_; }
  void rethrow() const {
    if (problem_) std::rethrow_exception(problem_);
  }

 private:
  template <typename Body>
  void ask_host(const graph::Node& node, std::string_view what, Body&& body) const;
  void take(std::size_t site, std::size_t item, const void* data, const std::int64_t* sizes);
  const graph::Graph& graph_;
  const EngineOptions& options_;
  std::mutex mutex_;
  std::vector<graph::NodeId> nodes_;
  std::vector<Array> items_;  ///< Of the node that is being shown.
  std::vector<Array> kept_;   ///< Further results of the last call of the host.
  std::string assertion_;
  std::exception_ptr problem_;
};

}  // namespace sinter::runtime
