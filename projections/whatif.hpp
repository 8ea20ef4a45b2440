// What would differ under other rules, or if hypothetical acts took place: the log is decided anew,
// event by event, in memory. Nothing is ever written, and every answer is marked as hypothetical.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "engine/kernel/outcome.hpp"
#include "engine/kernel/replay.hpp"
#include "projections/deadlines.hpp"
#include "projections/exposure.hpp"

namespace probant {

/// An act that was recorded, or is supposed, and would be refused. `position` is -1 for a supposed
/// one. What depends on it is judged without it.
struct HypotheticalRefusal {
  Position position = -1;
  std::string id;
  std::string dossier;
  std::string type;
  Reasons reasons;
};

/// A deadline before and after; absent on the side where it does not exist.
struct DeadlineChange {
  std::optional<Deadline> before;
  std::optional<Deadline> after;
};

struct AmountChange {
  DossierId dossier;
  Figure figure = Figure::entitlement_cents;
  std::optional<Money> before;
  std::optional<Money> after;
};

struct Whatif {
  std::vector<HypotheticalRefusal> refusals;
  std::vector<DeadlineChange> deadlines;
  std::vector<AmountChange> amounts;
  Amounts total_before;
  Amounts total_after;
};

/// `rules` absent: those in force. `supposed` are decided after the log, in order. `at`: the
/// instant at which deadlines and money are compared.
Whatif whatif(EventStore const& store, std::shared_ptr<Rulebook const> rules,
              std::span<Proposal const> supposed, Instant at);

std::string to_json(Whatif const& answer);

}  // namespace probant
