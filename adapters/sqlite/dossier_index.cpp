#include "adapters/sqlite/dossier_index.hpp"

namespace probant::sqlite {
namespace {

[[noreturn]] void refuse(std::string const& what) {
  throw SqliteError{SQLITE_CORRUPT,
                    "le journal est incohérent : " + what +
                        " ; il a été modifié hors de probant. « probant verify » dit si c'est "
                        "l'index des dossiers, qui peut être refait, ou un événement."};
}

}  // namespace

void ensure_index_covers(Connection& connection) {
  Statement covered{connection,
                    "select (select indexed_events from head), count(*), "
                    "coalesce(sum(position), 0) from dossier_index "
                    "where position >= 0 and position < (select indexed_events from head)"};
  auto rows = covered.query();
  rows.next();
  auto const due = rows.integer(0);
  auto const found = rows.integer(1);
  if (found == due && rows.integer(2) == due * (due - 1) / 2) return;
  refuse("l'index des dossiers devrait mener à " + std::to_string(due) + " événements, il mène à " +
         std::to_string(found) + ", ou à d'autres");
}

void led_astray(DossierId const& dossier) {
  refuse("sous le nom de « " + dossier.text() +
         " » ne se trouve pas la suite de ses événements, version par version");
}

}  // namespace probant::sqlite
