#include "adapters/sqlite/file_check.hpp"

#include "adapters/sqlite/answer_check.hpp"
#include "adapters/sqlite/index_check.hpp"
#include "adapters/sqlite/tiles.hpp"

namespace probant::sqlite {
namespace {

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

void check_structure(Connection& connection, std::vector<Fault>& faults) {
  Statement statement{connection, "pragma integrity_check(10)"};
  for (auto rows = statement.query(); rows.next();) {
    std::string const finding{rows.bytes(0)};
    if (finding != "ok") faults.push_back({"structure du fichier SQLite : " + finding});
  }
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
void check_tiles(Connection& connection, std::vector<Fault>& faults) {
  auto const size = number(connection, "select size from head");
  auto const due = full_tiles(static_cast<std::uint64_t>(size));
  auto const present = number(connection, "select count(*) from tile");
  auto const surplus = surplus_tiles(connection, size);
  if (static_cast<std::uint64_t>(present) == due && surplus.empty()) return;
  faults.push_back({"tuiles de l'arbre : " + std::to_string(due) + " attendues, " +
                    std::to_string(present) + " présentes" +
                    (surplus.empty() ? "" : " ; en trop, insérées après coup : " + surplus)});
}

}  // namespace

std::vector<Fault> check_file(Connection& connection) {
  // Everything is read once, in order: what was read is of no use again, and a large cache costs
  // more memory to fill than it saves.
  SmallCache const small_cache{connection};
  Snapshot const snapshot{connection};
  std::vector<Fault> faults;
  check_structure(connection, faults);
  if (!faults.empty()) return faults;
  check_dossier_index(connection, faults);
  check_proposal_index(connection, faults);
  check_tiles(connection, faults);
  check_answers(connection, faults);
  return faults;
}

}  // namespace probant::sqlite
