// API tokens: 32 random bytes that whoever holds them acts with, as one account, role and
// organisation, until a day. Only their SHA-256 is kept, which is enough for random bytes. The file
// `service/tokens` of the store has one canonical JSON object a line; messages are French.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/log/event_store.hpp"

namespace probant::service {

enum class TokenUse : std::uint8_t {
  api,       ///< Authorization: Bearer
  calendar,  ///< in the address of a calendar, and good for nothing else
};

}  // namespace probant::service

namespace probant {
template <>
struct Names<service::TokenUse> {
  static constexpr std::array<std::string_view, 2> values{"api", "calendar"};
};
}  // namespace probant

namespace probant::service {

struct Token {
  Sha256 hash;
  Actor actor;
  TokenUse use = TokenUse::api;
  Instant created_at;
  Instant expires_at;
  std::optional<Instant> revoked_at;

  /// What it is called where the token itself may not be told: 12 hexadecimal digits.
  std::string id() const { return hash.text().substr(0, 12); }
  bool good_at(Instant at) const { return !revoked_at && at < expires_at; }
};

/// Of an account: letters, digits, `.`, `_`, `-`, `@` and `:`, 1 to 64 of them.
bool is_account_name(std::string_view text);

/// Why `actor` cannot hold a token, in French; empty when it can.
std::string refuse_holder(Actor const& actor);

class TokenBook {
 public:
  static constexpr std::size_t max_tokens = 10'000;

  /// Throws StoreError naming `file` and the line.
  static TokenBook parse(std::string_view text, std::string const& file);
  std::string text() const;

  /// Whatever its state; nothing when it is not in the book.
  Token const* find(std::string_view secret) const;
  std::vector<Token> const& tokens() const { return tokens_; }

  /// The secret, which is not kept. `random` must be just that.
  std::string issue(Actor actor, TokenUse use, Instant created_at, Instant expires_at,
                    Bytes32 const& random);
  /// By its `id()`; the token, or nothing when there is none. Revoking twice changes nothing.
  Token const* revoke(std::string_view id, Instant at);

 private:
  std::vector<Token> tokens_;
};

}  // namespace probant::service
