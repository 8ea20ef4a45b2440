#include <algorithm>

#include "engine/kernel/legal_order.hpp"
#include "engine/kernel/order_of_acts.hpp"
#include "engine/kernel/procedure.hpp"
#include "engine/kernel/reused_reference.hpp"
#include "engine/kernel/same_person.hpp"
#include "engine/mie/amounts.hpp"
#include "engine/mie/ceiling.hpp"
#include "engine/mie/checks.hpp"
#include "engine/rules/counted.hpp"
#include "engine/rules/house_rules.hpp"
#include "engine/transverse/unknown.hpp"

namespace probant::mie {
namespace {

void require_live(Act const& act) {
  if (!act.state.is_live()) act.refuse_now("la demande", act.state.request);
}

/// What has not happened yet is not recorded as done.
void refuse_future_date(std::string_view what, std::string_view field, Date day, Act const& act) {
  act.verdict.refuse(ReasonCode::occurred_in_future,
                     std::string{what} + " est daté du " + to_french(day) + ", un jour à venir (" +
                         std::string{field} + ") : enregistrez l'acte une fois accompli.",
                     house_rule("log.time"));
}

void refuse_unknown_ceiling(Act const& act) {
  act.verdict.refuse(ReasonCode::unknown_entity,
                     "Le plafond ne peut être calculé : une entité bénéficiaire n'est plus au "
                     "référentiel.",
                     house_rule("register.entity"));
}

/// What is payable rests on every attestation: none may be later than the order.
void require_after_attestations(Act const& act) {
  for (auto const& [year, campaign] : act.state.campaigns) {
    if (campaign.phase != CampaignPhase::certified) continue;
    auto const what = "l'attestation d'atteinte " + std::to_string(year);
    require_after({campaign.attested, what}, ReasonCode::attainment_not_certified,
                  act.rule("mie.advance"), act.context, act.verdict);
  }
}

void warn_of_period(CardsOrdered const& e, Act const& act) {
  auto const period = card_period(act.context, act.context.rules());
  if (period.holds(e.ordered_on)) return;
  bool const early = e.ordered_on < period.first;
  act.verdict.warn(early ? "cards_before_period" : "cards_after_period",
                   std::string{"Commande de cartes "} +
                       (early ? "antérieure au " + to_french(period.first)
                              : "postérieure au " + to_french(*period.last) +
                                    ", dernier jour des déclarations") +
                       " : enregistrée mais non déduite du plafond.",
                   act.rule("mie.cards.period"));
}

/// Cards ordered after a payment are deducted from the next ones: what no payment can bear any more
/// is for ANS to decide on. Those ordered before it and written down since were due off it.
void warn_of_lowered_ceiling(CardsOrdered const& e, Act const& act) {
  auto after = act.state;
  auto const placed_at = placed(e, {no_bound, act.context.occurred_at()});
  after.cards.push_back({e.quantity, e.order_reference.value, e.ordered_on, placed_at});
  auto const all = known_figures(after, act.context);
  auto const net = amount_of(all, Figure::ceiling_net_cents);
  auto const ordered = amount_of(all, Figure::ordered_cents);
  if (!net || !ordered || *net >= *ordered) return;
  auto const before = known_figures(act.state, act.context);
  if (amount_of(before, Figure::ceiling_net_cents) == net) return;
  auto const to_recover = ordered_in_excess(after, act.context);
  if (to_recover > ordered_in_excess(act.state, act.context)) {
    act.verdict.warn("order_above_due",
                     "Commandées avant un ordre de paiement déjà donné, ces cartes auraient dû en "
                     "être déduites : " +
                         to_french(to_recover) +
                         " sont ordonnancés en trop. Payé, cet excédent serait à recouvrer.",
                     act.rule("mie.payable.rule"));
  }
  if (*ordered - *net <= to_recover) return;
  act.verdict.warn("cards_after_payment",
                   "Avec ces cartes, le plafond net est de " + to_french(*net) + " alors que " +
                       to_french(*ordered) +
                       " sont ordonnancés : l'écart paraît en surcompensation et se déduit des "
                       "paiements suivants ; à lui seul, il n'est pas un indu.",
                   act.rule("mie.cards.after_payment"));
}

/// Since the order, a control or cards may have taken away a part of what was due. Of what cards
/// take, the rulebook says that the next payments bear it.
void warn_of_order_above_due(MiePayment const& order, Act const& act) {
  bool const known =
      amount_of(known_figures(act.state, act.context), Figure::entitlement_cents).has_value();
  auto const left = payable_now(act.state, act.context, Tracing::off);
  if (!known || !left) return;
  auto const excess = at_least_zero(Money{} - left->value);
  auto const to_recover = ordered_in_excess(act.state, act.context);
  auto const named =
      "L'ordre " + order.order_reference + " du " + to_french(order.ordered.day()) + " dépasse ";
  if (!to_recover.is_zero()) {
    act.verdict.warn(
        "order_above_due",
        named + "ce qui est dû depuis : " + to_french(to_recover) +
            " ordonnancés en trop. Vérifiez avant de payer : l'excédent serait à recouvrer.",
        act.rule("mie.payable.rule"));
  }
  if (excess > to_recover) {
    act.verdict.warn("order_above_due",
                     named + "de " + to_french(excess - to_recover) +
                         " le plafond qu'ont réduit les cartes commandées depuis : l'écart se "
                         "déduit des paiements suivants ; à lui seul, il n'est pas un indu.",
                     act.rule("mie.cards.after_payment"));
  }
}

/// An order is for what was due when it was signed; what is recorded of later days already may have
/// lowered that.
void warn_of_less_due_since(Money amount, Act const& act) {
  auto const left = payable_now(act.state, act.context, Tracing::off);
  if (!left || left->value >= amount) return;
  act.verdict.warn("order_above_due",
                   "Des cartes déjà enregistrées, d'après le " + to_french(act.context.day()) +
                       ", ramènent ce qui reste à ordonnancer de " + to_french(amount) + " à " +
                       to_french(at_least_zero(left->value)) +
                       ". Vérifiez avant de payer : l'écart se déduit des paiements suivants.",
                   act.rule("mie.cards.after_payment"));
}

/// Less is paid than what was attested since the last order: whoever signs is told.
void warn_of_what_is_kept(MieState const& then, Act const& act) {
  auto const kept = kept_from_payable(then, act.context);
  if (kept.is_zero()) return;
  act.verdict.warn("excess_kept",
                   to_french(kept) +
                       " de ce qui est attesté depuis le dernier ordre ne sont pas payés : ils "
                       "compensent ce qui a été ordonnancé au-delà du dû. Détail : « probant "
                       "explain " +
                       act.context.dossier().text() + " payable ».",
                   act.rule("mie.overcompensation.basis"));
}

/// What a control finds in excess by cards alone is not what it is for: costs that did not occur.
void warn_of_what_cards_take(Money excess, MieState const& concluded, Act const& act) {
  auto const to_recover = excess_to_recover(concluded, act.context).value_or(excess);
  if (excess <= to_recover) return;
  act.verdict.warn("cards_after_payment",
                   to_french(excess - to_recover) + " de la surcompensation, de " +
                       to_french(excess) +
                       ", tiennent aux cartes commandées après un paiement : ils se déduisent des "
                       "paiements suivants et, à eux seuls, ne sont pas un indu.",
                   act.rule("mie.cards.after_payment"));
}

/// A control written down late does not look at what was paid since: whoever signs is told what it
/// makes of that. Another one that concluded since has the last word.
void warn_of_paid_since(MieState const& concluded, Act const& act) {
  bool const overtaken = act.state.conclusion &&
                         act.state.conclusion->concluded->occurred_at > act.context.occurred_at();
  if (overtaken) return;
  auto now = act.state;
  now.conclusion = concluded.conclusion;
  auto const excess = excess_to_recover(now, act.context).value_or(Money{});
  auto const then = excess_to_recover(concluded, act.context).value_or(Money{});
  if (excess <= then) return;
  act.verdict.warn("order_above_due",
                   "Avec ce qui a été payé depuis le " + to_french(act.context.day()) + ", " +
                       to_french(excess) + " dépassent ce que ce contrôle trouve dû (" +
                       to_french(then) +
                       " au jour du contrôle) : une échéance de recouvrement est ouverte.",
                   act.rule("mie.overcompensation.basis"));
}

PaymentPhase payment_phase(MieState const& state, std::int64_t year) {
  auto const* campaign = state.campaign(year);
  return campaign ? campaign->payment : PaymentPhase::none;
}

}  // namespace

void check(CardsOrdered const& e, Act const& act) {
  require_live(act);
  warn_of_period(e, act);
  warn_of_lowered_ceiling(e, act);
  if (e.ordered_on > paris_day(act.context.recorded_at())) {
    refuse_future_date("Le bon de commande des cartes", "data.ordered_on", e.ordered_on, act);
  } else if (e.ordered_on > act.context.day()) {
    act.verdict.warn("date_after_act", "La commande est datée du " + to_french(e.ordered_on) +
                                           ", après l'acte qui la constate (" +
                                           to_french(act.context.day()) + ").");
  }
  if (std::ranges::find(act.state.cards, e.order_reference.value, &CardMovement::order_reference) !=
      act.state.cards.end()) {
    act.verdict.warn(
        "order_reference_reused",
        "Une commande de cartes de cette référence est déjà enregistrée : les quantités "
        "s'ajoutent.");
  }
}

void check(CardsCancelled const& e, Act const& act) {
  require_live(act);
  auto const ordered = cards_under(act.state, e.order_reference.value, act.context.occurred_at());
  if (e.quantity <= ordered) return;
  act.verdict.refuse_field(
      "data.quantity",
      counted(e.quantity.value, "carte annulée", "cartes annulées") + ", alors que la commande " +
          e.order_reference.value + " n'en compte que " +
          std::to_string(std::max<std::int64_t>(ordered, 0)) + " à cette date.",
      act.rule("mie.cards.counted_when"));
}

void complete(PaymentOrdered& e, Act const& act) {
  auto const year = std::to_string(e.year.value);
  auto const known = act.verdict.reasons().size();
  if (!act.state.is_certified(e.year)) {
    act.verdict.refuse(ReasonCode::attainment_not_certified,
                       "L'atteinte des objectifs " + year +
                           " n'est pas attestée : aucune avance n'est versée avant l'attestation.",
                       act.rule("mie.advance"));
  }
  require_after_attestations(act);
  require_convention(act);
  warn_of_lost_candidacy(act);
  warn_of_recoveries(act.context, act.verdict);
  auto const phase = payment_phase(act.state, e.year);
  if (!next_phase(phase, act.body.index())) act.refuse_now("le paiement " + year, phase);
  if (act.verdict.reasons().size() > known) return;  // what is payable would say nothing more

  // All that was ordered counts, whatever its day: nothing is ordered twice.
  auto then = act.state;
  then.cards = as_of(act.state, act.context.occurred_at()).cards;
  auto payable = payable_now(then, act.context, Tracing::on);
  if (!payable) return refuse_unknown_ceiling(act);
  if (payable->value <= Money{}) {
    act.verdict.refuse(ReasonCode::nothing_payable,
                       "Rien à payer : le droit acquis, moins ce qui est déjà ordonnancé, est de " +
                           to_french(payable->value) + ".",
                       act.rule("mie.payable.rule"));
    return;
  }
  warn_of_what_is_kept(then, act);
  warn_of_less_due_since(payable->value, act);
  warn_of_missed_objectives(act);
  e.amount_cents = payable->value;
  e.explanation = std::move(payable->tree).value();
}

void complete(PaymentExecuted& e, Act const& act) {
  auto const* ordered = act.state.awaiting_execution(e.year);
  if (!ordered) {
    return act.refuse_now("le paiement " + std::to_string(e.year.value),
                          payment_phase(act.state, e.year));
  }
  refuse_emptied_order(ordered->amount, act.verdict);
  if (same_person(ordered->ordered_by, act.context.actor().id)) {
    act.verdict.refuse(ReasonCode::segregation_of_duties,
                       "Celui qui a ordonnancé le paiement ne peut l'exécuter : l'ordonnateur et "
                       "le comptable sont deux personnes.",
                       house_rule("segregation_of_duties"));
  }
  Earlier const order{ordered->ordered, "l'ordre de paiement"};
  auto const& rule = house_rule("payment.order");
  require_after(order, ReasonCode::not_allowed_now, rule, act.context, act.verdict);
  require_day_after(e.paid_on, "data.paid_on", order, rule, act.verdict);
  if (e.paid_on > paris_day(act.context.recorded_at())) {
    refuse_future_date("Le paiement", "data.paid_on", e.paid_on, act);
  } else if (e.paid_on > act.context.day()) {
    act.verdict.warn("date_after_act", "Le paiement est daté du " + to_french(e.paid_on) +
                                           ", après l'acte qui le constate (" +
                                           to_french(act.context.day()) + ").");
  }
  e.amount_cents = ordered->amount;
  warn_of_reused_reference(e.payment_reference, act.state.payments, act.verdict);
  warn_of_order_above_due(*ordered, act);
  warn_of_missed_objectives(act);
}

void check(ControlOpened const&, Act const& act) {
  if (act.state.request != RequestPhase::validated) {
    act.refuse_now("la demande", act.state.request);
  } else if (!next_phase(act.state.control, act.body.index())) {
    act.refuse_now("le contrôle", act.state.control);
  } else {
    require_after({act.state.decided, "la validation de la demande"}, ReasonCode::not_allowed_now,
                  act.rule("mie.control.attestation"), act.context, act.verdict);
  }
}

void complete(ControlConcluded& e, Act const& act) {
  if (!next_phase(act.state.control, act.body.index())) {
    return act.refuse_now("le contrôle", act.state.control);
  }
  require_after({act.state.control_opened, "l'ouverture du contrôle"}, ReasonCode::not_allowed_now,
                act.rule("mie.control.attestation"), act.context, act.verdict);
  auto concluded = as_of(act.state, act.context.occurred_at());
  concluded.conclusion = ControlConclusion{e.recognised_costs_cents, std::nullopt};
  auto all = figures(concluded, act.context, Tracing::on);
  auto& excess = all[static_cast<std::size_t>(Figure::overcompensation_cents)];
  if (!excess) return refuse_unknown_ceiling(act);
  auto const eligible = amount_of(all, Figure::eligible_costs_cents).value_or(Money{});
  if (e.recognised_costs_cents > eligible) {
    act.verdict.warn("recognised_above_eligible",
                     "Les coûts reconnus dépassent les coûts éligibles déclarés (" +
                         to_french(eligible) + ") : seuls ceux-ci sont financés.",
                     act.rule("mie.payable.rule"));
  }
  warn_of_what_cards_take(excess->value, concluded, act);
  warn_of_paid_since(concluded, act);
  e.overcompensation_cents = excess->value;
  e.explanation = std::move(excess->tree).value();
}

}  // namespace probant::mie
