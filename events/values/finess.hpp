// FINESS numbers: nine characters that identify a legal entity (entité juridique), a geographic
// site (entité géographique) or the number under which PMSI activity is sent. All three share one
// number space, so the kind is carried by the C++ type, never guessed from the number.
// Pattern: official XSD cs1400101/cs1400102 of the FINESS publication.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "events/values/text_value.hpp"

namespace probant {

/// True when `number` matches `[0-9][0-9A-Z][0-9]{7}`.
bool is_finess_pattern(std::string_view number) noexcept;

/// Luhn key over the nine characters, Corsica's letter read A = 1, B = 2. A failing key is worth a
/// warning, never a refusal: no official text states the rule. Requires the pattern to hold.
bool has_finess_key(std::string_view number) noexcept;

enum class FinessKind : std::uint8_t { entity, site, pmsi };

template <FinessKind Kind>
class Finess {
 public:
  static constexpr FinessKind kind = Kind;
  static constexpr std::string_view pattern = "^[0-9][0-9A-Z][0-9]{7}$";
  static constexpr std::string_view expected =
      "un numéro FINESS de 9 caractères (zéros de tête compris), par exemple 010780054";

  Finess() { number_.fill('0'); }

  static std::optional<Finess> parse(std::string_view text) {
    if (!is_finess_pattern(text)) return std::nullopt;
    Finess finess;
    std::memcpy(finess.number_.data(), text.data(), finess.number_.size());
    return finess;
  }

  std::string text() const { return std::string{view()}; }
  std::string_view view() const { return {number_.data(), number_.size()}; }
  bool key_holds() const { return has_finess_key(view()); }

  bool operator==(Finess const&) const = default;
  auto operator<=>(Finess const&) const = default;

 private:
  std::array<char, 9> number_;
};

using Entity = Finess<FinessKind::entity>;
using Site = Finess<FinessKind::site>;
using Pmsi = Finess<FinessKind::pmsi>;

}  // namespace probant

template <probant::FinessKind Kind>
struct std::hash<probant::Finess<Kind>> {
  std::size_t operator()(probant::Finess<Kind> const& finess) const noexcept {
    return std::hash<std::string_view>{}(finess.view());
  }
};
