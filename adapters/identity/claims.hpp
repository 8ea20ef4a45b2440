// What a token says of its bearer (RFC 7519 §4, RFC 7662 §2.2), read strictly out of JSON: nothing
// when the text is no JSON object, is larger than it may be, says a name twice, or gives one of the
// registered names another type than its own. Pure; any thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace probant::identity {

inline constexpr std::size_t max_claims_bytes = 16 * 1024;

/// Times are whole seconds since 1970, UTC: a fraction is cut, off `nbf` to the next second.
struct Claims {
  std::string issuer;
  std::string subject;
  std::vector<std::string> audience;
  std::optional<std::int64_t> expires_at;
  std::optional<std::int64_t> not_before;
  std::optional<std::int64_t> issued_at;
  std::optional<std::int64_t> authenticated_at;  ///< `auth_time`
  std::optional<bool> active;                    ///< of an introspection
  bool bound = false;         ///< to a key that its bearer must show (`cnf`, `token_type`)
  std::string introspection;  ///< JSON of `token_introspection` (RFC 9701 §5)
  /// Every other one that is a text or a list of texts.
  std::map<std::string, std::vector<std::string>, std::less<>> others;

  /// Whether `name` (`iss` and `sub` too) has `value`, alone or among others.
  bool says(std::string_view name, std::string_view value) const;
  bool says_any(std::string_view name, std::vector<std::string> const& values) const;
};

std::optional<Claims> read_claims(std::string_view json);

}  // namespace probant::identity
