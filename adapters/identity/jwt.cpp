#include "adapters/identity/jwt.hpp"

#include <cjose/cjose.h>
#include <simdjson.h>

#include <algorithm>

namespace probant::identity {
namespace {

constexpr std::size_t max_token_bytes = 8 * 1024;
constexpr std::size_t min_rsa_bits = 2048;
constexpr std::size_t max_answer_bytes = 32 * 1024;
constexpr std::int64_t leeway_seconds = 60;
/// How old an answer may be that was just asked for, by their clock and ours.
constexpr std::int64_t answer_seconds = 300;

using Jws = std::unique_ptr<cjose_jws_t, decltype(&cjose_jws_release)>;

Jws parse_jws(std::string_view token, std::size_t max_bytes = max_token_bytes) {
  bool const bounded = token.size() <= max_bytes && std::ranges::count(token, '.') == 2;
  return {bounded ? cjose_jws_import(token.data(), token.size(), nullptr) : nullptr,
          &cjose_jws_release};
}

/// A text of the protected header; empty when there is none.
std::string header(cjose_jws_t* jws, char const* name) {
  auto const* value = cjose_header_get(cjose_jws_get_protected(jws), name, nullptr);
  return value ? value : "";
}

/// Extensions that must be understood are not (RFC 7515 §4.1.11).
bool asks_for_extensions(cjose_jws_t* jws) {
  auto* raw = cjose_header_get_raw(cjose_jws_get_protected(jws), "crit", nullptr);
  bool const asks = raw != nullptr;
  cjose_get_dealloc()(raw);
  return asks;
}

std::optional<Claims> claims_of(cjose_jws_t* jws) {
  std::uint8_t* text = nullptr;
  std::size_t size = 0;
  if (!cjose_jws_get_plaintext(jws, &text, &size, nullptr)) return std::nullopt;
  return read_claims({reinterpret_cast<char const*>(text), size});
}

std::string lower_case(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
  return text;
}

bool is_access_token(std::string const& type, Claims const& claims, Issuer const& issuer) {
  auto const lower = lower_case(type);
  if (lower == "at+jwt" || lower == "application/at+jwt") return true;
  return lower == "jwt" && claims.says("typ", "Bearer") && claims.says_any("azp", issuer.parties);
}

bool is_strong(cjose_jwk_t* key) {
  switch (cjose_jwk_get_kty(key, nullptr)) {
    case CJOSE_JWK_KTY_RSA:
      return cjose_jwk_get_keysize(key, nullptr) >= min_rsa_bits;
    case CJOSE_JWK_KTY_EC:
      return true;
    default:
      return false;
  }
}

std::string text_of(simdjson::dom::object const& object, std::string_view name) {
  std::string_view text;
  return object.at_key(name).get(text) == simdjson::SUCCESS ? std::string{text} : "";
}

}  // namespace

std::optional<KeySet> KeySet::parse(std::string_view jwks) {
  namespace dom = simdjson::dom;
  if (jwks.size() > max_bytes) return std::nullopt;
  dom::parser parser;
  dom::array keys;
  if (parser.parse(simdjson::padded_string{jwks})["keys"].get(keys) != simdjson::SUCCESS) {
    return std::nullopt;
  }
  KeySet set;
  for (auto const item : keys) {
    dom::object key;
    if (item.get(key) != simdjson::SUCCESS || set.size() == max_keys) return std::nullopt;
    auto const use = text_of(key, "use");
    if (!use.empty() && use != "sig") continue;
    auto const text = simdjson::minify(key);
    std::shared_ptr<_cjose_jwk_int> const read{cjose_jwk_import(text.data(), text.size(), nullptr),
                                               [](cjose_jwk_t* held) { cjose_jwk_release(held); }};
    if (!read || !is_strong(read.get())) continue;
    set.keys_.push_back({text_of(key, "kid"), text_of(key, "alg"), read});
  }
  return set;
}

KeySet::Key const* KeySet::find(std::string_view id) const {
  if (id.empty()) return keys_.size() == 1 ? &keys_.front() : nullptr;
  auto const found = std::ranges::find(keys_, id, &Key::id);
  return found == keys_.end() ? nullptr : &*found;
}

std::optional<std::string> claimed_issuer(std::string_view token) {
  auto const jws = parse_jws(token);
  if (!jws) return std::nullopt;
  auto const claims = claims_of(jws.get());
  return claims ? claims->issuer : "";
}

namespace {

/// Nothing when one of the issuer's keys signed it with an agreed algorithm.
std::optional<JwtFault> fault_of(cjose_jws_t* jws, Issuer const& issuer, KeySet const& keys) {
  if (!jws || asks_for_extensions(jws)) return JwtFault::refused;
  auto const algorithm = header(jws, CJOSE_HDR_ALG);
  if (std::ranges::find(issuer.algorithms, algorithm) == issuer.algorithms.end()) {
    return JwtFault::refused;
  }
  auto const* key = keys.find(header(jws, CJOSE_HDR_KID));
  if (!key) return JwtFault::unknown_key;
  if (!key->algorithm.empty() && key->algorithm != algorithm) return JwtFault::refused;
  if (!cjose_jws_verify(jws, key->key.get(), nullptr)) return JwtFault::refused;
  return std::nullopt;
}

}  // namespace

std::variant<Claims, JwtFault> check_jwt(std::string_view token, Issuer const& issuer,
                                         KeySet const& keys, Instant now) {
  auto const jws = parse_jws(token);
  if (auto const fault = fault_of(jws.get(), issuer, keys)) return *fault;
  auto claims = claims_of(jws.get());
  bool const good = claims && is_for_us(*claims, issuer, now) && claims->expires_at &&
                    is_access_token(header(jws.get(), "typ"), *claims, issuer);
  if (!good) return JwtFault::refused;
  if (auto const fault = shortfall(*claims, issuer)) return *fault;
  return *std::move(claims);
}

std::variant<Claims, JwtFault> check_introspection(std::string_view answer, Issuer const& issuer,
                                                   KeySet const& keys, Instant now) {
  auto const jws = parse_jws(answer, max_answer_bytes);
  if (auto const fault = fault_of(jws.get(), issuer, keys)) return *fault;
  auto const type = lower_case(header(jws.get(), "typ"));
  auto const said = claims_of(jws.get());
  auto const seconds = now.unix_seconds();
  bool const meant =
      type == "token-introspection+jwt" || type == "application/token-introspection+jwt";
  bool const good = said && meant && said->issuer == issuer.issuer &&
                    std::ranges::find(said->audience, issuer.client_id) != said->audience.end() &&
                    said->issued_at && *said->issued_at > seconds - answer_seconds &&
                    *said->issued_at <= seconds + leeway_seconds &&
                    said->expires_at.value_or(seconds) > seconds - leeway_seconds;
  auto token = good ? read_claims(said->introspection) : std::nullopt;
  if (!token) return JwtFault::refused;
  return *std::move(token);
}

bool is_for_us(Claims const& claims, Issuer const& issuer, Instant now) {
  auto const seconds = now.unix_seconds();
  bool const introspected = issuer.kind == Vouching::introspection;
  bool const from_issuer =
      claims.issuer == issuer.issuer || (introspected && claims.issuer.empty());
  auto const& audience = claims.audience;
  bool const for_us = std::ranges::find(audience, issuer.audience) != audience.end() ||
                      (introspected && (claims.says_any("azp", issuer.parties) ||
                                        claims.says_any("client_id", issuer.parties)));
  return from_issuer && for_us && !claims.subject.empty() &&
         claims.expires_at.value_or(seconds) > seconds - leeway_seconds &&
         claims.not_before.value_or(seconds) <= seconds + leeway_seconds;
}

std::optional<JwtFault> shortfall(Claims const& claims, Issuer const& issuer) {
  if (claims.bound) return JwtFault::bound;
  bool const sure = issuer.acr.empty() || claims.says_any("acr", issuer.acr);
  return sure ? std::nullopt : std::optional{JwtFault::too_low};
}

}  // namespace probant::identity
