// What a spreadsheet does to reference files: numbers in scientific notation, dates the French way
// round, leading zeros gone. Such a copy is never repaired: what was lost (2,601E+13) cannot be
// guessed. A FINESS extract that shows these marks is refused whole, a table line by line.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace probant::importer {

bool is_scientific_notation(std::string_view text);  ///< 2,601E+13
bool is_slashed_date(std::string_view text);         ///< 13/02/1979
bool lost_leading_zero(std::string_view number, std::size_t digits);

/// What a spreadsheet did to this FINESS number, SIRET or date, in French; nothing when sound.
std::optional<std::string> damage_of_finess(std::string_view text);
std::optional<std::string> damage_of_siret(std::string_view text);
std::optional<std::string> damage_of_date(std::string_view text);

}  // namespace probant::importer
