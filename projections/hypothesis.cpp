#include "projections/hypothesis.hpp"

#include <algorithm>

#include "engine/kernel/name_rules.hpp"
#include "engine/kernel/repetition.hpp"
#include "events/codec/json_out.hpp"
#include "events/codec/patch.hpp"

namespace probant {
namespace {

/// Calendars, refusals, updates received, acts of management, and what can no longer be judged
/// stand as they are. A correction does not: what it has computed anew depends on the rules.
bool stands(RecordedEvent const& event) {
  auto const& about = event.event.about();
  bool const outside =
      about.kind == DossierKind::programme || about.kind == DossierKind::convergence;
  if (event.erased || about.proposers.empty() || outside) return true;
  return about.in_any_dossier &&
         !std::holds_alternative<transverse::CorrectionRecorded>(event.event.body);
}

Dossier folded(DossierId const& id, std::span<RecordedEvent const> events) {
  auto dossier = new_dossier(id);
  for (auto const& event : events) fold(dossier, event);
  return dossier;
}

}  // namespace

Hypothesis::Hypothesis(EventStore const& store, std::shared_ptr<Rulebook const> rules,
                       std::set<DossierId> const& corrected)
    : store_(store), world_(std::move(rules)) {
  for (auto const& id : corrected) kept_[id];
}

void Hypothesis::decide_again(RecordedEvent const& event, std::string_view proposal_id) {
  if (stands(event)) return fold(event);
  Proposal proposal;
  proposal.id = proposal_id;
  proposal.dossier = event.dossier;
  proposal.actor = event.actor;
  proposal.event = event.event;
  judge(proposal, event.occurred_at, event.recorded_at, event.position);
}

void Hypothesis::suppose(Proposal const& proposal, Instant now) {
  auto asked = canonical_proposal(proposal);
  auto const [place, is_new] = supposed_.try_emplace(proposal.id, asked);
  auto const before = repetition_of(store_, proposal);
  if (before == Repetition::same || (!is_new && place->second == asked)) return;
  if (before == Repetition::other || !is_new) {
    return refuse(proposal, -1,
                  {house_reason(ReasonCode::idempotency_conflict, used_for_another(proposal.id),
                                "log.idempotency")});
  }
  auto const recorded_at =
      std::max({now, world_.last_recorded_at(), proposal.occurred_at.value_or(now)});
  judge(proposal, proposal.occurred_at.value_or(recorded_at), recorded_at, -1);
}

void Hypothesis::refuse(Proposal const& proposal, Position position, Reasons reasons) {
  refusals_.push_back({position, proposal.id, proposal.dossier.text(),
                       std::string{proposal.event.about().name}, std::move(reasons)});
}

void Hypothesis::judge(Proposal const& proposal, Instant occurred_at, Instant recorded_at,
                       Position position) {
  auto decision = decide(world_, proposal, occurred_at, recorded_at,
                         [&](Position wanted) { return fact_at(wanted); });
  if (decision.verdict.refused()) return refuse(proposal, position, decision.verdict.reasons());
  auto const* known = world_.find(proposal.dossier);
  RecordedEvent event;
  event.position = position < 0 ? world_.next_position() : position;
  event.dossier = proposal.dossier;
  event.version = (known ? known->version : 0) + 1;
  event.occurred_at = occurred_at;
  event.recorded_at = recorded_at;
  event.actor = proposal.actor;
  event.event = std::move(decision.event);
  fold(event);
}

void Hypothesis::fold(RecordedEvent const& event) {
  if (auto const kept = kept_.find(event.dossier); kept != kept_.end()) {
    kept->second.push_back(event);
  }
  world_.apply(event);
  auto const* correction = std::get_if<transverse::CorrectionRecorded>(&event.event.body);
  if (correction && !event.erased) correct(event.dossier, *correction);
}

void Hypothesis::correct(DossierId const& dossier,
                         transverse::CorrectionRecorded const& correction) {
  auto& events = kept_[dossier];
  auto const found = std::ranges::find(events, correction.position.value, &RecordedEvent::position);
  if (found == events.end()) return;
  auto corrected = apply_corrections(found->event, correction.corrections);
  auto* better = std::get_if<Event>(&corrected);
  if (!better) return;
  found->event = std::move(*better);
  if (correction.recomputed) {
    set_computed(found->event, *correction.recomputed, correction.explanation);
  }
  world_.replace(folded(dossier, events));
}

std::optional<StoredFact> Hypothesis::fact_at(Position position) const {
  for (auto const& [id, events] : kept_) {
    auto const found = std::ranges::find(events, position, &RecordedEvent::position);
    if (found == events.end()) continue;
    std::span const before{events.begin(), found};
    return StoredFact{id,
                      found->event,
                      found->erased,
                      found->actor,
                      found->occurred_at,
                      found->recorded_at,
                      [id = id, before] { return folded(id, before); },
                      [id = id, &all = events, position](Event const& event) {
                        auto others = all;
                        auto const at =
                            std::ranges::find(others, position, &RecordedEvent::position);
                        at->event = event;
                        return folded(id, others);
                      }};
  }
  return read_fact(store_, position);
}

}  // namespace probant
