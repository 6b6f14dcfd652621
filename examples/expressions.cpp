// Expressions written in C++ and compiled when their value is asked for.
#include "sinter/lazy.h"

#include <iostream>

int main() {
  using sinter::Array;
  using sinter::Expr;
  using sinter::lazy::keepdims;
  const sinter::Engine engine;

  const Array logits = Array::from<float>({1, 2, 3, 3, 2, 1}, {2, 3});
  const Expr x = logits;
  const Expr e = exp(x - max(x, 1, keepdims));
  const Array softmax = evaluate(engine, e / sum(e, 1, keepdims));
  std::cout << softmax.to_string() << '\n';

  // A function: traced once, compiled for the types that it is called with.
  const auto distance = sinter::lazy::jit(
      engine, [](const Expr& a, const Expr& b) { return sqrt(sum(pow(a - b, 2))); });
  std::cout << distance(Array::from<double>({0, 3}), Array::from<double>({4, 0})).item() << '\n';

  // What has no function in C++ is text of the language, with $0, $1, ... for the operands.
  const Expr steps = sinter::lazy::code("$0[:, 1:] - $0[:, :-1]", x);
  std::cout << evaluate(engine, steps).to_string() << '\n';
}
