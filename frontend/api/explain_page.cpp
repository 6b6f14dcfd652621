#include "frontend/api/explain_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <set>
#include <string_view>

#include "compiler/support/markup.h"

namespace sinter::detail {
namespace {

constexpr std::string_view kHead = R"(<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<style>
:root { color-scheme: light dark; --line: #8884; --on: #f5d76e66; }
body { font: 15px/1.45 system-ui, sans-serif; margin: 0; padding: 1rem 1.25rem; }
h1 { font: 600 1.25rem ui-monospace, monospace; margin: 0 0 .25rem; }
h2 { font-size: .95rem; margin: 0; padding: .35rem .6rem; border-bottom: 1px solid var(--line); }
p { margin: .25rem 0; max-width: 75ch; }
pre, code { font: 12.5px/1.5 ui-monospace, monospace; }
.panes { display: grid; grid-template-columns: repeat(4, minmax(0, 1fr)); gap: .75rem; margin-top: .75rem; }
.wide { margin-top: .75rem; }
.pane { border: 1px solid var(--line); border-radius: 6px; overflow: hidden; }
.panes pre { height: 62vh; }
pre { margin: 0; padding: .4rem 0; overflow: auto; }
.l { display: block; padding: 0 .6rem; min-height: 1.5em; white-space: pre; width: max-content; min-width: 100%;
     box-sizing: border-box; }
.l[data-s] { cursor: pointer; }
.l.on, .l:target { background: var(--on); }
.n { opacity: .5; display: inline-block; width: 2.4em; user-select: none; }
a { color: inherit; }
@media (max-width: 1000px) { .panes { grid-template-columns: 1fr; } .panes pre { height: auto; max-height: 60vh; } }
</style>
)";

constexpr std::string_view kScript = R"(<script>
const lines = [...document.querySelectorAll('.l[data-s]')];
function mark(from) {
  const keys = new Set(from.dataset.s.split(' '));
  for (const line of lines) line.classList.toggle('on', line.dataset.s.split(' ').some(key => keys.has(key)));
  for (const pane of document.querySelectorAll('pre')) {
    const first = pane.querySelector('.on');
    if (first && !pane.contains(from))
      pane.scrollTop += first.getBoundingClientRect().top - pane.getBoundingClientRect().top - 40;
  }
}
document.addEventListener('click', event => {
  const line = event.target.closest('.l[data-s]');
  if (line) mark(line);
});
</script>
)";

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

/// The number that a text begins with.
std::optional<std::size_t> number_at(std::string_view text) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end != text.data() ? std::optional(number) : std::nullopt;
}

using Keys = std::set<std::string>;  ///< Lines of the program: "s0-12".

class Writer {
 public:
  Writer(const ExplainPage& page, const graph::Graph& graph) : page_(page), graph_(graph) {
    for (std::size_t i = 0; i < page.files.size(); ++i) numbers_[page.files[i].first] = i;
    for (std::size_t i = 0; i < graph.value_count(); ++i) {
      const graph::Value& value = graph.value(graph::ValueId(static_cast<std::uint32_t>(i)));
      if (value.node)
        nodes_.push_back(keys_of(graph.node(value.node).locations));
      else
        nodes_.emplace_back();
    }
  }

  std::string write() {
    out_ = std::string(kHead);
    out_ += fmt::format("<title>{0}</title></head><body>\n<h1>{0}</h1>\n", escaped(page_.title));
    out_ += fmt::format("<p>Compiled for <code>{}</code>. {}</p>\n", escaped(page_.specialization),
                        escaped(page_.cost));
    out_ += "<p>Click a line: what belongs to it is marked everywhere.</p>\n";
    out_ += "<div class=\"pane wide\"><h2>Kernels, and why they begin where they do</h2><pre>";
    for (const std::string_view line : lines_of(page_.plan)) plan_line(line);
    out_ += "</pre></div>\n";
    if (!page_.parallel.empty()) {
      out_ += "<div class=\"pane wide\"><h2>Loops of the program</h2><pre>";
      for (const std::string_view line : lines_of(page_.parallel)) put({}, "", escaped(line));
      out_ += "</pre></div>\n";
    }
    out_ += "<div class=\"panes\">\n";
    program();
    graph();
    loops();
    assembly();
    out_ += "</div>\n" + std::string(kScript) + "</body></html>\n";
    return std::move(out_);
  }

 private:
  std::string key(std::string_view file, std::size_t line) const {
    const auto found = numbers_.find(std::string(file));
    if (found == numbers_.end() || line == 0) return {};
    return fmt::format("s{}-{}", found->second, line);
  }
  Keys keys_of(const graph::LocationSet& locations) const {
    Keys keys;
    for (const std::uint32_t at : locations) {
      const SourceLocation& place = graph_.locations[at];
      if (std::string name = key(place.file, place.line); !name.empty()) keys.insert(name);
    }
    return keys;
  }

  void put(const Keys& keys, const std::string& id, const std::string& html) {
    out_ += "<span class=\"l\"";
    if (!id.empty()) out_ += fmt::format(" id=\"{}\"", id);
    if (!keys.empty()) out_ += fmt::format(" data-s=\"{}\"", fmt::join(keys, " "));
    out_ += ">" + html + "</span>";
  }

  /// "%7" as a link to the node; adds the places of the nodes that are named.
  std::string linked(std::string_view line, Keys* keys) const {
    std::string html;
    for (std::size_t at = 0; at < line.size();) {
      const auto number = line[at] == '%' ? number_at(line.substr(at + 1)) : std::nullopt;
      if (!number || *number >= nodes_.size()) {
        html += escaped(line.substr(at++, 1));
        continue;
      }
      const std::string text = fmt::format("%{}", *number);
      html += fmt::format("<a href=\"#n{}\">{}</a>", *number, text);
      if (keys != nullptr) keys->insert(nodes_[*number].begin(), nodes_[*number].end());
      at += text.size();
    }
    return html;
  }

  void plan_line(std::string_view line) {
    Keys keys;
    const std::string html = linked(line, &keys);
    put(keys, "", html);
  }

  void open_pane(std::string_view title) {
    out_ += fmt::format("<div class=\"pane\"><h2>{}</h2><pre>", title);
  }

  void program() {
    open_pane("Program");
    for (std::size_t file = 0; file < page_.files.size(); ++file) {
      if (page_.files.size() > 1) put({}, "", escaped("# " + page_.files[file].first));
      std::size_t number = 0;
      for (const std::string_view line : lines_of(page_.files[file].second)) {
        const std::string name = fmt::format("s{}-{}", file, ++number);
        put({name}, name, fmt::format("<span class=\"n\">{}</span>{}", number, escaped(line)));
      }
    }
    out_ += "</pre></div>\n";
  }

  void graph() {
    open_pane("Graph");
    const std::string text = graph::print(graph_);
    for (const std::string_view line : lines_of(text)) {
      if (line.starts_with("  location ")) continue;
      const std::size_t begin = line.find_first_not_of(' ');
      const auto number = begin != std::string_view::npos && line[begin] == '%'
                              ? number_at(line.substr(begin + 1))
                              : std::nullopt;
      const std::string_view shown = line.substr(0, line.rfind(" @"));
      const bool defines = number && *number < nodes_.size();
      put(defines ? nodes_[*number] : Keys(), defines ? fmt::format("n{}", *number) : "",
          linked(shown, nullptr));
    }
    out_ += "</pre></div>\n";
  }

  void loops() {
    open_pane("Loops");
    std::vector<std::string> places;
    for (const std::string_view line : lines_of(page_.loops)) {
      if (line.starts_with("place ")) {
        const std::size_t file = line.find(' ', 6);
        places.push_back(key(line.substr(file + 1), number_at(line.substr(6)).value_or(0)));
        continue;
      }
      Keys keys;
      std::string shown(line);
      if (const std::size_t mark = line.find(" !"); mark != std::string_view::npos) {
        if (const auto number = number_at(line.substr(mark + 2));
            number && *number < places.size()) {
          if (!places[*number].empty()) keys.insert(places[*number]);
          shown.erase(mark, 2 + std::to_string(*number).size());
        }
      }
      put(keys, "", escaped(shown));
    }
    out_ += "</pre></div>\n";
  }

  /// "1 2 3" behind ".loc" or ".file".
  static std::vector<std::string_view> words(std::string_view text) {
    std::vector<std::string_view> found;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t begin = text.find_first_not_of(" \t", at);
      if (begin == std::string_view::npos) break;
      at = std::min(text.find_first_of(" \t", begin), text.size());
      found.push_back(text.substr(begin, at - begin));
    }
    return found;
  }

  void assembly() {
    open_pane("Assembly");
    std::map<std::size_t, std::string> files;  // of the assembler
    Keys keys;
    for (const std::string_view line : lines_of(page_.assembly)) {
      const std::vector<std::string_view> parts = words(line);
      if (parts.empty()) continue;
      if (parts[0] == ".section" && line.find(".debug") != std::string_view::npos) break;
      if (parts[0] == ".file" && parts.size() > 2) {
        std::string name(parts.back());
        std::erase(name, '"');
        // A file's name may have blanks: then it is not found, and its lines are not linked.
        files[number_at(parts[1]).value_or(0)] = name;
      } else if (parts[0] == ".loc" && parts.size() > 2) {
        keys.clear();
        const auto file = files.find(number_at(parts[1]).value_or(0));
        const std::string name =
            file == files.end() ? "" : by_ending(file->second, number_at(parts[2]).value_or(0));
        if (!name.empty()) keys.insert(name);
      } else if (!parts[0].starts_with(".cfi") && !parts[0].starts_with(".Ltmp") &&
                 !parts[0].starts_with(".Lfunc")) {
        const bool is_code = line.starts_with('\t') && !parts[0].starts_with('.');
        put(is_code ? keys : Keys(), "", escaped(line));
      }
    }
    out_ += "</pre></div>\n";
  }

  /// The assembler may know a file by the end of its path.
  std::string by_ending(const std::string& name, std::size_t line) const {
    for (const auto& [file, number] : numbers_)
      if (file == name || file.ends_with("/" + name)) return key(file, line);
    return {};
  }

  const ExplainPage& page_;
  const graph::Graph& graph_;
  std::map<std::string, std::size_t> numbers_;  ///< Of the files.
  std::vector<Keys> nodes_;                     ///< Of each value: where it comes from.
  std::string out_;
};

}  // namespace

std::string explain_page(const ExplainPage& page, const graph::Graph& graph) {
  return Writer(page, graph).write();
}

}  // namespace sinter::detail
