#include "engine/transverse/decide.hpp"

#include "engine/kernel/overload.hpp"
#include "engine/kernel/procedure.hpp"
#include "events/codec/patch.hpp"

namespace probant {
namespace {

using namespace transverse;

void check(ExtensionGranted const& e, Context const& context, Verdict& verdict) {
  auto const window = context.window(e.key.value);
  if (!window.closes_on) {
    verdict.refuse(ReasonCode::invalid_field,
                   "« " + e.key.value +
                       " » n'est pas une échéance du calendrier ; voir « probant "
                       "rules » pour les clés calendar.*.");
  } else if (e.new_date <= *window.closes_on) {
    verdict.refuse(ReasonCode::invalid_field, "Une prorogation repousse l'échéance : le " +
                                                  to_french(e.new_date) + " n'est pas après le " +
                                                  to_french(*window.closes_on) + ".");
  }
}

void check(CorrectionRecorded const& e, Dossier const& dossier, FactReader const& facts,
           Verdict& verdict) {
  auto const fact = facts(e.position);
  if (!fact || fact->dossier != dossier.id) {
    verdict.refuse(ReasonCode::invalid_field, "La position " + std::to_string(e.position) +
                                                  " n'est pas celle d'un événement de " +
                                                  dossier.id.text() + ".");
    return;
  }
  if (fact->event.about().in_any_dossier || fact->erased) {
    verdict.refuse(ReasonCode::not_allowed_now,
                   "Cet événement ne se corrige pas : " +
                       std::string{fact->erased ? "son contenu a été effacé."
                                                : "il est lui-même un acte de gestion."});
    return;
  }
  auto const corrected = apply_corrections(fact->event, e.corrections);
  if (auto const* issues = std::get_if<Issues>(&corrected)) {
    for (auto const& issue : *issues) {
      bool const computed = issue.code == IssueCode::computed_field;
      verdict.refuse(computed ? ReasonCode::computed_field : ReasonCode::invalid_field,
                     issue.field + " : " + issue.message);
    }
  }
}

void check_hold(Dossier const& dossier, EventBody const& body, Verdict& verdict) {
  if (next_phase(dossier.transverse.hold, body.index())) return;
  refuse_not_now(verdict, body, "le gel juridique", label_of(dossier.transverse.hold));
}

void check_erasure(Dossier const& dossier, Context const& context, Verdict& verdict) {
  if (dossier.transverse.hold == HoldPhase::held) {
    verdict.refuse(ReasonCode::legal_hold,
                   "Le dossier est sous gel juridique : rien n'y est effacé avant sa levée.");
  }
  verdict.refuse(ReasonCode::not_allowed_now,
                 "Un contenu ne s'efface pas par une proposition : l'effacement demande deux "
                 "personnes et la commande « probant erase ».",
                 context.rules().parameter("retention.years"));
}

}  // namespace

void decide_transverse(Dossier const& dossier, EventBody const& body, Context const& context,
                       FactReader const& facts, Verdict& verdict) {
  std::visit(Overload{
                 [&](ExtensionGranted const& e) { check(e, context, verdict); },
                 [&](CorrectionRecorded const& e) { check(e, dossier, facts, verdict); },
                 [&](LegalHoldSet const&) { check_hold(dossier, body, verdict); },
                 [&](LegalHoldLifted const&) { check_hold(dossier, body, verdict); },
                 [&](PayloadErased const&) { check_erasure(dossier, context, verdict); },
                 [&](auto const&) {},
             },
             body);
}

std::vector<EventType> possible_transverse_events(TransverseState const& state) {
  auto types = possible_from(state.hold);
  types.push_back(EventBody{ExtensionGranted{}}.index());
  types.push_back(EventBody{CorrectionRecorded{}}.index());
  return types;
}

}  // namespace probant
