// The seal of a log's head, which its writer puts beside it in each transaction: until a checkpoint
// is signed, it shows that whoever wrote that head had the signing key, which lies outside the
// database. HMAC-SHA-256 (RFC 2104) under a key derived from the signing key by HKDF-SHA-256
// (RFC 5869); described with a worked example in adapters/sqlite/FORMAT.md. It convinces nobody
// outside: only who has the signing key can check it.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "engine/log/key.hpp"

namespace probant {

/// Its bytes are overwritten when it goes. Any thread.
class SealKey {
 public:
  /// The key's name is the log's origin.
  explicit SealKey(SigningKey const& key);
  SealKey(SealKey const&) = default;
  SealKey& operator=(SealKey const&) = default;
  ~SealKey();

  Bytes32 seal(Head const& head) const;
  /// In a time that tells nothing of the right seal; false for none.
  bool holds(Head const& head, std::optional<Bytes32> const& seal) const;

 private:
  std::string origin_;
  Bytes32 key_{};
};

/// Whether it is by any of them.
bool holds(std::span<SealKey const> keys, Head const& head, std::optional<Bytes32> const& seal);

/// What is sealed: a title and three lines, each ended by a line feed.
std::string seal_text(std::string const& origin, Head const& head);

}  // namespace probant
