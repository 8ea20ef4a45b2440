// Addresses of the network, for whoever connects where a stranger says: a server inside must not be
// reached by way of us (OWASP ASVS 5.0 13.2.5, server-side request forgery). Any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace probant::http {

/// Whether `address`, as text, is one of the public Internet: not private, shared, loopback,
/// link-local, multicast, reserved or for documentation, nor an IPv6 one that stands for such an
/// IPv4 one (RFC 6890, RFC 4193, RFC 6598, RFC 6052). False for what is no address.
bool is_public_address(std::string_view address);

/// `10.1.0.0/16`, `fd00::/8`, or a single address.
class AddressRange {
 public:
  static constexpr std::string_view expected = "une plage d'adresses, par exemple 10.1.0.0/16";

  static std::optional<AddressRange> parse(std::string_view text);
  bool holds(std::string_view address) const;

 private:
  std::string first_;
  unsigned bits_ = 0;  ///< that all its addresses begin with
};

}  // namespace probant::http
