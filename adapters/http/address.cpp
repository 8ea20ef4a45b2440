#include "adapters/http/address.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace probant::http {
namespace {

struct Bytes {
  std::array<unsigned char, 16> at{};
  std::size_t size = 0;  ///< 4 or 16; 0 for what is no address
};

Bytes bytes_of(std::string_view text) {
  std::string const address{text};
  Bytes bytes;
  if (inet_pton(AF_INET, address.c_str(), bytes.at.data()) == 1) {
    bytes.size = 4;
  } else if (inet_pton(AF_INET6, address.c_str(), bytes.at.data()) == 1) {
    bytes.size = 16;
  }
  return bytes;
}

bool begins_with(Bytes const& bytes, Bytes const& prefix, unsigned bits) {
  if (bytes.size == 0 || bytes.size != prefix.size) return false;
  for (unsigned bit = 0; bit < bits; ++bit) {
    auto const mask = static_cast<unsigned char>(0x80U >> (bit % 8));
    if (((bytes.at[bit / 8] ^ prefix.at[bit / 8]) & mask) != 0) return false;
  }
  return true;
}

bool in_any(Bytes const& bytes, std::initializer_list<std::string_view> ranges) {
  return std::ranges::any_of(ranges, [&](std::string_view range) {
    auto const slash = range.find('/');
    unsigned bits = 0;
    std::from_chars(range.data() + slash + 1, range.data() + range.size(), bits);
    return begins_with(bytes, bytes_of(range.substr(0, slash)), bits);
  });
}

bool is_public_v4(Bytes const& bytes) {
  return !in_any(
      bytes, {"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
              "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
              "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"});
}

Bytes four_from(Bytes const& bytes, std::size_t first) {
  Bytes v4;
  v4.size = 4;
  std::copy_n(bytes.at.begin() + static_cast<std::ptrdiff_t>(first), 4, v4.at.begin());
  return v4;
}

/// The IPv4 address that an IPv6 one stands for; none when it stands for itself.
std::optional<Bytes> embedded_v4(Bytes const& bytes) {
  if (in_any(bytes, {"::ffff:0:0/96", "::/96", "64:ff9b::/96"})) return four_from(bytes, 12);
  if (in_any(bytes, {"2002::/16"})) return four_from(bytes, 2);
  return std::nullopt;
}

}  // namespace

bool is_public_address(std::string_view address) {
  auto const bytes = bytes_of(address);
  if (bytes.size == 4) return is_public_v4(bytes);
  if (auto const v4 = embedded_v4(bytes)) return is_public_v4(*v4);
  // Only 2000::/3 is given out; the rest of it that is not for use is named.
  return in_any(bytes, {"2000::/3"}) && !in_any(bytes, {"2001::/23", "2001:db8::/32", "3fff::/20"});
}

std::optional<AddressRange> AddressRange::parse(std::string_view text) {
  auto const slash = text.find('/');
  AddressRange range;
  range.first_ = text.substr(0, slash);
  auto const bytes = bytes_of(range.first_);
  if (bytes.size == 0) return std::nullopt;
  auto const most = static_cast<unsigned>(bytes.size * 8);
  range.bits_ = most;
  if (slash == std::string_view::npos) return range;
  auto const* end = text.data() + text.size();
  auto const [stop, error] = std::from_chars(text.data() + slash + 1, end, range.bits_);
  if (error != std::errc{} || stop != end || range.bits_ > most) return std::nullopt;
  return range;
}

bool AddressRange::holds(std::string_view address) const {
  return begins_with(bytes_of(address), bytes_of(first_), bits_);
}

}  // namespace probant::http
