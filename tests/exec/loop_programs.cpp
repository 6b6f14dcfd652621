#include "tests/exec/loop_programs.h"

#include <fmt/format.h>

#include <functional>

namespace sinter::test {
namespace {

using Block = std::vector<Statement>;

constexpr int kDeepest = 3;

class Maker {
 public:
  explicit Maker(generator::Decisions decisions) : d_(decisions) {}

  LoopProgram run() {
    LoopProgram program;
    program.exact = d_.chance(40);
    program.n = d_.pick<std::int64_t>({7, 0, 1, 2, 3, 5, 13, 64, 67});
    program.m = d_.pick<std::int64_t>({5, 0, 1, 2, 3, 11, 35, 70});
    wild_ = d_.chance(10);
    program.statements = block(static_cast<int>(2 + d_.below(4)));
    return program;
  }

 private:
  Block block(int count) {
    Block result;
    for (int i = 0; i < count; ++i) result.push_back(statement());
    return result;
  }

  static Statement line(std::string text) { return {{}, std::move(text), {}, false, {}, {}}; }

  Statement statement() {
    const std::int64_t kind = d_.below(depth_ < kDeepest ? 24 : 13);
    if (kind < 13) return line(simple(kind));
    if (kind >= 20) return d_.chance(25) ? columns() : nest();
    if (kind < 16) return branch();
    return kind == 16 ? while_loop() : for_loop();
  }

  std::string simple(std::int64_t kind) {
    switch (kind) {
      case 0:
      case 1:
        return grow(any({"s = $n", "s += $n", "s *= $n", "s min= $n", "s max= $n"}), 2);
      case 2:
        return grow(any({"c = $w", "c += $w", "c -= $w", "c ^= $w"}), 2);
      case 3:
        return grow("$v = $e", 2);
      case 4:  // Names that change places, and arrays under two names.
        return any({"x, y = y, x", "y = x", "x = y", "x[:] = x[::-1]", "y = x[::-1]",
                    "x, y = x + y, x", "w = w * 0.5", "k = k[::-1]"});
      case 5:
      case 6:
        return part();
      case 7:
      case 8:
        return grow("$v[$p] $a $n", 2);
      case 9:
        return grow(
            any({"w[:, c % M] $a $v", "w[$p] *= $n", "w[$p, :] += sum($v)", "w[$p, c % M] = $n",
                 "$v = sum(w, axis=1)", "w += $v[:, newaxis]", "w[i, j] = $v[i] - w[i, j]",
                 "x = (w @ w.T) @ $v", "w[$i, 1:] = w[$i, :-1]", "w[1:] = w[:-1] + $n"}),
            1);
      case 10:
      case 11:
        return scatter();
      default:
        if (d_.chance(30)) return grow("assert $c or $c or c < 1000, s, c, $v", 1);
        if (d_.chance(20)) return grow(any({"print(s, c)", "print($v, $n)", "print($c)"}), 1);
        return grow("k[$p] = $w", 1);
    }
  }

  std::string any(const std::vector<std::string>& patterns) { return d_.pick(patterns); }

  /// The pattern with $n (a number), $w (an integer), $e (elements of a vector), $v (a vector), $p
  /// (a position in it), $i (a bound), $c (a condition) and $a (an assignment) filled in.
  std::string grow(const std::string& pattern, int depth) {
    std::string out;
    for (std::size_t at = 0; at < pattern.size(); ++at) {
      if (pattern[at] != '$') {
        out += pattern[at];
        continue;
      }
      switch (pattern[++at]) {
        case 'n':
          out += number(depth);
          break;
        case 'w':
          out += whole(depth);
          break;
        case 'e':
          out += elements(depth);
          break;
        case 'v':
          out += vector();
          break;
        case 'p':
          out += position(depth);
          break;
        case 'i':
          out += bound();
          break;
        case 'c':
          out += condition(depth);
          break;
        default:
          out += any({"=", "+=", "*=", "-="});
          break;
      }
    }
    return out;
  }

  Statement branch() {
    Statement result;
    result.text = "if " + condition(1);
    result.is_block = true;
    ++depth_;
    result.body = block(static_cast<int>(1 + d_.below(2)));
    if (loops_ > 0 && d_.chance(20)) {
      result.body.push_back(line(d_.pick<std::string>({"break", "continue"})));
    } else if (d_.chance(10)) {
      result.body.push_back(line("return x, y, w, k, s, c"));
    } else if (d_.chance(50)) {
      result.otherwise = block(static_cast<int>(1 + d_.below(2)));
    }
    --depth_;
    return result;
  }

  Statement for_loop() {
    const std::string name = fmt::format("i{}", loop_number_++);
    std::vector<std::string> ranges{"0..N",      "0..3",     "1..N",    "N - 1..-1 by -1",
                                    "0..N by 2", "0..c % 4", "c % 3..N"};
    if (!indices_.empty()) {
      ranges.push_back("0.." + indices_.back());
      ranges.push_back(indices_.back() + " + 1..N");
    }
    const std::string range = d_.pick(ranges);
    Statement result;
    result.text = fmt::format("for {} in {}", name, range);
    result.is_block = true;
    indices_.push_back(name);
    body_of_loop(result);
    indices_.pop_back();
    return result;
  }

  /// Loops over elements, most of which are independent, or nearly so: dependences carried at a
  /// distance, other names for one array, triangles, guards, scalars of an iteration, reductions.
  Statement nest() {
    const std::string i = fmt::format("i{}", loop_number_++),
                      j = fmt::format("i{}", loop_number_++);
    const std::string distance = any({"1", "2", "3"});
    const auto filled = [&](std::string text) {
      std::string out;
      for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '#') {
          out += text[at];
          continue;
        }
        ++at;
        out += text[at] == 'i' ? i : text[at] == 'j' ? j : distance;
      }
      return grow(out, 1);
    };
    const auto loop = [&](const std::string& range, std::vector<std::string> lines) {
      Statement result;
      result.text = filled("for " + range);
      result.is_block = true;
      for (const std::string& text : lines) result.body.push_back(line(filled(text)));
      return result;
    };
    const std::string extra = any({"", "$v[#i] $a $n", "s = $v[#i]", "c += k[#i]", "s max= $v[#i]",
                                   "c ^= k[#i]", "s += $v[#i]", "$v[N - 1 - #i] $a x[#i]"});
    if (d_.chance(50)) {
      Statement flat = loop(
          any({"#i in #d..N", "#i in 0..N - #d", "#i in N - 1..#d by -1", "#i in #d..N by 2"}),
          {any({"$v[#i] = $v[#i - #d] * 0.5 + y[#i]", "$v[#i] = $n * $v[#i]",
                "y[#i] = x[#i - #d] + x[#i]", "y[#i] = x[k[#i] % N]", "$v[#i - #d] = $v[#i] + $n",
                "w[#i, :] = w[#i, :] * $v[#i]", "w[#i, 1:] = w[#i, :-1]", "x[#i] = sum(w[#i, :])",
                "w[:, c % M] = w[:, c % M] + $v[#i]", "k[#i] = k[#i] * 3 + #i",
                wild_ ? "y[#i] = x[k[#i]]" : "y[#i] = x[#i] + s",
                wild_ ? "c += 7 // k[#i]" : "c += 7 // (k[#i] % 5 + 9)"})});
      if (!extra.empty()) flat.body.push_back(line(filled(extra)));
      if (d_.chance(30)) flat.body.insert(flat.body.begin(), line(filled("s = $v[#i] * 2")));
      if (d_.chance(25)) {
        Statement guard;
        guard.text = filled(any({"if $v[#i] > 0", "if k[#i] % 3 == 0", "if #i > 2"}));
        guard.is_block = true;
        guard.body = std::move(flat.body);
        flat.body = {guard};
      }
      return flat;
    }
    Statement outer = loop(any({"#i in 0..N", "#i in 1..N", "#i in 0..N - 1"}), {});
    const bool columns = d_.chance(50);
    outer.body.push_back(
        columns
            ? loop(any({"#j in 0..M", "#j in 1..M"}),
                   {any({"w[#i, #j] = w[#i, #j] * 0.5 + $v[#i]", "w[#i, #j] += w[#i, #j - 1]",
                         "w[#i, #j] = w[#i - 1, #j] + 1", "x[#i] += w[#i, #j]",
                         "w[#i, #j] = $v[#i] * s", "s += w[#i, #j]", "c += i64(w[#i, #j] > 0)",
                         "s min= w[#i, #j]"})})
            : loop(any({"#j in 0..#i", "#j in #i + 1..N", "#j in 0..N"}),
                   {any({"$v[#i] -= $v[#j] * 0.5", "$v[#i] = $v[#i] + x[#j]",
                         "$v[#j] = $v[#j] + $v[#i]", "c += k[#i] * k[#j]", "y[#i] max= x[#j]"})}));
    if (!extra.empty() && d_.chance(50)) outer.body.push_back(line(filled(extra)));
    return outer;
  }

  /// Recurrences down the columns of w, or repeated at each element, which may run side by side.
  Statement columns() {
    const std::string j = fmt::format("i{}", loop_number_++),
                      i = fmt::format("i{}", loop_number_++),
                      t = fmt::format("t{}", loop_number_++);
    const auto filled = [&](const std::string& text) {
      std::string out;
      for (std::size_t at = 0; at < text.size(); ++at) {
        const char next = at + 1 < text.size() ? text[at + 1] : ' ';
        if (text[at] == '#') {
          out += next == 'i' ? i : next == 'j' ? j : t;
          ++at;
        } else {
          out += text[at];
        }
      }
      return grow(out, 1);
    };
    const bool down = d_.chance(70);
    Statement outer;
    outer.is_block = true;
    outer.text =
        filled(down ? any({"for #j in 0..M", "for #j in 1..M", "for #j in M - 1..-1 by -1"})
                    : "for #j in 0..N");
    outer.first = filled(any({"#t = 0.5", "#t = $n", "#t = s"}));
    const int loops = static_cast<int>(1 + d_.below(2));
    for (int n = 0; n < loops; ++n) {
      Statement inner;
      inner.is_block = true;
      inner.text =
          filled(down ? any({"for #i in 1..N", "for #i in N - 1..0 by -1", "for #i in 1..4"})
                      : "for #i in 0..3");
      const int lines = static_cast<int>(1 + d_.below(2));
      for (int l = 0; l < lines; ++l) {
        inner.body.push_back(
            line(filled(down ? any({"w[#i, #j] = w[#i - 1, #j] * 0.5 + #t", "w[#i, #j] += #t",
                                    "#t = #t + w[#i, #j]", "#t, s = s, #t",
                                    "w[#i - 1, #j] = w[#i, #j] / (#t * #t + 1)", "#t -= x[#i]",
                                    "c += i64(w[#i, #j] > #t)", "w[#i, #j] = w[#i, #j - 1] + 1",
                                    "s max= w[#i, #j]", "w[#j % N, #j] = #t"})
                             : any({"$v[#j] = $v[#j] * 0.5 + #t", "#t = #t * 0.5 - y[#j]",
                                    "k[#j] = k[#j] * 3 + #i", "c += k[#j] + #i",
                                    "x[#j] -= x[#j + #i - #i] * s", "c ^= k[#j]"}))));
      }
      outer.body.push_back(inner);
      if (d_.chance(50))
        outer.body.push_back(
            line(filled(down ? any({"w[0, #j] = #t", "s = #t", "c += 1", "w[N - 1, #j] = #t"})
                             : any({"$v[#j] = #t", "s = #t", "c += k[#j]"}))));
    }
    return outer;
  }

  /// At most four iterations.
  Statement while_loop() {
    const std::string name = fmt::format("t{}", loop_number_++);
    Statement result;
    result.before = name + " = 0";
    result.text = fmt::format("while {} < 4 and {}", name, condition(1));
    result.first = name + " += 1";
    result.is_block = true;
    body_of_loop(result);
    return result;
  }

  void body_of_loop(Statement& loop) {
    ++depth_, ++loops_;
    loop.body = block(static_cast<int>(1 + d_.below(3)));
    --depth_, --loops_;
  }

  std::string vector() { return any({"x", "y"}); }

  std::string part() {
    const std::string i = bound();
    const std::string slice =
        any({i + ":", ":" + i, "::2", "1::2", ":", "::-1", "c % 5:", "1:", ":-1"});
    const std::string target = vector() + "[" + slice + "]";
    const std::string value = any({"$n", "$v[@]", "$v[@] * $n", "x[@] + y[@]", "y[@] - x[@]"});
    if (d_.chance(15)) return grow("$v[1:] $a $v[:-1]", 0);
    std::string filled;
    for (const char c : value) filled += c == '@' ? slice : std::string(1, c);
    return grow(target + " $a " + filled, 1);
  }

  std::string scatter() {
    const std::string at = wild_ ? "k[p]" : any({"k[p] % N", "(k[p] + c) % N"});
    const std::string op = any({"=", "+=", "-=", "*=", "min=", "max="});
    return grow(any({"$v[" + at + "] " + op + " $v[p]", "$v[" + at + "] " + op + " $n",
                     "k[" + at + "] " + op + " p", "k[" + at + "] " + op + " k[p]",
                     "w[p, (k[p] + q) % M] " + op + " w[p, q]"}),
                1);
  }

  /// A position that lies in an axis of size N, but in wild programs.
  std::string position(int depth) {
    if (!indices_.empty() && d_.chance(60)) return d_.pick(indices_);
    if (wild_ && d_.chance(30)) return whole(depth - 1);
    return "(" + whole(depth - 1) + ") % N";
  }

  std::string bound() { return indices_.empty() || d_.chance(20) ? "c % 4" : d_.pick(indices_); }

  std::string number(int depth) {
    if (depth <= 0 || d_.chance(30))
      return grow(any({"s", "0.5", "2", "$v[c % N]", "f64(c)", "-1.25"}), 0);
    return grow(
        any({"($n + $n)", "($n - $n)", "$n * $n", "minimum($n, $n)", "abs($n)", "$v[$p]",
             "(if $c { $n } else { $n })", "sum($v)", "sum($v[:$i])", "(x[c % 3:] @ $v[c % 3:])"}),
        depth - 1);
  }

  std::string whole(int depth) {
    if (depth > 0 && d_.chance(60)) {
      return grow(
          any({"($w + $w)", "($w - $w)", "$w * $w", "($w % 7)", "i64($w > $w)", "($w // 3)"}),
          depth - 1);
    }
    if (!indices_.empty() && d_.chance(50)) return grow(any({"k[$i]", "$i"}), 0);
    return any({"c", "3", "-1", "N", "k[c % N]"});
  }

  std::string elements(int depth) {
    if (depth <= 0 || d_.chance(25)) return grow(any({"$v", "$v", "($v * $n)", "f64(k)"}), depth);
    return grow(
        any({"($e + $v)", "($v * $e)", "maximum($e, $v)", "where($v > $n, $e, $v)", "$v[::-1]"}),
        depth - 1);
  }

  std::string condition(int depth) {
    return grow(any({"$n > $n", "$w % 2 == 0", "$w < $w", "any(x > y)", "c > 0 and $n < 1"}),
                depth);
  }

  generator::Decisions d_;
  bool wild_ = false;
  int depth_ = 0, loops_ = 0, loop_number_ = 0;
  std::vector<std::string> indices_;
};

void print(const Block& block, int indent, std::string& out) {
  const auto line = [&](int by, const std::string& text) {
    if (!text.empty())
      out += std::string(static_cast<std::size_t>(4 * (indent + by)), ' ') + text + "\n";
  };
  for (const Statement& s : block) {
    line(0, s.before);
    line(0, s.is_block ? s.text + " {" : s.text);
    if (!s.is_block) continue;
    line(1, s.first);
    print(s.body, indent + 1, out);
    if (!s.otherwise.empty()) {
      line(0, "} else {");
      print(s.otherwise, indent + 1, out);
    }
    line(0, "}");
  }
}

/// Calls `with` for every block in which one statement is left out or replaced by its own body.
void variants(const Block& block, const std::function<void(Block)>& with) {
  for (std::size_t i = 0; i < block.size(); ++i) {
    const auto at = static_cast<std::ptrdiff_t>(i);
    Block without = block;
    without.erase(without.begin() + at);
    with(without);
    for (const Block* inner : {&block[i].body, &block[i].otherwise}) {
      if (inner->empty()) continue;
      Block spliced = without;
      spliced.insert(spliced.begin() + at, inner->begin(), inner->end());
      with(spliced);
    }
    const auto inside = [&](Block Statement::* part) {
      variants(block[i].*part, [&](Block changed) {
        Block copy = block;
        copy[i].*part = std::move(changed);
        with(std::move(copy));
      });
    };
    inside(&Statement::body);
    inside(&Statement::otherwise);
  }
}

}  // namespace

std::string LoopProgram::text() const {
  std::string out = exact ? "@exact\n" : "";
  out += "fn f(x: f64[N], y: f64[N], w: f64[N, M], k: i64[N], s: f64, c: i64) {\n";
  print(statements, 1, out);
  return out + "    return x, y, w, k, s, c\n}\n";
}

LoopProgram make_loop_program(std::uint64_t seed) {
  return make_loop_program(generator::Decisions(seed));
}
LoopProgram make_loop_program(generator::Decisions decisions) { return Maker(decisions).run(); }

std::vector<LoopProgram> smaller(const LoopProgram& program) {
  std::vector<LoopProgram> result;
  variants(program.statements, [&](Block changed) {
    result.push_back(program);
    result.back().statements = std::move(changed);
  });
  return result;
}

}  // namespace sinter::test
