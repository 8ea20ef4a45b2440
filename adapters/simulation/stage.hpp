// Where the simulation is played: timed acts, put to the engine in order of time like any caller's
// proposals, a Paris day at a time. What follows from an answer happens on a later day, so that one
// batch never depends on itself and the log is the same however it is cut into batches.
// Not safe for several threads.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <variant>
#include <vector>

#include "adapters/simulation/random.hpp"
#include "engine/kernel/engine.hpp"

namespace probant::simulation {

/// Called with the answer, once it is durable.
using Reaction = std::function<void(Outcome const&)>;
/// Looks at the world, as the day before left it, and proposes from what it sees.
using Step = std::function<void()>;
/// Called after each day with the instant reached.
using OnDay = std::function<void(Instant)>;

/// One part of the story; lives as long as the stage.
class Script {
 public:
  virtual ~Script() = default;
};

struct Tally {
  std::int64_t recorded = 0;
  std::int64_t refused = 0;
  std::int64_t duplicates = 0;
  std::array<std::int64_t, event_type_count> by_type{};
  std::map<ReasonCode, std::int64_t> refusals;  ///< proposals by each of their reasons
};

class Stage {
 public:
  /// Nothing is proposed after `until`, which is included.
  Stage(Engine& engine, Instant until, std::uint64_t seed)
      : engine_(engine), until_(until), seed_(seed) {}

  /// `proposal.occurred_at` says when; too late for its day, it comes as early as it may. Without
  /// an id it gets one.
  void propose(Proposal proposal, Reaction react = {});
  void look(Instant at, Step step);
  void play(OnDay const& on_day = {});

  template <class S, class... Arguments>
  S& cast(Arguments&&... arguments) {
    auto script = std::make_unique<S>(std::forward<Arguments>(arguments)...);
    auto& reference = *script;
    scripts_.push_back(std::move(script));
    return reference;
  }

  World const& world() const { return engine_.world(); }
  Random random(std::string_view stream) const { return Random{seed_, stream}; }
  Tally const& tally() const { return tally_; }

 private:
  struct Line {
    Proposal proposal;
    Reaction react;
  };
  using Entry = std::variant<Line, Step>;

  Instant add(Instant at, Entry entry);
  void play_day();
  void put(std::vector<Line>& lines);
  void count(Outcome const& outcome);

  Engine& engine_;
  Instant until_;
  std::uint64_t seed_;
  Instant earliest_;  ///< what is added now may not come before
  std::uint64_t sequence_ = 0;
  std::map<std::pair<Instant, std::uint64_t>, Entry> queue_;
  std::vector<std::unique_ptr<Script>> scripts_;
  Tally tally_;
};

}  // namespace probant::simulation
