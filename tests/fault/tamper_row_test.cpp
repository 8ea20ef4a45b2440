// Every byte of every row that tells of events, leaves, the head and answers, changed in turn: each
// change is found. The one column that nothing in the log vouches for is named.
#include <catch2/catch.hpp>

#include "adapters/sqlite/connection.hpp"
#include "tests/adapters/sqlite/fixture.hpp"
#include "tests/fault/forged_log.hpp"

namespace probant::test {
namespace {

struct Cell {
  std::string table;
  std::string key;
  std::int64_t row;
  std::string column;
};

/// One connection for all changes; the store reads beside it.
class Forger {
 public:
  explicit Forger(ForgedLog const& log) : connection_{log.file(), sqlite::Access::write} {
    connection_.execute("pragma journal_mode=wal");
    connection_.execute("pragma synchronous=off");
  }

  std::vector<Cell> cells(std::string const& table, std::string const& key) {
    std::vector<std::string> columns;
    sqlite::Statement info{connection_, "select name from pragma_table_info('" + table + "')"};
    for (auto rows = info.query(); rows.next();) columns.emplace_back(rows.bytes(0));
    std::vector<Cell> cells;
    sqlite::Statement keys{connection_, "select " + key + " from " + table + " order by 1"};
    for (auto rows = keys.query(); rows.next();) {
      for (auto const& column : columns) cells.push_back({table, key, rows.integer(0), column});
    }
    return cells;
  }

  /// What the cell may hold instead, one change at a time, as SQL.
  std::vector<std::string> changes(Cell const& cell) {
    sqlite::Statement statement{connection_, "select typeof(c), c, hex(c) from (select " +
                                                 cell.column + " as c from " + cell.table +
                                                 " where " + cell.key + " = ?)"};
    auto rows = statement.query(cell.row);
    REQUIRE(rows.next());
    std::string const type{rows.bytes(0)};
    if (type == "integer") return changed_number(rows.integer(1));
    original_ = rows.is_null(1) ? "null" : literal(rows.bytes(2), type);
    if (rows.is_null(1)) return {cell.column == "payload" ? "'{}'" : "zeroblob(32)"};
    return changed_bytes(std::string{rows.bytes(1)}, type);
  }

  /// False when SQLite itself refuses the change.
  bool put(Cell const& cell, std::string const& value) { return set(cell, value, cell.row); }
  /// Undoes a `put` of `value`; the row is to be found where its key was put.
  void take_back(Cell const& cell, std::string const& value) {
    bool const moved = cell.column == cell.key;
    REQUIRE(set(cell, original_, moved ? std::stoll(value) : cell.row));
  }

 private:
  static std::string literal(std::string_view hex, std::string const& type) {
    return type == "text" ? "cast(x'" + std::string{hex} + "' as text)"
                          : "x'" + std::string{hex} + "'";
  }
  std::vector<std::string> changed_number(std::int64_t number) {
    original_ = std::to_string(number);
    std::vector<std::string> values;
    for (unsigned byte = 0; byte < 8; ++byte) {
      auto const bit = std::uint64_t{1} << (8 * byte + byte % 7);
      auto const value = static_cast<std::int64_t>(static_cast<std::uint64_t>(number) ^ bit);
      values.push_back(std::to_string(value));
    }
    return values;
  }
  static std::vector<std::string> changed_bytes(std::string bytes, std::string const& type) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::vector<std::string> values;
    for (std::size_t at = 0; at < bytes.size(); ++at) {
      auto const before = bytes[at];
      bytes[at] = static_cast<char>(before ^ static_cast<char>(1U << (at % 7)));
      std::string hex;
      for (char const byte : bytes) {
        hex += digits[static_cast<unsigned char>(byte) >> 4U];
        hex += digits[static_cast<unsigned char>(byte) & 15U];
      }
      values.push_back(literal(hex, type));
      bytes[at] = before;
    }
    return values;
  }
  bool set(Cell const& cell, std::string const& value, std::int64_t row) {
    auto const sql = "update " + cell.table + " set " + cell.column + " = " + value + " where " +
                     cell.key + " = " + std::to_string(row);
    return sqlite3_exec(connection_.get(), sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK;
  }

  sqlite::Connection connection_;
  std::string original_;
};

}  // namespace

TEST_CASE("tampering: every byte of every row of the log changed in turn is found",
          "[fault][tamper]") {
  ForgedLog const log;
  Drills drills;
  Forger forger{log};
  auto const store = SqliteEventStore::open(log.directory(), Mode::read_only);
  auto const finding = [&] { return finding_in(*store, log.checkpoint(), log.pinned()); };
  REQUIRE(finding().empty());
  for (auto const& [table, key] : {std::pair{"event", "position"},
                                   {"leaf", "position"},
                                   {"head", "only"},
                                   {"proposal", "sequence"}}) {
    for (auto const& cell : forger.cells(table, key)) {
      for (auto const& value : forger.changes(cell)) {
        auto const name = cell.table + "." + cell.column;
        if (!forger.put(cell, value)) {
          drills.add(name, "SQLite");
          continue;
        }
        auto const found = finding();
        drills.add(name, found);
        forger.take_back(cell, value);
        if (cell.column == "body_hash") continue;
        INFO(name << " of row " << cell.row << " = " << value);
        CHECK_FALSE(found.empty());
      }
    }
  }
  CHECK(finding().empty());
  drills.print();
}

TEST_CASE("tampering: every byte of the names and of the indexes changed in turn is found",
          "[fault][tamper]") {
  ForgedLog const log;
  Drills drills;
  Forger forger{log};
  REQUIRE(log.finding().empty());
  for (auto const& [table, key] : {std::pair{"dossier", "key"},
                                   {"actor", "key"},
                                   {"type", "key"},
                                   {"rulebook", "key"},
                                   {"dossier_index", "position"},
                                   {"proposal_index", "sequence"}}) {
    for (auto const& cell : forger.cells(table, key)) {
      for (auto const& value : forger.changes(cell)) {
        auto const name = cell.table + "." + cell.column;
        if (!forger.put(cell, value)) {
          drills.add(name, "SQLite");
          continue;
        }
        // Opened anew each time: names are remembered by who has read them.
        auto const found = log.finding();
        drills.add(name, found);
        forger.take_back(cell, value);
        INFO(name << " of row " << cell.row << " = " << value);
        CHECK_FALSE(found.empty());
      }
    }
  }
  CHECK(log.finding().empty());
  drills.print();
}

}  // namespace probant::test
