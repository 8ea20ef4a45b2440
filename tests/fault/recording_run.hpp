// A short life of a log on disk, for repeating with a fault at every call: two sessions of
// proposals with refusals, a duplicate, a correction and an erasure. Beside it stands what the
// outside knows: every answer given, and the size and root of the log at the last of them.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "adapters/sqlite/event_store.hpp"
#include "engine/kernel/engine.hpp"
#include "engine/log/seal.hpp"

namespace probant::test {

enum class End : std::uint8_t {
  finished,
  stopped,     ///< as asked
  read_only,   ///< an answer said store_read_only
  no_session,  ///< the store could not be opened, or not be read
};

class RecordingRun {
 public:
  explicit RecordingRun(std::filesystem::path directory);

  /// Plays the whole script, from wherever the log is. May be called again after a restart: what
  /// was answered before must be answered the same. `stop` is asked after each step.
  End play(std::function<bool()> const& stop = {});
  /// With the session of a `play` that ended read-only still open: has the store recover, and plays
  /// the rest of the script in that session.
  End recover_and_go_on();
  /// Whether the store of the open session recovers now.
  bool recovers() { return store_->recover(); }
  /// With the session of a `play` that ended read-only still open: it takes nothing more, and what
  /// it had confirmed can be read.
  void check_latched();
  /// Ends the session, as a process ends.
  void close();
  /// After a restart: opens the log; what was confirmed is there, and of what was not all or none.
  /// Returns false when there is none, which may be so when nothing had been confirmed.
  bool check_reopened();
  /// After a restart in which a disk that lied may have lost anything: the loss is complete in view
  /// or there is none. Says how it was found; empty when nothing was lost.
  std::string how_loss_is_found();

  Head const& confirmed() const { return confirmed_; }
  std::string const& reason() const { return reason_; }

 private:
  struct Step;
  static std::vector<Step> const& script();
  void open();
  bool take(Step const& step);
  bool record(Step const& step);
  bool erase();
  void note(Outcome const& outcome);
  void confirm();
  void check_erased_is_gone() const;
  bool whole_in(EventStore const& store) const;

  std::filesystem::path directory_;
  Instant clock_;
  std::unique_ptr<SqliteEventStore> store_;
  std::unique_ptr<Engine> engine_;
  std::map<std::string, Outcome> answers_;
  Head confirmed_;
  Position in_flight_ = 0;  ///< events of the act that was not answered
  std::string reason_;      ///< why a session ended
};

/// By what its log is sealed: of journal_key (forged_log.hpp).
SealKey const& journal_seal();
/// Whether the head as the file has it is; an empty one needs none.
bool is_sealed(SqliteEventStore const& store);

/// The root of the first `size` leaves, computed from what is stored.
Sha256 root_of_first(EventStore const& store, Position size);

}  // namespace probant::test
