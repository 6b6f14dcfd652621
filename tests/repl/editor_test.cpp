// Keys, the text being typed, the history, the layout on the screen, completion; the whole of it
// is tested at a pseudo-terminal.
#include "frontend/repl/editor.h"

#include <gtest/gtest.h>

#include <deque>
#include <filesystem>
#include <fstream>

#include "frontend/repl/assistant.h"
#include "tests/common/temporary.h"

namespace sinter::repl {
namespace {

using Kind = Key::Kind;

std::vector<Key> keys(const std::string& bytes) {
  KeyDecoder decoder;
  std::vector<Key> found;
  for (const char byte : bytes)
    if (auto key = decoder.feed(byte)) found.push_back(*key);
  return found;
}

TEST(Keys, AreReadFromBytes) {
  EXPECT_EQ(keys("a\xc3\xa9\x01\r\x7f\t"), (std::vector<Key>{{Kind::kText, "a"},
                                                             {Kind::kText, "\xc3\xa9"},
                                                             {Kind::kControl, "a"},
                                                             {Kind::kEnter, {}},
                                                             {Kind::kBackspace, {}},
                                                             {Kind::kTab, {}}}));
  EXPECT_EQ(keys("\x1b[A\x1bOB\x1b[1;5C\x1b[3~\x1b"
                 "f\x1b[99x"),
            (std::vector<Key>{{Kind::kUp, {}},
                              {Kind::kDown, {}},
                              {Kind::kWordRight, {}},
                              {Kind::kDelete, {}},
                              {Kind::kAlt, "f"},
                              {Kind::kUnknown, {}}}));
  EXPECT_EQ(keys("\x1b[200~a\rb\x1b[A\x1b[201~c"),
            (std::vector<Key>{{Kind::kPaste, "a\rb\x1b[A"}, {Kind::kText, "c"}}));
}

TEST(Keys, PastedTextIsCleaned) {
  EXPECT_EQ(cleaned("a\r\nb\rc\n\td\x1b[A\x7f"), "a\nb\nc\n    d[A");
}

TEST(Buffer, EditsAndUndoes) {
  Buffer buffer;
  buffer.insert("one two\nthree");
  buffer.word_left();
  EXPECT_EQ(buffer.cursor(), 8U);
  EXPECT_TRUE(buffer.up());
  EXPECT_FALSE(buffer.up());
  buffer.line_end();
  buffer.cut_word_before();
  EXPECT_EQ(buffer.text(), "one \nthree");
  buffer.down();
  buffer.line_end();
  buffer.paste_cut();
  EXPECT_EQ(buffer.text(), "one \nthreetwo");
  buffer.undo();
  buffer.undo();
  EXPECT_EQ(buffer.text(), "one two\nthree");
  buffer.set("\xc3\xa9");
  buffer.erase_before();
  EXPECT_TRUE(buffer.empty());
}

TEST(History, IsKeptInAFile) {
  const test::TemporaryFolder folder;
  const std::string file = folder / "new/history";
  {
    History history(file);
    history.add("one");
    history.add("one");
    history.add("two\n  \\n");
    history.add("");
  }
  const History history(file);
  EXPECT_EQ(history.entries(), (std::vector<std::string>{"one", "two\n  \\n"}));
  EXPECT_EQ(history.before(2, "o", ""), 0U);
  EXPECT_EQ(history.before(2, "", "two\n  \\n"), 0U);
  EXPECT_FALSE(history.before(0, "", ""));
  EXPECT_EQ(history.after(0, "t", ""), 1U);
  EXPECT_EQ(history.search(2, "ne"), 0U);
  EXPECT_TRUE(History("/nowhere/at/all").entries().empty());
}

TEST(Screen, WrapsLongLines) {
  const Layout layout = lay_out("abcdefgh\nxy", 8, "> ", ". ", 8, {});
  EXPECT_EQ(layout.rows, (std::vector<std::string>{"> abcde", "fgh", ". xy"}));
  EXPECT_EQ(layout.cursor_row, 1U);
  EXPECT_EQ(layout.cursor_column, 3U);
  const Layout wide = lay_out("\u6f22\u5b57\u6f22", 9, "", "", 6, {});
  EXPECT_EQ(wide.rows, (std::vector<std::string>{"\u6f22\u5b57", "\u6f22"}));
}

TEST(Screen, ShowsTheRowsRoundTheCursor) {
  Layout layout;
  for (int i = 0; i < 100; ++i) layout.rows.push_back("r" + std::to_string(i));
  layout.cursor_row = 50;
  Screen screen;
  const std::string drawn = screen.draw(layout, 4);
  EXPECT_EQ(drawn, "\r\x1b[Jr48\r\nr49\r\nr50\r\nr51\x1b[1A\r");
}

/// Hands out keys and keeps what is written.
class FakeDevice : public Device {
 public:
  explicit FakeDevice(const std::string& bytes) {
    for (const Key& key : keys(bytes)) keys_.push_back(key);
  }
  Key next() override {
    if (keys_.empty()) return {Kind::kClosed, {}};
    Key key = keys_.front();
    keys_.pop_front();
    return key;
  }
  bool has_next() override { return !keys_.empty(); }
  void write(const std::string& text) override { written += text; }
  std::size_t width() override { return 40; }
  std::size_t height() override { return 10; }
  void suspend() override {}
  std::string written;

 private:
  std::deque<Key> keys_;
};

Editor::Result typed(const std::string& bytes) {
  const Session session({});
  FakeDevice device(bytes);
  History history("");
  history.add("older = 1");
  return Editor(device, history, make_assistant(session, true)).read("> ", ". ");
}

TEST(Editor, GoesOnUntilTheInputIsWhole) {
  EXPECT_EQ(typed("fn f(x) {\rreturn x\r}\r").text, "fn f(x) {\n    return x\n}");
  EXPECT_EQ(typed("x\r").end, Editor::End::kInput);
  EXPECT_EQ(typed("x\x03").end, Editor::End::kCancelled);
  EXPECT_EQ(typed("\x04").end, Editor::End::kLeft);
  EXPECT_EQ(typed("x").end, Editor::End::kLeft);  // the terminal is gone
  EXPECT_EQ(typed("\x1b[A0\r").text, "older = 10");
  EXPECT_EQ(typed("o\x1b[A\x1b[B2\r").text, "o2");
}

TEST(Assistant, CompletesNamesAndCommands) {
  Session session({});
  session.evaluate("my_value = 3");
  const auto candidates = [&](const std::string& text) {
    return complete(session, text, text.size()).candidates;
  };
  EXPECT_EQ(candidates("1 + my_"), std::vector<std::string>{"my_value"});
  EXPECT_EQ(candidates(":ti"), std::vector<std::string>{"time"});
  EXPECT_EQ(candidates(":time my_"), std::vector<std::string>{"my_value"});
  EXPECT_EQ(candidates(":help pas"), std::vector<std::string>{"passes"});
  EXPECT_TRUE(candidates("").empty());
  EXPECT_TRUE(candidates("no_such_name_").empty());
}

TEST(Assistant, ColoursTokensAndPairs) {
  const Session session({});
  const std::string text = "sum([1]) # it";
  std::string shown(text.size(), '.');
  for (const Stretch& stretch : tints(session, text, 8)) {
    for (std::size_t i = stretch.begin; i < stretch.end; ++i)
      shown[i] = static_cast<char>('0' + static_cast<int>(stretch.tint));
  }
  EXPECT_EQ(shown, "5557.2.7.4444");
}

}  // namespace
}  // namespace sinter::repl
