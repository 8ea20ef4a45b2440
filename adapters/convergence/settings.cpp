#include "adapters/convergence/settings.hpp"

#include <filesystem>
#include <fstream>

namespace probant::convergence {
namespace {

constexpr std::size_t max_keys = 8;

/// One secret a line; empty lines and those that begin with # are passed over.
std::vector<std::string> secrets_in(std::string const& file, settings::Reader const& reader,
                                    toml::node const& where) {
  std::ifstream in{file};
  if (!in) reader.fail(where, "le fichier de secrets « " + file + " » ne s'ouvre pas.");
  using std::filesystem::perms;
  auto const others = perms::group_all | perms::others_all;
  if ((std::filesystem::status(file).permissions() & others) != perms::none) {
    reader.fail(where, "le fichier de secrets « " + file +
                           " » est lisible par d'autres que son propriétaire ; faites « chmod "
                           "600 ».");
  }
  std::vector<std::string> secrets;
  for (std::string line; std::getline(in, line) && secrets.size() <= max_keys;) {
    if (line.ends_with('\r')) line.pop_back();
    if (!line.empty() && !line.starts_with('#')) secrets.push_back(line);
  }
  if (secrets.empty()) reader.fail(where, "le fichier de secrets « " + file + " » est vide.");
  return secrets;
}

template <class Key>
void add_key(std::vector<Key>& keys, std::string const& text, settings::Reader const& reader,
             toml::node const& where) {
  auto key = Key::parse(text);
  if (!key) reader.fail(where, "clé illisible ; attendu : " + std::string{Key::expected} + ".");
  keys.push_back(*std::move(key));
}

void add_statuses(StatusTable& table, settings::Reader const& reader, toml::table const& rows) {
  auto const add = [&](toml::node const& where, std::string const& status,
                       std::string const& type) {
    if (auto const why = table.add(status, type); !why.empty()) reader.fail(where, why + ".");
  };
  for (auto const& [key, value] : rows) {
    std::string const status{key.str()};
    if (!value.is_array()) {
      add(value, status, reader.text(value, status));
      continue;
    }
    for (auto const& type : reader.list(value, status)) {
      add(type, status, reader.text(type, status));
    }
  }
}

}  // namespace

Settings read_settings(settings::Reader const& reader, toml::node const& section,
                       std::string const& directory) {
  auto const& fields =
      reader.table(section, "convergence", {"secrets", "secret_files", "public_keys", "statuses"});
  Settings settings;
  for (auto const& text : reader.texts(fields, "secrets")) {
    add_key(settings.secrets, text, reader, *fields.get("secrets"));
    settings.secrets_inline = true;
  }
  for (auto const& name : reader.texts(fields, "secret_files")) {
    auto const& where = *fields.get("secret_files");
    auto const file = (std::filesystem::path{directory} / name).string();
    for (auto const& text : secrets_in(file, reader, where)) {
      add_key(settings.secrets, text, reader, where);
    }
  }
  for (auto const& text : reader.texts(fields, "public_keys")) {
    add_key(settings.public_keys, text, reader, *fields.get("public_keys"));
  }
  auto const keys = settings.secrets.size() + settings.public_keys.size();
  if (keys == 0 || keys > max_keys) {
    reader.fail(section, "[convergence] attend de 1 à " + std::to_string(max_keys) +
                             " clés, dans secrets, secret_files ou public_keys.");
  }
  if (auto const* rows = fields.get("statuses")) {
    settings.statuses = StatusTable{};
    add_statuses(settings.statuses, reader, reader.any_table(*rows, "statuses"));
  }
  return settings;
}

}  // namespace probant::convergence
