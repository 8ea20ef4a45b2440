#include "adapters/identity/settings.hpp"

#include <algorithm>
#include <array>

namespace probant::identity {
namespace {

using settings::Reader;

/// Asymmetric ones alone: a verifier that also took HMAC could be made to take a public key for a
/// shared secret (RFC 8725 §2.1, §3.1).
constexpr std::array<std::string_view, 9> known_algorithms{
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"};
constexpr std::size_t max_name_bytes = 16;

bool is_issuer_name(std::string_view name) {
  return name.size() <= max_name_bytes && std::ranges::all_of(name, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
         });
}

/// What is asked there decides who is let in: never over a line that anyone can write on.
bool is_safe(std::string_view url) {
  return url.starts_with("https://") || url.starts_with("http://127.0.0.1:") ||
         url.starts_with("http://[::1]:");
}

void read_introspection(Reader const& read, toml::table const& fields, ReadFile const& read_file,
                        Issuer& issuer) {
  issuer.client_id = read.field(fields, "client_id");
  auto const file = read.field(fields, "client_secret_file");
  auto const& place = *fields.get("client_secret_file");
  try {
    issuer.client_secret = read_file(file);
  } catch (std::exception const& error) {
    read.fail(place, error.what());
  }
  while (issuer.client_secret.ends_with('\n')) issuer.client_secret.pop_back();
  if (issuer.client_secret.empty()) read.fail(place, "« " + file + " » est vide.");
  if (auto const* how = fields.get("client_authentication")) {
    auto const text = read.text(*how, "client_authentication");
    if (text != "post" && text != "basic") {
      read.fail(*how, "« client_authentication » attend \"basic\" ou \"post\".");
    }
    issuer.secret_in_body = text == "post";
  }
}

void read_algorithms(Reader const& read, toml::table const& fields, Issuer& issuer) {
  issuer.algorithms = read.texts(fields, "algorithms");
  if (issuer.algorithms.empty()) {
    read.fail(fields, "« algorithms » attend au moins un algorithme, par exemple [\"ES256\"].");
  }
  for (auto const& algorithm : issuer.algorithms) {
    if (std::ranges::find(known_algorithms, algorithm) == known_algorithms.end()) {
      read.fail(*fields.get("algorithms"),
                "algorithme refusé : « " + algorithm + " » (RS, PS ou ES, 256, 384 ou 512).");
    }
  }
}

std::string read_url(Reader const& read, toml::table const& fields, std::string const& name) {
  auto url = read.field(fields, name);
  if (!is_safe(url)) {
    read.fail(*fields.get(name),
              "« " + name + " » attend une adresse https:// (ou http://127.0.0.1:…).");
  }
  return url;
}

std::string read_ca_file(Reader const& read, toml::table const& fields,
                         FindCertificates const& find_certificates) {
  if (!fields.contains("ca_file")) return {};
  auto const named = read.field(fields, "ca_file");
  try {
    return find_certificates(named);
  } catch (std::exception const& error) {
    read.fail(*fields.get("ca_file"), error.what());
  }
}

Issuer read_issuer(Reader const& read, toml::node const& node, ReadFile const& read_file,
                   FindCertificates const& find_certificates) {
  auto const& fields =
      read.table(node, "issuers",
                 {"name", "kind", "issuer", "audience", "url", "client_id", "client_secret_file",
                  "client_authentication", "ca_file", "keys_url", "algorithms", "parties", "acr"});
  Issuer issuer;
  issuer.name = read.field(fields, "name");
  if (!is_issuer_name(issuer.name)) {
    read.fail(*fields.get("name"), "« name » attend 1 à 16 minuscules, chiffres ou tirets.");
  }
  auto const kind = parse_name<Vouching>(read.field(fields, "kind"));
  if (!kind) read.fail(*fields.get("kind"), "« kind » attend \"jwt\" ou \"introspection\".");
  issuer.kind = *kind;
  issuer.issuer = read.field(fields, "issuer");
  issuer.audience = read.field(fields, "audience");
  issuer.url = read_url(read, fields, "url");
  issuer.ca_file = read_ca_file(read, fields, find_certificates);
  issuer.acr = read.texts(fields, "acr");
  issuer.parties = read.texts(fields, "parties");
  if (issuer.kind == Vouching::introspection) read_introspection(read, fields, read_file, issuer);
  if (fields.contains("keys_url")) issuer.keys_url = read_url(read, fields, "keys_url");
  if (!keys_of(issuer).empty()) read_algorithms(read, fields, issuer);
  return issuer;
}

Grant read_grant(Reader const& read, toml::node const& node, std::vector<Issuer> const& issuers,
                 RefuseHolder const& refuse_holder) {
  auto const& fields = read.table(node, "grants", {"issuer", "where", "role", "organisation"});
  Grant grant;
  grant.issuer = read.field(fields, "issuer");
  if (std::ranges::find(issuers, grant.issuer, &Issuer::name) == issuers.end()) {
    read.fail(*fields.get("issuer"), "aucun émetteur ne s'appelle « " + grant.issuer + " ».");
  }
  auto const* where = fields.get("where");
  if (!where) read.fail(fields, "il manque « where ».");
  for (auto const& [name, value] : read.any_table(*where, "where")) {
    grant.where.emplace_back(name.str(), read.text(value, name.str()));
  }
  if (grant.where.empty()) read.fail(*where, "« where » attend au moins une condition.");
  auto const role = parse_name<Role>(read.field(fields, "role"));
  if (!role) read.fail(*fields.get("role"), "« role » n'est pas un rôle connu.");
  grant.role = *role;
  if (fields.contains("organisation")) grant.organisation = read.field(fields, "organisation");
  auto const refusal = refuse_holder({"x", grant.role, grant.organisation});
  if (!refusal.empty()) read.fail(fields, refusal);
  return grant;
}

}  // namespace

Settings read_settings(Reader const& read, toml::node const& node,
                       RefuseHolder const& refuse_holder, ReadFile const& read_file,
                       FindCertificates const& find_certificates) {
  Settings settings;
  auto const& fields = read.table(node, "identity", {"issuers", "grants"});
  if (auto const* issuers = fields.get("issuers")) {
    for (auto const& issuer : read.list(*issuers, "issuers")) {
      settings.issuers.push_back(read_issuer(read, issuer, read_file, find_certificates));
      auto const& added = settings.issuers.back();
      auto const same = [&](Issuer const& other) {
        return other.name == added.name || other.issuer == added.issuer;
      };
      if (std::ranges::count_if(settings.issuers, same) > 1) {
        read.fail(issuer, "cet émetteur (« name » ou « issuer ») est déjà nommé plus haut.");
      }
    }
  }
  if (auto const* grants = fields.get("grants")) {
    for (auto const& grant : read.list(*grants, "grants")) {
      settings.grants.push_back(read_grant(read, grant, settings.issuers, refuse_holder));
    }
  }
  return settings;
}

}  // namespace probant::identity
