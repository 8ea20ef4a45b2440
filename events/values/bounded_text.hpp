// Text with a limit: nothing a caller writes is unbounded, and nothing that is required is empty.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "events/values/text_value.hpp"

namespace probant {

/// True for text without control characters; `multiline` also allows tab and line feed.
/// The text is taken to be valid UTF-8 (the parser has checked it).
bool is_clean_text(std::string_view text, bool multiline) noexcept;

/// 1 to `Max` bytes of UTF-8. Spaces alone count as empty.
template <std::size_t Max, bool Multiline>
struct BoundedText {
  std::string value;

  static constexpr std::size_t max_bytes = Max;
  static constexpr std::string_view pattern = Multiline ? "" : "^[^\\u0000-\\u001f]+$";
  static constexpr std::string_view expected =
      Multiline ? "un texte non vide, dans la limite de taille, aux lignes séparées par un saut "
                  "de ligne seul (\\n, sans \\r)"
                : "un texte d'une ligne, non vide, dans la limite de taille";

  BoundedText() = default;
  BoundedText(std::string text) : value(std::move(text)) {}
  BoundedText(char const* text) : value(text) {}

  static std::optional<BoundedText> parse(std::string_view text) {
    bool const blank = text.find_first_not_of(" \t\n") == std::string_view::npos;
    if (blank || text.size() > Max || !is_clean_text(text, Multiline)) return std::nullopt;
    return BoundedText{std::string{text}};
  }
  std::string const& text() const { return value; }

  bool operator==(BoundedText const&) const = default;
  auto operator<=>(BoundedText const&) const = default;
};

using Line = BoundedText<500, false>;              ///< a name, a label, a reference
using Prose = BoundedText<20'000, true>;           ///< grounds, findings, observations
using FileContent = BoundedText<1'000'000, true>;  ///< a whole rulebook

}  // namespace probant
