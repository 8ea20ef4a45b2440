#include "adapters/sqlite/file_check.hpp"

#include <algorithm>

#include "adapters/sqlite/answer_check.hpp"
#include "adapters/sqlite/proposals.hpp"
#include "adapters/sqlite/tiles.hpp"

namespace probant::sqlite {
namespace {

std::int64_t number(Connection& connection, std::string_view sql) {
  Statement statement{connection, sql};
  auto rows = statement.query();
  return rows.next() ? rows.integer(0) : 0;
}

/// As long as it is there; what the connection had is there again afterwards.
class SmallCache {
 public:
  explicit SmallCache(Connection& connection)
      : connection_{connection}, usual_{connection.pragma("cache_size")} {
    connection_.execute("pragma cache_size=-2048");
  }
  SmallCache(SmallCache const&) = delete;
  SmallCache& operator=(SmallCache const&) = delete;
  ~SmallCache() {
    try {
      connection_.execute(("pragma cache_size=" + std::to_string(usual_)).c_str());
    } catch (SqliteError const&) {
      // A connection with a small cache reads as well.
    }
  }

 private:
  Connection& connection_;
  std::int64_t usual_;
};

void check_structure(Connection& connection, std::vector<std::string>& problems) {
  Statement statement{connection, "pragma integrity_check(10)"};
  for (auto rows = statement.query(); rows.next();) {
    std::string const finding{rows.bytes(0)};
    if (finding != "ok") problems.push_back("structure du fichier SQLite : " + finding);
  }
}

/// Of the entries of an index, how many are right; and of those it must have.
struct Right {
  std::int64_t all = 0;
  std::int64_t due = 0;
};

/// Entries beyond those announced are on their way in, and as right as the others.
void compare(std::string const& index, std::int64_t announced, std::int64_t present, Right right,
             std::vector<std::string>& problems) {
  if (announced == right.due && present == right.all) return;
  problems.push_back(index + " : " + std::to_string(announced) + " entrées annoncées, " +
                     std::to_string(present) + " présentes, dont " + std::to_string(right.all) +
                     " justes");
}

void check_dossier_index(Connection& connection, std::vector<std::string>& problems) {
  auto const announced = number(connection, "select indexed_events from head");
  auto const present = number(connection, "select count(*) from dossier_index");
  constexpr std::string_view right =
      "select count(*), count(*) filter (where position < (select indexed_events from head)) "
      "from event join dossier_index using(dossier_key, version, position)";
  Statement statement{connection, right};
  auto rows = statement.query();
  rows.next();
  compare("index des dossiers", announced, present, {rows.integer(0), rows.integer(1)}, problems);
}

/// How many of these are in the index, which is read once, in its order, beside them in theirs:
/// looking each up takes three times as long.
Right count_entries(Connection& connection, std::int64_t announced,
                    std::vector<std::pair<std::int64_t, std::int64_t>> due) {
  std::ranges::sort(due);
  Right right;
  auto expected = due.begin();
  Statement entries{connection,
                    "select hash, sequence from proposal_index order by hash, sequence"};
  for (auto rows = entries.query(); expected != due.end() && rows.next();) {
    std::pair const entry{rows.integer(0), rows.integer(1)};
    while (expected != due.end() && *expected < entry) ++expected;
    if (expected == due.end() || *expected != entry) continue;
    ++expected;
    ++right.all;
    if (entry.second < announced) ++right.due;
  }
  return right;
}

void check_proposal_index(Connection& connection, std::vector<std::string>& problems) {
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
    problems.push_back("réponses aux propositions : la suite s'interrompt après " +
                       std::to_string(next));
  }
  compare("index des propositions", announced, present, right, problems);
}

/// Those of the table that a tree of that size does not have, by name, and how many more.
std::string surplus_tiles(Connection& connection, std::int64_t size) {
  constexpr int named_max = 3;
  std::string names;
  std::int64_t more = 0;
  int named = 0;
  Statement tiles{connection, "select level, n from tile order by level, n"};
  for (auto rows = tiles.query(); rows.next();) {
    auto const level = rows.integer(0);
    auto const n = rows.integer(1);
    auto const full = level >= 0 && level < 7 ? size >> (8 * (level + 1)) : 0;
    if (n >= 0 && n < full) continue;
    if (named == named_max) {
      ++more;
      continue;
    }
    names += (named++ == 0 ? "" : ", ") + std::string{"niveau "} + std::to_string(level) +
             ", numéro " + std::to_string(n);
  }
  if (more > 0) names += " et " + std::to_string(more) + " autres";
  return names;
}

// Those that should be there are compared with the leaves by check_log.
void check_tiles(Connection& connection, std::vector<std::string>& problems) {
  auto const size = number(connection, "select size from head");
  auto const due = full_tiles(static_cast<std::uint64_t>(size));
  auto const present = number(connection, "select count(*) from tile");
  auto const surplus = surplus_tiles(connection, size);
  if (static_cast<std::uint64_t>(present) == due && surplus.empty()) return;
  problems.push_back("tuiles de l'arbre : " + std::to_string(due) + " attendues, " +
                     std::to_string(present) + " présentes" +
                     (surplus.empty() ? "" : " ; en trop, insérées après coup : " + surplus));
}

}  // namespace

std::vector<std::string> check_file(Connection& connection) {
  // Everything is read once, in order: what was read is of no use again, and a large cache costs
  // more memory to fill than it saves.
  SmallCache const small_cache{connection};
  Snapshot const snapshot{connection};
  std::vector<std::string> problems;
  check_structure(connection, problems);
  if (!problems.empty()) return problems;
  check_dossier_index(connection, problems);
  check_proposal_index(connection, problems);
  check_tiles(connection, problems);
  check_answers(connection, problems);
  return problems;
}

}  // namespace probant::sqlite
