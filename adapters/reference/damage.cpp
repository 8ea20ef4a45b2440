#include "adapters/reference/damage.hpp"

#include <algorithm>

#include "adapters/reference/csv.hpp"
#include "events/values/finess.hpp"

namespace probant::importer {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool all_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, is_digit);
}

std::string way_out(std::string_view text, std::string_view what) {
  return cited(text) + " : " + std::string{what} +
         ". Ce fichier est passé par un tableur : reprendre le fichier d'origine, sans l'ouvrir ni "
         "l'enregistrer dans un tableur";
}

constexpr std::string_view scientific = "nombre mis en notation scientifique, chiffres perdus";

}  // namespace

bool is_scientific_notation(std::string_view text) {
  auto const e = text.find_first_of("Ee");
  if (e == std::string_view::npos || e == 0 || !is_digit(text.front())) return false;
  auto exponent = text.substr(e + 1);
  if (!exponent.empty() && (exponent.front() == '+' || exponent.front() == '-')) {
    exponent.remove_prefix(1);
  }
  bool const mantissa = std::ranges::all_of(
      text.substr(0, e), [](char c) { return is_digit(c) || c == ',' || c == '.'; });
  return mantissa && all_digits(exponent);
}

bool is_slashed_date(std::string_view text) {
  auto const first = text.find('/');
  auto const second = text.find('/', first == std::string_view::npos ? first : first + 1);
  if (first == std::string_view::npos || second == std::string_view::npos) return false;
  return all_digits(text.substr(0, first)) &&
         all_digits(text.substr(first + 1, second - first - 1)) &&
         all_digits(text.substr(second + 1));
}

bool lost_leading_zero(std::string_view number, std::size_t digits) {
  return all_digits(number) && number.size() < digits && number.size() + 2 >= digits;
}

std::optional<std::string> damage_of_finess(std::string_view text) {
  // 2E0000012 has the shape of a FINESS number as well: the pattern decides first.
  if (!is_finess_pattern(text) && is_scientific_notation(text)) return way_out(text, scientific);
  if (lost_leading_zero(text, 9)) {
    return way_out(text, "numéro de 9 caractères qui a perdu son zéro de tête");
  }
  return std::nullopt;
}

std::optional<std::string> damage_of_siret(std::string_view text) {
  if (is_scientific_notation(text)) return way_out(text, scientific);
  if (lost_leading_zero(text, 14)) {
    return way_out(text, "SIRET de 14 chiffres qui a perdu son zéro de tête");
  }
  return std::nullopt;
}

std::optional<std::string> damage_of_date(std::string_view text) {
  if (!is_slashed_date(text)) return std::nullopt;
  return way_out(text, "date réécrite par un tableur, AAAA-MM-JJ attendu");
}

}  // namespace probant::importer
