#include "runtime/io/npy.h"

#include <array>
#include <complex>
#include <cstring>

#include "sinter/array.h"
#include "tests/common/temporary.h"
#include "tests/unit/runtime/expect_error.h"

namespace sinter {
namespace {

using test::expect_error;
using namespace std::string_literals;

std::string fixture(const std::string& name) { return SINTER_TEST_FIXTURES "/" + name; }

Array read_bytes(const std::string& bytes) {
  runtime::MemorySource source(std::as_bytes(std::span(bytes)), "test.npy");
  return runtime::read_npy(source);
}

std::string file_with(const std::string& header, const std::string& data, int version = 1) {
  std::string bytes = "\x93NUMPY";
  bytes += static_cast<char>(version);
  bytes += '\0';
  const auto size = static_cast<std::uint32_t>(header.size());
  for (int i = 0; i < (version == 1 ? 2 : 4); ++i)
    bytes += static_cast<char>(size >> (8 * i) & 0xff);
  return bytes + header + data;
}

std::string header_of(const std::string& descr, const std::string& shape,
                      const std::string& order = "False") {
  return "{'descr': '" + descr + "', 'fortran_order': " + order + ", 'shape': " + shape + ", }\n";
}

struct Named {
  const char* name;
  DType dtype;
};
constexpr std::array kNumPyTypes{
    Named{"b1", DType::kBool}, Named{"i1", DType::kI8},   Named{"i2", DType::kI16},
    Named{"i4", DType::kI32},  Named{"i8", DType::kI64},  Named{"u1", DType::kU8},
    Named{"u2", DType::kU16},  Named{"u4", DType::kU32},  Named{"u8", DType::kU64},
    Named{"f2", DType::kF16},  Named{"f4", DType::kF32},  Named{"f8", DType::kF64},
    Named{"c8", DType::kC64},  Named{"c16", DType::kC128}};

TEST(Npy, ReadsEveryTypeInBothByteOrders) {
  for (const char* archive : {"types.npz", "types_deflated.npz"}) {
    for (const Named& type : kNumPyTypes) {
      for (const char* order : {"_le", "_be"}) {
        const Array a = load(fixture(archive), std::string(type.name) + order);
        ASSERT_EQ(a.dtype(), type.dtype) << type.name;
        ASSERT_EQ(std::vector<std::int64_t>(a.shape().begin(), a.shape().end()),
                  (std::vector<std::int64_t>{2, 3}));
        for (std::int64_t i = 0; i < 6; ++i) {
          if (is_complex(type.dtype)) {
            const auto value = type.dtype == DType::kC64
                                   ? std::complex<double>(a.data<std::complex<float>>()[i])
                                   : a.data<std::complex<double>>()[i];
            EXPECT_EQ(value,
                      std::complex<double>(static_cast<double>(i), 0.5 * static_cast<double>(i)));
          } else {
            const auto expected = type.dtype == DType::kBool ? i % 2 : i;
            EXPECT_EQ(a.select(0, i / 3).select(0, i % 3).item<std::int64_t>(), expected)
                << type.name << order;
          }
        }
      }
    }
  }
}

TEST(Npy, ReadsFortranOrderScalarsEmptiesAndAllVersions) {
  const Array f = load(fixture("fortran.npy"));
  EXPECT_TRUE(f.is_contiguous());
  EXPECT_EQ(f.at<float>(1, 2, 3), 23);
  EXPECT_EQ(f.at<float>(1, 0, 0), 12);
  EXPECT_EQ(load(fixture("scalar.npy")).item(), 2.5);
  EXPECT_EQ(load(fixture("empty.npy")).type_text(), "i32[3, 0, 2]");
  EXPECT_EQ(load(fixture("vector.npy")).to_vector<std::int64_t>(),
            (std::vector<std::int64_t>{0, 1, 2, 3, 4}));
  for (const char* name : {"version1.npy", "version2.npy", "version3.npy"}) {
    EXPECT_EQ(load(fixture(name)).to_vector<double>(), (std::vector<double>{0, 1, 2, 3}));
  }
}

TEST(Npy, RefusesWhatIsNotAnArrayOfNumbers) {
  expect_error(
      "E4213", "structured arrays", [] { load(fixture("record.npy")); }, ErrorKind::kUnavailable);
  expect_error("E4213", "Python objects", [] { load(fixture("object.npy")); });
  expect_error("E4213", "'<U2'", [] { load(fixture("text.npy")); });
}

TEST(Npy, EveryTruncationIsAnError) {
  const std::string whole = test::read_file(fixture("vector.npy"));
  ASSERT_EQ(whole.size(), 168u);
  EXPECT_EQ(read_bytes(whole).size(), 5);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    try {
      read_bytes(whole.substr(0, size));
      ADD_FAILURE() << "accepted " << size << " bytes";
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kUser) << error.what();
    }
  }
  expect_error("E4202", "cut short", [&] { read_bytes(whole.substr(0, 64)); });
  expect_error("E4214", "needs 40 bytes of data, the file has 39",
               [&] { read_bytes(whole.substr(0, 167)); });
  expect_error("E4214", "needs 40 bytes of data, the file has 41",
               [&] { read_bytes(whole + "x"); });
}

TEST(Npy, EveryFlippedBitIsAnErrorOrAnArray) {
  const std::string whole = test::read_file(fixture("vector.npy"));
  for (std::size_t bit = 0; bit < 128 * 8; ++bit) {
    std::string bytes = whole;
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << (bit % 8)));
    try {
      EXPECT_EQ(read_bytes(bytes).bytes(), 40u);
    } catch (const Error& error) {
      EXPECT_NE(error.kind(), ErrorKind::kInternal) << error.what();
    }
  }
}

TEST(Npy, BadHeadersSayWhatWasFound) {
  const std::string data(8, '\0');
  const auto bad = [&](const std::string& header, const std::string& words,
                       const char* code = "E4212") {
    expect_error(code, words, [&] { read_bytes(file_with(header, data)); });
  };
  expect_error("E4211", "not an .npy file", [] { read_bytes("PK\x03\x04 and more bytes"); });
  expect_error("E4211", "format 4.0", [&] { read_bytes(file_with("{}", data, 4)); });
  bad("{'descr': '<f8', 'fortran_order': False}", "'shape' is missing");
  bad("{'descr': '<f8', 'shape': (1,)}", "'fortran_order' is missing");
  bad("{'fortran_order': False, 'shape': (1,)}", "'descr' is missing");
  bad("{'descr': '<f8', 'descr': '<f8'}", "twice");
  bad("{'colour': 1}", "'colour'");
  bad("[1]", "'{' was expected, '[1]' was found");
  bad("{'descr': '<f8", "not closed");
  bad("{'descr': '<f8', 'fortran_order': 0",
      "True or False was expected for 'fortran_order', '0' was found");
  bad(header_of("<f8", "(-1,)"), "a size (an integer, not negative) was expected, '-1,)");
  bad(header_of("<f8", "(99999999999999999999,)"), "larger than 2^63-1");
  bad(header_of("<f8", "(4294967296, 4294967296)"), "larger than 2^63-1 bytes");
  bad(header_of("<f8", "(0, 4294967296, 4294967296)"), "larger than 2^63-1 bytes");
  bad(header_of("<f8", "(1,)") + "junk", "follows the dictionary");
  bad(header_of("<f8", "(1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1)"), "17 axes");
  bad(header_of("<f3", "(1,)"), "'<f3'", "E4213");
  bad(header_of("?f8", "(1,)"), "'?f8'", "E4213");
  bad(header_of("", "(1,)"), "''", "E4213");
  bad(header_of("<f8", "(1099511627776,)"), "needs 8796093022208 bytes", "E4214");
  expect_error("E4212", "2097152 bytes long; at most 1048576 are read",
               [] { read_bytes(file_with(std::string(2 << 20, ' '), "", 2)); });
}

TEST(Npy, AcceptsPythonTwoLongsAndAnyKeyOrder) {
  const Array a = read_bytes(file_with(
      "{\"shape\": (1L, 2), 'fortran_order': True, 'descr': '=i2'}", "\x01\x00\x02\x00"s));
  EXPECT_EQ(a.to_vector<std::int16_t>(), (std::vector<std::int16_t>{1, 2}));
  const Array flags = read_bytes(file_with(header_of("|b1", "(3,)"), "\x00\x01\x07"s));
  EXPECT_EQ(static_cast<const unsigned char*>(flags.raw_data())[2], 1)
      << "a bool is 0 or 1, whatever the file holds";
  EXPECT_EQ(flags.to_vector<int>(), (std::vector<int>{0, 1, 1}));
}

TEST(Npy, WritesWhatItReads) {
  const test::TemporaryFolder folder;
  for (int i = 0; i < kDTypeCount; ++i) {
    const auto dtype = static_cast<DType>(i);
    const Array a = Array::empty(dtype, {2, 3});
    for (std::size_t b = 0; b < a.bytes(); ++b)
      static_cast<unsigned char*>(a.raw_data())[b] = b % 2;
    for (const char* name : {"a.npy", "a.npz"}) {
      save(folder / name, a.transpose());
      const Array back = load(folder / name);
      ASSERT_EQ(back.dtype(), dtype);
      EXPECT_EQ(back.shape(0), 3);
      const Array expected = a.transpose().contiguous();
      EXPECT_EQ(std::memcmp(back.raw_data(), expected.raw_data(), expected.bytes()), 0) << name;
    }
  }
  for (const char* name :
       {"vector.npy", "scalar.npy", "empty.npy"}) {  // byte for byte what NumPy writes
    save(folder / name, load(fixture(name)));
    EXPECT_EQ(test::read_file(folder / name), test::read_file(fixture(name))) << name;
  }
}

}  // namespace
}  // namespace sinter
