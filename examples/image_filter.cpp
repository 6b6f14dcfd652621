// Edges of a picture: a blur and the length of its gradient. Usage: example_image_filter IN.pgm
// OUT.pgm (binary PGM, 8 bits).
#include "sinter/sinter.h"

#include <fstream>
#include <iostream>
#include <string>
#include <vector>

namespace {

constexpr const char* kProgram = R"(
fn blurred(x: f32[H, W]) -> f32[H, W] {
    p = border(x, reflect)
    a[i, j] = 0.25 * p[i - 1, j] + 0.5 * p[i, j] + 0.25 * p[i + 1, j]
    q = border(a, reflect)
    b[i, j] = 0.25 * q[i, j - 1] + 0.5 * q[i, j] + 0.25 * q[i, j + 1]
    return b
}

fn edges(image: u8[H, W]) -> u8[H, W] {
    x = blurred(f32(image))
    p = border(x, reflect)
    down[i in 0..H, j in 0..W] = p[i + 1, j] - p[i - 1, j]
    right[i in 0..H, j in 0..W] = p[i, j + 1] - p[i, j - 1]
    return u8(minimum(rint(hypot(down, right)), 255))
}
)";

struct Picture {
  std::int64_t width = 0, height = 0;
  std::vector<std::uint8_t> pixels;
};

Picture read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string magic;
  Picture picture;
  int most = 0;
  file >> magic >> picture.width >> picture.height >> most;
  file.get();
  constexpr std::int64_t kLargest = 1 << 15;
  const auto fits = [](std::int64_t size) { return size > 0 && size <= kLargest; };
  if (magic != "P5" || most != 255 || !fits(picture.width) || !fits(picture.height))
    throw std::runtime_error(path + " is no binary PGM of 8 bits");
  picture.pixels.resize(static_cast<std::size_t>(picture.width * picture.height));
  file.read(reinterpret_cast<char*>(picture.pixels.data()),
            static_cast<std::streamsize>(picture.pixels.size()));
  if (!file) throw std::runtime_error(path + " is cut short");
  return picture;
}

void write(const std::string& path, const Picture& picture) {
  std::ofstream file(path, std::ios::binary);
  file << "P5\n" << picture.width << ' ' << picture.height << "\n255\n";
  file.write(reinterpret_cast<const char*>(picture.pixels.data()),
             static_cast<std::streamsize>(picture.pixels.size()));
  if (!file.flush()) throw std::runtime_error("cannot write " + path);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    if (argc != 3) {
      std::cerr << "usage: example_image_filter IN.pgm OUT.pgm\n";
      return 2;
    }
    const Picture in = read(argv[1]);
    Picture out = in;
    const sinter::Engine engine;
    using Pixels = sinter::View<const std::uint8_t, 2>;
    const auto edges = engine.compile(kProgram, "edges.sinter")
                           .get<void(Pixels, sinter::View<std::uint8_t, 2>)>("edges");
    edges({in.pixels.data(), {in.height, in.width}}, {out.pixels.data(), {in.height, in.width}});
    write(argv[2], out);
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
