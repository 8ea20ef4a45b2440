#include "events/codec/published_text.hpp"

#include <array>

#include "events/codec/utf8.hpp"

namespace probant {
namespace {

/// Code points of Windows-1252 bytes 0x80 to 0x9F; 0 where the byte means nothing.
constexpr std::array<char16_t, 32> windows_1252{
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

char16_t special(unsigned char byte) {
  return byte >= 0x80 && byte < 0xA0 ? windows_1252[byte - 0x80U] : char16_t{0};
}

void append_utf8(std::string& text, char16_t point) {
  if (point < 0x80) {
    text += static_cast<char>(point);
  } else if (point < 0x800) {
    text += static_cast<char>(0xC0 | (point >> 6));
    text += static_cast<char>(0x80 | (point & 0x3F));
  } else {
    text += static_cast<char>(0xE0 | (point >> 12));
    text += static_cast<char>(0x80 | ((point >> 6) & 0x3F));
    text += static_cast<char>(0x80 | (point & 0x3F));
  }
}

/// The next place from which U+0080 to U+009F would begin, in valid UTF-8.
std::size_t find_control(std::string_view text, std::size_t from) {
  for (auto at = text.find('\xC2', from); at != std::string_view::npos;
       at = text.find('\xC2', at + 2)) {
    if (special(static_cast<unsigned char>(text[at + 1])) != 0) return at;
  }
  return std::string_view::npos;
}

std::string_view without_controls(std::string_view text, std::string& scratch) {
  auto at = find_control(text, 0);
  if (at == std::string_view::npos) return text;
  scratch.clear();
  std::size_t from = 0;
  for (; at != std::string_view::npos; at = find_control(text, from)) {
    scratch += text.substr(from, at - from);
    append_utf8(scratch, special(static_cast<unsigned char>(text[at + 1])));
    from = at + 2;
  }
  scratch += text.substr(from);
  return scratch;
}

}  // namespace

bool read_published(std::string_view bytes, std::string& scratch, std::string_view& text) {
  if (is_valid_utf8(bytes)) {
    text = without_controls(bytes, scratch);
    return true;
  }
  scratch.clear();
  for (char const c : bytes) {
    auto const byte = static_cast<unsigned char>(c);
    bool const is_special = byte >= 0x80 && byte < 0xA0;
    auto const point = is_special ? special(byte) : static_cast<char16_t>(byte);
    if (is_special && point == 0) return false;
    append_utf8(scratch, point);
  }
  text = scratch;
  return true;
}

}  // namespace probant
