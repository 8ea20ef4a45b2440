#include "adapters/service/callers.hpp"

#include <algorithm>

namespace probant::service {
namespace {

constexpr int issuer_seconds = 5;
constexpr int book_seconds = 30;

/// `parameters` of RFC 6750 §3: none when no token came.
http::Response unauthorised(std::string_view code, std::string_view detail,
                            std::string const& parameters = "") {
  auto response = http::problem(401, code, detail);
  response.headers.push_back({"www-authenticate", "Bearer realm=\"probant\"" + parameters});
  return response;
}

http::Response unknown_token() {
  return unauthorised("token_required", "Ce jeton n'est pas connu, a expiré ou a été révoqué.",
                      ", error=\"invalid_token\"");
}

/// RFC 8705 §3, RFC 9449 §7: such a token is worth nothing without its key, and none is asked for.
http::Response bound_token() {
  return unauthorised("token_bound",
                      "Ce jeton est lié à une clé (cnf, DPoP ou certificat) que ce service ne "
                      "vérifie pas : demandez à son émetteur un jeton simple (Bearer).",
                      ", error=\"invalid_token\", error_description=\"sender-constrained tokens "
                      "are not supported\"");
}

/// RFC 9470 §3.
http::Response authenticate_better(std::string const& acr) {
  return unauthorised("authentication_too_weak",
                      "Votre authentification n'atteint pas le niveau exigé ici : "
                      "authentifiez-vous à nouveau, au niveau " +
                          acr + ".",
                      ", error=\"insufficient_user_authentication\", acr_values=\"" + acr + "\"");
}

/// RFC 6750 §2.1. Nothing when the header is another scheme's.
std::optional<std::string> bearer(http::Request const& request) {
  auto const header = request.header("authorization");
  constexpr std::string_view scheme = "bearer ";
  if (!header || header->size() <= scheme.size()) return std::nullopt;
  auto const same = std::equal(scheme.begin(), scheme.end(), header->begin(), [](char a, char b) {
    return a == (b >= 'A' && b <= 'Z' ? static_cast<char>(b + 32) : b);
  });
  if (!same) return std::nullopt;
  return header->substr(header->find_first_not_of(' ', scheme.size()));
}

Identified let_in(Route const& route, Caller caller) {
  if (route.callers.has(caller.actor.role)) return caller;
  return http::problem(403, "forbidden_role", "Le rôle de ce jeton n'a pas accès à cette adresse.");
}

Identified let_in(Route const& route, Vouched const& vouched) {
  switch (vouched.standing) {
    case Vouched::Standing::known:
      // The account is what its limits and its traces go by: such tokens change all the time.
      return let_in(route,
                    Caller{vouched.actor.id, vouched.actor, vouched.assurance, vouched.grant});
    case Vouched::Standing::refused:
      return unknown_token();
    case Vouched::Standing::bound:
      return bound_token();
    case Vouched::Standing::too_low:
      return authenticate_better(vouched.wanted_acr);
    case Vouched::Standing::no_grant:
      return http::problem(403, "forbidden_role",
                           "Ce compte est connu de son émetteur, mais n'a aucun droit ici.");
    case Vouched::Standing::unavailable:
      break;
  }
  return unavailable("issuer_unavailable",
                     "L'émetteur de ce jeton ne répond pas : personne n'est admis sans lui.",
                     issuer_seconds);
}

}  // namespace

Identified identify(Route const& route, http::Request const& request, Ports const& ports,
                    Vouched const* vouched) {
  if (route.callers.empty()) return Caller{};
  auto const link = route.by_link ? request.parameter("link") : std::nullopt;
  auto const secret = link ? std::optional{std::string{*link}} : bearer(request);
  if (!secret) {
    return unauthorised(
        "token_required",
        "Un jeton est attendu dans l'en-tête Authorization: Bearer (probant token create).");
  }
  if (vouched) return let_in(route, *vouched);
  auto const use = link ? TokenUse::calendar : TokenUse::api;
  std::shared_ptr<TokenBook const> book;
  try {
    book = ports.tokens();
  } catch (StoreError const&) {
    return unavailable("store_unavailable", "Les jetons ne se lisent pas : personne n'est admis.",
                       book_seconds);
  }
  if (auto const* token = book->find(*secret)) {
    bool const good = token->use == use && token->good_at(ports.now());
    return good ? let_in(route, Caller{token->id(), token->actor}) : unknown_token();
  }
  if (link || !ports.vouchers.known) return unknown_token();
  if (auto const known = ports.vouchers.known(*secret)) return let_in(route, *known);
  return Unknown{*secret};
}

}  // namespace probant::service
