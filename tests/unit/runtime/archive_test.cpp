// .npz archives, .csv and gzip.
#include <sys/mman.h>
#include <unistd.h>

#include <cmath>

#include "runtime/io/csv.h"
#include "runtime/io/gzip.h"
#include "runtime/io/npy.h"
#include "runtime/io/zip.h"
#include "sinter/array.h"
#include "tests/common/temporary.h"
#include "tests/unit/runtime/expect_error.h"

namespace sinter {
namespace {

using test::expect_error;

std::string fixture(const std::string& name) { return SINTER_TEST_FIXTURES "/" + name; }

/// An archive in memory, read like a file: thousands of damaged ones would wear out a disk.
class ArchiveInMemory {
 public:
  ArchiveInMemory() : fd_(memfd_create("archive", 0)) {}
  ~ArchiveInMemory() { close(fd_); }
  ArchiveInMemory(const ArchiveInMemory&) = delete;
  ArchiveInMemory& operator=(const ArchiveInMemory&) = delete;

  Array load(const std::string& bytes) const {
    const auto size = static_cast<ssize_t>(bytes.size());
    EXPECT_EQ(ftruncate(fd_, size), 0);
    EXPECT_EQ(pwrite(fd_, bytes.data(), bytes.size(), 0), size);
    const runtime::ZipReader reader("/proc/self/fd/" + std::to_string(fd_));
    if (reader.members().size() != 1) {
      throw Error(ErrorKind::kUser, "E4206", "not one member");
    }
    const auto source = reader.open(reader.members().front());
    return runtime::read_npy(*source);
  }

 private:
  int fd_;
};

TEST(Npz, NamesAndMembers) {
  EXPECT_EQ(load(fixture("small.npz")).to_vector<float>(), (std::vector<float>{0, 1, 2}));
  EXPECT_EQ(load(fixture("small_deflated.npz"), "x").to_vector<float>(),
            (std::vector<float>{0, 1, 2}));
  EXPECT_EQ(load(fixture("zip64.npz"), "x.npy").to_vector<float>(), (std::vector<float>{0, 1, 2}));
  EXPECT_EQ(list_members(fixture("small.npz")), (std::vector<std::string>{"x"}));
  expect_error("E4206", "28 arrays", [] { load(fixture("types.npz")); });
  expect_error("E4206", "holds no array 'y'; it has x", [] { load(fixture("small.npz"), "y"); });
  expect_error("E4206", "only .npz", [] { load(fixture("vector.npy"), "y"); });
  expect_error("E4206", "only .npz", [] { list_members(fixture("vector.npy")); });
}

TEST(Npz, EveryTruncationIsAnError) {
  const ArchiveInMemory archive;
  for (const char* name : {"small.npz", "small_deflated.npz", "zip64.npz"}) {
    const std::string whole = test::read_file(fixture(name));
    for (std::size_t size = 0; size < whole.size(); ++size) {
      expect_error("E4241", "not a readable zip archive",
                   [&] { archive.load(whole.substr(0, size)); });
    }
  }
}

TEST(Npz, EveryFlippedBitIsAnErrorOrTheSameArray) {
  const ArchiveInMemory archive;
  for (const char* name : {"small.npz", "small_deflated.npz", "zip64.npz"}) {
    const std::string whole = test::read_file(fixture(name));
    int refused = 0;
    for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
      std::string bytes = whole;
      bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << (bit % 8)));
      try {
        EXPECT_EQ(archive.load(bytes).to_vector<float>(), (std::vector<float>{0, 1, 2}))
            << "bit " << bit;
      } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::kUser) << error.what();
        ++refused;
      }
    }
    EXPECT_GT(refused, static_cast<int>(whole.size()) * 4);
  }
}

TEST(Npz, DamageSaysWhatWasFound) {
  const test::TemporaryFolder folder;
  const auto patched = [&](const char* name, std::size_t at, char value) {
    std::string bytes = test::read_file(fixture(name));
    bytes[at] = value;
    test::write_file(folder / "bad.npz", bytes);
    return folder / "bad.npz";
  };
  const std::string small = test::read_file(fixture("small.npz"));
  const std::size_t central = small.find("PK\x01\x02");
  expect_error("E4242", "its CRC is", [&] { load(patched("small.npz", central - 1, 'x')); });
  expect_error("E4242", "encrypted", [&] { load(patched("small.npz", central + 8, 1)); });
  expect_error("E4242", "compression method 12",
               [&] { load(patched("small.npz", central + 10, 12)); });
  expect_error("E4242", "disagrees", [&] { load(patched("small.npz", 30, 'y')); });
  expect_error("E4242", "its header is missing", [&] { load(patched("small.npz", 0, 'Q')); });
  expect_error("E4242", "lie outside", [&] { load(patched("small.npz", central + 22, 9)); });
  test::write_file(folder / "text.npz", "hello");
  expect_error("E4241", "it has 5 bytes", [&] { load(folder / "text.npz"); });
}

TEST(Npz, WritesStoredAndDeflatedMembers) {
  const test::TemporaryFolder folder;
  const Array a = Array::from<double>(std::vector<double>(1000, 1.5));
  std::string bytes;
  runtime::write_npy(
      a, [&](const void* p, std::size_t n) { bytes.append(static_cast<const char*>(p), n); });
  runtime::ZipWriter writer(folder / "a.npz");
  writer.add("stored.npy", bytes, false);
  writer.add("packed.npy", bytes, true);
  writer.close();
  EXPECT_EQ(load(folder / "a.npz", "stored").to_vector<double>(), a.to_vector<double>());
  EXPECT_EQ(load(folder / "a.npz", "packed").to_vector<double>(), a.to_vector<double>());
  const runtime::ZipReader reader(folder / "a.npz");
  EXPECT_LT(reader.members()[1].compressed, 200u);
}

TEST(Csv, ReadsTablesOfAllSeparators) {
  const auto read = [](const char* text) { return runtime::parse_csv(text, "t.csv"); };
  const std::vector<double> expected{1, 2.5, -3, 4};
  for (const char* text : {"1,2.5\n-3,4\n", "1;2.5\r\n-3;4", "1\t2.5\n-3\t4\n", "1  2.5\n -3 4\n",
                           "x,y\n1,2.5\n-3,+4\n", "# note\n\n\"x\",\"y\"\n1, 2.5\n\n-3,\"4\"\n",
                           "\xef\xbb\xbf"
                           "1,2.5\n-3e0,.4e1\n"}) {
    const Array a = read(text);
    EXPECT_EQ(a.type_text(), "f64[2, 2]") << text;
    EXPECT_EQ(a.to_vector<double>(), expected) << text;
  }
  const Array special = read("nan,inf,-Infinity,1e999,-1e-999\n");
  EXPECT_TRUE(std::isnan(special.at<double>(0, 0)));
  EXPECT_EQ(special.at<double>(0, 1), INFINITY);
  EXPECT_EQ(special.at<double>(0, 2), -INFINITY);
  EXPECT_EQ(special.at<double>(0, 3), INFINITY);
  EXPECT_EQ(special.at<double>(0, 4), 0);
  EXPECT_EQ(read(",a,b\n1,2,3\n").type_text(), "f64[1, 3]");  // a header with a field without name
  const Array numpy = load(fixture("table.csv"));
  EXPECT_EQ(numpy.type_text(), "f64[2, 3]");
  EXPECT_EQ(numpy.at<double>(0, 1), -2e-300);
}

TEST(Csv, ErrorsNameLineAndColumn) {
  const auto bad = [](const char* code, const char* words, const char* text) {
    expect_error(code, words, [&] { runtime::parse_csv(text, "t.csv"); });
  };
  bad("E4222", "t.csv:3:3: field 2 is 'x', which is not a number", "a,b\n1,2\n3,x\n");
  bad("E4222", "t.csv:1:3: field 2 is empty", "1,,3\n");
  bad("E4222", "t.csv:1:1: field 1 is empty", ",,\n1,2,3\n");
  bad("E4222", "t.csv:1:1: field 1 is 'NA', which is not a number; a header holds no numbers",
      "NA,2\n3,4\n");
  bad("E4222", "t.csv:2:3: field 2 is '2020x', which", "# years\n1,2020x\n");
  bad("E4223", "t.csv:3: 3 fields, but line 1 has 2", "1,2\n\n1,2,3\n");
  bad("E4221", "no numbers", "");
  bad("E4221", "no numbers", "a,b\n");
  bad("E4222", "'1 2'", "3,4\n1 2,3\n");
}

TEST(Csv, WritesWhatItReads) {
  const test::TemporaryFolder folder;
  const Array a = Array::from<double>({1.0 / 3, -0.0, 5e-324, INFINITY, -INFINITY, 1e300}, {3, 2});
  for (const char* name : {"a.csv", "a.csv.gz"}) {
    save(folder / name, a);
    EXPECT_EQ(load(folder / name).to_vector<double>(), a.to_vector<double>());
  }
  save(folder / "i.csv", Array::from<std::int64_t>({-7, INT64_MAX}, {2}));
  EXPECT_EQ(test::read_file(folder / "i.csv"), "-7\n9223372036854775807\n");
  save(folder / "f.csv", Array::from<float>({0.1f, -NAN}, {1, 2}));
  EXPECT_EQ(test::read_file(folder / "f.csv"), "0.1,nan\n");
  expect_error("E4224", "has 3 axes",
               [&] { save(folder / "x.csv", Array::zeros(DType::kF32, {1, 1, 1})); });
  expect_error("E4224", "complex", [&] { save(folder / "x.csv", Array::zeros(DType::kC64, {1})); });
  EXPECT_EQ(test::read_file(folder / "x.csv"), "") << "nothing is written";
}

TEST(Gzip, DamageAndCaps) {
  const std::string packed = runtime::gzip("1,2\n3,4\n");
  EXPECT_EQ(runtime::gunzip(packed + packed, 100, "t"), "1,2\n3,4\n1,2\n3,4\n");
  EXPECT_EQ(runtime::gunzip(packed + std::string(100, '\0'), 100, "t"), "1,2\n3,4\n");
  for (std::size_t size = 0; size < packed.size(); ++size) {
    expect_error("E4231", "damaged gzip data",
                 [&] { runtime::gunzip(packed.substr(0, size), 100, "t"); });
  }
  std::string flipped = packed;
  flipped[packed.size() - 6] = static_cast<char>(flipped[packed.size() - 6] ^ 1);
  expect_error("E4231", "incorrect data check", [&] { runtime::gunzip(flipped, 100, "t"); });
  const std::string bomb = runtime::gzip(std::string(1 << 20, '0'));
  expect_error("E4203", "more than the 1000 bytes", [&] { runtime::gunzip(bomb, 1000, "t"); });
  expect_error("E4231", "damaged", [&] { runtime::gunzip(packed + "junk", 100, "t"); });
}

TEST(Files, NamesDecideAndFailuresSayWhy) {
  expect_error("E4205", "ends in none of", [] { load("x.txt"); });
  expect_error("E4201", "No such file", [] { load("/nowhere/x.npy"); });
  expect_error("E4204", "cannot write /nowhere/x.npy: No such file",
               [] { save("/nowhere/x.npy", Array(1.0)); });
  expect_error("E4206", "only .npz", [] { save("/nowhere/x.npy", Array(1.0), "n"); });
}

TEST(Files, AFullDiskIsAResourceError) {
  const test::TemporaryFolder folder;
  ASSERT_EQ(symlink("/dev/full", (folder / "full.npy").c_str()), 0);
  expect_error(
      "E4204", "No space left",
      [&] { save(folder / "full.npy", Array::zeros(DType::kF64, {100000})); },
      ErrorKind::kResource);
  expect_error("E4201", "not a regular file", [&] { load(folder / "full.npy"); });
}

}  // namespace
}  // namespace sinter
