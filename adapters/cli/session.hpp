// What a command works on: a store opened for reading or writing, and the seams to clock and
// chance.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <span>

#include "adapters/cli/commands.hpp"
#include "adapters/notary/publisher.hpp"
#include "adapters/sqlite/event_store.hpp"
#include "engine/kernel/engine.hpp"

namespace probant::cli {

std::unique_ptr<SqliteEventStore> open_to_read(Common const& common);
/// The same for questions: standard error warns when the log is not what was signed of it.
std::unique_ptr<SqliteEventStore> open_to_ask(Common const& common);

/// A store to write to, and what signs for it. Opening refuses a log that does not go on from its
/// last checkpoint, or from what a witness that answers saw of it, or whose end no checkpoint
/// covers and its key has not sealed; when this goes out of scope,
/// everything appended has been signed and, where the settings name anybody outside, shown to them,
/// or standard error says why not.
class WritingSession {
 public:
  /// `meanwhile`: what a running service does of what was to be done, a French sentence for who is
  /// refused because of it; empty: nothing.
  explicit WritingSession(Common const& common, std::string_view meanwhile = {});
  /// `vouched`: the head that a certificate attests of a log that another key wrote, or wrote
  /// alone.
  WritingSession(std::string const& directory, std::unique_ptr<SqliteEventStore> store,
                 Head const* vouched = nullptr);
  ~WritingSession();
  WritingSession(WritingSession const&) = delete;
  WritingSession& operator=(WritingSession const&) = delete;

  SqliteEventStore& store() { return *store_; }
  notary::Notary& notary() { return notary_; }
  /// Nobody outside is asked at the end: a command does it itself, or its like goes on.
  void leave_outside() { outside_ = false; }
  std::string const& directory() const { return directory_; }
  /// Why the last attempt to sign a checkpoint failed, in French; empty when it did not.
  std::string signing_failure() const { return publisher_->failure(); }

  /// Why the lists of erasures could not all be brought up to date; empty when they were.
  std::string lists_failure() const;

  /// To be called with every answer of the engine: a payload erased by one of them is also listed
  /// outside the database, on the disk when this returns.
  void keep_erasures_of(std::span<Outcome const> outcomes);
  /// All that the log orders; `anew`: whatever the list of the store says it covers.
  void keep_erasures(bool anew = false);

 private:
  /// Brings the lists of those who keep one up to the last event, or tells why not.
  void keep_lists_up_to_date();

  std::string directory_;
  bool outside_ = true;
  std::unique_ptr<SqliteEventStore> store_;
  notary::Notary notary_;
  std::mutex lists_;  ///< of erasures: written one at a time
  mutable std::mutex failing_;
  std::string lists_failure_;
  std::optional<notary::Publisher> publisher_;  ///< once the log is found to be its key's
};

/// The mark of a simulation is bound to the keys: those of simulation stores begin with one that is
/// nobody's secret. French; empty when mark and keys agree.
std::string kind_conflict(SqliteEventStore const& store, notary::Evidence const& evidence);
/// What that first key is made from.
Bytes32 simulation_seed();

/// Throws StoreError when a witness of the settings saw more of this log than is here, or something
/// else under its name. One French sentence for each that does not answer within a second.
std::vector<std::string> ensure_witnessed(std::string const& directory, EventStore const& store);

/// A new store with its key; the built-in rulebook is its first event. `origin` empty: one that
/// nobody else has.
std::unique_ptr<WritingSession> new_store(std::string const& directory, bool simulation,
                                          std::string origin);

/// Throws UsageError when there is anything in the directory; `made_there`: what is, in French.
void ensure_vacant(std::string const& directory, std::string_view made_there);

/// 32 bytes from the operating system that nobody can guess.
Bytes32 random_bytes();

/// The wall clock, to the microsecond.
Instant wall_clock();
/// Random blinding from the operating system; in a simulation store, where the same seed must give
/// the same bytes and nothing is secret, derived from the position.
EnginePorts ports(bool simulation);

/// Checks that `--clock proposals` is asked of a simulation store only; throws UsageError.
ClockMode clock_mode(SqliteEventStore const& store, bool from_proposals);

/// RFC 3339, or a day, which means its end in Paris; throws UsageError naming `option`.
Instant parse_moment(std::string const& text, std::string const& option);
/// Checks that `--by` is an id the log accepts; throws UsageError.
void require_person(std::string const& by);
DossierId parse_dossier(std::string const& text);

}  // namespace probant::cli
