#include "adapters/notary/settings.hpp"

#include <toml++/toml.h>
#include <algorithm>
#include <array>

namespace probant::notary {
namespace {

class Reader {
 public:
  explicit Reader(std::string const& file) : file_{file} {}

  [[noreturn]] void fail(toml::node const& node, std::string const& why) const {
    throw StoreError{file_ + ", ligne " + std::to_string(node.source().begin.line) + " : " + why};
  }

  std::string text(toml::node const& node, std::string_view name) const {
    auto const value = node.value<std::string>();
    if (!value || !node.is_string() || value->empty()) {
      fail(node, "« " + std::string{name} + " » attend un texte entre guillemets.");
    }
    return *value;
  }

  toml::array const& list(toml::node const& node, std::string_view name) const {
    if (auto const* items = node.as_array()) return *items;
    fail(node, "« " + std::string{name} + " » attend une liste.");
  }

  template <std::size_t N>
  toml::table const& table(toml::node const& node, std::string_view name,
                           std::array<std::string_view, N> const& known) const {
    auto const* fields = node.as_table();
    if (!fields) fail(node, "« " + std::string{name} + " » attend une table { … }.");
    for (auto const& [key, value] : *fields) {
      if (std::ranges::find(known, key.str()) == known.end()) {
        fail(value, "réglage inconnu : « " + std::string{key.str()} + " ».");
      }
    }
    return *fields;
  }

  std::string field(toml::table const& fields, toml::node const& place,
                    std::string_view name) const {
    if (auto const* value = fields.get(name)) return text(*value, name);
    fail(place, "il manque « " + std::string{name} + " ».");
  }

 private:
  std::string const& file_;
};

WitnessSettings witness(Reader const& read, toml::node const& node) {
  auto const& fields =
      read.table(node, "witnesses", std::array<std::string_view, 2>{"vkey", "url"});
  auto key = VerifierKey::parse(read.field(fields, node, "vkey"));
  if (!key || key->type() != KeyType::cosignature) {
    read.fail(node,
              "« vkey » attend la clé publique d'un témoin (type 4), telle que « probant "
              "witness » l'affiche.");
  }
  auto url = read.field(fields, node, "url");
  while (url.ends_with('/')) url.pop_back();
  return {*std::move(key), std::move(url)};
}

}  // namespace

Settings parse_settings(std::string_view toml, std::string const& file) {
  Settings settings;
  Reader const read{file};
  try {
    auto const document = toml::parse(toml);
    auto const& fields =
        read.table(document, "evidence",
                   std::array<std::string_view, 4>{"origin", "copies", "witnesses", "tsa"});
    settings.origin = read.field(fields, document, "origin");
    if (!is_key_name(settings.origin) || settings.origin.size() > max_key_name_bytes) {
      read.fail(*fields.get("origin"),
                "« origin » attend une adresse sans espace ni « + », par "
                "exemple probant.example.org/journal.");
    }
    if (auto const* copies = fields.get("copies")) {
      for (auto const& copy : read.list(*copies, "copies")) {
        settings.copies.emplace_back(read.text(copy, "copies"));
      }
    }
    if (auto const* witnesses = fields.get("witnesses")) {
      for (auto const& node : read.list(*witnesses, "witnesses")) {
        settings.witnesses.push_back(witness(read, node));
      }
    }
    if (auto const* tsa = fields.get("tsa")) {
      auto const& parts =
          read.table(*tsa, "tsa", std::array<std::string_view, 2>{"url", "ca_file"});
      settings.tsa_url = read.field(parts, *tsa, "url");
      if (parts.contains("ca_file")) settings.tsa_ca_file = read.field(parts, *tsa, "ca_file");
    }
  } catch (toml::parse_error const& error) {
    throw StoreError{file + ", ligne " + std::to_string(error.source().begin.line) + " : " +
                     std::string{error.description()}};
  }
  return settings;
}

std::string settings_text(std::string const& origin) {
  return "# Ce que le journal donne à garder au dehors : voir « probant init --help » et README.\n"
         "origin = \"" +
         origin +
         "\"\n"
         "# copies = [\"/mnt/coffre/probant\"]\n"
         "# witnesses = [{ vkey = \"…\", url = \"https://temoin.example.org/probant\" }]\n"
         "# tsa = { url = \"https://tsa.example.org\", ca_file = \"tsa-ca.pem\" }\n";
}

}  // namespace probant::notary
