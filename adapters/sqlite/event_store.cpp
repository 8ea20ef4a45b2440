#include "adapters/sqlite/event_store.hpp"

#include <algorithm>

#include "adapters/sqlite/directory.hpp"
#include "adapters/sqlite/lock_file.hpp"
#include "adapters/sqlite/presence.hpp"
#include "adapters/sqlite/reader.hpp"
#include "adapters/sqlite/schema.hpp"
#include "adapters/sqlite/writer.hpp"
#include "engine/log/check.hpp"
#include "engine/log/continuity.hpp"

namespace probant {

using sqlite::Access;
using sqlite::Connection;
using sqlite::LockFile;
using sqlite::Presence;
using sqlite::Reader;
using sqlite::ReaderPool;
using sqlite::SqliteError;
using sqlite::Writer;

std::unique_ptr<SqliteEventStore> SqliteEventStore::open(std::filesystem::path const& directory,
                                                         Mode mode) {
  return std::unique_ptr<SqliteEventStore>{new SqliteEventStore{directory, mode}};
}

SqliteEventStore::SqliteEventStore(std::filesystem::path const& directory, Mode mode)
    : directory_{directory} {
  auto const file = sqlite::log_file(directory);
  bool const creates = mode == Mode::create || mode == Mode::create_simulation;
  if (creates) create_files(mode == Mode::create_simulation);
  sqlite::ensure_store_in(directory);
  if (mode == Mode::read_only) {
    sqlite::ensure_whole(directory);
    readers_ = std::make_unique<ReaderPool>(file, sqlite::reading(directory));
    readers_->with([](Reader& reader) { return reader.head(); });
    failure_ = directory.string() + " : le journal est ouvert en lecture seule.";
    doubt_ = Doubt::damage;
    return;
  }
  if (!lock_) lock_ = std::make_unique<LockFile>(sqlite::lock_file(directory));
  writes_ = true;
  sqlite::ensure_whole(directory);
  writer_ = open_writer();
  writer_->forget_erased();
  head_ = writer_->head();
  readers_ = std::make_unique<ReaderPool>(file, Access::read);
  presence_ = std::make_unique<Presence>(directory);
}

// Nothing here may open the file but SQLite: to close it again would drop its locks (POSIX).
std::shared_ptr<Writer> SqliteEventStore::open_writer() const {
  auto const file = sqlite::log_file(directory_);
  Connection connection{file, Access::write};
  sqlite::recognise(connection, file.string());
  auto const foreign = sqlite::check_schema(connection, true);
  if (!foreign.empty()) {
    throw StoreError{file.string() + " : " + foreign.front() +
                     " : rien n'y est écrit. « probant verify » dit ce qui a été changé ; "
                     "restaurez une sauvegarde, ou retirez ce qui a été ajouté."};
  }
  connection.set_up();
  return std::make_shared<Writer>(std::move(connection));
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

void SqliteEventStore::create_files(bool simulation) {
  auto const& directory = directory_;
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
  ensure_there();
  if (!failure().empty()) return AppendResult::store_failed;
  try {
    auto const result = writer_->append(batch);
    ensure_there();
    if (!failure().empty()) return AppendResult::store_failed;
    {
      std::lock_guard const lock{mutex_};
      head_ = writer_->head();
    }
    forget_erased();
    presence_->renew();
    return result;
  } catch (SqliteError const& error) {
    latch(error.code(), error.what());
    return AppendResult::store_failed;
  } catch (StoreError const& error) {
    latch(SQLITE_ERROR, error.what());
    return AppendResult::store_failed;
  } catch (std::bad_alloc const&) {
    latch(SQLITE_NOMEM, "la mémoire est épuisée ; libérez-en.");
    return AppendResult::store_failed;
  }
}

// The batch is durable by now, and so is its answer, whatever becomes of the journal.
void SqliteEventStore::forget_erased() {
  try {
    writer_->forget_erased();
  } catch (SqliteError const& error) {
    latch(error.code(), std::string{error.what()} +
                            " Le journal de SQLite contient encore ce qui a été effacé ;"
                            " il sera vidé à la réouverture.");
  }
}

template <class Use>
auto SqliteEventStore::read(Use const& use) const {
  try {
    return readers_->with(use);
  } catch (SqliteError const& error) {
    std::lock_guard const lock{mutex_};
    troubles_.damaged = troubles_.damaged || error.tells_of_damage();
    throw;
  }
}

Head SqliteEventStore::head() const {
  if (!writes_) return read([](Reader& reader) { return reader.head(); });
  std::lock_guard const lock{mutex_};
  return head_;
}

SealedHead SqliteEventStore::sealed_head() const {
  if (auto const writes = writer()) return writes->sealed_head();
  return read([](Reader& reader) { return reader.sealed_head(); });
}

void SqliteEventStore::seal_with(Sealer sealer) {
  sealer_ = std::move(sealer);
  writer_->seal_with(sealer_);
}

void SqliteEventStore::scan(Position from, Position to, Visitor const& visit) const {
  read([&](Reader& reader) { reader.scan(from, to, visit); });
}

void SqliteEventStore::scan_dossier(DossierId const& dossier, Visitor const& visit) const {
  std::optional<std::vector<Position>> recent;
  if (auto const writes = writer()) recent = writes->dossiers().recent(dossier);
  read([&](Reader& reader) { reader.scan_dossier(dossier, recent, visit); });
}

void SqliteEventStore::scan_leaves(Position from, Position to, LeafVisitor const& visit) const {
  read([&](Reader& reader) { reader.scan_leaves(from, to, visit); });
}

std::optional<ProposalRecord> SqliteEventStore::find_proposal(std::string_view id) const {
  // Recent ones first: what leaves memory while we look has been indexed before.
  auto const writes = writer();
  if (writes) {
    auto const& proposals = writes->proposals();
    if (auto recent = proposals.find_recent(std::string{id})) return recent;
    if (!proposals.may_be_indexed(id)) return std::nullopt;
  }
  return read([&](Reader& reader) { return reader.find_proposal(id, !writes); });
}

std::vector<Sha256> SqliteEventStore::tile(TileId id, unsigned width) const {
  return read([&](Reader& reader) { return reader.tile(id, width); });
}

bool SqliteEventStore::simulation() const {
  return readers_->with([](Reader& reader) { return reader.simulation(); });
}

std::vector<std::string> SqliteEventStore::check_file() const {
  std::vector<std::string> words;
  for (auto& fault : readers_->with([](Reader& reader) { return reader.check_file(); })) {
    words.push_back(std::move(fault.words));
  }
  return words;
}

std::vector<std::string> SqliteEventStore::check_schema() const {
  return readers_->with([](Reader& reader) { return reader.check_schema(); });
}

std::string SqliteEventStore::failure() const {
  std::lock_guard const lock{mutex_};
  return failure_;
}

SqliteEventStore::Troubles SqliteEventStore::troubles() const {
  std::lock_guard const lock{mutex_};
  return troubles_;
}

SqliteEventStore::Doubt SqliteEventStore::doubt() const {
  std::lock_guard const lock{mutex_};
  return doubt_;
}

std::shared_ptr<Writer> SqliteEventStore::writer() const {
  std::lock_guard const lock{mutex_};
  return writer_;
}

void SqliteEventStore::ensure_there() {
  if (!writes_ || !failure().empty()) return;
  auto const why = presence_->missing();
  if (why.empty()) return;
  latch(Doubt::damage,
        why +
            " Plus rien n'est confirmé : arrêtez probant, remettez le journal à sa place ou "
            "restaurez une sauvegarde, puis relancez-le.");
}

void SqliteEventStore::stop_appends(std::string const& why) { latch(Doubt::second_history, why); }

void SqliteEventStore::latch(int code, std::string const& reason) {
  if (code == SQLITE_IOERR_FSYNC || code == SQLITE_IOERR_DIR_FSYNC) {
    std::lock_guard const lock{mutex_};
    ++troubles_.sync_errors;
    troubles_.unsynced = true;
  }
  bool const no_room = code == SQLITE_FULL || code == SQLITE_NOMEM;
  bool const damage = sqlite::is_damage(code);
  latch(damage ? Doubt::damage : (no_room ? Doubt::room : Doubt::disk),
        reason + " Le journal est passé en lecture seule" +
            (damage ? "" : " ; un service (« probant serve ») réessaie de lui-même") +
            " ; rien n'a été perdu de ce qui avait été confirmé.");
}

void SqliteEventStore::latch(Doubt doubt, std::string reason) {
  std::lock_guard const lock{mutex_};
  if (failure_.empty()) ++troubles_.failures;
  doubt_ = std::max(doubt_, doubt);
  failure_ = std::move(reason);
}

bool SqliteEventStore::recover() {
  if (failure().empty()) return true;
  if (doubt() >= Doubt::damage) return false;
  auto const known = head();
  try {
    // One connection stays open meanwhile, so that SQLite keeps what it knows of its journal.
    readers_->with([&](Reader& reader) {
      reader.head();
      {
        std::lock_guard const lock{mutex_};
        writer_.reset();
      }
      auto const writer = open_writer();
      ensure_sealed(writer->sealed_head(), known);
      if (sealer_) writer->seal_with(sealer_);
      writer->prove_durable();
      writer->forget_erased();
      ensure_relied_on(known, doubt_ != Doubt::room);
      presence_->renew();
      std::lock_guard const lock{mutex_};
      writer_ = writer;
      head_ = writer->head();
      failure_.clear();
      doubt_ = Doubt::none;
      ++troubles_.recoveries;
      troubles_.unsynced = false;
    });
  } catch (SqliteError const& error) {
    latch(error.code(), error.what());
  } catch (StoreError const& error) {
    latch(SQLITE_CORRUPT, error.what());
  } catch (std::exception const& error) {
    latch(SQLITE_NOMEM,
          directory_.string() + " : mémoire ou fils d'exécution manquent (" + error.what() + ").");
  }
  return failure().empty();
}

/// Throws StoreError when the log is not what it was known to be.
void SqliteEventStore::ensure_relied_on(Head const& known, bool whole) const {
  auto why = conflict_with(*this, {{}, static_cast<std::uint64_t>(known.next), known.root});
  if (why.empty() && whole) why = check_log(*this).why;
  if (why.empty() && whole) {
    if (auto const faults = check_file(); !faults.empty()) why = faults.front();
  }
  if (why.empty()) return;
  throw StoreError{directory_.string() +
                   " : le journal n'est plus tel qu'il était avant la panne du disque : " + why};
}

/// Throws StoreError when others than this program wrote what it does not know of.
void SqliteEventStore::ensure_sealed(SealedHead const& found, Head const& known) const {
  if (!sealer_ || found.head.next <= known.next || found.seal == sealer_(found.head)) return;
  throw StoreError{directory_.string() + " : les événements à partir de la position " +
                   std::to_string(known.next) +
                   " n'ont pas été inscrits par ce processus (head.seal) : quelqu'un a écrit dans "
                   "la base. « probant verify » dit ce qui en est."};
}

}  // namespace probant
