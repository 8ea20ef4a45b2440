// Rulebooks for tests: the built-in one with one value changed, and adopted.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "engine/log/digest.hpp"
#include "engine/rules/rulebook.hpp"
#include "events/event.hpp"

namespace probant::support {

/// The built-in TOML with the value of `key` replaced by `value`, written as TOML ("true", "3",
/// "2026-06-16", "\"all\"").
inline std::string builtin_toml_with(std::string_view key, std::string_view value) {
  std::string text{builtin_rulebook_toml()};
  auto const table = text.find("\nkey = \"" + std::string{key} + "\"\n");
  if (table == std::string::npos) throw std::invalid_argument("no such parameter");
  auto const start = text.find("\nvalue = ", table) + 9;
  bool const is_list = text.compare(start, 2, "[\n") == 0;
  auto const end = is_list ? text.find("\n]\n", start) + 2 : text.find('\n', start);
  return text.replace(start, end - start, value);
}

inline Rulebook builtin_with(std::string_view key, std::string_view value) {
  return Rulebook::parse(builtin_toml_with(key, value));
}

/// The adoption of a rulebook, its text given another version.
inline programme::RulebookAdopted adopted(std::string toml, std::string_view version = "1") {
  auto const start = toml.find("\nversion = ") + 1;
  toml.replace(start, toml.find('\n', start) - start, "version = \"" + std::string{version} + "\"");
  auto const rules = Rulebook::parse(toml);
  return {rules.name(), rules.version(), sha256(toml), FileContent{std::move(toml)}};
}

}  // namespace probant::support
