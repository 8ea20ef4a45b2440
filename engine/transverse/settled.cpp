#include "engine/transverse/settled.hpp"

#include <algorithm>

#include "engine/rules/house_rules.hpp"

namespace probant {
namespace {

using transverse::CorrectionRecorded;

bool changes(CorrectionRecorded const& correction, std::string_view path) {
  auto const names = [&](transverse::FieldCorrection const& one) { return one.path.value == path; };
  return std::ranges::any_of(correction.corrections, names) ||
         (correction.recomputed && std::ranges::any_of(*correction.recomputed, names));
}

void refuse_paid(Verdict& verdict) {
  verdict.refuse(
      ReasonCode::not_allowed_now,
      "Ainsi corrigé, l'acte changerait un montant déjà payé : un paiement ne se corrige "
      "pas, ce qui a été versé en trop se récupère par une procédure de recouvrement.",
      house_rule("dossier.correction"));
}

bool is_at(std::optional<Happening> const& happening, Position position) {
  return happening && happening->position == position;
}

bool is_paid(AapState const& state, Position position) {
  return std::ranges::any_of(state.instalments, [&](Instalment const& one) {
    return one.paid && (is_at(one.ordered, position) || is_at(one.paid, position));
  });
}

bool is_paid(MieState const& state, Position position) {
  return std::ranges::any_of(state.payments, [&](MiePayment const& one) {
    return one.executed && (one.ordered.position == position || is_at(one.executed, position));
  });
}

void check_grant(CorrectionRecorded const& correction, AapState const& state, Verdict& verdict) {
  bool const ordered = std::ranges::any_of(
      state.instalments, [](Instalment const& one) { return one.ordered.has_value(); });
  if (!ordered || !changes(correction, "granted_cents")) return;
  verdict.refuse(ReasonCode::not_allowed_now,
                 "Une tranche de ce montant est déjà ordonnancée : le montant octroyé ne se "
                 "corrige plus. Octroyé en trop, ce qui est payé se récupère (recovery.opened) ; "
                 "octroyé en moins, le reste ne peut plus l'être dans ce dossier.",
                 house_rule("dossier.correction"));
}

void check_ceiling(CorrectionRecorded const& correction, aap::ProjectFiled const& corrected,
                   AapState const& state, Verdict& verdict) {
  if (!changes(correction, "ceiling_cents") || !state.granted) return;
  if (*state.granted <= corrected.ceiling_cents) return;
  verdict.refuse(ReasonCode::amount_above_ceiling,
                 "Le plafond ainsi recalculé, " + to_french(corrected.ceiling_cents) +
                     ", est inférieur au montant octroyé, " + to_french(*state.granted) +
                     " : corrigez d'abord la décision qui l'octroie.",
                 house_rule("dossier.correction"));
}

}  // namespace

void keep_what_is_settled(CorrectionRecorded const& correction, Event const& corrected,
                          Dossier const& dossier, Verdict& verdict) {
  auto const position = correction.position.value;
  bool const moves_amount = changes(correction, "amount_cents");
  if (auto const* project = std::get_if<AapState>(&dossier.state)) {
    if (moves_amount && is_paid(*project, position)) refuse_paid(verdict);
    if (is_at(project->decided, position)) check_grant(correction, *project, verdict);
    if (auto const* filed = std::get_if<aap::ProjectFiled>(&corrected.body)) {
      check_ceiling(correction, *filed, *project, verdict);
    }
  } else if (auto const* funding = std::get_if<MieState>(&dossier.state)) {
    if (moves_amount && is_paid(*funding, position)) refuse_paid(verdict);
  }
}

}  // namespace probant
