// einsum: NumPy's subscript strings, and the sums of products that they stand for.
#include <algorithm>
#include <map>

#include "compiler/support/check.h"
#include "frontend/lang/functions.h"

namespace sinter::lang {

/// The subscripts of one operand or of the result: letters, and where `...` stands.
struct Functions::Term {
  std::string letters;
  std::vector<std::size_t> places;  ///< Of the letters in the text.
  int dots = -1;                    ///< How many letters stand before `...`; -1: there is none.
  std::size_t begin = 0, end = 0;   ///< In the text.
};

struct Functions::Spec {
  const Functions& f;
  std::string_view text;
  Span whole;  ///< With its quotes.
  std::vector<Term> inputs;
  bool has_output = false;
  Term output;

  Span at(std::size_t begin, std::size_t end) const {
    const auto first = whole.begin + 1;
    return {first + static_cast<std::uint32_t>(begin), first + static_cast<std::uint32_t>(end)};
  }
  [[noreturn]] void fail(std::size_t begin, std::size_t end, std::string message,
                         std::string help = {}) const {
    f.fail(Code::BadEinsum, at(begin, std::max(end, begin + 1)), std::move(message),
           std::move(help));
  }

  void parse() {
    std::size_t from = 0;
    const std::size_t arrow = text.find("->");
    const std::size_t stop = std::min(arrow, text.size());
    while (true) {
      const std::size_t comma = std::min(text.find(',', from), stop);
      inputs.push_back(term(from, std::min(comma, stop)));
      if (comma >= stop) break;
      from = comma + 1;
    }
    if (arrow == std::string_view::npos) return;
    has_output = true;
    output = term(arrow + 2, text.size());
    for (std::size_t i = 0; i < output.letters.size(); ++i) {
      const char letter = output.letters[i];
      const std::size_t place = output.places[i];
      if (output.letters.find(letter) != i)
        fail(place, place + 1, fmt::format("`{}` stands twice in the result", letter));
      const bool known = std::any_of(inputs.begin(), inputs.end(), [&](const Term& t) {
        return t.letters.find(letter) != std::string::npos;
      });
      if (!known)
        fail(place, place + 1, fmt::format("`{}` of the result stands in no operand", letter));
    }
  }

  Term term(std::size_t begin, std::size_t end) const {
    Term result;
    result.begin = begin;
    result.end = end;
    for (std::size_t i = begin; i < end; ++i) {
      const char found = text[i];
      if (found == ' ') continue;
      const bool letter = (found >= 'a' && found <= 'z') || (found >= 'A' && found <= 'Z');
      if (letter) {
        result.letters += found;
        result.places.push_back(i);
      } else if (text.substr(i, 3) == "..." && i + 3 <= end) {
        if (result.dots >= 0) fail(i, i + 3, "`...` stands twice in one operand");
        result.dots = static_cast<int>(result.letters.size());
        i += 2;
      } else if (found == '.') {
        fail(i, i + 1, "an ellipsis is written with three dots: `...`");
      } else {
        fail(i, i + 1, fmt::format("`{}` is no subscript: those are letters and `...`", found));
      }
    }
    return result;
  }
};

namespace {

/// Letters that stand once in all operands, in the order of their codes.
std::string implicit_letters(const std::string& all) {
  std::string result;
  for (const char letter : all) {
    if (std::count(all.begin(), all.end(), letter) == 1) result += letter;
  }
  std::sort(result.begin(), result.end());
  return result;
}

}  // namespace

Value Functions::einsum() {
  const Expr& text = c.node(call.given[0]);
  if (text.kind != ExprKind::Text) {
    fail(Code::BadArgument, text.span, "the subscripts of `einsum` are a text",
         "einsum(\"ij,jk->ik\", x, y)");
  }
  Spec spec{*this, text.name, text.span, {}, false, {}};
  spec.parse();
  if (spec.inputs.size() != call.rest.size()) {
    spec.fail(0, text.name.size(),
              fmt::format("the subscripts are those of {} operand{}, but {} {} given",
                          spec.inputs.size(), spec.inputs.size() == 1 ? "" : "s", call.rest.size(),
                          call.rest.size() == 1 ? "is" : "are"));
  }
  std::vector<Value> operands;
  int dotted = 0;  // the most axes that an ellipsis stands for
  std::string all;
  for (std::size_t i = 0; i < call.rest.size(); ++i) {
    const Span where = c.node(call.rest[i]).span;
    Value given = c.eval_outside_elements(call.rest[i]);
    c.require_value(given, where);
    if (!given.is_array()) given = c.to_array(given, where);
    const Term& term = spec.inputs[i];
    const int letters = static_cast<int>(term.letters.size());
    const int found = rank(given);
    if (term.dots < 0 ? found != letters : found < letters) {
      spec.fail(term.begin, term.end,
                fmt::format("operand {} has {}, but {}{} subscript{}", i + 1, axes_text(found),
                            term.dots < 0 ? "" : "at least ", letters, letters == 1 ? "" : "s"));
    }
    if (term.dots >= 0) dotted = std::max(dotted, found - letters);
    all += term.letters;
    operands.push_back(std::move(given));
  }
  if (!spec.has_output) {
    spec.output.letters = implicit_letters(all);
    spec.output.dots = 0;
  } else if (spec.output.dots < 0 && dotted > 0) {
    spec.fail(spec.output.begin, spec.output.end,
              "`...` of the operands has to stand in the result too",
              "sum over the other axes afterwards");
  } else if (spec.output.dots < 0) {
    spec.output.dots = 0;
  }
  // Indices: one per letter, then the axes of the ellipsis, the first one first.
  std::map<char, int> index_of;
  std::vector<std::string> names;
  for (const char letter : all) {
    if (index_of.emplace(letter, static_cast<int>(names.size())).second)
      names.push_back(std::string(1, letter));
  }
  const int first_dot = static_cast<int>(names.size());
  for (int i = 0; i < dotted; ++i) names.push_back(fmt::format("axis {} of ...", i));
  const auto expand = [&](const Term& term, int dots) {
    std::vector<int> indices;
    for (std::size_t k = 0; k <= term.letters.size(); ++k) {
      if (static_cast<int>(k) == term.dots) {
        for (int i = dotted - dots; i < dotted; ++i) indices.push_back(first_dot + i);
      }
      if (k < term.letters.size()) indices.push_back(index_of.at(term.letters[k]));
    }
    return indices;
  };
  std::vector<std::vector<int>> indices;
  for (std::size_t i = 0; i < operands.size(); ++i) {
    const Term& term = spec.inputs[i];
    indices.push_back(expand(
        term, term.dots < 0 ? 0 : rank(operands[i]) - static_cast<int>(term.letters.size())));
  }
  return sum_of_products(operands, indices, expand(spec.output, dotted), names);
}

Value Functions::sum_of_products(const std::vector<Value>& operands,
                                 const std::vector<std::vector<int>>& indices,
                                 const std::vector<int>& kept) {
  int count = 0;
  for (const auto& used : indices) {
    for (const int index : used) count = std::max(count, index + 1);
  }
  std::vector<std::string> names;
  for (int i = 0; i < count; ++i) names.push_back(fmt::format("index {}", i));
  return sum_of_products(operands, indices, kept, names);
}

/// The sum over all indices that are not kept of the product of the operands at theirs. In the type
/// that the operands have in common; of booleans, whether any product is true.
Value Functions::sum_of_products(const std::vector<Value>& operands,
                                 const std::vector<std::vector<int>>& indices,
                                 const std::vector<int>& kept,
                                 const std::vector<std::string>& names) {
  CommonType common;
  for (const Value& operand : operands) c.add_to(common, operand);
  const DType type = common.dtype();
  const bool logical = type == DType::kBool;
  std::vector<int> order = kept;
  for (int index = 0; index < static_cast<int>(names.size()); ++index) {
    if (std::find(kept.begin(), kept.end(), index) == kept.end()) order.push_back(index);
  }
  // A size of 1 is repeated where another operand has more.
  std::vector<Dim> sizes(names.size(), Dim(1));
  for (std::size_t k = 0; k < operands.size(); ++k) {
    const Shape own = shape(operands[k]);
    for (std::size_t axis = 0; axis < own.size(); ++axis) {
      Dim& size = sizes[static_cast<std::size_t>(indices[k][axis])];
      if (size == Dim(1)) {
        size = own[axis];
      } else if (own[axis] != Dim(1)) {
        size =
            c.require_equal({size, "before"}, {own[axis], fmt::format("in operand {}", k + 1)},
                            Code::SizeMismatch, span,
                            fmt::format("sizes of {} do not agree in `{}`",
                                        names[static_cast<std::size_t>(indices[k][axis])], name));
      }
    }
  }
  Shape full;
  for (const int index : order) full.push_back(sizes[static_cast<std::size_t>(index)]);
  std::optional<Value> product;
  for (std::size_t k = 0; k < operands.size(); ++k) {
    Value part = cast(operands[k], type);
    std::vector<int> own = indices[k];
    Shape wanted;
    for (const int index : own) wanted.push_back(sizes[static_cast<std::size_t>(index)]);
    part = c.resized(part, shape(part), wanted);
    // An index that stands twice in one operand picks a diagonal, which becomes its last axis.
    for (std::size_t i = 0; i < own.size(); ++i) {
      const auto again =
          std::find(own.begin() + static_cast<std::ptrdiff_t>(i) + 1, own.end(), own[i]);
      if (again == own.end()) continue;
      const auto j = static_cast<std::size_t>(again - own.begin());
      Shape found = shape(part);
      found[i] = found[j] =
          c.require_equal({found[i], "once"}, {found[j], "once"}, Code::SizeMismatch, span,
                          fmt::format("`{}` stands twice in operand {}: its sizes do not agree",
                                      names[static_cast<std::size_t>(own[i])], k + 1));
      part = c.resized(part, shape(part), found);
      const int index = own[i];
      part = diagonal_of(part, 0, static_cast<int>(i), static_cast<int>(j));
      own.erase(own.begin() + static_cast<std::ptrdiff_t>(j));
      own.erase(own.begin() + static_cast<std::ptrdiff_t>(i));
      own.push_back(index);
      i = static_cast<std::size_t>(-1);  // begin again: axes have moved
    }
    // Axes in the order of the product, then one of size 1 for each index that is missing.
    std::vector<int> sorted;
    std::vector<int> missing;
    for (std::size_t i = 0; i < order.size(); ++i) {
      const auto at = std::find(own.begin(), own.end(), order[i]);
      if (at == own.end()) {
        missing.push_back(static_cast<int>(i));
      } else {
        sorted.push_back(static_cast<int>(at - own.begin()));
      }
    }
    part = c.insert_axes(permuted(part, sorted), missing, span);
    product = product ? op(logical ? Op::And : Op::Mul, {*product, part}) : part;
  }
  Value result = c.broadcast_to(*product, product->labels, full);
  for (std::size_t i = order.size(); i-- > kept.size();) {
    c.mark(span);
    const int axis = static_cast<int>(result.labels.size() + i);
    result = Value::array(c.graph_.reduce(logical ? Op::ReduceAny : Op::ReduceSum, result.id, axis),
                          result.labels);
  }
  result.weak = common.weak() && !logical;
  return result;
}

}  // namespace sinter::lang
