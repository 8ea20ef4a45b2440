#include "adapters/identity/claims.hpp"

#include <simdjson.h>

#include <algorithm>
#include <map>
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

/// The numbers of an object as they are written, by name: a fraction is not to go through floating
/// point.
std::map<std::string, std::string> numbers_of(simdjson::padded_string const& json) {
  namespace ondemand = simdjson::ondemand;
  std::map<std::string, std::string> numbers;
  ondemand::parser parser;
  ondemand::document document;
  ondemand::object object;
  if (parser.iterate(json).get(document) != simdjson::SUCCESS ||
      document.get_object().get(object) != simdjson::SUCCESS) {
    return numbers;
  }
  for (auto field : object) {
    std::string_view name;
    ondemand::value value;
    ondemand::json_type type{};
    if (field.unescaped_key().get(name) != simdjson::SUCCESS ||
        field.value().get(value) != simdjson::SUCCESS ||
        value.type().get(type) != simdjson::SUCCESS) {
      return {};
    }
    if (type == ondemand::json_type::number) numbers.emplace(name, value.raw_json_token());
  }
  return numbers;
}

enum class Cut : std::uint8_t { down, up };

/// A NumericDate with a fraction (RFC 7519 §2), to whole seconds; nothing when it is before 1970 or
/// has an exponent.
std::optional<std::int64_t> whole_seconds(std::string_view number, Cut cut) {
  constexpr std::size_t max_digits = 15;
  while (!number.empty() && number.back() <= ' ') number.remove_suffix(1);
  auto const point = number.find('.');
  auto const is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (point == std::string_view::npos || point == 0 || point > max_digits) return std::nullopt;
  auto const whole = number.substr(0, point);
  auto const fraction = number.substr(point + 1);
  if (!std::ranges::all_of(whole, is_digit) || !std::ranges::all_of(fraction, is_digit)) {
    return std::nullopt;
  }
  std::int64_t seconds = 0;
  for (char const digit : whole) seconds = seconds * 10 + (digit - '0');
  bool const more = fraction.find_first_not_of('0') != std::string_view::npos;
  return seconds + (cut == Cut::up && more ? 1 : 0);
}

/// RFC 6750's scheme, in any case of letters (RFC 6749 §5.1).
bool is_bearer(std::string_view type) {
  constexpr std::string_view bearer = "bearer";
  return std::ranges::equal(type, bearer, [](char a, char b) { return (a | 0x20) == b; });
}

/// Where a registered time goes that is no whole number, and how it is cut: what ends does not end
/// later for it, what begins not sooner. Null: no time.
std::optional<std::int64_t>* time_of(Claims& claims, std::string_view name) {
  if (name == "exp") return &claims.expires_at;
  if (name == "nbf") return &claims.not_before;
  if (name == "iat") return &claims.issued_at;
  return name == "auth_time" ? &claims.authenticated_at : nullptr;
}

bool take_time(std::optional<std::int64_t>& into, std::string_view name, std::string_view number) {
  into = whole_seconds(number, name == "nbf" ? Cut::up : Cut::down);
  return into.has_value();
}

/// False when a registered claim is not what it must be.
bool take_claim(Claims& claims, std::string_view name, dom::element const& value) {
  if (name == "iss") return take_text(value, claims.issuer);
  if (name == "sub") return take_text(value, claims.subject);
  if (auto* time = time_of(claims, name)) return take(value, *time);
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
  simdjson::padded_string const text{json};
  if (parser.parse(text).get(object) != simdjson::SUCCESS) return std::nullopt;
  if (object.size() > max_claims) return std::nullopt;
  Claims claims;
  std::set<std::string_view> seen;
  std::map<std::string, std::string> numbers;  // only when there is a time with a fraction
  for (auto const [name, value] : object) {
    if (!seen.insert(name).second) return std::nullopt;
    auto* const time = value.type() == dom::element_type::DOUBLE ? time_of(claims, name) : nullptr;
    if (time && numbers.empty()) numbers = numbers_of(text);
    bool const good =
        time ? take_time(*time, name, numbers[std::string{name}]) : take_claim(claims, name, value);
    if (!good) return std::nullopt;
  }
  return claims;
}

}  // namespace probant::identity
