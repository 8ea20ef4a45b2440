#include "adapters/cli/service_settings.hpp"

#include "adapters/cli/exit.hpp"
#include "adapters/notary/files.hpp"
#include "adapters/service/tokens.hpp"

namespace probant::cli {
namespace {

constexpr std::size_t max_settings_bytes = std::size_t{1024} * 1024;
constexpr std::size_t max_secret_bytes = 4 * 1024;

std::string beside(std::filesystem::path const& file, std::filesystem::path const& named) {
  return named.is_absolute() ? named.string() : (file.parent_path() / named).string();
}

std::string read_secret(std::filesystem::path const& file) {
  auto const text = notary::read_file(file, max_secret_bytes);
  if (!text) throw StoreError{"« " + file.string() + " » n'existe pas."};
  if (notary::readable_by_others(file)) {
    throw StoreError{"« " + file.string() +
                     " » est lisible par d'autres que son propriétaire ; faites « chmod 600 »."};
  }
  return *text;
}

OutgoingSettings read_outgoing(settings::Reader const& read, toml::node const& node,
                               std::filesystem::path const& file) {
  OutgoingSettings outgoing;
  auto const& fields = read.table(node, "outgoing", {"allow", "allow_http", "ca_file"});
  for (auto const& text : read.texts(fields, "allow")) {
    auto range = http::AddressRange::parse(text);
    if (!range) {
      read.fail(*fields.get("allow"),
                "« " + text + " » : attendu " + std::string{http::AddressRange::expected} + ".");
    }
    outgoing.allow.push_back(*std::move(range));
  }
  if (auto const* allow = fields.get("allow_http")) {
    outgoing.allow_http = read.boolean(*allow, "allow_http");
  }
  if (fields.contains("ca_file")) outgoing.ca_file = beside(file, read.field(fields, "ca_file"));
  return outgoing;
}

std::optional<std::int64_t> read_token_rate(settings::Reader const& read, toml::node const& node) {
  auto const& fields = read.table(node, "limits", {"token_rate"});
  auto const* rate = fields.get("token_rate");
  if (!rate) return std::nullopt;
  auto const number = rate->value_exact<std::int64_t>();
  if (!number || *number < 0 || *number > max_token_rate) {
    read.fail(*rate, "« token_rate » attend un entier de 0 (sans limite) à 1000000.");
  }
  return number;
}

ServiceSettings read_settings(std::filesystem::path const& file, std::string const& text) {
  settings::Reader const read{file.string()};
  auto const document = read.parse(text);
  auto const& tables =
      read.table(document, "configuration", {"identity", "convergence", "limits", "outgoing"});
  ServiceSettings settings;
  if (auto const* node = tables.get("identity")) {
    auto const secret = [&](std::filesystem::path const& named) {
      return read_secret(beside(file, named));
    };
    settings.identity = identity::read_settings(read, *node, service::refuse_holder, secret);
  }
  if (auto const* node = tables.get("convergence")) {
    settings.convergence = convergence::read_settings(read, *node, file.parent_path().string());
  }
  if (auto const* node = tables.get("limits")) settings.token_rate = read_token_rate(read, *node);
  if (auto const* node = tables.get("outgoing")) {
    settings.outgoing = read_outgoing(read, *node, file);
  }
  return settings;
}

}  // namespace

ServiceSettings load_service_settings(std::string const& file) {
  if (file.empty()) return {};
  auto const text = notary::read_file(file, max_settings_bytes);
  if (!text) throw UsageError{"--config : « " + file + " » n'existe pas."};
  try {
    return read_settings(file, *text);
  } catch (settings::SettingsError const& error) {
    throw UsageError{error.what()};
  }
}

}  // namespace probant::cli
