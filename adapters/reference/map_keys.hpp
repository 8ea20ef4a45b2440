// Typed, strict reading of one section of a TOML map: a key of the wrong type, missing or unknown
// throws ImportError with its line and path, in French.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <toml++/toml.h>

#include "adapters/reference/importer.hpp"

namespace probant::importer {

/// Borrows the file name and the table. `no_others` refuses the keys that nobody has asked for.
class Keys {
 public:
  Keys(std::string const& file, toml::table const& table, std::string path)
      : file_(file), table_(table), path_(std::move(path)) {}

  [[noreturn]] void fail(toml::node const& node, std::string_view key,
                         std::string_view expected) const {
    throw ImportError("table « " + file_ + " », ligne " + std::to_string(node.source().begin.line) +
                      ", " + path_ + std::string{key} + " : " + std::string{expected});
  }
  toml::node const* find(std::string_view key) {
    known_.emplace(key);
    return table_.get(key);
  }
  toml::node const& require(std::string_view key) {
    auto const* node = find(key);
    if (node == nullptr) fail(table_, key, "cette clé est obligatoire");
    return *node;
  }
  std::optional<Keys> table(std::string_view key) {
    auto const* node = find(key);
    if (node == nullptr) return std::nullopt;
    if (!node->is_table()) fail(*node, key, "une section est attendue");
    return Keys(file_, *node->as_table(), path_ + std::string{key} + ".");
  }
  std::string text(toml::node const& node, std::string_view key) const {
    auto const value = node.value<std::string>();
    if (!value || value->empty()) fail(node, key, "un texte entre guillemets est attendu");
    return *value;
  }
  template <class T>
  T value(toml::node const& node, std::string_view key) const {
    auto const parsed = T::parse(text(node, key));
    if (!parsed) fail(node, key, std::string{T::expected} + " est attendu");
    return *parsed;
  }
  /// A text or a list of texts.
  std::vector<std::string> texts(toml::node const& node, std::string_view key) const {
    if (!node.is_array()) return {text(node, key)};
    std::vector<std::string> all;
    for (auto const& item : *node.as_array()) all.push_back(text(item, key));
    return all;
  }
  bool flag(std::string_view key) {
    auto const* node = find(key);
    if (node == nullptr) return false;
    if (!node->is_boolean()) fail(*node, key, "true ou false est attendu");
    return node->as_boolean()->get();
  }
  template <class Visit>
  void each(Visit const& visit) {
    for (auto const& [key, node] : table_) {
      known_.emplace(key.str());
      visit(std::string{key.str()}, node);
    }
  }
  void no_others() const {
    for (auto const& [key, node] : table_) {
      if (!known_.contains(key.str())) fail(node, key.str(), "cette clé est inconnue");
    }
  }

 private:
  std::string const& file_;
  toml::table const& table_;
  std::string path_;
  std::set<std::string, std::less<>> known_;
};

}  // namespace probant::importer
