// The whole engine through a long life, drawn from a seed: acts of several people in batches,
// repetitions, ids used twice, erasures, rulebooks, a clock that jumps, disks that fail, power
// cuts, restarts, checkpoints, backups and restorations. Every answer is compared with the model's;
// after every restart, so is what the log holds. The same seed gives the same log, byte for byte.
#pragma once

#include <optional>
#include <random>

#include "adapters/notary/notary.hpp"
#include "adapters/sqlite/event_store.hpp"
#include "engine/kernel/engine.hpp"
#include "engine/log/erasures.hpp"
#include "tests/fault/fault_vfs.hpp"
#include "tests/simulation/model.hpp"
#include "tests/support/flaky_store.hpp"
#include "tests/support/temporary_directory.hpp"

namespace probant::test {

/// What a life was made of, and how often, to be printed.
using Events = std::map<std::string, int>;

class Life {
 public:
  explicit Life(std::uint64_t seed);

  void live(int steps);
  /// Everything that must hold between two steps, log and world read again from the disk.
  void check();

  Head head() const { return store_->head(); }
  Events const& events() const { return events_; }
  /// Of every checkpoint ever signed, in order.
  Sha256 voice() const { return voice_; }

 private:
  /// One transaction that was under way, as it happens to the model.
  using Transaction = std::function<void(Model&)>;
  struct Backup {
    std::filesystem::path file;
    Model model;
    std::map<std::string, std::string> said;
    Head head;
  };

  void found();
  void step();
  void misfortune();
  Act any_act();
  Act fresh_act();
  void correct(Act& act);
  void ask_or_confirm(Act& act);
  void propose(std::vector<Act> acts);
  void compare(Act const& act, Outcome const& outcome, Expected const& expected);
  void count(Act const& act, Expected const& answer);
  std::vector<Transaction> transactions(std::vector<Act> const& acts, Instant now) const;
  void open();
  void close();
  /// An answer did not come: finds out how much of what was under way is in the log, which is
  /// opened again unless only a read failed.
  void interrupted(std::vector<Transaction> const& under_way);
  void recover(bool power_cut);
  void settle(std::vector<Transaction> const& under_way);
  void jump();
  /// Has the log say something of itself.
  void note(Event const& fact);
  void confirm();

  void sign();
  void publish(OpenedCheckpoint const& checkpoint);
  void timestamp();
  void rotate_key();
  void back_up();
  void restore();
  void take_over(Backup const& backup, Position known);
  void begin_evidence();
  /// What is known outside of the erasures of this log.
  void keep_erasures();
  void check_published();
  void check_forgotten() const;

  Bytes32 secret(std::string const& use) { return sha256(seed_ + "/" + use).bytes; }
  bool one_in(std::uint64_t chances) { return random_() % chances == 0; }
  int below(int limit) { return static_cast<int>(random_() % static_cast<std::uint64_t>(limit)); }

  TemporaryDirectory place_;
  std::filesystem::path directory_ = place_.path() / "store";
  std::filesystem::path evidence_;  ///< of the log as it is called now; on a disk that holds
  std::optional<FaultVfs> disk_;
  std::mt19937_64 random_;
  std::string seed_;
  Instant clock_;
  Model model_;
  std::unique_ptr<SqliteEventStore> store_;
  std::unique_ptr<FlakyStore> flaky_;
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<notary::Notary> notary_;
  Head confirmed_;
  std::vector<Act> done_;                    ///< some acts proposed before, to be repeated
  std::map<std::string, std::string> said_;  ///< first answers as JSON, by id
  std::int64_t next_id_ = 0;
  std::int64_t rulebooks_ = 1;
  std::vector<Backup> backups_;
  std::vector<ErasedPayload> erasures_;
  std::string origin_;
  std::map<std::string, std::map<std::uint64_t, Checkpoint>> published_;  ///< by origin and size
  std::vector<std::filesystem::path> silenced_;  ///< evidence of logs that lost signed events
  Sha256 voice_;
  Events events_;
};

}  // namespace probant::test
