#include "engine/transverse/correction.hpp"

#include <algorithm>

#include "engine/aap/amounts.hpp"
#include "engine/kernel/decision_check.hpp"
#include "engine/kernel/legal_basis.hpp"
#include "engine/kernel/name_rules.hpp"
#include "engine/kernel/order_of_acts.hpp"
#include "engine/kernel/overload.hpp"
#include "engine/kernel/procedure.hpp"
#include "engine/rules/house_rules.hpp"
#include "engine/transverse/consequences.hpp"
#include "engine/transverse/decide.hpp"
#include "engine/transverse/settled.hpp"
#include "events/codec/computed.hpp"
#include "events/codec/patch.hpp"

namespace probant {
namespace {

using transverse::CorrectionRecorded;

/// An event decided anew at its place in the log: its computed fields and what is said of it.
struct Judged {
  Event event;
  Verdict verdict;
};

Judged judged(Position position, StoredFact const& fact, Dossier const& before, Event event,
              World const& world) {
  Proposal proposal;
  proposal.dossier = fact.dossier;
  proposal.actor = fact.actor;
  Context const then{world, proposal, fact.occurred_at, fact.recorded_at, position};
  Judged judged{std::move(event), {}};
  check_author(judged.event.body, judged.verdict);
  check_signature(before, judged.event.body, then, judged.verdict);
  if (auto const* extension = std::get_if<transverse::ExtensionGranted>(&judged.event.body)) {
    check_extension(*extension, then, judged.verdict);
  } else {
    std::visit([&](auto const& state) { decide(state, judged.event.body, then, judged.verdict); },
               before.state);
  }
  name_rules(judged.verdict.reasons(), fact.event.about(), legal_basis(fact.event, &before));
  return judged;
}

/// Where the correction at fault stands when a reason names the field that it corrects.
std::string place_of(std::string const& field, CorrectionRecorded const& correction) {
  for (std::size_t i = 0; i < correction.corrections.size(); ++i) {
    if (field != "data." + correction.corrections[i].path.value) continue;
    return "data.corrections[" + std::to_string(i) + "].becomes";
  }
  return "data.corrections";
}

void refuse_new_reasons(Judged const& as_corrected, Judged const& as_it_stands,
                        CorrectionRecorded const& correction, Verdict& verdict) {
  for (auto reason : as_corrected.verdict.reasons()) {
    bool const known =
        std::ranges::any_of(as_it_stands.verdict.reasons(), [&](Reason const& other) {
          return reason.code == other.code && reason.rule == other.rule;
        });
    if (known) continue;
    reason.message = "Ainsi corrigé, l'acte aurait été refusé : " + reason.message;
    reason.field = place_of(reason.field, correction);
    verdict.reasons().push_back(std::move(reason));
  }
}

/// A warning that says the same of the event as it stands was given when it was recorded.
void pass_on_warnings(Judged const& as_corrected, Judged const& as_it_stands, Verdict& verdict) {
  Warnings said = as_it_stands.verdict.warnings();
  for (auto const& warning : as_corrected.verdict.warnings()) {
    if (std::ranges::find(said, warning) != said.end()) continue;
    said.push_back(warning);
    auto const rule = warning.rule.empty() ? house_rule("dossier.correction").key : warning.rule;
    auto const source =
        warning.source.empty() ? house_rule("dossier.correction").citation() : warning.source;
    verdict.warn(warning.code, "Ainsi corrigé : " + warning.message, rule, source);
  }
}

/// What differs between the two, as changes of what is read today; nothing when a list would get
/// longer or shorter, which no correction can tell.
std::optional<Any<transverse::FieldCorrection>> changes(Event const& today, Event const& stands,
                                                        Event const& corrected) {
  auto const now = computed_fields(today);
  auto const before = computed_fields(stands);
  auto const after = computed_fields(corrected);
  Any<transverse::FieldCorrection> changed;
  for (auto const& [path, value] : after) {
    auto const old = before.find(path);
    auto const shown = now.find(path);
    if (old == before.end() || shown == now.end()) return std::nullopt;
    if (old->second == value || shown->second == value) continue;
    changed.push_back({Line{path}, shown->second, value});
  }
  if (after.size() != before.size()) return std::nullopt;
  return changed;
}

/// The event that what is computed of the corrected one is compared with: as decided today, so that
/// what the register has learnt since changes nothing. A filing whose activity was corrected since
/// is compared as it was recorded: it is measured anew.
Event const& basis(StoredFact const& fact, Judged const& stands, Dossier const& dossier,
                   World const& world) {
  auto const* project = std::get_if<AapState>(&dossier.state);
  bool const filing = project && std::holds_alternative<aap::ProjectFiled>(fact.event.body);
  View const view{world, dossier.id, fact.recorded_at};
  return filing && corrected_since_filing(*project, view) ? fact.event : stands.event;
}

void compute_again(CorrectionRecorded& correction, StoredFact const& fact, Event const& stands,
                   Judged const& corrected, Verdict& verdict) {
  auto changed = changes(fact.event, stands, corrected.event);
  if (!changed) {
    verdict.refuse(ReasonCode::not_allowed_now,
                   "Ainsi corrigé, l'acte ne compterait plus les mêmes établissements : annulez-le "
                   "par un acte de la procédure et enregistrez-le à nouveau.",
                   house_rule("dossier.correction"));
    return;
  }
  auto read = fact.event;
  set_computed(read, *changed, std::nullopt);
  if (!changed->empty()) correction.recomputed = std::move(*changed);
  auto explanation = explanation_of(corrected.event);
  bool const speaks = computed_fields(read) == computed_fields(corrected.event);
  if (speaks && explanation != explanation_of(stands)) {
    correction.explanation = std::move(explanation);
  }
}

void judge_correction(CorrectionRecorded& correction, StoredFact const& fact, Event corrected,
                      Dossier const& dossier, World const& world, Verdict& verdict) {
  auto const before = fact.before();
  auto const position = correction.position.value;
  auto const stands = judged(position, fact, before, fact.event, world);
  auto const better = judged(position, fact, before, std::move(corrected), world);
  refuse_new_reasons(better, stands, correction, verdict);
  pass_on_warnings(better, stands, verdict);
  compute_again(correction, fact, basis(fact, stands, dossier, world), better, verdict);
  keep_what_is_settled(correction, better.event, dossier, verdict);
}

/// What else is to be done where a list of this event has an object too many, or one too few.
std::string_view way_out_of_list(EventBody const& body) {
  return std::visit(
      Overload{
          [](mie::DeclarationTransmitted const&) {
            return " Une dépense de trop se ramène à 0 € (costs[0].amount_cents) ; une dépense "
                   "oubliée se déclare à la campagne suivante.";
          },
          [](recovery::InstalmentsGranted const&) {
            return " Accordez un nouvel échéancier (recovery.instalments_granted) : il remplace "
                   "celui-ci.";
          },
          [](reference::EntityRecorded const&) {
            return " Enregistrez l'entité de nouveau (register.entity_recorded), avec tous ses "
                   "sites.";
          },
          [](aap::ProjectFiled const&) {
            return " Le porteur retire ce projet (aap.project_withdrawn) et en dépose un autre "
                   "dans le délai, au besoin prorogé (dossier.extension_granted).";
          },
          [](aap::ProofsDeposited const&) {
            return " Les preuves d'une cible oubliée se demandent en complément "
                   "(aap.complement_requested).";
          },
          [](auto const&) { return ""; },
      },
      static_cast<EventTypes const&>(body));
}

void refuse_issues(Issues const& issues, EventBody const& body, Verdict& verdict) {
  for (auto const& issue : issues) {
    bool const computed = issue.code == IssueCode::computed_field;
    bool const of_path = !computed && issue.field.ends_with(".field");
    verdict.refuse(computed ? ReasonCode::computed_field : ReasonCode::invalid_field,
                   issue.message + (of_path ? "." + std::string{way_out_of_list(body)} : ""),
                   house_rule("dossier.correction"));
    verdict.reasons().back().field = issue.field;
  }
}

bool is_correctable(Event const& event) {
  return !event.about().in_any_dossier ||
         std::holds_alternative<transverse::ExtensionGranted>(event.body);
}

}  // namespace

void decide_correction(CorrectionRecorded& e, Dossier const& dossier, World const& world,
                       Context const& context, FactReader const& facts, Verdict& verdict) {
  auto const& rule = house_rule("dossier.correction");
  auto const fact = facts(e.position);
  if (!fact || fact->dossier != dossier.id) {
    verdict.refuse_field("data.position",
                         "La position " + std::to_string(e.position) +
                             " n'est pas celle d'un événement de " + dossier.id.text() + ".",
                         rule);
    return;
  }
  if (fact->erased || !is_correctable(fact->event)) {
    verdict.refuse(ReasonCode::not_allowed_now,
                   "Cet événement ne se corrige pas : " +
                       std::string{fact->erased ? "son contenu a été effacé."
                                                : "il est lui-même un acte de gestion."},
                   rule);
    return;
  }
  std::optional<Happening> const act = Happening{e.position, fact->occurred_at};
  require_after({act, "l'acte qu'elle corrige"}, ReasonCode::not_allowed_now, rule, context,
                verdict);
  auto corrected = apply_corrections(fact->event, e.corrections);
  if (auto const* issues = std::get_if<Issues>(&corrected)) {
    return refuse_issues(*issues, fact->event.body, verdict);
  }
  judge_correction(e, *fact, std::get<Event>(std::move(corrected)), dossier, world, verdict);
  if (!verdict.refused()) warn_of_consequences(e, *fact, dossier, world, context, verdict);
}

}  // namespace probant
