#include "adapters/sqlite/backup.hpp"

#include <fcntl.h>
#include <unistd.h>

#include "adapters/sqlite/directory.hpp"
#include "adapters/sqlite/schema.hpp"

namespace probant::sqlite {
namespace {

struct Finish {
  void operator()(sqlite3_backup* backup) const noexcept { sqlite3_backup_finish(backup); }
};

Connection reading_connection(std::filesystem::path const& directory) {
  ensure_store_in(directory);
  auto const file = log_file(directory);
  Connection connection{file, reading(directory)};
  recognise(connection, file.string());
  connection.set_up();
  return connection;
}

void sync_file(std::filesystem::path const& file) {
  int const descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  bool const durable = descriptor >= 0 && ::fsync(descriptor) == 0;
  if (descriptor >= 0) ::close(descriptor);
  if (durable) return;
  throw StoreError{file.string() + " : la copie n'a pas atteint le disque ; vérifiez-le."};
}

}  // namespace

// Steps small enough to show progress. The read transaction held all along keeps the state one: a
// commit by the writer goes to its journal and does not make the copy begin again.
void copy_database(std::filesystem::path const& store_directory, std::filesystem::path const& to,
                   Copied const& copied) {
  constexpr int pages_at_a_time = 4'096;
  auto source = reading_connection(store_directory);
  {
    Snapshot const snapshot{source};
    Statement{source, "select size from head"}.run();
    Connection target{to, Access::create};
    std::filesystem::permissions(to, log_permissions);
    std::unique_ptr<sqlite3_backup, Finish> const backup{
        sqlite3_backup_init(target.get(), "main", source.get(), "main")};
    if (!backup) target.fail(sqlite3_extended_errcode(target.get()));
    int code = SQLITE_OK;
    while (code == SQLITE_OK) {
      code = sqlite3_backup_step(backup.get(), pages_at_a_time);
      auto const total = static_cast<std::size_t>(sqlite3_backup_pagecount(backup.get()));
      auto const left = static_cast<std::size_t>(sqlite3_backup_remaining(backup.get()));
      copied(total - left, total);
    }
    if (code != SQLITE_DONE) target.fail(code);
  }
  {
    // One file, without a journal beside it: it will be read where nobody writes.
    Connection target{to, Access::write};
    target.execute("pragma journal_mode=delete");
  }
  sync_file(to);
}

std::int64_t count_proposals(std::filesystem::path const& store_directory) {
  auto connection = reading_connection(store_directory);
  Statement count{connection, "select count(*) from proposal"};
  auto rows = count.query();
  return rows.next() ? rows.integer(0) : 0;
}

}  // namespace probant::sqlite
