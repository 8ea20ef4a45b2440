// From the opening to the withdrawal, and the appeal against it: CRPA art. L. 122-1 and L. 242-2.
#include <algorithm>

#include "engine/kernel/order_of_acts.hpp"
#include "engine/recovery/checks.hpp"
#include "engine/recovery/prescription.hpp"
#include "engine/recovery/target.hpp"

namespace probant {
namespace {

using namespace recovery;

constexpr std::string_view paid_in_dossier =
    "les sommes versées à cette date dans le dossier visé, moins celles que d'autres recouvrements "
    "ont déjà retirées";

/// The establishment must have been heard, or have had the time to speak.
void require_contradiction(RecoveryState const& state, Context const& context, Verdict& verdict) {
  auto const& rule = governing_rule("recovery.steps", state.against, context);
  if (!state.respond_by) {
    verdict.refuse(ReasonCode::contradictory_procedure_pending,
                   "Aucun retrait sans procédure contradictoire : notifiez d'abord une mise en "
                   "demeure, puis attendez les observations de l'établissement ou la fin du délai.",
                   rule);
  } else if (!was_heard(state, context.day())) {
    verdict.refuse(ReasonCode::contradictory_procedure_pending,
                   "L'établissement peut présenter ses observations jusqu'au " +
                       to_french(*state.respond_by) +
                       " à 24 h (heure de Paris) : sans elles, le retrait ne peut être décidé "
                       "avant le " +
                       to_french(state.respond_by->plus_days(1)) + ".",
                   rule);
  }
  auto const pending = ReasonCode::contradictory_procedure_pending;
  require_after({state.notice, "la mise en demeure"}, pending, rule, context, verdict);
  if (!state.respond_by || context.day() > *state.respond_by) return;
  require_after({state.observations, "les observations de l'établissement"}, pending, rule, context,
                verdict);
}

void require_before_prescription(RecoveryState const& state, Context const& context,
                                 Verdict& verdict) {
  auto const last_day = prescription_day(state, context);
  if (context.day() <= last_day) return;
  verdict.warn("prescription_elapsed",
               "La créance est prescrite depuis le " + to_french(last_day) +
                   ", sauf acte interruptif (Code civil, art. 2240 à 2244).",
               context.rules().parameter("recovery.prescription_years"));
}

void warn_of_missing_control(Opened const& e, Context const& context, Verdict& verdict) {
  auto const control = control_of(e.against, context);
  if (e.cause != Cause::overcompensation) return;
  if (control && control->occurred_at <= context.occurred_at()) return;
  verdict.warn("overcompensation_uncontrolled",
               e.against.kind == DossierKind::mie
                   ? "Aucun contrôle n'est conclu au " + to_french(context.day()) + " dans " +
                         e.against.text() +
                         " : la surcompensation se constate à l'issue d'un contrôle."
                   : "La surcompensation est propre au financement des équipements (mie) : dans " +
                         e.against.text() + ", indiquez le manquement en cause (data.cause).",
               context.rules().parameter("mie.overcompensation.basis"));
}

/// What cards ordered after a payment take from it is claimed by a decision of the payer alone: the
/// next payments bear it.
void warn_of_cards(DossierId const& against, Money claimed, Context const& context,
                   Verdict& verdict) {
  auto const computed = overcompensation_of(against, context);
  auto const to_recover = excess_of(against, context);
  if (!computed || !to_recover) return;
  auto const by_cards = std::min(claimed, *computed) - *to_recover;
  if (by_cards <= Money{}) return;
  verdict.warn("cards_after_payment",
               to_french(by_cards) + " de la surcompensation de " + against.text() +
                   " tiennent aux cartes commandées après un paiement : l'écart se déduit des "
                   "paiements suivants ; à lui seul, il n'est pas un indu, et le réclamer est une "
                   "décision de l'ANS à motiver.",
               context.rules().parameter("mie.cards.after_payment"));
}

/// A surcompensation is what a control computed; more than that is owed for another cause. It is
/// given back once: what another recovery takes of it is not taken again.
void check_overcompensation(DossierId const& against, Cause cause, Money amount, Money taken,
                            Context const& context, Verdict& verdict) {
  if (cause != Cause::overcompensation) return;
  warn_of_cards(against, amount + taken, context, verdict);
  auto const computed = overcompensation_of(against, context);
  if (!computed || amount + taken <= *computed) return;
  if (!taken.is_zero()) {
    verdict.refuse(ReasonCode::amount_above_ceiling,
                   "D'autres recouvrements visent déjà " + to_french(taken) +
                       " de la surcompensation de " + against.text() + ", de " +
                       to_french(*computed) + " : il en reste " +
                       to_french(at_least_zero(*computed - taken)) +
                       ". Elle n'est reversée qu'une fois ; pour un autre manquement, indiquez-le "
                       "(data.cause).",
                   context.rules().parameter("mie.overcompensation.basis"));
    return;
  }
  verdict.warn("above_overcompensation",
               "Le montant, " + to_french(amount) + ", dépasse la surcompensation calculée dans " +
                   against.text() + ", " + to_french(*computed) + ".",
               context.rules().parameter("mie.overcompensation.basis"));
}

}  // namespace

bool was_heard(RecoveryState const& state, Date day) {
  return state.respond_by && (state.observations || day > *state.respond_by);
}

void check(RecoveryState const&, Opened& e, Context const& context, Verdict& verdict) {
  if (!can_be_recovered(e.against.kind)) {
    verdict.refuse_field("data.against",
                         "Un recouvrement vise un dossier mie ou aap (data.against), pas « " +
                             e.against.text() + " ».",
                         governing_rule("recovery.grounds", e.against, context));
    return;
  }
  if (!context.find(e.against)) {
    verdict.refuse(ReasonCode::unknown_dossier,
                   "Le dossier visé, " + e.against.text() + ", n'existe pas.",
                   governing_rule("recovery.grounds", e.against, context));
    return;
  }
  require_amount(e.amount_cents, still_recoverable(e.against, context), paid_in_dossier, verdict);
  warn_of_missing_control(e, context, verdict);
  check_overcompensation(e.against, e.cause, e.amount_cents,
                         overcompensation_taken(e.against, true, context), context, verdict);
}

void check(RecoveryState const& state, FormalNoticeServed& e, Context const& context,
           Verdict& verdict) {
  require_not_later(e.notified_on, "data.notified_on", context, verdict);
  auto const floor = context.rules().integer("recovery.notice.floor_days");
  if (e.respond_within_days < floor) {
    verdict.warn("notice_period_short",
                 "Le délai de réponse est de " + std::to_string(e.respond_within_days) +
                     " jours, moins que les " + std::to_string(floor) +
                     " jours en deçà desquels il peut ne pas être tenu pour raisonnable.",
                 governing_rule("recovery.notice.floor_days", state.against, context));
  }
  auto const days = static_cast<int>(std::int64_t{e.respond_within_days});
  e.respond_by =
      end_of_limit(e.notified_on, {.days = days}, holiday_zone_of(state.against, context));
}

void check(RecoveryState const& state, WithdrawalDecided& e, Context const& context,
           Verdict& verdict) {
  require_contradiction(state, context, verdict);
  if (state.awaits_new_withdrawal()) {
    require_amount(e.amount_cents, state.total_withdrawn(), "le retrait partiellement annulé",
                   verdict);
  } else {
    require_amount(e.amount_cents, state.claimed, "la somme réclamée à l'ouverture", verdict);
    // Another recovery may have taken its share since this one was opened.
    auto const left = still_recoverable(state.against, context);
    if (left < std::min(e.amount_cents, state.claimed)) {
      require_amount(e.amount_cents, left, paid_in_dossier, verdict);
    }
  }
  require_before_prescription(state, context, verdict);
  check_overcompensation(state.against, state.cause, e.amount_cents,
                         overcompensation_taken(state.against, false, context), context, verdict);
}

void check(RecoveryState const& state, AppealFiled& e, Context const& context, Verdict& verdict) {
  require_not_later(e.filed_on, "data.filed_on", context, verdict);
  // The limit runs from a notification that states it (CJA art. R. 421-5), and is a délai franc.
  if (!state.remedies_stated || state.judgment()) return;
  auto const& rule = context.rules().parameter("recovery.appeal_months");
  auto const months = static_cast<int>(context.rules().integer(rule.key));
  auto const decided_on = state.withdrawn.back().happening.day();
  auto const last_day = end_of_limit(decided_on, {.months = months, .days = 1},
                                     holiday_zone_of(state.against, context));
  if (e.filed_on > last_day) {
    verdict.warn("appeal_late",
                 "Le recours est formé le " + to_french(e.filed_on) +
                     ", après le délai qui expirait le " + to_french(last_day) +
                     " pour une décision notifiée le jour même.",
                 rule);
  }
}

void check(RecoveryState const& state, AppealDecided& e, Context const& context, Verdict& verdict) {
  require_not_later(e.decided_on, "data.decided_on", context, verdict);
  auto const withdrawn = state.first_withdrawal.value_or(Happening{}).day();
  if (e.decided_on < withdrawn) {
    verdict.warn("judged_before_withdrawal",
                 "Le jugement est daté du " + to_french(e.decided_on) +
                     ", avant la décision de retrait du " + to_french(withdrawn) +
                     " ; la prescription se compte du jugement : vérifiez data.decided_on.",
                 context.rules().parameter("recovery.prescription_years"));
  }
  // The outcome is that of the establishment's claim: a court may also dismiss the payer's appeal.
  bool const annulled = state.annulled() || state.awaits_new_withdrawal();
  if (!annulled || e.outcome != AppealOutcome::dismissed) return;
  verdict.warn("annulment_reversed",
               "Enregistré ainsi, ce jugement rejette la demande de l'établissement, et le retrait "
               "annulé revit. Si c'est l'appel du payeur qui est rejeté, l'annulation demeure : "
               "enregistrez le sens du jugement confirmé (data.outcome).",
               governing_rule("recovery.steps", state.against, context));
}

}  // namespace probant
