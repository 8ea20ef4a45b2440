#include "adapters/verifier/same_person.hpp"

#include <cstdint>

namespace probant::verifier {
namespace {

/// U+00C0 to U+017F without accents, in order; digits stand for two letters, `?` for itself.
constexpr std::string_view latin =
    "aaaaaa1ceeeeiiiidnooooo?ouuuuyt2aaaaaa1ceeeeiiiidnooooo?ouuuuyty"
    "aaaaaaccccccccddddeeeeeeeeeegggg"
    "gggghhhhiiiiiiiiii44jjkkklllllll"
    "lllnnnnnnnnnoooooo33rrrrrrssssss"
    "ssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
static_assert(latin.size() == 0x180 - 0xC0);

struct CodePoint {
  std::uint32_t value = 0;
  std::size_t bytes = 0;  ///< 0: no UTF-8
};

CodePoint first_of(std::string_view text) {
  auto const byte = [&text](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  auto const lead = byte(0);
  std::size_t const size = lead < 0x80   ? 1
                           : lead < 0xC2 ? 0
                           : lead < 0xE0 ? 2
                           : lead < 0xF0 ? 3
                                         : 4;
  if (size == 0 || size > text.size()) return {};
  if (size == 1) return {lead, 1};
  std::uint32_t value = lead & (0xFFU >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0U) != 0x80) return {};
    value = value << 6U | (byte(i) & 0x3FU);
  }
  return {value, size};
}

/// Spaces, marks that change the letter before, and what is not seen.
bool is_passed_over(std::uint32_t c) {
  auto const between = [c](std::uint32_t from, std::uint32_t to) { return from <= c && c <= to; };
  return c <= 0x20 || between(0x7F, 0xA0) || c == 0xAD || between(0x0300, 0x036F) || c == 0x1680 ||
         between(0x2000, 0x200F) || between(0x2028, 0x202F) || between(0x205F, 0x206F) ||
         c == 0x3000 || between(0xFE00, 0xFE0F) || c == 0xFEFF;
}

std::string_view letters_of(char letter) {
  switch (letter) {
    case '1':
      return "ae";
    case '2':
      return "ss";
    case '3':
      return "oe";
    case '4':
      return "ij";
    default:
      return {};
  }
}

}  // namespace

std::string folded_name(std::string_view name) {
  std::string folded;
  while (!name.empty()) {
    auto const [code, bytes] = first_of(name);
    auto const taken = name.substr(0, bytes == 0 ? 1 : bytes);
    name.remove_prefix(taken.size());
    if (bytes == 0) {
      folded += taken;
      continue;
    }
    if (is_passed_over(code)) continue;
    auto const c = 0xFF01 <= code && code <= 0xFF5E ? code - 0xFEE0 : code;
    auto const letter = 0xC0 <= c && c < 0x180 ? latin[c - 0xC0] : '?';
    if (c < 0x80) {
      folded += static_cast<char>('A' <= c && c <= 'Z' ? c - 'A' + 'a' : c);
    } else if (letter == '?') {
      folded += taken;
    } else if (auto const two = letters_of(letter); !two.empty()) {
      folded += two;
    } else {
      folded += letter;
    }
  }
  return folded;
}

bool same_person(std::string_view one, std::string_view other) {
  auto const folded = folded_name(one);
  return !folded.empty() && folded == folded_name(other);
}

}  // namespace probant::verifier
