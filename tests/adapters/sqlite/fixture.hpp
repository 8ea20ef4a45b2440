// A store on disk for tests, and the file behind it laid open.
#pragma once

#include <memory>

#include "adapters/sqlite/connection.hpp"
#include "adapters/sqlite/event_store.hpp"
#include "tests/contract/example_events.hpp"
#include "tests/support/temporary_directory.hpp"

namespace probant::test {

using Mode = SqliteEventStore::Mode;

class SqliteFixture {
 public:
  SqliteEventStore& store() { return *store_; }
  std::filesystem::path const& path() const { return path_; }
  std::filesystem::path file() const { return path_ / "log.sqlite"; }

  void close() { store_.reset(); }
  void reopen() {
    close();
    store_ = SqliteEventStore::open(path_, Mode::read_write);
  }

 private:
  TemporaryDirectory directory_;
  std::filesystem::path path_ = directory_.path() / "store";
  std::unique_ptr<SqliteEventStore> store_ = SqliteEventStore::open(path_, Mode::create);
};

/// What someone with the file and without this program can do to it.
inline void tamper(std::filesystem::path const& file, std::string const& sql) {
  sqlite3* handle = nullptr;
  auto const code = sqlite3_open(file.c_str(), &handle);
  std::unique_ptr<sqlite3, int (*)(sqlite3*)> const owned{handle, &sqlite3_close};
  char* message = nullptr;
  if (code == SQLITE_OK && sqlite3_exec(handle, sql.c_str(), nullptr, nullptr, &message) == 0) {
    return;
  }
  std::string const reason = message == nullptr ? "cannot open" : message;
  sqlite3_free(message);
  throw std::runtime_error{reason};
}

}  // namespace probant::test
