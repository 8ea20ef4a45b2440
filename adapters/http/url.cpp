#include "adapters/http/url.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace probant::http {
namespace {

constexpr std::size_t max_url_bytes = 2048;

std::optional<std::uint16_t> read_port(std::string_view text) {
  std::uint16_t port = 0;
  auto const* const end = text.data() + text.size();
  auto const [at, error] = std::from_chars(text.data(), end, port);
  if (text.empty() || error != std::errc{} || at != end) return std::nullopt;
  return port;
}

bool is_address(std::string const& text, int family) {
  std::array<unsigned char, 16> bytes{};
  return inet_pton(family, text.c_str(), bytes.data()) == 1;
}

bool is_host_name(std::string_view text) {
  return !text.empty() && text.size() <= 253 && text.front() != '-' &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '-' || c == '.' || c == '_';
         });
}

struct HostAndPort {
  std::string host;
  std::string_view port;  ///< empty: none given
  bool bracketed = false;
};

std::optional<HostAndPort> split_authority(std::string_view text) {
  HostAndPort out;
  std::size_t colon = std::string_view::npos;
  if (text.starts_with('[')) {
    auto const close = text.find(']');
    if (close == std::string_view::npos) return std::nullopt;
    out.host = std::string{text.substr(1, close - 1)};
    out.bracketed = true;
    if (!is_address(out.host, AF_INET6)) return std::nullopt;
    if (close + 1 < text.size()) colon = close + 1;
    if (colon != std::string_view::npos && text[colon] != ':') return std::nullopt;
  } else {
    colon = text.find(':');
    out.host = std::string{text.substr(0, colon)};
    if (!is_host_name(out.host)) return std::nullopt;
  }
  if (colon == std::string_view::npos) return out;
  out.port = text.substr(colon + 1);
  if (out.port.empty()) return std::nullopt;
  return out;
}

}  // namespace

std::optional<Url> Url::parse(std::string_view text) {
  Url url;
  constexpr std::string_view plain = "http://";
  constexpr std::string_view secure = "https://";
  url.tls = text.starts_with(secure);
  if (text.size() > max_url_bytes || (!url.tls && !text.starts_with(plain))) return std::nullopt;
  text.remove_prefix(url.tls ? secure.size() : plain.size());
  auto const slash = std::min(text.find_first_of("/?"), text.size());
  auto const authority = split_authority(text.substr(0, slash));
  if (!authority) return std::nullopt;
  url.host = authority->host;
  url.port = url.tls ? 443 : 80;
  if (!authority->port.empty()) {
    auto const port = read_port(authority->port);
    if (!port || *port == 0) return std::nullopt;
    url.port = *port;
  }
  url.target = std::string{text.substr(slash)};
  if (!url.target.starts_with('/')) url.target.insert(0, "/");
  bool const printable = std::all_of(url.target.begin(), url.target.end(),
                                     [](char c) { return c > 0x20 && c < 0x7F && c != '#'; });
  if (!printable) return std::nullopt;
  return url;
}

std::string Url::authority() const {
  auto text = host.find(':') == std::string::npos ? host : "[" + host + "]";
  if (port != (tls ? 443 : 80)) text += ":" + std::to_string(port);
  return text;
}

bool is_authority(std::string_view text) {
  auto const parts = split_authority(text);
  return parts && (parts->port.empty() || read_port(parts->port));
}

std::optional<ListenAddress> ListenAddress::parse(std::string_view text) {
  auto const parts = split_authority(text);
  if (!parts) return std::nullopt;
  auto const port = read_port(parts->port);
  if (!port || !(parts->bracketed || is_address(parts->host, AF_INET))) return std::nullopt;
  return ListenAddress{parts->host, *port};
}

bool ListenAddress::loopback() const { return address.starts_with("127.") || address == "::1"; }

}  // namespace probant::http
