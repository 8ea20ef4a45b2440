#include "adapters/reference/csv.hpp"

namespace probant::importer {
namespace {

/// Takes a quoted field off the front of `rest`, up to its separator, and appends its value.
bool take_quoted(std::string_view& rest, char separator, std::string& value) {
  rest.remove_prefix(1);
  for (;;) {
    auto const quote = rest.find('"');
    if (quote == std::string_view::npos) return false;
    value += rest.substr(0, quote);
    rest.remove_prefix(quote);
    std::size_t run = 0;
    while (run < rest.size() && rest[run] == '"') ++run;
    bool const closes = run % 2 == 1;
    bool const ends = run == rest.size() || rest[run] == separator;
    rest.remove_prefix(run);
    if (run > 1) value += '"';
    if (closes) return ends;
  }
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  auto const first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string cited(std::string_view text) {
  constexpr std::size_t max_bytes = 60;
  if (text.size() <= max_bytes) return "« " + std::string{text} + " »";
  std::size_t end = max_bytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return "« " + std::string{text.substr(0, end)} + "… »";
}

bool CsvLine::split(std::string_view line, char separator) {
  fields_.clear();
  if (line.find('"') != std::string_view::npos) return split_quoted(line, separator);
  for (;;) {
    auto const end = line.find(separator);
    fields_.push_back(line.substr(0, end));
    if (end == std::string_view::npos) return true;
    line.remove_prefix(end + 1);
  }
}

/// Values are never longer than their text: once reserved, `unquoted_` does not move under the
/// views.
bool CsvLine::split_quoted(std::string_view line, char separator) {
  unquoted_.clear();
  unquoted_.reserve(line.size());
  for (auto rest = line;;) {
    if (rest.starts_with('"')) {
      auto const begin = unquoted_.size();
      if (!take_quoted(rest, separator, unquoted_)) return false;
      fields_.push_back(std::string_view{unquoted_}.substr(begin));
    } else {
      auto const end = rest.find(separator);
      fields_.push_back(rest.substr(0, end));
      rest.remove_prefix(end == std::string_view::npos ? rest.size() : end);
    }
    if (rest.empty()) return true;
    rest.remove_prefix(1);
  }
}

}  // namespace probant::importer
