#include "engine/aap/instalments.hpp"

#include <algorithm>

#include "engine/aap/amounts.hpp"
#include "engine/aap/eligibility.hpp"
#include "engine/kernel/order_of_acts.hpp"
#include "engine/kernel/procedure.hpp"
#include "engine/kernel/reused_reference.hpp"
#include "engine/kernel/same_person.hpp"
#include "engine/rules/counted.hpp"
#include "engine/rules/house_rules.hpp"
#include "engine/transverse/unknown.hpp"

namespace probant {
namespace {

using namespace aap;

std::string name_of_instalment(InstalmentNumber number) {
  return number.value == 1 ? "la première tranche" : "la seconde tranche";
}

/// Selected, and not withdrawn since: an amount is granted.
bool holds_a_grant(AapState const& state) {
  return state.granted && state.phase != ProjectPhase::withdrawn;
}

/// The first half of a cent granted is nothing: there is then no first instalment to wait for.
bool first_is_settled(AapState const& state) {
  return state.instalments[0].phase != InstalmentPhase::none ||
         state.granted->half_rounded_down().is_zero();
}

void check_second(AapState const& state, Context const& context, Verdict& verdict) {
  auto const& rule = context.rules().parameter("aap.second_instalment.rule");
  if (state.phase != ProjectPhase::attained) {
    verdict.refuse(ReasonCode::attainment_not_certified,
                   state.phase == ProjectPhase::not_attained
                       ? "La seconde tranche n'est pas due : l'ARS n'a pas validé l'atteinte des "
                         "objectifs."
                       : "La seconde tranche suppose que l'ARS ait validé l'atteinte des objectifs "
                         "du projet : attendez cette décision.",
                   rule);
  }
  require_after({state.attainment, "la décision de l'ARS sur l'atteinte"},
                ReasonCode::attainment_not_certified, rule, context, verdict);
  require_after({state.instalments[0].ordered, "l'ordre de la première tranche"},
                ReasonCode::not_allowed_now, rule, context, verdict);
  if (!first_is_settled(state)) {
    verdict.refuse(ReasonCode::not_allowed_now,
                   "La première tranche n'est pas encore ordonnancée : commencez par elle.",
                   context.rules().parameter("aap.first_instalment.percent"));
  }
}

/// The texts give each instalment its year; a later one may still be due.
void warn_of_year(InstalmentNumber number, Context const& context, Verdict& verdict) {
  auto const& rule = context.rules().parameter(number.value == 1 ? "aap.first_instalment.year"
                                                                 : "aap.second_instalment.year");
  auto const planned = context.rules().integer(rule.key);
  auto const year = static_cast<int>(context.day().ymd().year());
  if (year == planned) return;
  verdict.warn("instalment_year",
               "Ordre daté de " + std::to_string(year) + " : les textes prévoient " +
                   name_of_instalment(number) + " en " + std::to_string(planned) + ".",
               rule);
}

/// What was paid before the project was given up was paid, whenever it is written down.
void check_withdrawal(AapState const& state, InstalmentPaid const& payment, Context const& context,
                      Verdict& verdict) {
  if (state.phase != ProjectPhase::withdrawn) return;
  auto const withdrawn = state.withdrawn->day();
  if (payment.paid_on > withdrawn) {
    verdict.refuse(
        ReasonCode::not_allowed_now,
        "Le projet est retiré depuis le " + to_french(withdrawn) +
            " : seul s'inscrit encore un paiement fait au plus tard ce jour (data.paid_on).",
        house_rule("payment.order"));
    return;
  }
  verdict.warn("paid_before_withdrawal",
               "Cette tranche est payée pour un projet retiré depuis, le " + to_french(withdrawn) +
                   " : il n'y ouvre plus droit, et l'ARS peut en demander le reversement.",
               context.rules().parameter("aap.first_instalment.rule"));
}

constexpr std::string_view look_before_paying =
    " Vérifiez avant de payer : ce qui l'est à tort serait à recouvrer.";

}  // namespace

std::size_t number_of_target(ProjectFiled const& project, Line const& label) {
  auto const& targets = project.targets;
  auto const found = std::ranges::find(targets, label, [](auto const& one) { return one.label; });
  return found == targets.end() ? 0 : static_cast<std::size_t>(found - targets.begin()) + 1;
}

void warn_of_missed_targets(AapState const& state, std::string_view so, Context const& context,
                            Verdict& verdict) {
  if (state.missed_targets.empty()) return;
  std::string missed;
  for (auto const& label : state.missed_targets) {
    auto const number = state.project ? number_of_target(*state.project, label) : 0;
    if (number > 0) add_number(missed, number);
  }
  verdict.warn("target_not_achieved",
               "L'atteinte est validée alors que les preuves déposées disent non atteintes des "
               "cibles" +
                   (missed.empty() ? "." : " (n° " + missed + " du projet).") + std::string{so},
               context.rules().parameter("aap.second_instalment.rule"));
}

void decide_order(AapState const& state, InstalmentOrdered& order, Context const& context,
                  Verdict& verdict) {
  EventBody const body = order;
  if (!holds_a_grant(state)) {
    refuse_not_now(verdict, body, "le projet", label_of(state.phase));
    return;
  }
  auto const& instalment = state.instalment(order.instalment);
  if (!next_phase(instalment.phase, body.index())) {
    refuse_not_now(verdict, body, name_of_instalment(order.instalment), label_of(instalment.phase));
  }
  if (!state.convention) {
    verdict.refuse(ReasonCode::convention_missing,
                   "Aucune tranche n'est payable avant la convention entre l'ARS et le porteur : "
                   "enregistrez d'abord sa signature.",
                   context.rules().parameter("calendar.aap.steps"));
  }
  require_after({state.convention, "la convention entre l'ARS et le porteur"},
                ReasonCode::convention_missing, context.rules().parameter("calendar.aap.steps"),
                context, verdict);
  if (order.instalment.value == 2) check_second(state, context, verdict);
  if (order.instalment.value == 2 && state.phase == ProjectPhase::attained) {
    warn_of_missed_targets(state, look_before_paying, context, verdict);
  }
  warn_of_year(order.instalment, context, verdict);
  warn_of_recoveries(context, verdict);
  warn_of_usage_payments(state, context, verdict);
  warn_of_corrected_activity(state, context, verdict);
  auto const amount = instalment_of(state, order.instalment, context.rules(), Tracing::on);
  order.amount_cents = amount.value;
  order.explanation = *amount.tree;
  if (amount.value <= Money{}) {
    verdict.refuse(ReasonCode::nothing_payable,
                   "Rien n'est payable : " + name_of_instalment(order.instalment) + " de " +
                       to_french(*state.granted) + " octroyés est nulle.",
                   context.rules().parameter("aap.first_instalment.rule"));
  }
}

void decide_payment(AapState const& state, InstalmentPaid& payment, Context const& context,
                    Verdict& verdict) {
  EventBody const body = payment;
  auto const& instalment = state.instalment(payment.instalment);
  if (!next_phase(instalment.phase, body.index())) {
    refuse_not_now(verdict, body, name_of_instalment(payment.instalment),
                   label_of(instalment.phase));
  } else {
    check_withdrawal(state, payment, context, verdict);
    refuse_emptied_order(instalment.amount, verdict);
    if (payment.instalment.value == 2) {
      warn_of_missed_targets(state, look_before_paying, context, verdict);
    }
  }
  if (instalment.ordered && same_person(instalment.ordered_by, context.actor().id)) {
    verdict.refuse(ReasonCode::segregation_of_duties,
                   "Le compte " + context.actor().id + " a ordonnancé " +
                       name_of_instalment(payment.instalment) +
                       " : son paiement revient au comptable, une autre personne.",
                   house_rule("segregation_of_duties"));
  }
  Earlier const order{instalment.ordered, "l'ordre de paiement"};
  auto const& rule = house_rule("payment.order");
  require_after(order, ReasonCode::not_allowed_now, rule, context, verdict);
  require_day_after(payment.paid_on, "data.paid_on", order, rule, verdict);
  if (payment.paid_on > paris_day(context.recorded_at())) {
    verdict.refuse(ReasonCode::occurred_in_future,
                   "La date de paiement, le " + to_french(payment.paid_on) +
                       ", est à venir : n'enregistrez qu'un paiement exécuté (data.paid_on).",
                   house_rule("log.time"));
  }
  warn_of_reused_reference(payment.payment_reference, state.instalments, verdict);
  payment.amount_cents = instalment.amount;
}

bool can_order(AapState const& state) {
  if (!holds_a_grant(state) || !state.convention) return false;
  bool const first = state.instalments[0].phase == InstalmentPhase::none &&
                     !state.granted->half_rounded_down().is_zero();
  bool const second = state.phase == ProjectPhase::attained && first_is_settled(state) &&
                      state.instalments[1].phase == InstalmentPhase::none;
  return first || second;
}

bool can_pay(AapState const& state) {
  return state.instalments[0].phase == InstalmentPhase::ordered ||
         state.instalments[1].phase == InstalmentPhase::ordered;
}

}  // namespace probant
