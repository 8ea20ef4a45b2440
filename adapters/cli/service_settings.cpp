#include "adapters/cli/service_settings.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "adapters/cli/exit.hpp"
#include "adapters/cli/terminal.hpp"
#include "adapters/notary/files.hpp"
#include "adapters/service/tokens.hpp"

namespace probant::cli {
namespace {

constexpr std::size_t max_settings_bytes = std::size_t{1024} * 1024;
constexpr std::size_t max_secret_bytes = 4 * 1024;
constexpr std::size_t max_certificates_bytes = std::size_t{1024} * 1024;
constexpr std::int64_t max_owner_seen_days = 3'650;

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

/// Where the certificates are that the settings name.
std::string find_certificates(std::filesystem::path const& file) {
  auto const text = notary::read_file(file, max_certificates_bytes);
  if (!text) throw StoreError{"« " + file.string() + " » n'existe pas."};
  if (text->find("-----BEGIN CERTIFICATE-----") == std::string::npos) {
    throw StoreError{"« " + file.string() + " » ne contient aucun certificat (PEM)."};
  }
  return file.string();
}

/// Nothing where there is none.
std::optional<std::int64_t> read_number(settings::Reader const& read, toml::table const& fields,
                                        std::string_view name, std::int64_t least,
                                        std::int64_t most) {
  auto const* node = fields.get(name);
  if (!node) return std::nullopt;
  auto const number = node->value_exact<std::int64_t>();
  if (!number || *number < least || *number > most) {
    read.fail(*node, "« " + std::string{name} + " » attend un entier de " + std::to_string(least) +
                         (least == 0 ? " (sans limite)" : "") + " à " + std::to_string(most) + ".");
  }
  return number;
}

OutgoingSettings read_outgoing(settings::Reader const& read, toml::node const& node,
                               std::filesystem::path const& file) {
  OutgoingSettings outgoing;
  auto const& fields =
      read.table(node, "outgoing", {"allow", "allow_http", "ca_file", "owner_seen_days"});
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
  outgoing.owner_seen_days = read_number(read, fields, "owner_seen_days", 1, max_owner_seen_days)
                                 .value_or(outgoing.owner_seen_days);
  if (auto const* named = fields.get("ca_file")) {
    try {
      outgoing.ca_file = find_certificates(beside(file, read.field(fields, "ca_file")));
    } catch (StoreError const& error) {
      read.fail(*named, error.what());
    }
  }
  return outgoing;
}

void read_limits(settings::Reader const& read, toml::node const& node, ServiceSettings& settings) {
  auto const& fields =
      read.table(node, "limits", {"token_rate", "connections", "connections_per_address"});
  settings.token_rate = read_number(read, fields, "token_rate", 0, max_token_rate);
  settings.connections = read_number(read, fields, "connections", 1, max_connections);
  settings.connections_per_address =
      read_number(read, fields, "connections_per_address", 1, max_connections);
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
    auto const certificates = [&](std::filesystem::path const& named) {
      return find_certificates(beside(file, named));
    };
    settings.identity =
        identity::read_settings(read, *node, service::refuse_holder, secret, certificates);
  }
  if (auto const* node = tables.get("convergence")) {
    settings.convergence = convergence::read_settings(read, *node, file.parent_path().string());
  }
  if (auto const* node = tables.get("limits")) read_limits(read, *node, settings);
  if (auto const* node = tables.get("outgoing")) {
    settings.outgoing = read_outgoing(read, *node, file);
  }
  return settings;
}

}  // namespace

bool OutgoingSettings::reaches(std::string const& address) const {
  return http::is_public_address(address) ||
         std::ranges::any_of(allow,
                             [&](http::AddressRange const& range) { return range.holds(address); });
}

bool OutgoingSettings::may_reach(std::string const& host) const {
  // 2130706433, 0x7f.1: no names, whose last label is no number (RFC 1123 §2.1).
  auto const last = host.substr(host.rfind('.') + 1);
  bool const digits =
      !last.empty() && std::ranges::all_of(last, [](char c) { return c >= '0' && c <= '9'; });
  bool const number = digits || last.starts_with("0x") || last.starts_with("0X");
  bool const address = number || host.find(':') != std::string::npos;
  return !address || reaches(host);
}

ServiceSettings load_service_settings(std::string const& file) {
  if (file.empty()) return {};
  try {
    auto const text = notary::read_file(file, max_settings_bytes);
    if (!text) throw UsageError{"--config : « " + file + " » n'existe pas."};
    return read_settings(file, *text);
  } catch (notary::FileTooBig const& error) {
    throw UsageError{std::string{"--config : "} + error.what()};
  } catch (settings::SettingsError const& error) {
    throw UsageError{error.what()};
  }
}

void tell_of_open_secrets(ServiceSettings const& settings, std::string const& file) {
  struct stat now {};
  bool const holds = settings.convergence && settings.convergence->secrets_inline;
  if (!holds || ::stat(file.c_str(), &now) != 0) return;
  std::string why;
  if (now.st_uid != ::geteuid() && now.st_uid != 0) {
    why = "appartient à un autre compte : faites « chown », puis « chmod 600 »";
  } else if (notary::readable_by_others(file)) {
    why = "est lisible par d'autres que son propriétaire : faites « chmod 600 »";
  }
  if (why.empty()) return;
  complain("probant : « " + file + " » contient des secrets ([convergence], secrets) et " + why +
           ", ou mettez-les dans un fichier à part (secret_files) ; changez ceux que quelqu'un a "
           "pu lire.");
}

}  // namespace probant::cli
