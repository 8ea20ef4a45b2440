// Addresses: of a server elsewhere, and of this one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace probant::http {

struct Url {
  static constexpr std::string_view expected =
      "une adresse http:// ou https://, sans nom d'utilisateur ni fragment";

  bool tls = false;
  std::string host;  ///< a name or an address, IPv6 without brackets
  std::uint16_t port = 0;
  std::string target;  ///< path and query, begins with "/"

  static std::optional<Url> parse(std::string_view text);
  /// Value of a Host header.
  std::string authority() const;
};

/// Whether a Host header holds a name or an address, and perhaps a port (RFC 9112, section 3.2).
bool is_authority(std::string_view text);

/// Where to listen: "127.0.0.1:8080", "[::1]:8080"; an address, not a name.
struct ListenAddress {
  static constexpr std::string_view expected =
      "une adresse IP et un port, par exemple 127.0.0.1:8080 ou [::1]:8080";

  std::string address;
  std::uint16_t port = 0;

  static std::optional<ListenAddress> parse(std::string_view text);
  bool loopback() const;
};

}  // namespace probant::http
