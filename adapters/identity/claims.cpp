#include "adapters/identity/claims.hpp"

#include <simdjson.h>

#include <algorithm>
#include <set>

namespace probant::identity {
namespace {

namespace dom = simdjson::dom;

constexpr std::size_t max_claims = 100;
constexpr std::size_t max_depth = 16;

std::optional<std::vector<std::string>> texts(dom::element const& value) {
  std::string_view text;
  if (value.get(text) == simdjson::SUCCESS) return std::vector{std::string{text}};
  dom::array list;
  if (value.get(list) != simdjson::SUCCESS) return std::nullopt;
  std::vector<std::string> all;
  for (auto const item : list) {
    if (item.get(text) != simdjson::SUCCESS) return std::nullopt;
    all.emplace_back(text);
  }
  return all;
}

bool take_text(dom::element const& value, std::string& into) {
  std::string_view text;
  if (value.get(text) != simdjson::SUCCESS) return false;
  into = text;
  return true;
}

template <class T>
bool take(dom::element const& value, std::optional<T>& into) {
  T read{};
  if (value.get(read) != simdjson::SUCCESS) return false;
  into = read;
  return true;
}

/// RFC 6750's scheme, in any case of letters (RFC 6749 §5.1).
bool is_bearer(std::string_view type) {
  constexpr std::string_view bearer = "bearer";
  return std::ranges::equal(type, bearer, [](char a, char b) { return (a | 0x20) == b; });
}

/// False when a registered claim is not what it must be.
bool take_claim(Claims& claims, std::string_view name, dom::element const& value) {
  if (name == "iss") return take_text(value, claims.issuer);
  if (name == "sub") return take_text(value, claims.subject);
  if (name == "exp") return take(value, claims.expires_at);
  if (name == "nbf") return take(value, claims.not_before);
  if (name == "iat") return take(value, claims.issued_at);
  if (name == "auth_time") return take(value, claims.authenticated_at);
  if (name == "token_introspection") {
    if (!value.is_object()) return false;
    claims.introspection = simdjson::minify(value);
    return true;
  }
  if (name == "active") return take(value, claims.active);
  if (name == "cnf") {
    claims.bound = claims.bound || !value.is_null();
    return true;
  }
  if (name == "token_type") {
    std::string type;
    if (!take_text(value, type)) return false;
    claims.bound = claims.bound || !is_bearer(type);
    return true;
  }
  auto list = texts(value);
  if (name == "aud") {
    if (list) claims.audience = *std::move(list);
    return !claims.audience.empty();
  }
  if (list) claims.others.emplace(name, *std::move(list));
  return true;
}

}  // namespace

bool Claims::says(std::string_view name, std::string_view value) const {
  if (name == "iss") return issuer == value;
  if (name == "sub") return subject == value;
  auto const found = others.find(name);
  return found != others.end() && std::ranges::find(found->second, value) != found->second.end();
}

bool Claims::says_any(std::string_view name, std::vector<std::string> const& values) const {
  return std::ranges::any_of(values, [&](auto const& value) { return says(name, value); });
}

std::optional<Claims> read_claims(std::string_view json) {
  if (json.size() > max_claims_bytes) return std::nullopt;
  dom::parser parser;
  if (parser.allocate(json.size() + 1, max_depth) != simdjson::SUCCESS) return std::nullopt;
  dom::object object;
  if (parser.parse(simdjson::padded_string{json}).get(object) != simdjson::SUCCESS) {
    return std::nullopt;
  }
  if (object.size() > max_claims) return std::nullopt;
  Claims claims;
  std::set<std::string_view> seen;
  for (auto const [name, value] : object) {
    if (!seen.insert(name).second || !take_claim(claims, name, value)) return std::nullopt;
  }
  return claims;
}

}  // namespace probant::identity
