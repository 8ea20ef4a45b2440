#include "adapters/notary/settings.hpp"

#include <sstream>

#include "adapters/settings/reader.hpp"

namespace probant::notary {
namespace {

using settings::Reader;

WitnessSettings witness(Reader const& read, toml::node const& node) {
  auto const& fields = read.table(node, "witnesses", {"vkey", "url"});
  auto key = VerifierKey::parse(read.field(fields, "vkey"));
  if (!key || key->type() != KeyType::cosignature) {
    read.fail(node,
              "« vkey » attend la clé publique d'un témoin (type 4), telle que « probant "
              "witness » l'affiche.");
  }
  auto url = read.field(fields, "url");
  while (url.ends_with('/')) url.pop_back();
  return {*std::move(key), std::move(url)};
}

std::string quoted(std::string const& text) {
  std::ostringstream out;
  out << toml::value<std::string>{text};
  return out.str();
}

}  // namespace

Settings parse_settings(std::string_view toml, std::string const& file) {
  Settings settings;
  Reader const read{file};
  try {
    auto const document = read.parse(toml);
    auto const& fields = read.table(document, "evidence", {"origin", "copies", "witnesses", "tsa"});
    settings.origin = read.field(fields, "origin");
    if (!is_key_name(settings.origin) || settings.origin.size() > max_key_name_bytes) {
      read.fail(*fields.get("origin"),
                "« origin » attend une adresse sans espace ni « + », par "
                "exemple probant.example.org/journal.");
    }
    for (auto const& copy : read.texts(fields, "copies")) settings.copies.emplace_back(copy);
    if (auto const* witnesses = fields.get("witnesses")) {
      for (auto const& node : read.list(*witnesses, "witnesses")) {
        settings.witnesses.push_back(witness(read, node));
      }
    }
    if (auto const* tsa = fields.get("tsa")) {
      auto const& parts = read.table(*tsa, "tsa", {"url", "ca_file"});
      settings.tsa_url = read.field(parts, "url");
      if (parts.contains("ca_file")) settings.tsa_ca_file = read.field(parts, "ca_file");
    }
  } catch (settings::SettingsError const& error) {
    throw StoreError{error.what()};
  }
  return settings;
}

std::string settings_text(std::string const& origin) {
  return "# Ce que le journal donne à garder au dehors (README) : copies, témoins, horodatage.\n"
         "origin = \"" +
         origin +
         "\"\n"
         "# copies = [\"/mnt/coffre/probant\"]\n"
         "# witnesses = [{ vkey = \"…\", url = \"https://temoin.example.org/probant\" }]\n"
         "# tsa = { url = \"https://tsa.example.org\", ca_file = \"tsa-ca.pem\" }\n";
}

std::string settings_text(Settings const& settings, std::string_view note) {
  auto text = "# " + std::string{note} + "\norigin = " + quoted(settings.origin) + "\n";
  std::string copies;
  for (auto const& copy : settings.copies) {
    copies += (copies.empty() ? "" : ", ") + quoted(copy.string());
  }
  if (!copies.empty()) text += "copies = [" + copies + "]\n";
  std::string witnesses;
  for (auto const& one : settings.witnesses) {
    witnesses += "  { vkey = " + quoted(one.key.text()) + ", url = " + quoted(one.url) + " },\n";
  }
  if (!witnesses.empty()) text += "witnesses = [\n" + witnesses + "]\n";
  if (settings.tsa_url.empty()) return text;
  text += "tsa = { url = " + quoted(settings.tsa_url);
  if (!settings.tsa_ca_file.empty()) text += ", ca_file = " + quoted(settings.tsa_ca_file.string());
  return text + " }\n";
}

}  // namespace probant::notary
