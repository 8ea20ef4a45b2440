#include "engine/recovery/target.hpp"

#include "engine/aap/eligibility.hpp"
#include "engine/kernel/known_excess.hpp"
#include "engine/kernel/procedure.hpp"
#include "engine/rules/holiday_zones.hpp"
#include "engine/rules/house_rules.hpp"
#include "engine/transverse/unknown.hpp"

namespace probant {
namespace {

bool done_by(Instant at, std::optional<Happening> const& act) {
  return act && act->occurred_at <= at;
}

Money paid(MieState const& state, Instant at) {
  Money total;
  for (auto const& payment : state.payments) {
    if (done_by(at, payment.disbursed)) total += payment.amount;
  }
  return total;
}

Money paid(AapState const& state, Instant at) {
  Money total;
  for (auto const& instalment : state.instalments) {
    if (done_by(at, instalment.disbursed)) total += instalment.amount;
  }
  return total;
}

template <class State>
State const* state_of(Dossier const* dossier) {
  return dossier ? std::get_if<State>(&dossier->state) : nullptr;
}

std::optional<Region> region_of(RegisterState const* record) {
  return record ? std::optional{record->entity->region} : std::nullopt;
}

}  // namespace

Parameter const& governing_rule(std::string_view key, DossierId const& against, View const& view) {
  if (against.kind == DossierKind::aap) return house_rule(std::string{key} + ".aap");
  return view.rules().parameter(key);
}

std::optional<Region> region_of_target(DossierId const& against, View const& view) {
  auto const* dossier = view.find(against);
  if (auto const* funding = state_of<MieState>(dossier)) {
    return region_of(view.entity(funding->beneficiary));
  }
  if (auto const* project = state_of<AapState>(dossier); project && project->project) {
    return region_of(lead_entity(*project->project, view));
  }
  return std::nullopt;
}

HolidayZone holiday_zone_of(DossierId const& against, View const& view) {
  auto const region = region_of_target(against, view);
  if (!region) return view.zone();
  auto const* dossier = view.find(against);
  auto const* project = state_of<AapState>(dossier);
  // Both kinds begin with the department; a funding bears the number of its beneficiary.
  auto const number = project ? project->project->lead_pmsi.text() : against.reference;
  return establishment_zone(*region, number);
}

std::optional<Money> overcompensation_of(DossierId const& against, View const& view) {
  auto const* dossier = view.find(against);
  auto const* funding = state_of<MieState>(dossier);
  if (!funding) return std::nullopt;
  auto all = figures(*funding, view, Tracing::off);
  forget_unknown(all, *dossier, view);
  return amount_of(all, Figure::overcompensation_cents);
}

std::optional<Money> excess_of(DossierId const& against, View const& view) {
  auto const* dossier = view.find(against);
  return dossier ? excess_found(*dossier, view.of(against)) : std::nullopt;
}

std::optional<Happening> control_of(DossierId const& against, View const& view) {
  auto const* funding = state_of<MieState>(view.find(against));
  return funding && funding->conclusion ? funding->conclusion->concluded : std::nullopt;
}

Money overcompensation_taken(DossierId const& against, bool claimed, View const& view) {
  Money total;
  for (auto const* other : view.recoveries_against(against)) {
    if (other->id == view.dossier()) continue;
    auto const* recovery = state_of<RecoveryState>(view.find(other->id));
    if (!recovery || recovery->against != against) continue;
    if (recovery->cause != recovery::Cause::overcompensation) continue;
    bool const only_claimed = !recovery->first_withdrawal && !recovery->closed;
    total += only_claimed && claimed ? recovery->claimed : recovery->total_withdrawn();
  }
  return total;
}

Money still_recoverable(DossierId const& against, View const& view) {
  auto const* dossier = view.find(against);
  Money total;
  if (auto const* funding = state_of<MieState>(dossier)) total = paid(*funding, view.at());
  if (auto const* project = state_of<AapState>(dossier)) total = paid(*project, view.at());
  for (auto const* other : view.recoveries_against(against)) {
    if (other->id == view.dossier()) continue;
    // Found again by its own id, so that the decision rests on that dossier's version as well.
    auto const* recovery = state_of<RecoveryState>(view.find(other->id));
    if (recovery && recovery->against == against) total -= recovery->total_withdrawn();
  }
  return at_least_zero(total);
}

void warn_of_recoveries(Context const& context, Verdict& verdict) {
  for (auto const* dossier : context.recoveries_against(context.dossier())) {
    auto const& recovery = std::get<RecoveryState>(dossier->state);
    bool const over = recovery.closed && recovery.undue().is_zero();
    if (recovery.against != context.dossier() || over) continue;
    verdict.warn("recovery_against_dossier",
                 "Un recouvrement vise ce dossier : " + dossier->id.text() + ", " +
                     (recovery.first_withdrawal ? to_french(recovery.undue()) + " retirés"
                                                : to_french(recovery.claimed) + " réclamés") +
                     ". Vérifiez qu'il reste dû de payer davantage.",
                 governing_rule("recovery.grounds", context.dossier(), context));
  }
}

}  // namespace probant
