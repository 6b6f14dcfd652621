#include "compiler/ir/graph.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <limits>

#include "compiler/ir/ops.h"
#include "compiler/ir/show.h"

namespace sinter::graph {
namespace {

template <typename F>
void expect_error(F&& f, ErrorKind kind, std::string_view code, std::string_view words) {
  try {
    f();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), kind) << error.what();
    EXPECT_EQ(error.code(), code) << error.what();
    EXPECT_NE(std::string_view(error.what()).find(words), std::string_view::npos) << error.what();
    return;
  }
  FAIL() << "no error; expected: " << words;
}
template <typename F>
void expect_internal(F&& f, std::string_view words) {
  expect_error(f, ErrorKind::kInternal, "E9001", words);
}

struct Sample {
  Graph graph;
  Dim b{graph.dims.parameter("B")};
  Dim d{graph.dims.parameter("D")};
  ValueId x = graph.add_parameter("x", {DType::kF32, {b, d}});
};

Graph softmax() {
  Sample s;
  Graph& g = s.graph;
  g.name = "softmax";
  const auto at = g.intern({"a.sinter", 3, 9, 1, 4});
  EXPECT_EQ(g.intern({"a.sinter", 3, 9, 1, 4}), at);
  g.set_locations({at});
  const ValueId m = g.reduce(Op::ReduceMax, s.x, 1);
  const ValueId e = g.unary(Op::Exp, g.binary(Op::Sub, s.x, g.broadcast(m, {s.b, s.d}, {0})));
  const ValueId sum = g.reduce(Op::ReduceSum, e, 1);
  g.set_results({g.binary(Op::Div, e, g.broadcast(sum, {s.b, s.d}, {0}))});
  g.add_guard({GuardKind::kAtLeast, s.d, 1, "E0301", "the axis is empty: D is {left}", {at}});
  return std::move(g);
}

TEST(OpTable, SpellingsAreUniqueAndReadBack) {
  for (int i = 0; i < op_count(); ++i) {
    const Op op = static_cast<Op>(i);
    EXPECT_EQ(op_from_spelling(info(op).spelling), op) << info(op).name;
    EXPECT_FALSE(info(op).semantics.empty()) << info(op).name;
  }
  EXPECT_EQ(op_from_spelling("no_such_op"), std::nullopt);
  EXPECT_TRUE(info(Op::FloorDiv).may_fail);
  EXPECT_FALSE(info(Op::Add).may_fail);
  EXPECT_TRUE(is_reduction(Op::ReduceDot));
  EXPECT_FALSE(is_reduction(Op::Contract));
}

TEST(GraphText, ReadsAsWritten) {
  const std::string expected = R"(graph softmax
  dim B
  dim D
  location 0 3..9 1:4 "a.sinter"
  guard D >= 1 : E0301 "the axis is empty: D is {left}" @0
  %0 = parameter x : f32[B, D]
  %1 = reduce_max %0 {axis=1} : f32[B] @0
  %2 = broadcast %1 {axes=[0]} : f32[B, D] @0
  %3 = sub %0, %2 : f32[B, D] @0
  %4 = exp %3 : f32[B, D] @0
  %5 = reduce_sum %4 {axis=1} : f32[B] @0
  %6 = broadcast %5 {axes=[0]} : f32[B, D] @0
  %7 = div %4, %6 : f32[B, D] @0
  return %7
)";
  const Graph g = softmax();
  verify(g);
  EXPECT_EQ(print(g), expected);
  EXPECT_EQ(print(parse_graph(expected)), expected);
}

// Every kind of attribute, type and name, through the text and back.
TEST(GraphText, RoundTripsEveryOp) {
  const std::string text = R"(graph "odd name\"\\" exact
  dim N
  dim x.1
  dim floordiv(N + 1, 2)
  dim N*x.1
  dim max(2*N - N*x.1 + 1, 0)
  guard N == x.1 : E0100 "sizes\ndiffer" 
  %0 = parameter x : f64[N, x.1]
  %1 = parameter "y z" : f64[max(N*x.1 - 1, 2*N)]
  %2 = parameter i : i32[3]
  %3 = constant 0.1 : f64
  %4 = constant -0 : f32
  %5 = constant inf : f32
  %6 = constant 0x7fc00001 : f32
  %7 = constant -128 : i8
  %8 = constant 18446744073709551615 : u64
  %9 = constant true : bool
  %10 = dim {2*N*x.1 - 3} : i64
  %11 = iota : i64[floordiv(N + 1, 2)]
  %12 = transpose %0 {axes=[1, 0]} : f64[x.1, N]
  %13 = reshape %0 : f64[N*x.1]
  %14 = slice %13 {start=[N*x.1 - 1], step=[-2]} : f64[floordiv(N + 1, 2)]
  %15 = concat %13, %14 {axis=0} : f64[floordiv(N + 1, 2) + N*x.1]
  %16 = contract %0, %12 {index=[[0, 2], [2, 1]], split=1} : f64[N, N]
  %17 = gather %0, %2 {axis=1, written=2} : f64[N, 3]
  %18 = refine %16, %16 : f64[N, N]
  %19 = cast %18 : i8[N, N]
  %20 = reduce_argmax %19 {axis=0} : i64[N]
  %21 = isnan %0 : bool[N, x.1]
  %22 = where %21, %0, %0 : f64[N, x.1]
  return %20, %22
)";
  const Graph g = parse_graph(text);
  verify(g);
  const std::string printed = print(g);
  EXPECT_EQ(print(parse_graph(printed)), printed);
  std::string expected = text;
  expected.erase(expected.find("\" \n") + 1, 1);
  EXPECT_EQ(printed, expected);
}

/// A call of the host with three results, in eight calls at once.
TEST(GraphText, CallsOfTheHostReadAsWritten) {
  const std::string text = R"(graph f
  dim N
  %0 = parameter x : f64[8, N]
  %1 = dim {N + 1} : i64
  %2 = call_host %0, %1 {text=["x", ""], function="f", callers=[], batch=1, and=f32 1, and=bool 0} : f64[8, N]
  %3 = call_host {text=[], function="f", callers=[], batch=1, kept=1} : f32[8, N + 1]
  %4 = call_host {text=[], function="f", callers=[], batch=1, kept=2} : bool[8]
  return %2, %3, %4
)";
  const Graph g = parse_graph(text);
  verify(g);
  EXPECT_EQ(print(g), text);
  const auto& about = std::get<ShowAttr>(g.def(g.body().results[0]).attribute);
  ASSERT_EQ(about.further.size(), 2u);
  EXPECT_EQ(about.further[0].dtype, DType::kF32);
  EXPECT_EQ(about.further[0].rank, 1);
  std::string wrong = text;
  wrong.replace(wrong.find("and=f32 1"), 9, "and=f32 3");
  expect_internal([&] { verify(parse_graph(wrong)); }, "call_host: 2 operands");
  wrong = text;
  wrong.replace(wrong.find("and=f32"), 7, "and=odd");
  expect_error([&] { parse_graph(wrong); }, ErrorKind::kUser, "E0701", "a dtype");
}

TEST(GraphText, ConstantsKeepTheirBits) {
  Graph g;
  std::vector<std::pair<DType, std::uint64_t>> all{{DType::kF32, 0x80000000},
                                                   {DType::kF32, 1},
                                                   {DType::kF32, 0xff800000},
                                                   {DType::kF32, 0xffc12345},
                                                   {DType::kF64, 1},
                                                   {DType::kF64, 0x7ff0000000000001},
                                                   {DType::kF64, 0x3fb999999999999a},
                                                   {DType::kI64, 0x8000000000000000},
                                                   {DType::kI16, 0xffff},
                                                   {DType::kU32, 0xffffffff},
                                                   {DType::kBool, 1}};
  for (auto& [dtype, bits] : all) g.constant(dtype, bits);
  const Graph read = parse_graph(print(g));
  ASSERT_EQ(read.body().nodes.size(), all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(std::get<ConstantAttr>(read.node(NodeId(i)).attribute).bits, all[i].second) << i;
  }
}

TEST(GraphText, BadTextNamesTheLineAndWhatWasExpected) {
  auto bad = [](const std::string& text, std::string_view words) {
    expect_error([&] { parse_graph(text); }, ErrorKind::kUser, "E0701", words);
  };
  bad("", "line 0: expected 'graph'");
  bad("graph f\n", "expected 'return'");
  bad("graph f\n  %0 = nothing %1 : f32\n", "line 2: expected an op");
  bad("graph f\n  %0 = neg %1 : f32\n", "expected a value defined above at '");
  bad("graph f\n  %0 = constant x : f32\n", "expected a constant");
  bad("graph f\n  %0 = constant 1 : f33\n", "expected a dtype");
  bad("graph f\n  %0 = parameter x : f32[2\n", "expected ','");
  bad("graph f\n  %0 = constant 1 : f32\n  %0 = constant 1 : f32\n", "expected a new number");
  bad("graph f\n  dim A\n  dim A\n", "expected a new symbol");
  bad("graph f\n  %0 = constant 1 : f32 x\n", "expected the end of the line");
  bad("graph f\n  return\n  return\n", "expected the end of the text");
  bad("graph f\n  guard 1 == 2 : E1 \"x\n", "expected '\"'");
}

TEST(GraphBuilders, ConstantsAndCasts) {
  Graph g;
  auto bits = [&](ValueId id) { return std::get<ConstantAttr>(g.def(id).attribute).bits; };
  EXPECT_EQ(bits(g.constant_float(DType::kF32, 0.1)), 0x3dcccccdu);
  EXPECT_EQ(bits(g.constant_int(DType::kI8, -1)), 0xffu);
  EXPECT_EQ(bits(g.constant_int(DType::kBool, 7)), 1u);
  // 2^60 + 2^36 + 1 rounds up to f32 in one step, to even in two.
  EXPECT_EQ(bits(g.constant_int(DType::kF32, (1LL << 60) + (1LL << 36) + 1)), 0x5d800001u);
  const ValueId c = g.constant_int(DType::kI32, 3);
  EXPECT_EQ(g.cast(c, DType::kI32), c);
  EXPECT_EQ(g.type(g.cast(c, DType::kF64)).dtype, DType::kF64);
}

TEST(GraphBuilders, MisuseIsAnInternalError) {
  Sample s;
  Graph& g = s.graph;
  const ValueId y = g.add_parameter("y", {DType::kF32, {s.d, s.b}});
  const ValueId n = g.add_parameter("n", {DType::kI32, {s.b, s.d}});
  const ValueId c = g.add_parameter("c", {DType::kBool, {s.b, s.d}});
  expect_internal([&] { g.binary(Op::Add, s.x, y); }, "another shape than the first");
  expect_internal([&] { g.binary(Op::Add, s.x, n); }, "add of f32 and i32");
  expect_internal([&] { g.unary(Op::Exp, n); }, "exp of i32");
  expect_internal([&] { g.unary(Op::Neg, c); }, "neg of bool");
  expect_internal([&] { g.unary(Op::Not, n); }, "not of i32");
  expect_internal([&] { g.binary(Op::Shl, s.x, s.x); }, "shl of f32");
  expect_internal([&] { g.unary(Op::Cast, n); }, "needs the type asked for");
  expect_internal([&] { g.unary(Op::Add, n); }, "add with 1 operands");
  expect_internal([&] { g.select(n, s.x, s.x); }, "where of i32");
  expect_internal([&] { g.cast(n, DType::kF16); }, "cast to f16");
  expect_internal([&] { g.broadcast(s.x, {s.d, s.d}, {0, 1}); },
                  "size B of operand axis 0 becomes D");
  expect_internal([&] { g.broadcast(s.x, {s.d, s.b, s.d}, {1, 0}); },
                  "axis 0 of the result's rank 3");
  expect_internal([&] { g.transpose(s.x, {0, 0}); }, "axis 0 of rank 2");
  expect_internal([&] { g.slice(s.x, {1, 1}, {0, 0}, {1, 0}); }, "step 0");
  expect_internal([&] { g.reduce(Op::ReduceSum, s.x, 2); }, "axis 2 of rank 2");
  expect_internal([&] { g.reduce(Op::ReduceAny, s.x, 1); }, "reduce_any of f32");
  expect_internal([&] { g.reduce(Op::ReduceSum, c, 1); }, "reduce_sum of bool");
  expect_internal([&] { g.gather(s.x, s.x, 0); }, "positions of type f32");
  expect_internal([&] { g.refine(n, n); }, "refine of i32");
  const ValueId two[] = {s.x, y};
  expect_internal([&] { g.concat(two, 1); }, "another shape");
  expect_internal([&] { g.contract(two, {{{0, 2}, {2, 1}}, 2}, {s.b, s.b}); }, "split 2 of 2");
  expect_internal([&] { g.contract(two, {{{0, 2}, {1, 2}}, 1}, {s.b, s.b}); },
                  "index 1 has sizes B and D");
  expect_internal([&] { g.contract(two, {{{0, 2}, {2, 0}}, 1}, {s.b, s.b}); },
                  "no operand has index 1");
  expect_internal([&] { g.constant(DType::kI8, 256); }, "bits 0x100");
}

TEST(GraphBuilders, EqualityGuardsMakeSizesAgree) {
  Sample s;
  Graph& g = s.graph;
  const Dim e(g.dims.parameter("E")), f(g.dims.parameter("F"));
  const ValueId y = g.add_parameter("y", {DType::kF32, {s.b, f}});
  expect_internal([&] { g.binary(Op::Add, s.x, y); }, "another shape");
  g.add_guard({GuardKind::kEqual, s.d, e, "E1", "", {}});
  g.add_guard({GuardKind::kEqual, f + 1, e + 1, "E1", "", {}});
  EXPECT_TRUE(g.same_size(s.d, f));
  EXPECT_TRUE(g.same_size(s.d + 1, e + 1));
  EXPECT_FALSE(g.same_size(s.d, f + 1));
  g.binary(Op::Add, s.x, y);
  verify(g);
}

TEST(GraphBuilders, GuardsThatHoldAreDropped) {
  Sample s;
  s.graph.add_guard({GuardKind::kEqual, s.d, s.d, "E1", "", {}});
  s.graph.add_guard({GuardKind::kAtLeast, s.d + 1, 1, "E1", "", {}});
  EXPECT_TRUE(s.graph.guards.empty());
  s.graph.add_guard({GuardKind::kAtLeast, s.d, 1, "E1", "", {}});
  s.graph.add_guard({GuardKind::kAtLeast, s.d, 1, "E2", "", {}});
  EXPECT_EQ(s.graph.guards.size(), 1u);
}

TEST(GraphVerify, NamesTheBrokenInvariant) {
  auto broken = [](std::string_view words, auto&& damage) {
    Graph g = softmax();
    damage(g);
    expect_internal([&] { verify(g); }, words);
  };
  broken("before its definition",
         [](Graph& g) { std::swap(g.body().nodes[0], g.body().nodes[1]); });
  broken("is defined twice", [](Graph& g) { g.body().nodes.push_back(g.body().nodes[0]); });
  broken("is not defined in the body", [](Graph& g) { g.body().nodes.pop_back(); });
  broken("1 arguments, 2 names", [](Graph& g) { g.parameter_names.push_back("y"); });
  broken("div with 1 operands", [](Graph& g) { g.node(NodeId(6)).operands.pop_back(); });
  broken("another op's attribute", [](Graph& g) { g.node(NodeId(6)).attribute = AxisAttr{0}; });
  broken("axis 7 of rank 2", [](Graph& g) { g.node(NodeId(0)).attribute = AxisAttr{7}; });
  broken("another shape", [](Graph& g) { g.node(NodeId(0)).attribute = AxisAttr{0}; });
  broken("has regions", [](Graph& g) { g.node(NodeId(0)).regions.emplace_back(0u); });
  broken("names another node",
         [](Graph& g) { std::swap(g.node(NodeId(2)).results, g.node(NodeId(3)).results); });
  broken("not sorted", [](Graph& g) { g.node(NodeId(0)).locations = {0, 0}; });
  broken("unknown location 3", [](Graph& g) { g.node(NodeId(0)).locations = {3}; });
  broken("unknown size symbol 9", [](Graph& g) { g.guards[0].left = Dim(SymbolId(9u)); });
  broken("unknown value 99", [](Graph& g) {
    g.append(Op::Neg, {ValueId(0u)}, {}, g.type(ValueId(0u)));
    g.node(NodeId(7)).results = {ValueId(99u)};
  });
  broken("two parameters are named x", [](Graph& g) { g.add_parameter("x", {}); });
  broken("has type f64, expected f32", [](Graph& g) {
    g.append(Op::Neg, {ValueId(0u)}, {}, {DType::kF64, g.type(ValueId(0u)).shape});
  });
}

}  // namespace
TEST(Graph, ControlFlowRoundTrips) {
  const std::string text = R"(graph loops
  dim N
  value n
  index i = 0 : N - 1
  %0 = parameter x : f32[N]
  %1 = parameter count : i64
  %2 = bind_size %1 {n} : i64
  %3, %4 = for %0, %1 {i stops} {
    %5 = argument : i64
    %6 = argument : f32[N]
    %7 = argument : i64
    %8 = constant true : bool
    %9 = if %8 {
      %10 = slice %6 {start=[i + 1], step=[1]} : f32[1]
      %11 = update %6, %10 {start=[i], step=[1]} : f32[N]
      yield %11
    } {
      yield %6
    } : f32[N]
    yield %8, %9, %5
  } : f32[N], i64
  %12 = while %4 {
    %13 = argument : i64
    %14 = lt %13, %2 : bool
    yield %14
  } {
    %15 = argument : i64
    %16 = add %15, %2 : i64
    yield %16
  } : i64
  %17 = scatter %3, %0, %12 {add, calls} : f32[N]
  return %17, %12
)";
  // The scatter's value has the wrong shape: the text form does not care, the verifier does.
  const Graph graph = parse_graph(text);
  EXPECT_EQ(print(graph), text);
  EXPECT_EQ(graph.body().nodes.size(), 4u);
  EXPECT_THROW(verify(graph), Error);
}

TEST(Graph, VerifierChecksRegions) {
  const auto broken = [](const char* reason, const char* body) {
    const std::string text = std::string("graph g\n  dim N\n  index i = 0 : N\n") +
                             "  %0 = parameter x : f32[N]\n  %1 = parameter c : bool\n" + body;
    try {
      verify(parse_graph(text));
      ADD_FAILURE() << "no error: " << reason;
    } catch (const Error& error) {
      EXPECT_NE(std::string(error.what()).find(reason), std::string::npos) << error.what();
    }
  };
  broken("used where it has no value", "  %2 = dim {i} : i64\n  return %2\n");
  broken(
      "is not defined in the body",
      "  %2 = if %1 {\n %3 = constant 1 : f32\n yield %3\n } {\n yield %3\n } : f32\n return %2");
  broken("another type than the one that it becomes",
         "  %2 = for %0 {i} {\n %3 = argument : i64\n %4 = argument : f32[N]\n yield %3\n } : "
         "f32[N]\n return %2");
  broken("the condition is not a bool",
         "  %2 = constant 1 : f32\n  if %2 {\n yield\n } {\n yield\n }\n return %0");
}

TEST(Graph, ConditionsOfTheLanguageHaveACode) {
  const auto text = [](const char* operands, const char* texts) {
    return fmt::format(
        "graph g\n  dim N\n  %0 = parameter c : bool\n  %1 = dim {{N}} : i64\n"
        "  %2 = assert {} {{text=[{}], function=\"\", callers=[], code=\"E0405\"}} : bool\n"
        "  return %2\n",
        operands, texts);
  };
  const std::string good = text("%0, %1, %1", R"("{left} of {right}", "N", "1")");
  const Graph graph = parse_graph(good);
  verify(graph);
  EXPECT_EQ(print(graph), good);
  const auto& attribute = std::get<ShowAttr>(graph.def(graph.body().results[0]).attribute);
  EXPECT_EQ(assertion_code(attribute), "E0405");
  const bool no = false;
  const std::int64_t left = 0, right = 7;
  const std::vector<ShownValue> values{
      {DType::kBool, {}, &no}, {DType::kI64, {}, &left}, {DType::kI64, {}, &right}};
  EXPECT_EQ(assertion_message(attribute, values), "0 of 7");
  EXPECT_EQ(assertion_code(ShowAttr()), "E0340");
  expect_internal([&] { verify(parse_graph(text("%0", R"("no sizes")"))); },
                  "a code, but not the sizes that it is about");
}

}  // namespace sinter::graph
