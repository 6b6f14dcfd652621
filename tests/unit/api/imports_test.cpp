// Where imported files may come from.
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>

#include "sinter/sinter.h"
#include "tests/common/expect_error.h"
#include "tests/common/temporary.h"

namespace sinter {
namespace {

namespace fs = std::filesystem;

/// A folder with files.
class Folder : public test::TemporaryFolder {
 public:
  /// Gives the path of the file.
  std::string write(const std::string& name, const std::string& text) const {
    test::write_file(*this / name, text);
    return *this / name;
  }
};

double value_of(const Engine& engine, const std::string& path) {
  return engine.compile_file(path).function("f")(1.5).item();
}

TEST(Imports, ComeFromTheFolderOfTheFileAndFromRoots) {
  const Folder folder;
  const std::string main = folder.write("program/main.sinter",
                                        "import near\nfrom far.away import g\n"
                                        "fn f(x: f64) -> f64 { return near.h(x) + g(x) }\n");
  folder.write("program/near.sinter", "fn h(x) { return 2 * x }\n");
  folder.write("root/far/away.sinter", "import beside\nfn g(x) { return beside.k * x }\n");
  folder.write("root/far/beside.sinter", "k = 10\n");
  ImportOptions options;
  options.roots = {folder / "root"};
  EXPECT_EQ(value_of(Engine({}, options), main), 18.0);
  EXPECT_ERROR(Engine().compile_file(main), ErrorKind::kUser, "E0210",
               "there is no module `far.away`");
  // A text has no folder.
  EXPECT_ERROR(Engine().compile("import near\n"), ErrorKind::kUser, "E0210",
               "no folder is given that imports could come from");
  options.roots = {folder / "nowhere"};
  EXPECT_ERROR(Engine({}, options).compile_file(main), ErrorKind::kUser, "E6007", "nowhere");
}

TEST(Imports, DoNotLeaveTheRoots) {
  const Folder folder;
  folder.write("secret.sinter", "k = 1\n");
  folder.write("hidden/inner.sinter", "k = 1\n");
  const std::string link = folder.write("program/link.sinter", "import secret\n");
  fs::create_symlink(folder / "secret.sinter", folder / "program/secret.sinter");
  EXPECT_ERROR(Engine().compile_file(link), ErrorKind::kUser, "E0210", "leads out of the folders");
  const std::string other = folder.write("program/other.sinter", "import hidden.inner\n");
  fs::create_directory_symlink(folder / "hidden", folder / "program/hidden");
  EXPECT_ERROR(Engine().compile_file(other), ErrorKind::kUser, "E0210", "leads out of the folders");
  // Paths are names: nothing else can be written.
  EXPECT_ERROR(Engine().compile("import ..secret\n"), ErrorKind::kUser, "E0101", "module's name");
  EXPECT_ERROR(Engine().compile("import /secret\n"), ErrorKind::kUser, "E0101", "module's name");
  // A link to another folder of the program is fine.
  ImportOptions options;
  options.roots = {folder.path()};
  EXPECT_NO_THROW(Engine({}, options).compile_file(link));
}

TEST(Imports, OneFileUnderTwoNamesIsOneFile) {
  const Folder folder;
  const std::string main =
      folder.write("main.sinter", "import a\nimport b\nfn f(x: f64) { return x + a.k + b.k }\n");
  folder.write("a.sinter", "k = 2\n");
  fs::create_symlink(folder / "a.sinter", folder / "b.sinter");
  EXPECT_EQ(value_of(Engine(), main), 5.5);
  const std::string self = folder.write("self.sinter", "import self\n");
  EXPECT_ERROR(Engine().compile_file(self), ErrorKind::kUser, "E0211", "self.sinter imports");
}

TEST(Imports, ComeFromMemory) {
  ImportOptions options;
  options.sources = [](const std::string& path) -> std::optional<std::string> {
    if (path == "a/b.sinter") return "from c import k\nfn g(x) { return k * x }\n";
    if (path == "c.sinter") return "k = 4\n";
    return std::nullopt;
  };
  const Engine engine({}, options);
  const Module module = engine.compile("import a.b as m\nfn f(x: f64) { return m.g(x) }\n");
  EXPECT_EQ(module.function_names(), std::vector<std::string>{"f"});
  EXPECT_EQ(module.function("f")(2.0).item(), 8.0);
  EXPECT_ERROR(engine.compile("import a.c\n"), ErrorKind::kUser, "E0210", "no module `a.c`");
}

TEST(Defaults, StandForTheLastArguments) {
  const Module module =
      Engine().compile("fn f(x: f64, a: f64 = 2, b = 1) -> f64 { return a * x + b }");
  EXPECT_EQ(module.signature("f").text, "f(x: f64, a: f64 = 2, b = 1) -> f64");
  EXPECT_EQ(module.signature("f").parameters[1].default_value, "2");
  const Function f = module.function("f");
  EXPECT_EQ(f(10.0).item(), 21.0);
  EXPECT_EQ(f(10.0, 3.0).item(), 31.0);
  EXPECT_EQ(f(10.0, 3.0, 0.5).item(), 30.5);
  EXPECT_EQ(f(10.0).item(), 21.0);
  EXPECT_ERROR(f(), ErrorKind::kUser, "E0301", "takes 1 to 3 arguments, got 0");
  EXPECT_ERROR(f(1.0, 2.0, 3.0, 4.0), ErrorKind::kUser, "E0301", "takes 1 to 3 arguments, got 4");
}

TEST(Documentation, KnowsTheLibraryAndTheLanguage) {
  EXPECT_NE(documentation("softmax").find("softmax(x, axis = -1)"), std::string::npos);
  EXPECT_NE(documentation("exp").find("e^x"), std::string::npos);
  EXPECT_NE(documentation("transpose").find("transpose(x, axes?)"), std::string::npos);
  EXPECT_NE(documentation("zeros").find("zeros(shape, dtype?)"), std::string::npos);
  EXPECT_ERROR(documentation("softmux"), ErrorKind::kUser, "E0202", "did you mean `softmax`?");
  EXPECT_GT(documented_names().size(), 150U);
}

}  // namespace
}  // namespace sinter
