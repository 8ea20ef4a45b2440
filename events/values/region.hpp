// A region with an ARS, by its INSEE code ("84"). Eighteen of them; Saint-Pierre-et-Miquelon has
// no ARS and so no code here. `name_of` and the parser work on codes; `region_name` is for readers.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace probant {

struct Region {
  static constexpr std::string_view pattern = "^[0-9]{2}$";
  static constexpr std::string_view expected =
      "un code INSEE de région dotée d'une ARS, par exemple 84";

  std::array<char, 2> code{'0', '0'};

  static std::optional<Region> parse(std::string_view text);
  std::string text() const { return {code.data(), code.size()}; }
  bool operator==(Region const&) const = default;
  auto operator<=>(Region const&) const = default;
};

/// "Auvergne-Rhône-Alpes"; the code itself when unknown.
std::string region_name(Region region);

/// The region of a French department as INSEE writes it ("01", "2A", "971"); nothing if unknown.
std::optional<Region> region_of_department(std::string_view department);

}  // namespace probant
