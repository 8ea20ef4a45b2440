#include "adapters/sqlite/index_check.hpp"

#include <algorithm>
#include <limits>

#include "adapters/sqlite/proposals.hpp"
#include "engine/rules/counted.hpp"

namespace probant::sqlite {
namespace {

constexpr auto none = std::numeric_limits<std::int64_t>::max();

/// Of the entries of an index, how many are right; and of those it must have.
struct Right {
  std::int64_t all = 0;
  std::int64_t due = 0;
  std::int64_t first_lacking = none;  ///< of those it must have
};

/// Entries beyond those announced are on their way in, and as right as the others.
bool is_whole(std::int64_t announced, std::int64_t present, Right const& right) {
  return announced == right.due && present == right.all;
}

std::string counts(std::int64_t announced, std::int64_t present, Right const& right) {
  return " ; " + std::to_string(announced) + " entrées annoncées, " + std::to_string(present) +
         " présentes, dont " + std::to_string(right.all) + " justes";
}

std::string way_out(std::string const& sql) {
  return ". L'index ne prouve rien et se calcule du reste : si rien d'autre n'est dit, arrêtez "
         "probant et faites-le refaire avec sqlite3 log.sqlite \"" +
         sql + "\" ; sinon restaurez une sauvegarde avec « probant restore »";
}

/// The first event that has no entry of its own, or else the first entry that is of no event.
Fault first_astray(Connection& connection) {
  Statement lacking{connection,
                    "select event.position, name, event.version from event "
                    "left join dossier on key = event.dossier_key left join dossier_index entry "
                    "on entry.dossier_key = event.dossier_key and entry.version = event.version "
                    "where event.position < (select indexed_events from head) "
                    "and entry.position is not event.position order by event.position limit 1"};
  Statement surplus{
      connection,
      "select entry.position, name, entry.version, event.position from dossier_index entry "
      "left join dossier on key = entry.dossier_key "
      "left join event on event.position = entry.position "
      "where event.dossier_key is not entry.dossier_key "
      "or event.version is not entry.version order by entry.position limit 1"};
  auto const place = [](Rows const& rows) {
    return std::string{rows.bytes(1)} + ", version " + std::to_string(rows.integer(2));
  };
  if (auto rows = lacking.query(); rows.next()) {
    auto const position = rows.integer(0);
    return {"index des dossiers : l'événement " + std::to_string(position) + " (" + place(rows) +
                ") n'y est pas à sa place",
            position};
  }
  if (auto rows = surplus.query(); rows.next()) {
    auto const position = rows.integer(0);
    return {"index des dossiers : " + place(rows) + " y mène à l'événement " +
                std::to_string(position) + ", qui n'est pas celui-là",
            rows.is_null(3) ? std::nullopt : std::optional{position}};
  }
  return {"index des dossiers", std::nullopt};
}

/// How many of these are in the index, which is read once, in its order, beside them in theirs:
/// looking each up takes three times as long.
Right count_entries(Connection& connection, std::int64_t announced,
                    std::vector<std::pair<std::int64_t, std::int64_t>> due) {
  std::ranges::sort(due);
  Right right;
  auto expected = due.begin();
  auto const pass_over = [&] {
    if (expected->second < announced) {
      right.first_lacking = std::min(right.first_lacking, expected->second);
    }
    ++expected;
  };
  Statement entries{connection,
                    "select hash, sequence from proposal_index order by hash, sequence"};
  for (auto rows = entries.query(); expected != due.end() && rows.next();) {
    std::pair const entry{rows.integer(0), rows.integer(1)};
    while (expected != due.end() && *expected < entry) pass_over();
    if (expected == due.end() || *expected != entry) continue;
    ++expected;
    ++right.all;
    if (entry.second < announced) ++right.due;
  }
  while (expected != due.end()) pass_over();
  return right;
}

Fault lacking_answer(Connection& connection, std::int64_t sequence) {
  Statement answer{connection, "select id, position from proposal where sequence = ?"};
  auto rows = answer.query(sequence);
  if (!rows.next()) return {"index des propositions", std::nullopt};
  return {"index des propositions : la proposition « " + std::string{rows.bytes(0)} +
              " », dont la réponse est l'événement " + std::to_string(rows.integer(1)) +
              ", n'y est pas",
          rows.integer(1)};
}

/// The event whose answer has not the number that is next.
std::optional<Position> first_out_of_turn(Connection& connection, std::int64_t next) {
  Statement answer{connection,
                   "select position from proposal where sequence < 0 or sequence > ? "
                   "order by position limit 1"};
  auto rows = answer.query(next);
  return rows.next() ? std::optional{rows.integer(0)} : std::nullopt;
}

}  // namespace

std::int64_t number(Connection& connection, std::string_view sql) {
  Statement statement{connection, sql};
  auto rows = statement.query();
  return rows.next() ? rows.integer(0) : 0;
}

void check_dossier_index(Connection& connection, std::vector<Fault>& faults) {
  auto const announced = number(connection, "select indexed_events from head");
  auto const present = number(connection, "select count(*) from dossier_index");
  Statement statement{connection,
                      "select count(*), count(*) filter (where position < (select indexed_events "
                      "from head)) from event join dossier_index using(dossier_key, version, "
                      "position)"};
  auto rows = statement.query();
  rows.next();
  Right const right{rows.integer(0), rows.integer(1)};
  if (is_whole(announced, present, right)) return;
  auto fault = first_astray(connection);
  fault.words += counts(announced, present, right) +
                 way_out("delete from dossier_index; update head set indexed_events = 0");
  faults.push_back(std::move(fault));
}

void check_proposal_index(Connection& connection, std::vector<Fault>& faults) {
  auto const announced = number(connection, "select indexed_proposals from head");
  auto const present = number(connection, "select count(*) from proposal_index");
  Statement proposals{connection, "select sequence, id from proposal order by sequence"};
  std::vector<std::pair<std::int64_t, std::int64_t>> due;
  std::int64_t next = 0;
  for (auto rows = proposals.query(); rows.next() && rows.integer(0) == next; ++next) {
    due.emplace_back(proposal_hash(rows.bytes(1)), next);
  }
  auto const right = count_entries(connection, announced, std::move(due));
  if (next != number(connection, "select count(*) from proposal")) {
    auto const position = first_out_of_turn(connection, next);
    faults.push_back(
        {"réponses aux propositions : leur suite (proposal.sequence) s'interrompt "
         "après " +
             counted(next, "réponse", "réponses") +
             (position ? ", avant celle de l'événement " + std::to_string(*position) : "") +
             " ; si rien d'autre n'est dit, restaurez une sauvegarde avec « probant restore »",
         position});
  }
  if (is_whole(announced, present, right)) return;
  auto fault = lacking_answer(connection, right.first_lacking);
  fault.words += counts(announced, present, right) +
                 way_out("delete from proposal_index; update head set indexed_proposals = 0");
  faults.push_back(std::move(fault));
}

}  // namespace probant::sqlite
