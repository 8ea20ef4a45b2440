#include <algorithm>
#include <map>

#include "adapters/reference/table.hpp"
#include "adapters/reference/tables.hpp"

namespace probant::importer {
namespace {

using reference::WorkforceRecorded;

struct SiteYear {
  std::int64_t line = 0;
  Entity entity;
  WorkforceRecorded workforce;
  bool refused = false;
  std::int64_t rows = 0;
};
using SiteYears = std::map<std::pair<Site, std::int64_t>, SiteYear>;

bool is_looked_at(Session const& session, Year year) {
  auto const& years = session.request().workforce_years;
  return years.empty() || std::ranges::find(years, year.value) != years.end();
}

/// A blank added to a figure is that figure; blanks alone stay blank. False when too large.
bool add(std::optional<Count>& total, std::optional<Count> more, bool declared) {
  if (!more) return false;
  if (!declared) return true;
  auto const sum = (total ? total->value : 0) + more->value;
  if (sum > Count::max) return false;
  total = Count{sum};
  return true;
}

/// The rows of a site and year make one figure: when one of them is refused, none counts.
void read_figures(Table& table, SiteYear& row) {
  bool has_salaried = false;
  bool has_liberal = false;
  auto const salaried = table.sum("salaried", has_salaried);
  auto const liberal = salaried ? table.sum("liberal", has_liberal) : std::nullopt;
  bool const fits = add(row.workforce.salaried, salaried, has_salaried) &&
                    add(row.workforce.liberal, liberal, has_liberal);
  if (!fits && liberal) table.refuse("salaried", "la somme des lignes dépasse 1 000 000 000");
  row.refused = row.refused || !fits;
}

void read_row(Session& session, Table& table, SiteYears& all) {
  auto const year = table.year();
  if (!year) return;
  if (!is_looked_at(session, *year)) {
    ++session.report().ignored;
    return;
  }
  auto const site = table.finess<Site>("site");
  if (!site) return;
  auto const entity = session.view().entity_of(*site);
  if (!entity) {
    return session.reject(table.line(), "site", "unknown_site",
                          cited(site->text()) +
                              " n'est pas au référentiel : importer FINESS "
                              "d'abord, ou vérifier le numéro");
  }
  auto const [at, is_new] = all.try_emplace({*site, year->value});
  auto& row = at->second;
  bool const alone = !session.map().table.sum_rows;
  if (!is_new && alone && !row.refused) {
    return table.refuse("site", "établissement et année déjà à la ligne " +
                                    std::to_string(row.line) +
                                    " (pour additionner : sum_rows = true dans --map)");
  }
  if (is_new || alone)
    row = {table.line(), *entity, {*site, *year, std::nullopt, std::nullopt}, false, 0};
  ++row.rows;
  read_figures(table, row);
}

/// A figure whose column this file does not have stays as it was.
void settle(Session& session, Table const& table, SiteYear row) {
  auto& next = row.workforce;
  auto const* current = session.view().workforce(next.site, next.year);
  if (current != nullptr) {
    if (!table.has("salaried")) next.salaried = current->salaried;
    if (!table.has("liberal")) next.liberal = current->liberal;
  }
  bool const says_nothing = current == nullptr && !next.salaried && !next.liberal;
  if (says_nothing || (current != nullptr && *current == next)) {
    ++session.report().unchanged;
  } else {
    session.propose(row.entity, next);
  }
}

}  // namespace

void import_workforce(Session& session) {
  session.first_pass([](std::string_view) {});
  bool const fixed_year = session.map().table.year.has_value();
  Table table(session, {{"site"}, {"year", !fixed_year}, {"salaried", false}, {"liberal", false}});
  if (!table.has("salaried") && !table.has("liberal")) {
    throw ImportError(
        "aucune colonne d'effectifs : « salaried » ou « liberal » dans l'en-tête, ou leurs noms "
        "par "
        "--map, section [table.columns]");
  }
  SiteYears all;
  while (table.next()) read_row(session, table, all);
  for (auto const& [key, row] : all) {
    if (!row.refused) {
      settle(session, table, row);
    } else if (row.rows > 1) {
      session.reject_invalid(row.line, "site",
                             cited(row.workforce.site.text()) + ", année " +
                                 std::to_string(row.workforce.year.value) +
                                 " : rien n'en est enregistré, car une de ses lignes est refusée");
    }
  }
}

}  // namespace probant::importer
