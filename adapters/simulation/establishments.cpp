#include "adapters/simulation/establishments.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "engine/log/digest.hpp"
#include "events/codec/published_text.hpp"
#include "events/codec/utf8.hpp"

namespace probant::simulation {
namespace {

constexpr std::size_t max_line_bytes = 10'000;
constexpr std::size_t max_lines = 200'000;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

enum Column : std::size_t { number, name, category, sector, city, column_count };
constexpr std::array<std::string_view, column_count> headings{"finess_et", "name", "category",
                                                              "sector", "city"};

[[noreturn]] void fail(std::size_t line, std::string const& message) {
  throw EstablishmentsError("Liste des établissements, ligne " + std::to_string(line) + " : " +
                            message);
}

/// Cells of one line. A quote left open is an error: no cell of this list spans lines.
std::vector<std::string> split(std::string_view text, std::size_t line) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char const c = text[i];
    if (quoted && c == '"' && i + 1 < text.size() && text[i + 1] == '"') {
      cells.back() += '"';
      ++i;
    } else if (c == '"' && (quoted || cells.back().empty())) {
      quoted = !quoted;
    } else if (c == ';' && !quoted) {
      cells.emplace_back();
    } else {
      cells.back() += c;
    }
  }
  if (quoted) fail(line, "un guillemet n'est pas refermé.");
  return cells;
}

using Columns = std::array<std::size_t, column_count>;

Columns find_columns(std::vector<std::string> const& heading) {
  Columns columns{};
  for (std::size_t i = 0; i < column_count; ++i) {
    auto const found = std::ranges::find(heading, headings[i]);
    if (found == heading.end()) {
      fail(1, "la colonne « " + std::string{headings[i]} +
                  " » manque dans l'en-tête ; les colonnes sont séparées par des points-virgules.");
    }
    columns[i] = static_cast<std::size_t>(found - heading.begin());
  }
  return columns;
}

/// Overseas, the register writes 9701 to 9706 where the department is 971 to 976, and 98 stands
/// for Mayotte.
std::string department_of(std::string_view finess) {
  if (finess.starts_with("98")) return "976";
  if (finess.starts_with("97")) return "97" + std::string{finess.substr(3, 1)};
  return std::string{finess.substr(0, 2)};
}

std::optional<reference::LegalStatus> status_of(std::string_view text) {
  if (text == "public") return reference::LegalStatus::public_;
  if (text == "private") return reference::LegalStatus::private_nonprofit;
  if (text.empty()) return reference::LegalStatus::private_forprofit;
  return std::nullopt;
}

/// Without the spaces around it.
std::string trimmed(std::string_view text) {
  auto const first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  return std::string{text.substr(first, text.find_last_not_of(' ') - first + 1)};
}

std::string line_cell(std::string const& text, Column column, std::size_t line) {
  auto value = trimmed(text);
  if (!Line::parse(value)) {
    fail(line, std::string{headings[column]} + " : " + std::string{Line::expected} + ".");
  }
  return value;
}

/// Nothing for a site where no ARS is competent.
std::optional<Establishment> read_row(std::vector<std::string> const& cells, Columns const& columns,
                                      std::size_t line) {
  auto const cell = [&](Column column) -> std::string const& { return cells[columns[column]]; };
  auto const site = Site::parse(cell(number));
  if (!site) {
    fail(line, "finess_et : « " + excerpt(cell(number)) + " » n'est pas " +
                   std::string{Site::expected} + ".");
  }
  auto const status = status_of(cell(sector));
  if (!status) {
    fail(line, "sector : « " + excerpt(cell(sector)) + " » n'est ni public, ni private, ni vide.");
  }
  auto const department = department_of(site->view());
  auto const region = region_of_department(department);
  if (!region) return std::nullopt;
  auto const place = trimmed(cell(city));
  return Establishment{*site,
                       line_cell(cell(name), name, line),
                       line_cell(cell(category), category, line),
                       *status,
                       department,
                       *region,
                       place.empty() ? place : line_cell(place, city, line)};
}

void order(Establishments& list) {
  std::ranges::stable_sort(list.sites, {}, &Establishment::site);
  auto const repeated = std::ranges::adjacent_find(list.sites, {}, &Establishment::site);
  if (repeated == list.sites.end()) return;
  throw EstablishmentsError("Liste des établissements : le numéro " + repeated->site.text() +
                            " y figure deux fois.");
}

}  // namespace

Establishments read_establishments(std::string_view csv) {
  Establishments list;
  list.sha256 = sha256(csv);
  if (csv.starts_with(byte_order_mark)) csv.remove_prefix(byte_order_mark.size());
  std::optional<Columns> columns;
  std::size_t width = 0;
  std::string scratch;
  for (std::size_t line = 1; !csv.empty(); ++line) {
    auto const end = std::min(csv.find('\n'), csv.size());
    auto text = csv.substr(0, end);
    csv.remove_prefix(std::min(end + 1, csv.size()));
    if (text.ends_with('\r')) text.remove_suffix(1);
    if (text.size() > max_line_bytes) fail(line, "plus de 10 000 octets.");
    if (line > max_lines) fail(line, "plus de 200 000 lignes.");
    if (!read_published(text, scratch, text)) {
      fail(line, "le texte n'est ni de l'UTF-8 ni du Windows-1252 ; convertissez le fichier.");
    }
    if (text.empty()) continue;
    auto const cells = split(text, line);
    if (!columns) {
      columns = find_columns(cells);
      width = cells.size();
      continue;
    }
    if (cells.size() != width) {
      fail(line,
           std::to_string(cells.size()) + " cellules au lieu de " + std::to_string(width) + ".");
    }
    ++list.read;
    auto row = read_row(cells, *columns, line);
    if (row) {
      list.sites.push_back(std::move(*row));
    } else {
      ++list.without_ars;
    }
  }
  if (list.sites.empty()) {
    throw EstablishmentsError("La liste des établissements ne contient aucun établissement.");
  }
  order(list);
  return list;
}

}  // namespace probant::simulation
