#include <map>

#include "adapters/reference/table.hpp"
#include "adapters/reference/tables.hpp"

namespace probant::importer {
namespace {

/// (PMSI number, year) to the line it was first read on.
using Seen = std::map<std::pair<Pmsi, std::int64_t>, std::int64_t>;

void read_row(Session& session, Table& table, Seen& seen) {
  auto const pmsi = table.finess<Pmsi>("pmsi");
  if (!pmsi) return;
  auto const year = table.year();
  if (!year) return;
  auto const activity = table.count("combined_activity");
  if (!activity) return;
  auto const source = table.source();
  if (!source) return;
  auto const entity = session.view().entity_of(*pmsi);
  if (!entity) return reject_unknown_pmsi(session, table.line(), *pmsi);
  auto const [at, is_new] = seen.try_emplace({*pmsi, year->value}, table.line());
  if (!is_new) {
    return table.refuse("pmsi", "numéro et année déjà à la ligne " + std::to_string(at->second));
  }
  auto const* current = session.view().activity(*pmsi, *year);
  if (current != nullptr && current->combined_activity == *activity) {
    ++session.report().unchanged;
    return;
  }
  session.propose(*entity, reference::ActivityRecorded{*pmsi, *year, *activity, *source});
}

}  // namespace

void import_activity(Session& session) {
  session.first_pass([](std::string_view) {});
  bool const fixed_year = session.map().table.year.has_value();
  Table table(session, {{"pmsi"}, {"year", !fixed_year}, {"combined_activity"}, {"source", false}});
  Seen seen;
  while (table.next()) read_row(session, table, seen);
}

}  // namespace probant::importer
