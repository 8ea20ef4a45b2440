// What a judgment makes owed to the establishment: ordered by the payer's authorising officer, paid
// by its accounting officer, another person (CJA art. L. 911-9; décret 2012-1246).
#include "engine/kernel/order_of_acts.hpp"
#include "engine/kernel/same_person.hpp"
#include "engine/recovery/checks.hpp"
#include "engine/rules/house_rules.hpp"

namespace probant {
namespace {

using namespace recovery;

bool is_out(RecoveryState const& state) {
  return state.restitution_order && state.restitution_order->amount == state.to_restore();
}

bool require_something_owed(RecoveryState const& state, Verdict& verdict) {
  if (!state.to_restore().is_zero()) return true;
  verdict.refuse(ReasonCode::nothing_payable,
                 "Rien n'est à restituer : ce qui a été encaissé n'excède pas l'indu.",
                 house_rule("recovery.restitution"));
  return false;
}

}  // namespace

bool can_order_restitution(RecoveryState const& state) {
  return !state.to_restore().is_zero() && !is_out(state);
}

bool can_pay_restitution(RecoveryState const& state) {
  return state.restitution_order && state.restitution_order->amount <= state.to_restore();
}

void check(RecoveryState const& state, RestitutionOrdered& e, Context const&, Verdict& verdict) {
  e.amount_cents = state.to_restore();
  if (!require_something_owed(state, verdict) || !is_out(state)) return;
  verdict.refuse(ReasonCode::not_allowed_now,
                 "La restitution de " + to_french(e.amount_cents) +
                     " est déjà ordonnancée : il reste au comptable à la verser.",
                 house_rule("recovery.restitution"));
}

void check(RecoveryState const& state, RestitutionPaid& e, Context const& context,
           Verdict& verdict) {
  auto const& order = *state.restitution_order;
  e.amount_cents = order.amount;
  if (same_person(state.restitution_ordered_by, context.actor().id)) {
    verdict.refuse(ReasonCode::segregation_of_duties,
                   "La personne qui a ordonnancé la restitution ne peut la verser.",
                   house_rule("segregation_of_duties"));
  }
  std::optional<Happening> const ordered = order.happening;
  Earlier const earlier{ordered, "l'ordre de restitution"};
  auto const& rule = house_rule("payment.order");
  require_after(earlier, ReasonCode::not_allowed_now, rule, context, verdict);
  require_day_after(e.paid_on, "data.paid_on", earlier, rule, verdict);
  require_not_later(e.paid_on, "data.paid_on", context, verdict);
  warn_of_reused_reference(state, e.payment_reference, context, verdict);
  if (!require_something_owed(state, verdict) || order.amount <= state.to_restore()) return;
  verdict.refuse(ReasonCode::amount_above_ceiling,
                 "L'ordre de restitution, " + to_french(order.amount) +
                     ", dépasse ce qu'un jugement rendu depuis laisse à restituer, " +
                     to_french(state.to_restore()) + " : ordonnancez-la de nouveau.",
                 house_rule("recovery.restitution"));
}

}  // namespace probant
