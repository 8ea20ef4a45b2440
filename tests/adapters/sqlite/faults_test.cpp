// What a store on disk meets that one in memory does not: other programs, other versions, damage,
// full disks, forbidden directories, and people with sqlite3.
#include <sys/resource.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <fstream>

#include "adapters/sqlite/writer.hpp"
#include "engine/log/check.hpp"
#include "tests/adapters/sqlite/fixture.hpp"
#include "tests/adapters/sqlite/format_example.hpp"

namespace probant::test {
namespace {

using Catch::Matchers::Contains;

std::string refusal(std::filesystem::path const& directory, Mode mode) {
  try {
    SqliteEventStore::open(directory, mode);
  } catch (StoreError const& error) {
    return error.what();
  }
  return {};
}

void write_file(std::filesystem::path const& path, std::string const& content) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream{path, std::ios::binary} << content;
}

/// Runs as a user to whom the test's files do not belong, when the tests run as root.
class AsNobody {
 public:
  AsNobody() : was_root_{::geteuid() == 0} {
    if (was_root_) changed_ = ::seteuid(65'534) == 0;
  }
  AsNobody(AsNobody const&) = delete;
  AsNobody& operator=(AsNobody const&) = delete;
  ~AsNobody() {
    if (changed_ && ::seteuid(0) != 0) std::terminate();
  }

 private:
  bool was_root_;
  bool changed_ = false;
};

class ReadOnlyDirectory {
 public:
  explicit ReadOnlyDirectory(std::filesystem::path path) : path_{std::move(path)} {
    namespace fs = std::filesystem;
    fs::permissions(path_.parent_path(), fs::perms{0711});
    fs::permissions(path_, fs::perms{0555});
  }
  ReadOnlyDirectory(ReadOnlyDirectory const&) = delete;
  ReadOnlyDirectory& operator=(ReadOnlyDirectory const&) = delete;
  ~ReadOnlyDirectory() { std::filesystem::permissions(path_, std::filesystem::perms::owner_all); }

 private:
  std::filesystem::path path_;
};

struct Filled : SqliteFixture {
  Filled() {
    REQUIRE(append(store(), {example_event(aap_dossier("a"), 1), example_event(aap_dossier("b"), 1),
                             example_event(aap_dossier("a"), 2)}) == AppendResult::appended);
  }
};

/// No file can grow beyond `bytes`, as if the disk had failed there.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(std::uintmax_t bytes) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    auto const limit = ::rlimit{bytes, before_.rlim_max};
    former_ = std::signal(SIGXFSZ, SIG_IGN);
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &limit) == 0);
  }
  FileSizeLimit(FileSizeLimit const&) = delete;
  FileSizeLimit& operator=(FileSizeLimit const&) = delete;
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, former_);
  }

 private:
  ::rlimit before_{};
  void (*former_)(int) = nullptr;
};

}  // namespace

TEST_CASE("sqlite store: no store, or one that is not ours, is refused", "[store][sqlite]") {
  TemporaryDirectory directory;
  auto const store = directory.path() / "store";
  for (auto const mode : {Mode::read_only, Mode::read_write}) {
    CHECK_THAT(refusal(store, mode), Contains("probant init"));
    std::filesystem::create_directories(store);
    CHECK_THAT(refusal(store, mode), Contains("probant init"));
    write_file(store / "log.sqlite", "%PDF-1.7 and so on, for more than sixteen bytes");
    CHECK_THAT(refusal(store, mode), Contains("n'est pas un journal probant"));
    std::filesystem::remove_all(store);
    std::filesystem::create_directories(store);
    tamper(store / "log.sqlite", "create table event(position)");
    CHECK_THAT(refusal(store, mode), Contains("n'est pas un journal probant"));
    std::filesystem::remove_all(store);
  }
}

TEST_CASE("sqlite store: a newer format is refused and left as it is", "[store][sqlite]") {
  Filled fixture;
  fixture.close();
  tamper(fixture.file(), "pragma user_version=3");
  for (auto const mode : {Mode::read_only, Mode::read_write}) {
    CHECK_THAT(refusal(fixture.path(), mode), Contains("format 3") && Contains("plus récente"));
  }
  tamper(fixture.file(), "pragma user_version=2");
  fixture.reopen();
  CHECK(check_log(fixture.store()).good());
}

TEST_CASE("sqlite store: a truncated file is refused", "[store][sqlite]") {
  Filled fixture;
  fixture.close();
  auto const size = std::filesystem::file_size(fixture.file());
  for (auto const kept : {size - 1, size / 2, std::uintmax_t{8192}, std::uintmax_t{50}}) {
    std::filesystem::resize_file(fixture.file(), kept);
    INFO(kept);
    CHECK_THAT(refusal(fixture.path(), Mode::read_write),
               Contains("abîmé") || Contains("n'est pas un journal"));
  }
}

TEST_CASE("sqlite store: it is created in an empty directory only", "[store][sqlite]") {
  TemporaryDirectory directory;
  write_file(directory.path() / "letter.txt", "mine");
  CHECK_THAT(refusal(directory.path(), Mode::create), Contains("n'est pas vide"));
  CHECK_THAT(refusal(directory.path() / "letter.txt" / "store", Mode::create),
             Contains("ne peut pas être créé"));
  std::filesystem::create_directories(directory.path() / "empty");
  CHECK(refusal(directory.path() / "empty", Mode::create).empty());
  CHECK_THAT(refusal(directory.path() / "empty", Mode::create), Contains("n'est pas vide"));
}

TEST_CASE("sqlite store: a simulation stays one", "[store][sqlite]") {
  TemporaryDirectory directory;
  auto const path = directory.path() / "été %41?#";
  CHECK(SqliteEventStore::open(path, Mode::create_simulation)->simulation());
  CHECK(SqliteEventStore::open(path, Mode::read_write)->simulation());
  CHECK(SqliteEventStore::open(path, Mode::read_only)->simulation());
  SqliteFixture const real;
  CHECK_FALSE(SqliteEventStore::open(real.path(), Mode::read_only)->simulation());
}

TEST_CASE("sqlite store: a second writer is told who holds the lock", "[store][sqlite]") {
  SqliteFixture fixture;
  CHECK_THAT(refusal(fixture.path(), Mode::read_write),
             Contains("le processus " + std::to_string(::getpid())) && Contains("depuis le"));
  fixture.close();
  CHECK(refusal(fixture.path(), Mode::read_write).empty());
}

TEST_CASE("sqlite store: another process reads while one writes", "[store][sqlite]") {
  Filled fixture;
  auto const reader = SqliteEventStore::open(fixture.path(), Mode::read_only);
  CHECK(reader->head().root == fixture.store().head().root);
  CHECK(reader->find_proposal("aap:a/2")->position == 2);
  REQUIRE(append(fixture.store(), {example_event(aap_dossier("c"), 1)}) == AppendResult::appended);
  CHECK(reader->head().next == 4);
  CHECK(reader->find_proposal("aap:c/1")->position == 3);
  CHECK(append(*reader, {example_event(aap_dossier("d"), 1)}) == AppendResult::store_failed);
  CHECK_THAT(reader->failure(), Contains("lecture seule"));
  CHECK(check_log(*reader).good());
}

TEST_CASE("sqlite store: a directory nobody can write to is read, not written", "[store][sqlite]") {
  Filled fixture;
  fixture.close();
  std::filesystem::permissions(fixture.file(), std::filesystem::perms{0444});
  std::filesystem::remove(fixture.path() / "lock");
  ReadOnlyDirectory const locked{fixture.path()};
  AsNobody const nobody;
  CHECK_THAT(refusal(fixture.path(), Mode::read_write), Contains("droit d'écrire"));
  CHECK_THAT(refusal(fixture.path() / "new", Mode::create), Contains("ne peut pas être créé"));
  auto const reader = SqliteEventStore::open(fixture.path(), Mode::read_only);
  CHECK(reader->head().next == 3);
  CHECK(check_log(*reader).good());
  CHECK_FALSE(std::filesystem::exists(fixture.file().string() + "-shm"));
}

TEST_CASE("sqlite store: a failing disk latches it, and nothing is half written",
          "[store][sqlite]") {
  Filled fixture;
  auto& store = fixture.store();
  auto const before = store.head();
  auto const wal = std::filesystem::file_size(fixture.file().string() + "-wal");
  {
    FileSizeLimit const limit{wal + 1'000};
    CHECK(append(store, {example_event(aap_dossier("c"), 1)}) == AppendResult::store_failed);
  }
  CHECK_THAT(store.failure(), Contains("lecture seule") && Contains("vérifiez le disque"));
  CHECK(append(store, {example_event(aap_dossier("c"), 1)}) == AppendResult::store_failed);
  CHECK(store.head().next == before.next);
  CHECK(store.head().root == before.root);
  CHECK_FALSE(store.find_proposal("aap:c/1"));
  CHECK(check_log(store).good());
  fixture.reopen();
  CHECK(fixture.store().failure().empty());
  CHECK(fixture.store().head().root == before.root);
  REQUIRE(append(fixture.store(), {example_event(aap_dossier("c"), 1)}) == AppendResult::appended);
  CHECK(check_log(fixture.store()).good());
}

TEST_CASE("sqlite store: a log that was damaged while it was read-only is not written to again",
          "[store][sqlite]") {
  Filled fixture;
  auto& store = fixture.store();
  auto const wal = std::filesystem::file_size(fixture.file().string() + "-wal");
  {
    FileSizeLimit const limit{wal + 1'000};
    REQUIRE(append(store, {example_event(aap_dossier("c"), 1)}) == AppendResult::store_failed);
    CHECK_FALSE(store.recover());
  }
  CHECK(store.troubles().failures == 1);
  tamper(fixture.file(), "drop trigger event_is_fixed; update event set payload = '{}'");
  CHECK_FALSE(store.recover());
  CHECK_FALSE(store.recover());
  CHECK(append(store, {example_event(aap_dossier("c"), 1)}) == AppendResult::store_failed);
  CHECK(store.troubles().recoveries == 0);
}

TEST_CASE("sqlite store: what others append while it is read-only is not gone on from",
          "[store][sqlite][seal]") {
  Filled fixture;
  auto& store = fixture.store();
  SealKey const key = format_seal();
  store.seal_with([&](Head const& head) { return key.seal(head); });
  auto const wal = std::filesystem::file_size(fixture.file().string() + "-wal");
  {
    FileSizeLimit const limit{wal + 1'000};
    REQUIRE(append(store, {example_event(aap_dossier("c"), 1)}) == AppendResult::store_failed);
  }
  {
    sqlite::Connection connection{fixture.file(), sqlite::Access::write};
    connection.set_up();
    sqlite::Writer other{std::move(connection)};
    auto const batch = example_batch({example_event(aap_dossier("d"), 1)}, 3);
    REQUIRE(other.append(batch) == AppendResult::appended);
  }
  CHECK_FALSE(store.recover());
  CHECK_THAT(store.failure(), Contains("position 3") && Contains("head.seal"));
  CHECK_FALSE(store.recover());
}

TEST_CASE("sqlite store: a full disk is told as such, and nothing is half written",
          "[store][sqlite]") {
  Filled fixture;
  fixture.close();
  {
    sqlite::Connection connection{fixture.file(), sqlite::Access::write};
    connection.set_up();
    connection.execute("pragma max_page_count=1");  // no more pages than there are
    sqlite::Writer writer{std::move(connection)};
    auto event = example_event(aap_dossier("c"), 1);
    event.payload = "\"" + std::string(100'000, 'x') + "\"";
    auto const batch = example_batch({event}, 3);
    try {
      writer.append(batch);
      FAIL("appended to a full disk");
    } catch (sqlite::SqliteError const& error) {
      CHECK(error.code() == SQLITE_FULL);
      CHECK_THAT(error.what(), Contains("disque est plein") && Contains("libérez de la place"));
    }
  }
  fixture.reopen();
  CHECK(fixture.store().head().next == 3);
  CHECK(check_log(fixture.store()).good());
}

TEST_CASE("sqlite store: every connection has the settings it relies on", "[store][sqlite]") {
  SqliteFixture fixture;
  fixture.close();
  sqlite::Connection writer{fixture.file(), sqlite::Access::write};
  writer.set_up();
  sqlite::Connection reader{fixture.file(), sqlite::Access::read};
  reader.set_up();
  for (auto* const connection : {&writer, &reader}) {
    CHECK(connection->pragma("trusted_schema") == 0);
    CHECK(connection->pragma("cell_size_check") == 1);
    CHECK(connection->pragma("busy_timeout") > 0);
    CHECK(connection->pragma("page_size") == 8192);
  }
  CHECK(writer.pragma("synchronous") == 2);
  CHECK(writer.pragma("foreign_keys") == 1);
  CHECK(writer.pragma("recursive_triggers") == 1);
  CHECK(writer.pragma("secure_delete") == 1);
  CHECK(writer.pragma("query_only") == 0);
  CHECK(reader.pragma("query_only") == 1);
  CHECK(reader.pragma("wal_autocheckpoint") == 0);
  CHECK(writer.pragma("wal_autocheckpoint") == 2000);  // no append waits for more to be moved
  CHECK_THROWS_AS(reader.execute("insert into meta values('x', 'y')"), StoreError);
  CHECK_THROWS_AS(writer.execute("pragma writable_schema=on; "
                                 "update sqlite_schema set sql = 'x' where name = 'event'"),
                  StoreError);
}

}  // namespace probant::test
