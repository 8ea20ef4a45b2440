// The engine: takes proposals, decides each against the world, and appends a whole batch in one
// durable transaction. Nothing is answered before the disk has it.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/kernel/outcome.hpp"
#include "engine/kernel/replay.hpp"

namespace probant {

/// The seams to the outside: each can be replaced by one that fails or repeats.
struct EnginePorts {
  std::function<Instant()> now;               ///< wall clock
  std::function<Bytes32(Position)> blinding;  ///< 32 unpredictable bytes for one event
};

enum class ClockMode : std::uint8_t {
  wall,       ///< recorded_at is the wall clock, never earlier than the last one recorded
  proposals,  ///< recorded_at is occurred_at, or the last recorded where later (simulation only);
              ///< an act may lie at most ten years after the last recorded instant
};

/// One committer: calls to `record` must not overlap. `world` may be read between calls.
class Engine {
 public:
  /// Replays the whole store. Throws StoreError when it cannot be read, or when an event in it was
  /// changed since it was recorded.
  Engine(EventStore& store, EnginePorts ports, ClockMode clock = ClockMode::wall);

  /// Decides and appends; one outcome per proposal, in order. The answers stand on the disk when
  /// this returns; when the store fails, every proposal of the batch is refused with
  /// store_read_only and nothing of it is confirmed. Throws StoreError when the store cannot be
  /// read: nothing is answered, and the same proposals may be proposed again, as repetitions.
  std::vector<Outcome> record(std::span<Proposal const> proposals);

  /// Records what the log has to say of itself, in journal:main, as decided by nobody. The
  /// position; nothing when the store failed.
  std::optional<Position> record_journal(Event const& event, Actor const& actor);

  /// Erases, as decided by nobody here, what had been erased lawfully in the part of the log that
  /// a restoration lost: the order's position; nothing when there is nothing left to erase at
  /// `position`, or when the store failed (see its `append`).
  /// `occurred_at`: of the first time, when it is known and not to come.
  std::optional<Position> erase_again(Position position, Line const& basis, Actor const& actor,
                                      std::optional<Instant> occurred_at = {});

  /// What is recorded, folded. Throws StoreError after an act that threw, when the log could not
  /// be read then either, until an act reads it again.
  World const& world() const;
  EventStore const& store() const { return store_; }

 private:
  struct Pending;
  /// Does it whole: after an exception the world is folded anew from the log.
  template <class Act>
  auto whole(Act const& act);
  void refold();
  std::vector<Outcome> record_parts(std::span<Proposal const> proposals);
  std::optional<Position> record_fact(Event const& event, Actor const& actor);
  std::optional<Position> order_again(Position position, Line const& basis, Actor const& actor,
                                      std::optional<Instant> occurred_at);
  std::vector<Outcome> record_batch(std::span<Proposal const> proposals);
  Outcome process(Proposal const& proposal, Pending& pending);
  /// A receipt of Convergence, with what it brings or with the reasons why it is kept.
  Outcome receive(Proposal const& proposal, Pending& pending);
  Decision judge(Proposal const& proposal, Instant recorded_at, Pending& pending);
  void bring(Proposal const& carried, Decision& decision, Instant recorded_at, Pending& pending);
  /// Answers with the event appended last, now and when the proposal is repeated.
  void settle(Proposal const& proposal, Outcome& outcome, Instant recorded_at, Pending& pending);
  Outcome refuse(Proposal const& proposal, Reasons reasons, bool keep_id, Pending& pending);
  Outcome accept(Proposal const& proposal, Decision& decision, Instant occurred_at,
                 Instant recorded_at, Pending& pending);
  void erase(Proposal const& proposal, transverse::PayloadErased const& order, Instant occurred_at,
             Instant recorded_at, Pending& pending);
  void erase_twin(Proposal const& proposal, transverse::PayloadErased const& order,
                  Outcome const& ordered, Instant occurred_at, Pending& pending);
  void refold_amended();
  std::optional<Outcome> answered_before(Proposal const& proposal, Pending& pending);
  bool repeats(ProposalRecord const& record, Pending& pending) const;
  Outcome first_answer(ProposalRecord const& record) const;
  void append_event(Proposal const& proposal, Event event, DossierId const& dossier,
                    Instant occurred_at, Instant recorded_at, std::string warnings,
                    Pending& pending);
  Instant recording_instant(Proposal const& proposal) const;
  void append_journal(Event event, Actor const& actor, Instant at, Pending& pending);
  void note_clock(Pending& pending);
  bool runs_away(Proposal const& proposal) const;

  EventStore& store_;
  EnginePorts ports_;
  ClockMode clock_;
  World world_;
  std::vector<DossierId> amended_;  ///< whose past the batch under way changes
  bool unsure_ = false;             ///< an exception left the world to be folded anew
  bool clock_is_back_ = false;      ///< the clock is behind the log, and the log says so
};

}  // namespace probant
