#include "events/codec/utf8.hpp"

#include <simdjson.h>

#include "events/values/bounded_text.hpp"

namespace probant {
namespace {

/// `text` is valid; each character that is not clean is shown as `?`.
std::string without_hidden_controls(std::string_view text) {
  std::string shown;
  while (!text.empty()) {
    auto length = std::size_t{1};
    while (length < text.size() && (static_cast<unsigned char>(text[length]) & 0xc0) == 0x80) {
      ++length;
    }
    auto const character = text.substr(0, length);
    shown += is_clean_text(character, false) ? character : "?";
    text.remove_prefix(length);
  }
  return shown;
}

}  // namespace

bool is_valid_utf8(std::string_view text) noexcept {
  return simdjson::validate_utf8(text.data(), text.size());
}

std::string_view cut_utf8(std::string_view text, std::size_t max_bytes) noexcept {
  if (text.size() <= max_bytes) return text;
  auto end = max_bytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return text.substr(0, end);
}

std::string excerpt(std::string_view text) {
  constexpr std::size_t max_bytes = 60;
  bool const valid = is_valid_utf8(text);
  std::string shown{valid ? cut_utf8(text, max_bytes) : text.substr(0, max_bytes)};
  bool const cut = shown.size() < text.size();
  for (char& c : shown) {
    auto const byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f || (!valid && byte >= 0x80)) c = '?';
  }
  if (valid && !is_clean_text(shown, false)) shown = without_hidden_controls(shown);
  return cut ? shown + "…" : shown;
}

}  // namespace probant
