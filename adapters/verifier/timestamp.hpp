// RFC 3161 timestamp tokens, read and verified by OpenSSL.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace probant::verifier {

enum class Timestamp : std::uint8_t {
  bad,        ///< malformed, refused by the authority, for other bytes, or wrongly signed
  untrusted,  ///< for these bytes, and not signed by whom the certificates given vouch for
  unchecked,  ///< for these bytes, but no certificate was given to check its signature
  verified,   ///< and signed by an authority that the certificates vouch for, at its own time
};

inline constexpr std::size_t max_token_bytes = std::size_t{1} << 20U;

/// Whether the file can be read and holds at least one certificate, PEM.
bool has_certificates(std::string const& file);

struct Token {
  Timestamp state = Timestamp::bad;
  std::string time{};       ///< RFC 3339, that the data existed at, as the authority asserts
  std::string until{};      ///< and a minute later, as far as two clocks may differ
  std::string authority{};  ///< subject of the one certificate that signed, if that can be told
};

/// What the answer `token` of a time-stamping authority says about `data`. `ca_file`: PEM
/// certificates to trust; empty: none.
Token check_timestamp(std::string_view token, std::string_view data, std::string const& ca_file);

}  // namespace probant::verifier
