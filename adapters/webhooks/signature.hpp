// Signatures of Standard Webhooks 1.0.0, for what comes in and what goes out: over
// `<id>.<timestamp>.<body>`, byte for byte, `v1` by HMAC-SHA-256 with a shared secret, `v1a` by
// Ed25519 (RFC 8032). Comparisons take the same time whatever they find. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/log/event_store.hpp"

namespace probant::webhooks {

inline constexpr std::int64_t tolerance_seconds = 300;

/// What is signed. `id` and `timestamp` have no dot.
struct Message {
  std::string_view id;
  std::string_view timestamp;  ///< whole seconds since 1970, as sent
  std::string_view body;
};

/// A shared secret of 24 to 64 bytes, `whsec_` and base64 (without either, libraries take it too).
class Secret {
 public:
  static constexpr std::string_view expected =
      "un secret « whsec_ » suivi de 24 à 64 octets en base64";

  static std::optional<Secret> parse(std::string_view text);
  static Secret of(Bytes32 const& random);

  std::string text() const;
  /// `v1,<base64>`.
  std::string sign(Message const& message) const;

 private:
  std::string bytes_;
};

/// The public half of an Ed25519 key, `whpk_` and base64.
class PublicKey {
 public:
  static constexpr std::string_view expected =
      "une clé publique « whpk_ » suivie de 32 octets en base64";

  static std::optional<PublicKey> parse(std::string_view text);
  bool verifies(Message const& message, std::string_view signature) const;

 private:
  std::string bytes_;
};

/// Whether `signatures`, a list parted by spaces, holds one that is good under any of the keys;
/// versions that nobody knows are passed over.
bool is_signed(Message const& message, std::string_view signatures,
               std::vector<Secret> const& secrets, std::vector<PublicKey> const& keys);

/// A timestamp is a whole number of seconds since 1970; nothing when it is not.
std::optional<std::int64_t> seconds_of(std::string_view timestamp);
/// Whether it is no further from `now` than the tolerance, either way.
bool is_timely(std::int64_t seconds, Instant now);

}  // namespace probant::webhooks
