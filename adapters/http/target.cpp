#include <algorithm>

#include "adapters/http/message.hpp"
#include "events/codec/utf8.hpp"

namespace probant::http {
namespace {

constexpr std::size_t max_parameters = 64;

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    auto const byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F;
  });
}

bool printable_ascii(std::string_view text) {
  for (auto const c : text) {
    if (c < 0x21 || c > 0x7E) return false;
  }
  return true;
}

/// Percent-decoded text of `encoded`; nothing unless it is UTF-8 without control characters.
std::optional<std::string> decode(std::string_view encoded, bool plus_is_space) {
  std::string out;
  out.reserve(encoded.size());
  for (std::size_t at = 0; at < encoded.size(); ++at) {
    auto const c = encoded[at];
    if (c == '+' && plus_is_space) {
      out += ' ';
    } else if (c != '%') {
      out += c;
    } else {
      auto const pair = encoded.substr(at + 1, 2);
      if (pair.size() != 2 || hex_digit(pair[0]) < 0 || hex_digit(pair[1]) < 0) return std::nullopt;
      out += static_cast<char>(hex_digit(pair[0]) * 16 + hex_digit(pair[1]));
      at += 2;
    }
  }
  if (!is_valid_utf8(out) || has_control(out)) return std::nullopt;
  return out;
}

/// Whether some reader might take it for a way up, were its slashes those of the path.
bool climbs(std::string_view segment) {
  while (true) {
    auto const end = std::min(segment.find_first_of("/\\"), segment.size());
    auto const piece = segment.substr(0, end);
    if (piece == "." || piece == "..") return true;
    if (end == segment.size()) return false;
    segment.remove_prefix(end + 1);
  }
}

/// Segments are told apart before decoding, and put together as they read in one way only.
bool read_path(std::string_view encoded, std::string& path) {
  if (encoded.empty() || encoded.front() != '/') return false;
  std::size_t at = 1;
  while (true) {
    auto const end = std::min(encoded.find('/', at), encoded.size());
    auto const given = encoded.substr(at, end - at);
    auto const segment = decode(given, false);
    if (!segment || climbs(*segment) || given.find('\\') != std::string::npos) return false;
    bool const last = end == encoded.size();
    if (segment->empty() && !last) return false;
    path += '/';
    append_encoded(path, *segment);
    if (last) return true;
    at = end + 1;
  }
}

bool read_query(std::string_view encoded, std::vector<Parameter>& query) {
  while (!encoded.empty()) {
    auto const end = std::min(encoded.find('&'), encoded.size());
    auto const pair = encoded.substr(0, end);
    encoded.remove_prefix(std::min(end + 1, encoded.size()));
    if (pair.empty()) continue;
    auto const equals = std::min(pair.find('='), pair.size());
    auto name = decode(pair.substr(0, equals), true);
    auto value = decode(pair.substr(std::min(equals + 1, pair.size())), true);
    if (!name || !value || query.size() == max_parameters) return false;
    query.push_back({std::move(*name), std::move(*value)});
  }
  return true;
}

}  // namespace

void append_encoded(std::string& out, std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  for (auto const c : text) {
    bool const plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view{"-._~:"}.find(c) != std::string_view::npos;
    if (plain) {
      out += c;
      continue;
    }
    auto const byte = static_cast<unsigned char>(c);
    out += '%';
    out += digits[byte >> 4U];
    out += digits[byte & 15U];
  }
}

std::optional<std::string> decoded(std::string_view segment) { return decode(segment, false); }

bool split_target(Request& request) {
  std::string_view const target = request.target;
  if (!printable_ascii(target) || target.find('#') != std::string_view::npos) return false;
  auto const mark = std::min(target.find('?'), target.size());
  request.path.clear();
  request.query.clear();
  return read_path(target.substr(0, mark), request.path) &&
         read_query(target.substr(std::min(mark + 1, target.size())), request.query);
}

}  // namespace probant::http
