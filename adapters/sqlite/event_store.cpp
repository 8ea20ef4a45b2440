#include "adapters/sqlite/event_store.hpp"

#include "adapters/sqlite/directory.hpp"
#include "adapters/sqlite/lock_file.hpp"
#include "adapters/sqlite/reader.hpp"
#include "adapters/sqlite/schema.hpp"
#include "adapters/sqlite/writer.hpp"

namespace probant {

using sqlite::Access;
using sqlite::Connection;
using sqlite::LockFile;
using sqlite::Reader;
using sqlite::ReaderPool;
using sqlite::Writer;

std::unique_ptr<SqliteEventStore> SqliteEventStore::open(std::filesystem::path const& directory,
                                                         Mode mode) {
  return std::unique_ptr<SqliteEventStore>{new SqliteEventStore{directory, mode}};
}

SqliteEventStore::SqliteEventStore(std::filesystem::path const& directory, Mode mode) {
  auto const file = sqlite::log_file(directory);
  bool const creates = mode == Mode::create || mode == Mode::create_simulation;
  if (creates) create_files(directory, mode == Mode::create_simulation);
  sqlite::ensure_store_in(directory);
  if (mode == Mode::read_only) {
    sqlite::ensure_whole(directory);
    readers_ = std::make_unique<ReaderPool>(file, sqlite::reading(directory));
    readers_->with([](Reader& reader) { return reader.head(); });
    failure_ = directory.string() + " : le journal est ouvert en lecture seule.";
    return;
  }
  if (!lock_) lock_ = std::make_unique<LockFile>(sqlite::lock_file(directory));
  sqlite::ensure_whole(directory);
  Connection connection{file, Access::write};
  sqlite::recognise(connection, file.string());
  auto const foreign = sqlite::check_schema(connection, true);
  if (!foreign.empty()) {
    throw StoreError{file.string() + " : " + foreign.front() +
                     " : rien n'y est écrit. « probant verify » dit ce qui a été changé ; "
                     "restaurez une sauvegarde, ou retirez ce qui a été ajouté."};
  }
  connection.set_up();
  writer_ = std::make_unique<Writer>(std::move(connection));
  writer_->forget_erased();
  head_ = writer_->head();
  readers_ = std::make_unique<ReaderPool>(file, Access::read);
}

// Readers go first, so that the writer is the last to close and SQLite leaves one file behind.
SqliteEventStore::~SqliteEventStore() {
  readers_.reset();
  if (!writer_ || !failure().empty()) return;
  try {
    writer_->finish();
  } catch (std::exception const&) {
    // The log is whole without its index, which the next writer brings up to date.
  }
}

void SqliteEventStore::create_files(std::filesystem::path const& directory, bool simulation) {
  sqlite::make_empty(directory);
  lock_ = std::make_unique<LockFile>(sqlite::lock_file(directory));
  try {
    Connection connection{sqlite::log_file(directory), Access::create};
    connection.set_up();
    std::filesystem::permissions(sqlite::log_file(directory), sqlite::log_permissions);
    sqlite::create_tables(connection, simulation);
    sqlite::sync_names(directory);
  } catch (...) {
    sqlite::clear_away(directory);
    throw;
  }
}

AppendResult SqliteEventStore::append(AppendBatch const& batch) {
  if (!failure().empty()) return AppendResult::store_failed;
  try {
    auto const result = writer_->append(batch);
    {
      std::lock_guard const lock{mutex_};
      head_ = writer_->head();
    }
    forget_erased();
    return result;
  } catch (StoreError const& error) {
    latch(error.what());
    return AppendResult::store_failed;
  } catch (std::bad_alloc const&) {
    latch("la mémoire est épuisée ; libérez-en, puis relancez probant.");
    return AppendResult::store_failed;
  }
}

// The batch is durable by now, and so is its answer, whatever becomes of the journal.
void SqliteEventStore::forget_erased() {
  try {
    writer_->forget_erased();
  } catch (StoreError const& error) {
    latch(std::string{error.what()} +
          " Le journal de SQLite contient encore ce qui a été effacé ;"
          " il sera vidé à la réouverture.");
  }
}

Head SqliteEventStore::head() const {
  if (!writer_) return readers_->with([](Reader& reader) { return reader.head(); });
  std::lock_guard const lock{mutex_};
  return head_;
}

void SqliteEventStore::scan(Position from, Position to, Visitor const& visit) const {
  readers_->with([&](Reader& reader) { reader.scan(from, to, visit); });
}

void SqliteEventStore::scan_dossier(DossierId const& dossier, Visitor const& visit) const {
  std::optional<std::vector<Position>> recent;
  if (writer_) recent = writer_->dossiers().recent(dossier);
  readers_->with([&](Reader& reader) { reader.scan_dossier(dossier, recent, visit); });
}

void SqliteEventStore::scan_leaves(Position from, Position to, LeafVisitor const& visit) const {
  readers_->with([&](Reader& reader) { reader.scan_leaves(from, to, visit); });
}

std::optional<ProposalRecord> SqliteEventStore::find_proposal(std::string_view id) const {
  // Recent ones first: what leaves memory while we look has been indexed before.
  if (writer_) {
    auto const& proposals = writer_->proposals();
    if (auto recent = proposals.find_recent(std::string{id})) return recent;
    if (!proposals.may_be_indexed(id)) return std::nullopt;
  }
  return readers_->with(
      [&](Reader& reader) { return reader.find_proposal(id, writer_ == nullptr); });
}

std::vector<Sha256> SqliteEventStore::tile(TileId id, unsigned width) const {
  return readers_->with([&](Reader& reader) { return reader.tile(id, width); });
}

bool SqliteEventStore::simulation() const {
  return readers_->with([](Reader& reader) { return reader.simulation(); });
}

std::vector<std::string> SqliteEventStore::check_file() const {
  return readers_->with([](Reader& reader) { return reader.check_file(); });
}

std::vector<std::string> SqliteEventStore::check_schema() const {
  return readers_->with([](Reader& reader) { return reader.check_schema(); });
}

std::string SqliteEventStore::failure() const {
  std::lock_guard const lock{mutex_};
  return failure_;
}

void SqliteEventStore::latch(std::string reason) {
  std::lock_guard const lock{mutex_};
  failure_ = std::move(reason) +
             " Le journal est passé en lecture seule jusqu'à sa réouverture ; rien n'a été perdu "
             "de ce qui avait été confirmé.";
}

}  // namespace probant
