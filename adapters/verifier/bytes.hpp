// The primitives of the verifier: SHA-256 (FIPS 180-4), HMAC (RFC 2104), Ed25519 (RFC 8032), all of
// OpenSSL, and strict readings of hexadecimal, base64 (RFC 4648, padded, canonical) and decimal
// text. Readings answer nothing for what is not exactly the one right text of a value.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace probant::verifier {

using Digest = std::array<std::uint8_t, 32>;

inline std::string_view as_text(Digest const& digest) {
  return {reinterpret_cast<char const*>(digest.data()), digest.size()};
}
/// Nothing unless `bytes` are exactly 32.
std::optional<Digest> as_digest(std::string_view bytes);

/// Digest of the parts, one after the other. Throws std::runtime_error when OpenSSL fails.
Digest sha256(std::initializer_list<std::string_view> parts);
inline Digest sha256(std::string_view bytes) { return sha256({bytes}); }
Digest hmac_sha256(std::string_view key, std::string_view message);
bool ed25519_verifies(std::string_view public_key, std::string_view message,
                      std::string_view signature);

std::string to_hex(std::string_view bytes);
std::string to_base64(std::string_view bytes);
/// Lower case digits only.
std::optional<std::string> from_hex(std::string_view digits);
std::optional<std::string> from_base64(std::string_view text);
/// No sign, no leading zero, at most 2^62.
std::optional<std::int64_t> from_decimal(std::string_view digits);

}  // namespace probant::verifier
