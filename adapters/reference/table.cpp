#include "adapters/reference/table.hpp"

#include <algorithm>
#include <charconv>

#include "adapters/reference/damage.hpp"

namespace probant::importer {
namespace {

bool same_name(std::string_view a, std::string_view b) {
  auto const lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::ranges::equal(a, b, {}, lower, lower);
}

std::optional<std::size_t> find_column(Fields const& header, std::string_view name) {
  auto const found =
      std::ranges::find_if(header, [&](auto field) { return same_name(trimmed(field), name); });
  if (found == header.end()) return std::nullopt;
  return static_cast<std::size_t>(found - header.begin());
}

[[noreturn]] void missing_column(std::string_view name, Fields const& header) {
  std::string found;
  for (auto const field : header) {
    if (found.size() < 500) found += (found.empty() ? "" : ", ") + std::string{field.substr(0, 60)};
  }
  throw ImportError("la colonne " + cited(name) + " manque dans l'en-tête (lu : " + found +
                    "). La nommer dans le fichier, ou par --map, section [table.columns]");
}

std::optional<Money> parse_cents(std::string_view text) {
  std::int64_t cents = 0;
  auto const* const end = text.data() + text.size();
  auto const read = std::from_chars(text.data(), end, cents);
  bool const whole = !text.empty() && read.ec == std::errc{} && read.ptr == end;
  if (!whole || cents < 0 || cents > Money::max_outside_cents) return std::nullopt;
  return Money::cents(cents);
}

char separator_of(std::string_view header) {
  for (char const c : {';', '\t', ','}) {
    if (header.find(c) != std::string_view::npos) return c;
  }
  return ';';
}

}  // namespace

Table::Table(Session& session, std::vector<Column> columns)
    : session_(session), lines_(session.input()) {
  read_header(columns);
}

void Table::read_header(std::vector<Column> const& columns) {
  TextLine header;
  if (!lines_.next(header)) throw ImportError("le fichier est vide : une ligne d'en-tête manque");
  separator_ = separator_of(header.text);
  if (!header.defect.empty() || !csv_.split(header.text, separator_)) {
    throw ImportError("l'en-tête (ligne 1) est illisible : ce n'est pas un fichier CSV");
  }
  auto const& fields = csv_.fields();
  width_ = fields.size();
  for (auto const& column : columns) place(column, fields);
  for (auto const& [name, _] : session_.map().table.columns) {
    if (std::ranges::find(columns, name, &Column::name) == columns.end()) {
      throw ImportError("table " + cited(session_.map().name) + ", table.columns." + name +
                        " : ce fichier n'a pas de telle colonne");
    }
  }
  place_row_filter(fields);
}

void Table::place(Column const& column, Fields const& header) {
  auto const& renamed = session_.map().table.columns;
  auto const mapped = renamed.find(column.name);
  if (mapped == renamed.end()) {
    auto const at = find_column(header, column.name);
    if (!at && column.required) missing_column(column.name, header);
    if (at) places_[std::string{column.name}] = {*at};
    return;
  }
  for (auto const& name : mapped->second) {
    auto const at = find_column(header, name);
    if (!at) missing_column(name, header);
    places_[std::string{column.name}].push_back(*at);
  }
}

void Table::place_row_filter(Fields const& header) {
  auto const& name = session_.map().table.row_column;
  if (name.empty()) return;
  row_filter_ = find_column(header, name);
  if (!row_filter_) missing_column(name, header);
}

bool Table::kept_by_map() const {
  if (!row_filter_) return true;
  return session_.map().table.row_values.contains(trimmed(csv_.fields()[*row_filter_]));
}

bool Table::next() {
  while (lines_.next(line_)) {
    ++session_.report().read;
    if (!line_.defect.empty()) {
      refuse("ligne", std::string{line_.defect});
    } else if (!csv_.split(line_.text, separator_)) {
      refuse("ligne", "guillemets mal fermés ou suivis de texte");
    } else if (csv_.fields().size() != width_) {
      refuse("ligne", std::to_string(csv_.fields().size()) + " colonnes au lieu de " +
                          std::to_string(width_) + " dans l'en-tête");
    } else if (!kept_by_map()) {
      ++session_.report().ignored;
    } else {
      return true;
    }
  }
  session_.end_second_pass();
  return false;
}

std::string_view Table::field(std::string_view column) const {
  auto const places = places_.find(column);
  if (places == places_.end()) return {};
  return trimmed(csv_.fields()[places->second.front()]);
}

void Table::refuse(std::string_view column, std::string reason) {
  session_.reject_invalid(line_.number, column, std::move(reason));
}

void Table::refuse_finess(std::string_view column, std::string_view text) {
  auto const damage = damage_of_finess(text);
  if (damage) ++session_.report().damaged_by_spreadsheet;
  refuse(column, damage ? *damage : cited(text) + " : " + std::string{Site::expected} + " attendu");
}

std::optional<Count> Table::whole_number(std::string_view column, std::string_view text) {
  std::int64_t number = 0;
  auto const* const end = text.data() + text.size();
  auto const read = std::from_chars(text.data(), end, number);
  bool const whole = read.ec == std::errc{} && read.ptr == end && !text.empty();
  if (whole && number >= Count::min && number <= Count::max) return Count{number};
  if (is_scientific_notation(text)) ++session_.report().damaged_by_spreadsheet;
  refuse(column, cited(text) + " : un nombre entier de 0 à 1 000 000 000 est attendu, sans espace");
  return std::nullopt;
}

std::optional<Count> Table::count(std::string_view column) {
  return whole_number(column, field(column));
}

std::optional<Count> Table::sum(std::string_view column, bool& declared) {
  declared = false;
  std::int64_t total = 0;
  auto const places = places_.find(column);
  if (places == places_.end()) return Count{};
  for (auto const at : places->second) {
    auto const text = trimmed(csv_.fields()[at]);
    if (text.empty()) continue;
    auto const number = whole_number(column, text);
    if (!number) return std::nullopt;
    declared = true;
    total += number->value;
  }
  if (total <= Count::max) return Count{total};
  refuse(column, "la somme des colonnes dépasse 1 000 000 000");
  return std::nullopt;
}

std::optional<Year> Table::year() {
  auto const& fixed = session_.map().table.year;
  auto const text = !has("year") && fixed ? std::string_view{*fixed} : field("year");
  std::int64_t number = 0;
  auto const read = std::from_chars(text.data(), text.data() + text.size(), number);
  bool const whole = text.size() == 4 && read.ptr == text.data() + text.size();
  if (whole && number >= Year::min && number <= Year::max) return Year{number};
  refuse("year", cited(text) + " : une année de 2006 à 2099 est attendue");
  return std::nullopt;
}

std::optional<Money> Table::amount() {
  auto const cents = field("amount_cents");
  auto const euros = field("amount_euros");
  bool const in_cents = has("amount_cents") && (!cents.empty() || euros.empty());
  auto const from_cents = parse_cents(cents);
  auto const from_euros = parse_euros(euros);
  if (in_cents && !from_cents) {
    refuse("amount_cents", cited(cents) + " : un nombre entier de centimes est attendu");
  } else if ((!in_cents || !euros.empty()) && !from_euros) {
    refuse("amount_euros", cited(euros) + " : un montant en euros est attendu, comme 51 000,00");
  } else if (from_cents && from_euros && *from_cents != *from_euros) {
    refuse("amount_cents", "amount_cents, " + cited(cents) + ", et amount_euros, " + cited(euros) +
                               ", ne disent pas le même montant : corriger l'un, ou n'en "
                               "remplir qu'un");
  } else {
    return in_cents ? from_cents : from_euros;
  }
  return std::nullopt;
}

std::optional<Date> Table::date(std::string_view column) {
  auto const text = field(column);
  auto const date = Date::parse(text);
  if (date) return date;
  auto const damage = damage_of_date(text);
  if (damage) ++session_.report().damaged_by_spreadsheet;
  refuse(column, damage ? *damage : cited(text) + " : " + std::string{Date::expected});
  return std::nullopt;
}

std::optional<Line> Table::source() {
  if (!has("source")) {
    auto const& fixed = session_.map().table.source;
    return Line::parse(fixed ? *fixed : session_.report().file_name);
  }
  auto const line = Line::parse(field("source"));
  if (!line) refuse("source", "la source manque ou dépasse 500 octets");
  return line;
}

void reject_unknown_pmsi(Session& session, std::int64_t line, Pmsi pmsi) {
  session.reject(line, "pmsi", "unknown_site",
                 "aucun établissement du référentiel n'a « " + pmsi.text() +
                     " » pour numéro FINESS PMSI : donner la table de correspondance à l'import "
                     "FINESS (--map, section [pmsi])");
}

std::optional<Money> parse_euros(std::string_view text) {
  std::int64_t cents = 0;
  int decimals = -1;  // digits after the decimal sign; -1: none seen
  bool any = false;
  for (std::size_t i = 0; i < text.size();) {
    auto const rest = text.substr(i);
    if (rest == "€") break;
    char const c = rest.front();
    if (c >= '0' && c <= '9') {
      if (decimals == 2 || cents > Money::max_outside_cents) return std::nullopt;
      if (decimals >= 0) ++decimals;
      cents = cents * 10 + (c - '0');
      any = true;
      ++i;
    } else if ((c == ',' || c == '.') && decimals < 0 && any) {
      decimals = 0;
      ++i;
    } else if (rest.starts_with(' ') || rest.starts_with("\u00A0") || rest.starts_with("\u202F")) {
      i += rest.starts_with(' ') ? 1U : rest.starts_with("\u00A0") ? 2U : 3U;
    } else {
      return std::nullopt;
    }
  }
  if (!any || decimals == 0) return std::nullopt;
  for (int i = decimals < 0 ? 0 : decimals; i < 2; ++i) cents *= 10;
  if (cents > Money::max_outside_cents) return std::nullopt;
  return Money::cents(cents);
}

}  // namespace probant::importer
