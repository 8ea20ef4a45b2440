#include "adapters/settings/reader.hpp"

#include <algorithm>

namespace probant::settings {
namespace {

std::string quoted(std::string_view name) { return "« " + std::string{name} + " »"; }

}  // namespace

toml::table Reader::parse(std::string_view text) const {
  try {
    return toml::parse(text);
  } catch (toml::parse_error const& error) {
    throw SettingsError{file_ + ", ligne " + std::to_string(error.source().begin.line) +
                        " : ce n'est pas du TOML (" + std::string{error.description()} + ")."};
  }
}

void Reader::fail(toml::node const& node, std::string const& why) const {
  throw SettingsError{file_ + ", ligne " + std::to_string(node.source().begin.line) + " : " + why};
}

std::string Reader::text(toml::node const& node, std::string_view name) const {
  auto const* value = node.as_string();
  if (!value || value->get().empty()) {
    fail(node, quoted(name) + " attend un texte entre guillemets.");
  }
  return value->get();
}

bool Reader::boolean(toml::node const& node, std::string_view name) const {
  if (auto const* value = node.as_boolean()) return value->get();
  fail(node, quoted(name) + " attend true ou false.");
}

toml::array const& Reader::list(toml::node const& node, std::string_view name) const {
  if (auto const* items = node.as_array()) return *items;
  fail(node, quoted(name) + " attend une liste.");
}

toml::table const& Reader::any_table(toml::node const& node, std::string_view name) const {
  if (auto const* fields = node.as_table()) return *fields;
  fail(node, quoted(name) + " attend une table { … }.");
}

toml::table const& Reader::table(toml::node const& node, std::string_view name,
                                 std::initializer_list<std::string_view> known) const {
  auto const& fields = any_table(node, name);
  for (auto const& [key, value] : fields) {
    if (std::ranges::find(known, key.str()) == known.end()) {
      fail(value, "réglage inconnu : " + quoted(key.str()) + ".");
    }
  }
  return fields;
}

std::string Reader::field(toml::table const& fields, std::string_view name) const {
  if (auto const* value = fields.get(name)) return text(*value, name);
  fail(fields, "il manque " + quoted(name) + ".");
}

std::vector<std::string> Reader::texts(toml::table const& fields, std::string_view name) const {
  std::vector<std::string> read;
  if (auto const* items = fields.get(name)) {
    for (auto const& item : list(*items, name)) read.push_back(text(item, name));
  }
  return read;
}

}  // namespace probant::settings
