#include "tests/bench/raw_sqlite.hpp"

#include <sqlite3.h>

#include <chrono>
#include <stdexcept>
#include <string>

namespace probant::bench {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

class Database {
 public:
  explicit Database(std::filesystem::path const& file) {
    if (sqlite3_open(file.c_str(), &handle_) != SQLITE_OK) throw std::runtime_error("open");
  }
  ~Database() { sqlite3_close(handle_); }
  Database(Database const&) = delete;
  Database& operator=(Database const&) = delete;

  void run(std::string const& sql) {
    if (sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
      throw std::runtime_error(sqlite3_errmsg(handle_));
    }
  }
  sqlite3_stmt* prepare(std::string const& sql) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(handle_, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK) {
      throw std::runtime_error(sqlite3_errmsg(handle_));
    }
    return statement;
  }

 private:
  sqlite3* handle_ = nullptr;
};

}  // namespace

struct RawLog::Open {
  explicit Open(std::filesystem::path const& file) : database{file} {
    database.run(
        "pragma page_size=8192; pragma journal_mode=wal; pragma synchronous=full;"
        "pragma wal_autocheckpoint=10000");
    database.run(
        "create table event(position integer primary key, stream integer, version integer, type "
        "integer, recorded_at integer, actor integer, payload text, hash blob,"
        " unique(stream, version)) strict");
    insert = database.prepare("insert into event values(?1,?2,?3,1,?1,1,?4,?5)");
  }
  ~Open() { sqlite3_finalize(insert); }
  Open(Open const&) = delete;
  Open& operator=(Open const&) = delete;

  Database database;
  sqlite3_stmt* insert = nullptr;
  std::int64_t size = 0;
};

RawLog::RawLog(std::filesystem::path const& directory) {
  auto const file = directory / "raw.sqlite";
  for (auto const* end : {"", "-wal", "-shm"}) std::filesystem::remove(file.string() + end);
  open_ = std::make_unique<Open>(file);
}
RawLog::RawLog(RawLog&&) noexcept = default;
RawLog::~RawLog() = default;

double RawLog::append(std::int64_t rows, std::int64_t batch) {
  auto& [database, insert, size] = *open_;
  std::string const payload(300, 'x');
  std::string const hash(32, 'h');
  auto const start = Clock::now();
  for (std::int64_t n = 0; n < rows; ++n, ++size) {
    if (n % batch == 0) database.run("begin immediate");
    sqlite3_bind_int64(insert, 1, size);
    sqlite3_bind_int64(insert, 2, size / 20);
    sqlite3_bind_int64(insert, 3, size % 20);
    sqlite3_bind_text(insert, 4, payload.data(), static_cast<int>(payload.size()), SQLITE_STATIC);
    sqlite3_bind_blob(insert, 5, hash.data(), static_cast<int>(hash.size()), SQLITE_STATIC);
    sqlite3_step(insert);
    sqlite3_reset(insert);
    if (n % batch == batch - 1 || n + 1 == rows) database.run("commit");
  }
  return seconds_since(start);
}

double raw_scan_seconds(std::filesystem::path const& store) {
  Database database{store / "log.sqlite"};
  auto* scan = database.prepare(
      "select position, dossier_key, version, type_key, schema, occurred_at, recorded_at, "
      "actor_key, rulebook_key, proposal_id, payload, warnings from event order by position");
  std::int64_t touched = 0;
  auto const start = Clock::now();
  while (sqlite3_step(scan) == SQLITE_ROW) {
    for (int column = 0; column < 9; ++column) touched += sqlite3_column_int64(scan, column);
    for (int column = 9; column < 12; ++column) {
      auto const* text = sqlite3_column_text(scan, column);
      touched += text ? text[0] + sqlite3_column_bytes(scan, column) : 0;
    }
  }
  double const seconds = seconds_since(start);
  sqlite3_finalize(scan);
  if (touched == 0) throw std::runtime_error("empty store");
  return seconds;
}

}  // namespace probant::bench
