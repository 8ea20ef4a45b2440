// Who vouches for callers besides the tokens made here: OpenID providers, and what their people may
// do. The `[identity]` table of the service's configuration:
//
//   [[identity.issuers]]
//   name = "proconnect"                  # begins the accounts of its people
//   kind = "introspection"               # RFC 7662; or "jwt", by the issuer's keys (RFC 9068)
//   issuer = "https://…/api/v2"          # `iss`, exactly
//   audience = "probant"                 # ours, among `aud`
//   url = "https://…/introspection"      # where to ask; jwt: where its keys are (JWKS)
//   client_id = "…"                      # introspection: who asks
//   client_secret_file = "proconnect.secret"
//   client_authentication = "post"       # or "basic", the default
//   ca_file = "autorites.pem"            # certificates to trust there, instead of the system's
//   keys_url = "https://…/jwks"          # introspection: answers must be signed (RFC 9701)
//   algorithms = ["ES256", "RS256"]      # those accepted of tokens, or of signed answers
//   parties = ["portail"]                # clients (`azp`) whose tokens are taken: see jwt.hpp
//   acr = ["eidas2", "eidas3"]           # one of them; none named: any
//
//   [[identity.grants]]                  # the first that fits says who it is here
//   issuer = "proconnect"
//   where = { siret = "13000794900010", roles = "agent_public_etat" }
//   role = "ars"
//   organisation = "84"
//
// Nobody is let in whom no grant fits.
#pragma once

#include <filesystem>
#include <functional>

#include "adapters/identity/claims.hpp"
#include "adapters/settings/reader.hpp"
#include "events/values/actor.hpp"

namespace probant::identity {

enum class Vouching : std::uint8_t { jwt, introspection };

struct Issuer {
  std::string name;
  Vouching kind = Vouching::jwt;
  std::string issuer;
  std::string audience;
  std::string url;
  std::string client_id;
  std::string client_secret;
  bool secret_in_body = false;
  std::string ca_file;   ///< empty: the certificates that the system trusts
  std::string keys_url;  ///< of the keys of signed introspections; empty: they are not signed
  std::vector<std::string> algorithms;
  std::vector<std::string> parties;
  std::vector<std::string> acr;
};

/// Where its keys are; empty when it signs nothing.
inline std::string const& keys_of(Issuer const& issuer) {
  return issuer.kind == Vouching::jwt ? issuer.url : issuer.keys_url;
}

struct Grant {
  std::string issuer;  ///< its name
  std::vector<std::pair<std::string, std::string>> where;
  Role role = Role::auditor;
  std::string organisation;
};

struct Settings {
  std::vector<Issuer> issuers;
  std::vector<Grant> grants;
};

/// Why nobody can act as this actor, in French; empty when one can.
using RefuseHolder = std::function<std::string(Actor const&)>;
/// The content of a file that settings name. Throws with the reason in French.
using ReadFile = std::function<std::string(std::filesystem::path const&)>;
/// Where a file of certificates is that settings name. Throws with the reason in French.
using FindCertificates = std::function<std::string(std::filesystem::path const&)>;

/// Throws settings::SettingsError.
Settings read_settings(settings::Reader const& read, toml::node const& node,
                       RefuseHolder const& refuse_holder, ReadFile const& read_file,
                       FindCertificates const& find_certificates);

}  // namespace probant::identity

namespace probant {
template <>
struct Names<identity::Vouching> {
  static constexpr std::array<std::string_view, 2> values{"jwt", "introspection"};
};
}  // namespace probant
