#include "adapters/service/veil.hpp"

#include <algorithm>

#include "projections/readership.hpp"

namespace probant::service {
namespace {

/// What is true of the caller or of the proposal alone. A field may be wrong for what the dossier
/// holds: a correction is told the value recorded, a date that of another act.
bool tells_nothing(Reason const& reason) {
  switch (reason.code) {
    case ReasonCode::forbidden_role:
    case ReasonCode::not_competent_ars:
    case ReasonCode::idempotency_conflict:
    case ReasonCode::computed_field:
    case ReasonCode::unknown_type:
    case ReasonCode::decision_author_missing:
    case ReasonCode::occurred_in_future:
    case ReasonCode::store_read_only:
      return true;
    default:
      return false;
  }
}

bool is_not_theirs(Reason const& reason) {
  return reason.code == ReasonCode::forbidden_role || reason.code == ReasonCode::not_competent_ars;
}

}  // namespace

Reach reach(Call const& call, DossierId const& dossier) {
  if (reads_everything(call.caller().actor.role)) return Reach::shown;
  try {
    auto const& world = call.present();
    auto const* found = world.find(dossier);
    if (!found) return Reach::not_yet;
    bool const readable = may_read(world, *found, call.caller().actor, call.ports().now());
    return readable ? Reach::shown : Reach::hidden;
  } catch (StoreError const&) {
    return Reach::shown;
  }
}

Outcome veiled(Outcome outcome, Reach reach) {
  bool const theirs = std::ranges::none_of(outcome.reasons, is_not_theirs);
  bool const told = reach == Reach::shown || (reach == Reach::not_yet && theirs);
  if (told || !outcome.is_no()) return outcome;
  std::erase_if(outcome.reasons, [](Reason const& reason) { return !tells_nothing(reason); });
  if (outcome.reasons.empty()) {
    outcome.reasons.push_back({ReasonCode::forbidden_role, "Ce dossier n'est pas de votre ressort.",
                               "roles", "probant, interface § 3", ""});
  }
  return outcome;
}

}  // namespace probant::service
