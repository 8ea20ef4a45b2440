// What the engine answers to a proposal it has answered before.
#include "engine/kernel/name_rules.hpp"
#include "engine/kernel/pending.hpp"
#include "engine/kernel/repetition.hpp"
#include "engine/kernel/stored_reasons.hpp"
#include "engine/log/erasures.hpp"
#include "events/codec/decoder.hpp"

namespace probant {
namespace {

/// Why an update of Convergence was kept instead of applied; none for any other event.
Reasons kept_for(StoredEvent const& stored) {
  bool const receipt = catalogue[stored.type].name == convergence::UpdateReceived::about.name;
  if (!receipt || stored.erased) return {};
  auto const event = decode_stored(stored.type, stored.schema, stored.payload);
  return reasons_of(std::get<convergence::UpdateReceived>(event.body).reasons);
}

/// Answers are kept beside the events, and nothing signed covers them.
void ensure_its_answer(EventStore const& store, ProposalRecord const& record) {
  bool its_own = false;
  store.scan(record.position, record.position + 1, [&](StoredEvent const& stored) {
    bool const refusal = catalogue[stored.type].name == transverse::ProposalRefused::about.name;
    its_own = stored.proposal_id == record.id && record.recorded != refusal;
    return false;
  });
  if (its_own) return;
  throw StoreError("Position " + std::to_string(record.position) +
                   " : cet événement n'est pas la réponse à la proposition « " + record.id +
                   " », contrairement à ce que le journal en garde (table proposal) : il a été "
                   "modifié hors de probant. N'y écrivez plus et lancez « probant verify ».");
}

}  // namespace

std::optional<Outcome> Engine::answered_before(Proposal const& proposal, Pending& pending) {
  std::optional<Outcome> first;
  bool same = false;
  if (auto const here = pending.answered.find(proposal.id); here != pending.answered.end()) {
    same = here->second.first == pending.body_hash;
    first = here->second.second;
  } else if (auto const stored = store_.find_proposal(proposal.id)) {
    ensure_its_answer(store_, *stored);
    same = repeats(*stored, pending);
    first = same ? first_answer(*stored) : Outcome{};
    // What is refused in a dossier of refusals stands in that dossier (recording.cpp).
    if (!stored->recorded) first->dossier = proposal.dossier.text();
  }
  if (!first) return std::nullopt;
  if (same) {
    first->kind = OutcomeKind::duplicate;
    if (first->type.empty()) first->type = proposal.event.about().name;
    return first;
  }
  return refuse(proposal,
                {house_reason(ReasonCode::idempotency_conflict, used_for_another(proposal.id),
                              "log.idempotency")},
                false, pending);
}

/// Stores of earlier programs hold the digest alone. What was erased can no longer be compared, and
/// its id is answered as a repetition.
bool Engine::repeats(ProposalRecord const& record, Pending& pending) const {
  bool same = record.body_hash == pending.body_hash;
  store_.scan_leaves(record.position, record.position + 1, [&](StoredLeaf const& leaf) {
    same = same || leaf.erased || record.body_hash == pending.commitment(leaf.blinding);
    return false;
  });
  return same;
}

Outcome Engine::first_answer(ProposalRecord const& record) const {
  Outcome outcome;
  outcome.id = record.id;
  outcome.position = record.position;
  store_.scan(record.position, record.position + 1, [&](StoredEvent const& kept) {
    auto const* dossier = world_.find(kept.dossier);
    bool const ordered = dossier && dossier->transverse.erasures.contains(kept.position);
    auto const stored = ordered ? emptied(kept) : kept;
    outcome.version = stored.version;
    outcome.recorded_at = stored.recorded_at;
    if (record.recorded) {
      outcome.dossier = stored.dossier.text();
      outcome.type = catalogue[stored.type].name;
      outcome.erased = stored.erased;
      outcome.data = stored.payload;
      outcome.warnings = stored.warnings;
      outcome.reasons = kept_for(stored);
    } else if (stored.erased) {
      outcome.dossier = stored.dossier.reference;
      outcome.erased = true;
      outcome.reasons = {house_reason(ReasonCode::not_allowed_now,
                                      "Cette proposition a été refusée le " +
                                          to_french(stored.recorded_at) + ", à la position " +
                                          std::to_string(stored.position) +
                                          " ; ses motifs ont été effacés légalement depuis. Pour "
                                          "proposer à nouveau, donnez un autre identifiant.",
                                      "dossier.erasure")};
    } else {
      outcome.dossier = stored.dossier.reference;
      auto const refused = decode_stored(stored.type, stored.schema, stored.payload);
      auto const& event = std::get<transverse::ProposalRefused>(refused.body);
      outcome.type = event.type.value;
      outcome.reasons = reasons_of(event.reasons);
    }
    return false;
  });
  return outcome;
}

}  // namespace probant
