#include "frontend/lang/habits.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "frontend/lang/builtin_names.h"

namespace sinter::lang {
namespace {

struct Habit {
  std::string_view word;
  std::string_view help;
};

constexpr std::string_view kFunction = "functions are written: fn f(x: f32[N]) -> f32 { ... }";
constexpr std::string_view kBinding = "names are bound without a word or a type: y = x * 2";
constexpr std::string_view kElse = "write `else if`";
constexpr std::string_view kArray =
    "an array is written [1, 2, 3], or defined: y[i in 0..n] = 0.0; others come in as arguments";
constexpr std::string_view kChoice = "an expression that chooses is written: if c { a } else { b }";

constexpr auto kWords = std::to_array<Habit>({
    {"def", kFunction},
    {"function", kFunction},
    {"func", kFunction},
    {"void", kFunction},
    {"let", kBinding},
    {"var", kBinding},
    {"const", kBinding},
    {"auto", kBinding},
    {"local", kBinding},
    {"int", kBinding},
    {"float", kBinding},
    {"double", kBinding},
    {"elif", kElse},
    {"elseif", kElse},
    {"then", "blocks stand in braces: if c { ... } else { ... }"},
    {"do", "loops are `while c { ... }` and `for i in 0..n { ... }`"},
    {"switch", "write a chain of if c { ... } else if d { ... } else { ... }"},
    {"match", "write a chain of if c { ... } else if d { ... } else { ... }"},
    {"end", "blocks stand in braces: { ... }"},
    {"lambda", "functions are declared with a name: fn f(x: f32) -> f32 { return x }"},
    {"step", "the step of a range is written `by`: for i in 0..n by 2 { ... }"},
    {"where", "elements are chosen by a function: where(x > 0, x, 0)"},
    {"print", "print is called: print(x)"},
    {"pass", "an empty block is written {}"},
    {"class", "programs are made of functions"},
    {"struct", "programs are made of functions"},
});

constexpr auto kNames = std::to_array<Habit>({
    {"True", "it is written `true`"},
    {"False", "it is written `false`"},
    {"None", "a new axis is written newaxis; every function returns arrays or numbers"},
    {"null", "there is no such value; every function returns arrays or numbers"},
    {"pass", "an empty block is written {}"},
    {"range", "a range is written lo..hi: for i in 0..n { ... }"},
    {"len", "name the size in the signature, x: f32[N], and use N"},
    {"size", "name the size in the signature, x: f32[N], and use N"},
    {"length", "name the size in the signature, x: f32[N], and use N"},
    {"shape", "name the sizes in the signature, x: f32[N, M], and use N and M"},
    {"numel", "name the sizes in the signature, x: f32[N, M], and use N * M"},
    {"printf", "print(x) shows a value with its name"},
    {"println", "print(x) shows a value with its name"},
    {"fabsf", "it is called abs"},
    {"dot", "products of matrices and vectors are written a @ b"},
    {"inner", "it is written sum(a * b)"},
    {"append", "arrays have a fixed size; concatenate((a, b)) makes a longer one"},
    {"push", "arrays have a fixed size; concatenate((a, b)) makes a longer one"},
    {"enumerate", "loop over positions: for i in 0..N { v = x[i] }"},
    {"zip", "loop over positions: for i in 0..N { a = x[i]; b = y[i] }"},
    {"astype", "a dtype's name converts: f32(x), f64(x)"},
    {"array", kArray},
    {"asarray", kArray},
    {"ndarray", kArray},
    {"raise", "assert(c) ends the call where c is false"},
    {"throw", "assert(c) ends the call where c is false"},
});

template <std::size_t N>
std::string_view find(const std::array<Habit, N>& habits, std::string_view word) {
  const auto found = std::find_if(habits.begin(), habits.end(),
                                  [&](const Habit& habit) { return habit.word == word; });
  return found == habits.end() ? std::string_view() : found->help;
}

}  // namespace

std::string_view habit_of_word(std::string_view word) {
  if (word == "?") return kChoice;
  return find(kWords, word);
}

std::string_view habit_of_name(std::string_view name) { return find(kNames, name); }

std::string habit_of_function(std::string_view name) {
  if (is_for_later(name)) return fmt::format("`{}` is not available yet", name);
  if (const std::string_view dtype = dtype_elsewhere(name); !dtype.empty())
    return fmt::format("did you mean {}?", dtype);
  return std::string(habit_of_name(name));
}

}  // namespace sinter::lang
