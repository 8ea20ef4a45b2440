#include "events/values/bounded_text.hpp"

namespace probant {

namespace {

constexpr unsigned byte_at(std::string_view text, std::size_t at) noexcept {
  return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U;
}

/// What UTF-8 writes in several bytes and no screen shows as it stands: the control characters
/// U+0080 to U+009F, and those that turn the direction of what follows (Unicode UAX #9): U+061C,
/// U+200E, U+200F, U+202A to U+202E, U+2066 to U+2069.
constexpr bool is_hidden_control(std::string_view text, std::size_t at) noexcept {
  auto const second = byte_at(text, at + 1);
  auto const third = byte_at(text, at + 2);
  switch (byte_at(text, at)) {
    case 0xc2:
      return second >= 0x80 && second <= 0x9f;
    case 0xd8:
      return second == 0x9c;
    case 0xe2:
      if (second == 0x80) return third == 0x8e || third == 0x8f || (third >= 0xaa && third <= 0xae);
      return second == 0x81 && third >= 0xa6 && third <= 0xa9;
    default:
      return false;
  }
}

}  // namespace

bool is_clean_text(std::string_view text, bool multiline) noexcept {
  for (std::size_t at = 0; at < text.size(); ++at) {
    auto const byte = byte_at(text, at);
    bool const break_allowed = multiline && (byte == '\n' || byte == '\t');
    if ((byte < 0x20 && !break_allowed) || byte == 0x7f) return false;
    if (byte >= 0xc2 && is_hidden_control(text, at)) return false;
  }
  return true;
}

}  // namespace probant
