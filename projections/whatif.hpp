// What would differ under other rules, or if hypothetical acts took place: the log is decided anew,
// event by event, in memory. Nothing is ever written, and every answer is marked as hypothetical.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "projections/deadlines.hpp"
#include "projections/exposure.hpp"
#include "projections/hypothesis.hpp"
#include "projections/question.hpp"

namespace probant {

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

/// The sums of one payer's dossiers, before and after.
struct PayerChange {
  std::string payer;  ///< "ans" or "ars"
  Amounts before;
  Amounts after;
};

/// A refusal in the log all of whose reasons rest on rules that are other ones here. What was
/// proposed is not kept with it, so that it cannot be decided here: proposed again, it may be
/// refused for less, or not at all. JSON says so: "judgement":"to_be_judged_again".
struct ReconsideredRefusal {
  Position position = 0;
  std::string id;
  std::string dossier;
  std::string type;
  std::vector<transverse::RefusalReason> reasons;
};

struct Whatif {
  std::vector<HypotheticalRefusal> refusals;
  std::vector<ReconsideredRefusal> reconsidered;
  std::int64_t not_judged = 0;  ///< the other refusals in the log: they stand as they were
  std::vector<DeadlineChange> deadlines;
  std::vector<AmountChange> amounts;
  Amounts total_before;
  Amounts total_after;
  std::vector<PayerChange> payers;
};

/// `rules` absent: those in force. `supposed` are decided after the acts within the bounds of the
/// question, in order; deadlines and money are compared at its instant.
Whatif whatif(EventStore const& store, std::shared_ptr<Rulebook const> rules,
              std::span<Proposal const> supposed, Asked const& asked);

std::string to_json(Whatif const& answer);

}  // namespace probant
