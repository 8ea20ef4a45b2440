#include "events/values/bounded_text.hpp"

#include <algorithm>

namespace probant {

bool is_clean_text(std::string_view text, bool multiline) noexcept {
  return std::ranges::none_of(text, [&](char c) {
    auto const byte = static_cast<unsigned char>(c);
    if (multiline && (c == '\n' || c == '\t')) return false;
    return byte < 0x20 || byte == 0x7f;
  });
}

}  // namespace probant
