#include "examples/lifting.h"

#include <iostream>
#include <vector>

#include "lifting.lifted.h"

int main() {
  const std::vector<float> points{0, 0, 3, 4, 6, 8};  // three of two numbers
  const std::vector<float> centers{0, 0, 3, 0};
  std::vector<float> out(6);
  lifted::distances(points.data(), centers.data(), out.data(), 3, 2, 2);
  for (const float value : out) std::cout << value << ' ';  // 0 9 25 16 100 73
  std::cout << "in " << sinter::lifted_calls("distances") << " lifted call\n";
}
