// A world in which acts are decided anew, one after the other, under rules of its own: what another
// rulebook or supposed acts would make of the log. In memory; nothing is ever written.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/kernel/outcome.hpp"
#include "engine/kernel/replay.hpp"

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

class Hypothesis {
 public:
  /// `rules` absent: those adopted. `corrected`: the dossiers that have corrections, or will.
  Hypothesis(EventStore const& store, std::shared_ptr<Rulebook const> rules,
             std::set<DossierId> const& corrected);

  void decide_again(RecordedEvent const& event, std::string_view proposal_id);
  /// As if proposed now. An id that the log or an earlier supposition has for the same act adds
  /// nothing; for another act it is refused.
  void suppose(Proposal const& proposal, Instant now);

  World const& world() const { return world_; }
  std::vector<HypotheticalRefusal> take_refusals() { return std::move(refusals_); }

 private:
  void judge(Proposal const& proposal, Instant occurred_at, Instant recorded_at, Position position);
  void refuse(Proposal const& proposal, Position position, Reasons reasons);
  void fold(RecordedEvent const& event);
  void correct(DossierId const& dossier, transverse::CorrectionRecorded const& correction);
  std::optional<StoredFact> fact_at(Position position) const;

  EventStore const& store_;
  World world_;
  std::map<DossierId, std::vector<RecordedEvent>>
      kept_;                                     ///< of corrected dossiers, as decided here
  std::map<std::string, std::string> supposed_;  ///< what was supposed under each id
  std::vector<HypotheticalRefusal> refusals_;
};

}  // namespace probant
