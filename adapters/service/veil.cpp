#include "adapters/service/veil.hpp"

#include <algorithm>

#include "projections/readership.hpp"

namespace probant::service {
namespace {

/// What is true of the caller or of the proposal alone.
bool tells_nothing(Reason const& reason) {
  switch (reason.code) {
    case ReasonCode::forbidden_role:
    case ReasonCode::not_competent_ars:
    case ReasonCode::idempotency_conflict:
    case ReasonCode::invalid_field:
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

}  // namespace

bool hidden(Call const& call, DossierId const& dossier) {
  try {
    auto const& world = call.present();
    auto const* found = world.find(dossier);
    return found && !may_read(world, *found, call.caller().actor, call.ports().now());
  } catch (StoreError const&) {
    return false;
  }
}

Outcome veiled(Outcome outcome) {
  if (!outcome.is_no()) return outcome;
  std::erase_if(outcome.reasons, [](Reason const& reason) { return !tells_nothing(reason); });
  if (outcome.reasons.empty()) {
    outcome.reasons.push_back({ReasonCode::forbidden_role, "Ce dossier n'est pas de votre ressort.",
                               "roles", "probant, interface § 3", ""});
  }
  return outcome;
}

}  // namespace probant::service
