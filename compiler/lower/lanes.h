// Which independent loops run their iterations side by side, in the lanes of vectors, although
// their bodies hold loops that run in order: a recurrence along one axis is vectorized over
// another one, and what an inner loop reads along columns is read along rows.
#pragma once

#include <optional>

#include "compiler/lower/dependence.h"

namespace sinter::lower {

/// Whether a loop with these facts can, and had better, run its iterations side by side: the body
/// works on single elements, nothing in it can fail, its loops have the same bounds in all
/// iterations, and vectors across iterations are worth more than vectors along the inner loops.
bool runs_in_lanes(const graph::Graph& graph, const graph::Node& loop, const LoopFacts& facts);

/// Whether a value is a scalar or an array of one element.
bool is_one_element(const graph::Graph& graph, graph::ValueId v);

/// A position of a gather or scatter, where it is one size.
std::optional<Dim> named_position(const graph::Graph& graph, graph::ValueId v);
/// Whether that is proved to lie in an axis of a size.
bool is_inside(const graph::Graph& graph, const Dim& position, const Dim& size);

}  // namespace sinter::lower
