#include "adapters/verifier/same_person.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

namespace probant::verifier {
namespace {

using CodePoint = utf8proc_int32_t;

/// Latin letters that are no others with an accent, in lower case.
constexpr std::array<std::pair<CodePoint, std::string_view>, 16> letters{{
    {U'æ', "ae"},
    {U'ø', "o"},
    {U'ð', "d"},
    {U'þ', "t"},
    {U'ß', "ss"},
    {U'đ', "d"},
    {U'ħ', "h"},
    {U'ı', "i"},
    {U'ĳ', "ij"},
    {U'ĸ', "k"},
    {U'ŀ', "l"},
    {U'ł', "l"},
    {U'ŉ', "n"},
    {U'ŋ', "n"},
    {U'œ', "oe"},
    {U'ŧ', "t"},
}};

/// Spaces, marks that change the letter before, and what is not seen: first and last.
constexpr std::array<std::pair<CodePoint, CodePoint>, 11> unseen{{
    {0, 0x20},
    {0x7F, 0xA0},
    {0xAD, 0xAD},
    {0x300, 0x36F},
    {0x1680, 0x1680},
    {0x2000, 0x200F},
    {0x2028, 0x202F},
    {0x205F, 0x206F},
    {0x3000, 0x3000},
    {0xFE00, 0xFE0F},
    {0xFEFF, 0xFEFF},
}};

bool is_unseen(CodePoint c) {
  return std::ranges::any_of(unseen,
                             [c](auto const& span) { return span.first <= c && c <= span.second; });
}

/// In lower case and without accents; nothing for what is compared as it stands.
std::string plain(CodePoint c) {
  if (0xFF01 <= c && c <= 0xFF5E) c -= 0xFEE0;  // full width
  if (c >= 0x180) return {};
  if (c == 0x17F) return "s";  // long s
  auto const lower = utf8proc_tolower(c);
  auto const* const letter =
      std::ranges::find(letters, lower, &decltype(letters)::value_type::first);
  if (letter != letters.end()) return std::string{letter->second};
  std::array<utf8proc_int32_t, 4> parts{};
  int boundary = 0;
  auto const count =
      utf8proc_decompose_char(lower, parts.data(), parts.size(), UTF8PROC_DECOMPOSE, &boundary);
  if (count < 1 || parts[0] >= 0x80) return {};
  return {static_cast<char>(parts[0])};
}

}  // namespace

std::string folded_name(std::string_view name) {
  std::string folded;
  while (!name.empty()) {
    CodePoint c = 0;
    auto const bytes = utf8proc_iterate(reinterpret_cast<utf8proc_uint8_t const*>(name.data()),
                                        static_cast<utf8proc_ssize_t>(name.size()), &c);
    auto const taken = name.substr(0, bytes < 1 ? 1 : static_cast<std::size_t>(bytes));
    name.remove_prefix(taken.size());
    if (bytes > 0 && is_unseen(c)) continue;
    auto const letter = bytes > 0 ? plain(c) : std::string{};
    folded += letter.empty() ? std::string{taken} : letter;
  }
  return folded;
}

bool same_person(std::string_view one, std::string_view other) {
  auto const folded = folded_name(one);
  return !folded.empty() && folded == folded_name(other);
}

}  // namespace probant::verifier
