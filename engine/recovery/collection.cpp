// From the order to the closing: the money, in its legal order (décret 2012-1246, art. 192 and
// 193).
#include <algorithm>

#include "engine/kernel/order_of_acts.hpp"
#include "engine/kernel/same_person.hpp"
#include "engine/recovery/cash.hpp"
#include "engine/recovery/checks.hpp"
#include "engine/recovery/target.hpp"
#include "engine/rules/house_rules.hpp"

namespace probant {
namespace {

using namespace recovery;

constexpr std::string_view what_remains = "ce qui reste dû";

Position last_of(std::vector<DatedAmount> const& amounts) {
  return amounts.empty() ? Position{-1} : amounts.back().happening.position;
}

void require_not_earlier(Date day, std::string_view field, RecoveryState const& state,
                         Context const& context, Verdict& verdict) {
  if (day >= context.day()) return;
  verdict.refuse_field(std::string{field},
                       "Une échéance ne peut être déjà passée : le " + to_french(day) + " (" +
                           std::string{field} + ") précède l'acte, du " + to_french(context.day()) +
                           ".",
                       governing_rule("recovery.steps", state.against, context));
}

/// A later control or a correction may have taken the ground from what was withdrawn.
void warn_of_lost_ground(RecoveryState const& state, Context const& context, Verdict& verdict) {
  auto const excess = overcompensation_of(state.against, context);
  if (state.cause != Cause::overcompensation || !excess) return;
  auto const others = overcompensation_taken(state.against, false, context);
  if (state.undue() + others <= *excess) return;
  verdict.warn("above_overcompensation",
               "La surcompensation de " + state.against.text() + " est de " + to_french(*excess) +
                   ", alors que " + to_french(state.undue()) + " restent retirés" +
                   (others.is_zero() ? "" : " ici et " + to_french(others) + " ailleurs") +
                   " : une remise ou un jugement peut réduire ce qui est dû avant de l'ordonner.",
               context.rules().parameter("mie.overcompensation.basis"));
}

/// Refuses unless something remains due.
bool require_debt(RecoveryState const& state, Verdict& verdict) {
  if (!state.still_due().is_zero()) return true;
  verdict.refuse(ReasonCode::nothing_payable, "Rien ne reste dû : il n'y a rien à recouvrer.",
                 house_rule("recovery.amounts"));
  return false;
}

void require_some(Money amount, Verdict& verdict) {
  if (!amount.is_zero()) return;
  verdict.refuse_field("data.amount_cents",
                       "Le montant (data.amount_cents) doit être supérieur à zéro.",
                       house_rule("recovery.amounts"));
}

}  // namespace

void require_amount(Money amount, Money ceiling, std::string_view what, Verdict& verdict) {
  require_some(amount, verdict);
  if (amount > ceiling) {
    verdict.refuse(ReasonCode::amount_above_ceiling,
                   "Le montant, " + to_french(amount) + ", dépasse " + std::string{what} + " : " +
                       to_french(ceiling) + ".",
                   house_rule("recovery.amounts"));
  }
}

void require_not_later(Date day, std::string_view field, Context const& context, Verdict& verdict) {
  if (day <= context.day()) return;
  verdict.refuse_field(std::string{field},
                       "Le " + to_french(day) + " (" + std::string{field} +
                           ") est postérieur à l'acte, du " + to_french(context.day()) + ".",
                       house_rule("log.time"));
}

void warn_of_reused_reference(RecoveryState const& state, Line const& reference,
                              Context const& context, Verdict& verdict) {
  for (auto const* one : context.recoveries_against(state.against)) {
    auto const& other = std::get<RecoveryState>(one->state);
    bool const same = other.against == state.against;
    if (!same || !other.payment_references.contains(reference.value)) continue;
    verdict.warn("payment_reference_reused",
                 "Un mouvement de cette référence (data.payment_reference) est déjà enregistré "
                 "dans " +
                     one->id.text() + " : vérifiez que la même somme n'est pas comptée deux fois.",
                 house_rule("recovery.amounts"));
  }
}

void check(RecoveryState const& state, RepaymentOrdered& e, Context const& context,
           Verdict& verdict) {
  e.amount_cents = state.still_due();
  bool const debt = require_debt(state, verdict);
  if (debt) warn_of_lost_ground(state, context, verdict);
  if (debt && state.awaits_new_withdrawal()) {
    verdict.warn("new_withdrawal_awaited",
                 "Un jugement a annulé une partie du retrait : décidez d'abord le retrait qui en "
                 "tire la conséquence, sans quoi l'ordre porte sur la somme entière.",
                 governing_rule("recovery.steps", state.against, context));
  }
  require_not_earlier(e.due_on, "data.due_on", state, context, verdict);
  auto const& threshold = context.rules().parameter("recovery.waiver_threshold_cents");
  if (debt && e.amount_cents <= context.rules().money(threshold.key)) {
    verdict.warn("below_waiver_threshold",
                 "La somme n'excède pas le seuil au-dessous duquel elle peut n'être pas "
                 "recouvrée ; une remise la solderait.",
                 threshold);
  }
}

void check(RecoveryState const& state, InstalmentsGranted& e, Context const& context,
           Verdict& verdict) {
  // Some of it may have been received since, and booked before the plan.
  auto const then = as_of(state, context.occurred_at());
  require_debt(then, verdict);
  auto const& rule = governing_rule("recovery.steps", state.against, context);
  Money total;
  for (std::size_t i = 0; i < e.schedule.size(); ++i) {
    auto const& line = e.schedule[i];
    auto const path = "data.schedule[" + std::to_string(i) + "]";
    total += line.amount_cents;
    if (line.amount_cents.is_zero()) {
      verdict.refuse_field(path + ".amount_cents",
                           "Une échéance doit être supérieure à zéro (" + path + ".amount_cents).",
                           house_rule("recovery.amounts"));
    }
    if (i > 0 && line.due_on <= e.schedule[i - 1].due_on) {
      verdict.refuse_field(path + ".due_on",
                           "Les échéances vont de la plus proche à la plus lointaine, sans deux le "
                           "même jour (" +
                               path + ".due_on).",
                           rule);
    }
  }
  require_not_earlier(e.schedule.front().due_on, "data.schedule[0].due_on", state, context,
                      verdict);
  if (total != then.still_due()) {
    verdict.refuse_field("data.schedule",
                         "L'échéancier (data.schedule) totalise " + to_french(total) +
                             " alors qu'il reste dû " + to_french(then.still_due()) + " au " +
                             to_french(context.day()) + " : les deux doivent être égaux.",
                         house_rule("recovery.amounts"));
  }
}

/// Money that came before a judgment, or before the withdrawal that draws its consequence, and is
/// written down after: the order it came by may have been another.
bool came_before_judgment(RecoveryState const& state, Context const& context) {
  auto const later = [&](Happening const& act) { return context.occurred_at() < act.occurred_at; };
  return (state.judgment() && later(state.judgment()->told)) ||
         (!state.withdrawn.empty() && later(state.withdrawn.back().happening));
}

/// Money that came is booked, be it more than was due: what is not due goes back.
void warn_of_surplus(RecoveryState const& state, Money amount, Verdict& verdict) {
  auto const owed = may_still_come(state);
  if (amount > owed) {
    verdict.warn("received_above_due",
                 "Le montant, " + to_french(amount) + ", dépasse " + std::string{what_remains} +
                     ", " + to_french(owed) + " : " + to_french(amount - owed) +
                     " sont à restituer à l'établissement. S'il est mal saisi, corrigez-le.",
                 house_rule("recovery.restitution"));
  }
  if (auto const resumed = std::min(amount, owed); resumed > state.still_due()) {
    verdict.warn("received_after_write_off",
                 to_french(resumed - state.still_due()) +
                     " étaient admis en non-valeur, ce qui n'éteint pas la dette : l'admission est "
                     "réduite d'autant.",
                 house_rule("recovery.amounts"));
  }
}

void check(RecoveryState const& state, RepaymentReceived& e, Context const& context,
           Verdict& verdict) {
  bool const before = came_before_judgment(state, context);
  if (same_person(state.ordered_by, context.actor().id)) {
    verdict.refuse(ReasonCode::segregation_of_duties,
                   "La personne qui a émis l'ordre de recouvrer ne peut encaisser le reversement.",
                   house_rule("segregation_of_duties"));
  }
  require_some(e.amount_cents, verdict);
  warn_of_surplus(state, e.amount_cents, verdict);
  require_not_later(e.received_on, "data.received_on", context, verdict);
  if (!before) {
    require_after({state.ordered, "l'ordre de recouvrer"}, ReasonCode::not_allowed_now,
                  house_rule("payment.order"), context, verdict);
  }
  warn_of_reused_reference(state, e.payment_reference, context, verdict);
  // An establishment may pay back before it is ordered to: nothing forbids it.
  if (state.ordered && e.received_on < state.ordered->day()) {
    verdict.warn("received_before_order",
                 "Le reversement est encaissé le " + to_french(e.received_on) +
                     ", avant l'ordre de recouvrer, du " + to_french(state.ordered->day()) +
                     " : vérifiez la date d'encaissement.",
                 house_rule("payment.order"));
  }
}

/// What money booked before, and come after, has paid of it goes back.
void check(RecoveryState const& state, Waived& e, Context const& context, Verdict& verdict) {
  auto const then = as_of(state, context.occurred_at()).still_due();
  require_amount(e.amount_cents, then, what_remains, verdict);
  if (e.amount_cents > then || e.amount_cents <= state.still_due()) return;
  verdict.warn("restitution_due",
               to_french(e.amount_cents - state.still_due()) +
                   " de cette remise sont encaissés depuis : ils sont à restituer à "
                   "l'établissement.",
               house_rule("recovery.restitution"));
}

void check(RecoveryState const& state, WrittenOff& e, Context const& context, Verdict& verdict) {
  require_amount(e.amount_cents, as_of(state, context.occurred_at()).still_due(), what_remains,
                 verdict);
}

/// Closed without money, a recovery leaves what was found to be paid back.
void warn_of_what_is_left(RecoveryState const& state, Outcome outcome, Context const& context,
                          Verdict& verdict) {
  if (outcome != Outcome::no_action && outcome != Outcome::remedied) return;
  auto const excess = excess_of(state.against, context);
  if (state.cause != Cause::overcompensation || !excess || excess->is_zero()) return;
  verdict.warn("overcompensation_left",
               "Clos sans retrait, ce recouvrement laisse une surcompensation de " +
                   to_french(*excess) + " dans " + state.against.text() +
                   " : l'échéance de son recouvrement y reste ouverte.",
               context.rules().parameter("mie.overcompensation.basis"));
}

void check(RecoveryState const& state, Closed& e, Context const& context, Verdict& verdict) {
  auto const outcome = outcome_now(state);
  if (!outcome) {
    verdict.refuse(ReasonCode::not_allowed_now,
                   state.still_due().is_zero()
                       ? "Un jugement a annulé une partie du retrait : décidez d'abord le retrait "
                         "qui en tire la conséquence."
                       : "Il reste dû " + to_french(state.still_due()) +
                             " : le recouvrement se clôt une fois cette somme encaissée, remise "
                             "ou admise en non-valeur.",
                   house_rule("recovery.amounts"));
    return;
  }
  e.outcome = *outcome;
  warn_of_what_is_left(state, *outcome, context, verdict);
  if (!state.to_restore().is_zero()) {
    verdict.warn("restitution_due",
                 to_french(state.to_restore()) +
                     " encaissés restent à restituer à l'établissement : la clôture ne l'en "
                     "dispense pas.",
                 house_rule("recovery.restitution"));
  }
  if (state.appeal == AppealPhase::filed) {
    verdict.warn("appeal_pending", "Un recours est pendant ; le jugement rouvrira le dossier.");
  }
}

Money may_still_come(RecoveryState const& state) {
  auto pursued = state;
  pursued.written_off.clear();
  return pursued.still_due();
}

bool awaits_another_order(RecoveryState const& state) {
  if (!state.ordered || state.still_due().is_zero()) return false;
  Money ordered;
  for (auto const& line : state.due) ordered += line.amount;
  return state.awaits_new_order() || state.still_due() > ordered - state.recovered();
}

std::optional<Outcome> outcome_now(RecoveryState const& state) {
  if (state.remedied) return Outcome::remedied;
  if (!state.first_withdrawal) return Outcome::no_action;
  if (state.annulled()) return Outcome::annulled;
  if (!state.still_due().is_zero() || state.awaits_new_withdrawal()) return std::nullopt;
  // What settled it is the act that left nothing due.
  auto const received = last_of(state.received);
  auto const waived = last_of(state.waived);
  auto const written_off = last_of(state.written_off);
  if (received > std::max(waived, written_off)) return Outcome::recovered;
  return waived > written_off ? Outcome::waived : Outcome::written_off;
}

}  // namespace probant
