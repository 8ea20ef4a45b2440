#include <algorithm>
#include <set>

#include "engine/aap/amounts.hpp"
#include "engine/aap/eligibility.hpp"
#include "engine/aap/exchanges.hpp"
#include "engine/aap/filing.hpp"
#include "engine/aap/instalments.hpp"
#include "engine/kernel/late_exchange.hpp"
#include "engine/kernel/order_of_acts.hpp"
#include "engine/kernel/overload.hpp"
#include "engine/kernel/procedure.hpp"
#include "engine/rules/counted.hpp"
#include "engine/rules/house_rules.hpp"

namespace probant {
namespace {

using namespace aap;

/// What is left to do where a decision was written down the wrong way round.
std::string_view way_back(ProjectPhase phase, EventBody const& body) {
  bool const selected = phase == ProjectPhase::selected || phase == ProjectPhase::under_convention;
  if (selected && std::holds_alternative<ProjectNotSelected>(body)) {
    return " Retenu par erreur, le projet se retire (aap.project_withdrawn).";
  }
  if (phase == ProjectPhase::not_selected && std::holds_alternative<ProjectSelected>(body)) {
    return " Écarté par erreur, il se dépose sous une autre référence dans le délai, au besoin "
           "prorogé (dossier.extension_granted).";
  }
  return {};
}

bool check_phase(AapState const& state, EventBody const& body, Verdict& verdict) {
  if (next_phase(state.phase, body.index())) return true;
  refuse_not_now(verdict, body, "le projet", label_of(state.phase));
  verdict.reasons().back().message += way_back(state.phase, body);
  return false;
}

/// The steps of the call for projects, in the order of its calendar.
void require_last_step(AapState const& state, std::optional<Happening> const& exchange,
                       Context const& context, Verdict& verdict) {
  require_after_all({{state.filed, "le dépôt du projet"},
                     {state.decided, "la sélection du projet"},
                     {state.convention, "la convention"},
                     {state.proofs, "le dépôt des preuves"},
                     {exchange, "l'échange sur les compléments"}},
                    ReasonCode::not_allowed_now, context.rules().parameter("calendar.aap.steps"),
                    context, verdict);
}

void require_last_step(AapState const& state, Context const& context, Verdict& verdict) {
  require_last_step(state, last_exchange(state.complements), context, verdict);
}

/// What ended the examination that an act of this instant belongs to.
std::optional<Happening> examined(AapState const& state, Instant at) {
  if (is_about_proofs(state, at)) return state.attainment;
  return state.decided ? state.decided : state.withdrawn;
}

void check_exchange(AapState const& state, EventBody const& body, Context const& context,
                    Verdict& verdict) {
  bool const asking = std::holds_alternative<ComplementRequested>(body);
  auto const at = context.occurred_at();
  auto const known = complements_of(state, is_about_proofs(state, at));
  auto const ended = examined(state, at);
  auto const& rule = context.rules().parameter("calendar.aap.steps");
  if (came_before(ended, context)) {
    warn_of_decision_since(*ended, rule, verdict);
    require_after({state.filed, "le dépôt du projet"}, ReasonCode::not_allowed_now, rule, context,
                  verdict);
  } else {
    bool const second = asking && !ended && is_awaited(known);
    if (!second && !check_phase(state, body, verdict)) return;
    require_last_step(state, std::nullopt, context, verdict);
  }
  require_room(asking, known, rule, context, verdict);
}

void check_request(ComplementRequested const& e, Context const& context, Verdict& verdict) {
  if (e.due_on < context.day()) {
    verdict.refuse_field("data.due_on",
                         "Le complément est demandé pour le " + to_french(e.due_on) +
                             ", un jour déjà passé (data.due_on) : laissez au porteur le temps de "
                             "répondre.",
                         context.rules().parameter("complement.default_days"));
  }
}

/// Compared without regard to case, as a whole or as the words an official heading holds.
bool names_criterion(std::string_view name, TextList const& criteria) {
  auto const lower = [](std::string_view text) {
    std::string folded;
    for (char const c : text) folded += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return folded;
  };
  return std::ranges::any_of(criteria, [&](std::string const& criterion) {
    return lower(criterion).find(lower(name)) != std::string::npos;
  });
}

/// The list of the texts is introduced by "notamment": others are allowed.
void warn_of_criteria(ProjectSelected const& e, Context const& context, Verdict& verdict) {
  auto const& rule = context.rules().parameter("aap.selection_criteria");
  std::size_t number = 0;
  for (auto const& criterion : e.criteria) {
    ++number;
    if (names_criterion(criterion.name.value, context.rules().texts(rule.key))) continue;
    verdict.warn("criterion_unlisted",
                 "Le critère n° " + std::to_string(number) +
                     " n'est pas un critère d'évaluation de l'appel à projets.",
                 rule);
  }
}

void check(AapState const& state, ProjectSelected const& e, Context const& context,
           Verdict& verdict) {
  if (!state.project) return;
  require_last_step(state, context, verdict);
  warn_of_criteria(e, context, verdict);
  warn_of_lost_candidacies(*state.project, context, verdict);
  warn_of_usage_payments(state, context, verdict);
  auto const& rules = context.rules();
  auto const ceiling = project_ceiling(state, context, Tracing::off);
  warn_of_corrected_activity(state, context, verdict);
  if (e.granted_cents > ceiling.amount.value) {
    verdict.refuse(ReasonCode::amount_above_ceiling,
                   "Le montant octroyé, " + to_french(e.granted_cents) +
                       ", dépasse le plafond de la catégorie " +
                       std::string{name_of(ceiling.category)} + " : octroyez au plus " +
                       to_french(ceiling.amount.value) + ".",
                   ceiling_parameter(context.at_act(*state.filed).rules(), ceiling.category));
  }
  if (e.granted_cents.is_zero()) {
    verdict.refuse(ReasonCode::nothing_payable,
                   "Un projet retenu reçoit un montant : octroyez plus que zéro, ou ne retenez pas "
                   "le projet.",
                   rules.parameter("aap.ars_adjustment"));
  }
  if (e.granted_cents > state.project->requested_cents) {
    verdict.warn("granted_above_requested", "Le montant octroyé, " + to_french(e.granted_cents) +
                                                ", dépasse le montant demandé, " +
                                                to_french(state.project->requested_cents) + ".");
  }
}

void check(AapState const& state, ProjectNotSelected const&, Context const& context,
           Verdict& verdict) {
  require_last_step(state, context, verdict);
}

/// What was paid for a project given up is no longer due: its recovery is the ARS's to open.
void check(AapState const& state, ProjectWithdrawn const&, Context const& context,
           Verdict& verdict) {
  require_last_step(state, context, verdict);
  for (auto const& instalment : state.instalments) {
    if (instalment.phase == InstalmentPhase::none) continue;
    auto const what = "Une tranche de " + to_french(instalment.amount);
    auto const& rule = context.rules().parameter("aap.first_instalment.rule");
    if (instalment.paid) {
      verdict.warn("withdrawn_after_payment",
                   what +
                       " a été payée pour ce projet : retiré, il n'y ouvre plus droit, et l'ARS "
                       "peut en demander le reversement.",
                   rule);
    } else {
      verdict.warn("withdrawn_after_order",
                   what +
                       " est ordonnancée pour ce projet : retiré, il n'y ouvre plus droit. Elle "
                       "n'est plus à payer : seul s'inscrit encore un paiement fait au plus tard "
                       "le jour du retrait.",
                   rule);
    }
  }
}

void check(AapState const& state, ConventionSigned const& e, Context const& context,
           Verdict& verdict) {
  require_last_step(state, context, verdict);
  if (state.decided && e.signed_on < state.decided->day()) {
    verdict.warn("convention_early",
                 "La convention est signée le " + to_french(e.signed_on) +
                     ", avant la sélection du projet, le " + to_french(state.decided->day()) +
                     " : elle doit la suivre.",
                 context.rules().parameter("calendar.aap.steps"));
  }
  if (e.signed_on <= paris_day(context.recorded_at())) return;
  verdict.refuse(ReasonCode::occurred_in_future,
                 "La date de signature, le " + to_french(e.signed_on) +
                     ", est à venir : n'enregistrez qu'une convention signée (data.signed_on).",
                 house_rule("log.time"));
}

void check(AapState const& state, ProofsDeposited const& e, Context const& context,
           Verdict& verdict) {
  context.require_window("aap.proofs", "Le dépôt des preuves de l'appel à projets", verdict);
  if (state.phase == ProjectPhase::selected) {
    verdict.refuse(
        ReasonCode::convention_missing,
        "Le projet n'a pas encore de convention : l'ARS doit en enregistrer la signature "
        "avant le dépôt des preuves.",
        context.rules().parameter("calendar.aap.steps"));
  }
  require_after({state.convention, "la convention entre l'ARS et le porteur"},
                ReasonCode::convention_missing, context.rules().parameter("calendar.aap.steps"),
                context, verdict);
  if (!state.project) return;
  std::set<Line> given;
  for (std::size_t i = 0; i < e.targets.size(); ++i) {
    given.insert(e.targets[i].label);
    if (number_of_target(*state.project, e.targets[i].label) > 0) continue;
    verdict.warn("target_unknown", "La cible n° " + std::to_string(i + 1) +
                                       " des preuves n'est pas une cible du projet déposé.");
  }
  std::set<Line> told;
  for (auto const& target : state.project->targets) {
    if (given.contains(target.label) || !told.insert(target.label).second) continue;
    verdict.warn("target_missing",
                 "Aucune preuve pour la cible n° " +
                     std::to_string(number_of_target(*state.project, target.label)) +
                     " du projet déposé.");
  }
}

void check_attainment(AapState const& state, EventBody const& body, Context const& context,
                      Verdict& verdict) {
  if (state.phase == ProjectPhase::attained || state.phase == ProjectPhase::not_attained) {
    verdict.refuse(ReasonCode::attainment_final,
                   "L'ARS a déjà décidé de l'atteinte le " +
                       (state.attainment ? to_french(state.attainment->day()) : std::string{}) +
                       " (« " + std::string{label_of(state.phase)} +
                       " ») : cette décision est prise une seule fois. Une erreur de saisie se "
                       "corrige ; le sens de la décision se conteste par un recours.",
                   house_rule("aap.attainment"));
    return;
  }
  if (!check_phase(state, body, verdict)) return;
  require_last_step(state, context, verdict);
}

bool proofs_may_come(AapState const& state, View const& view) {
  return state.phase == ProjectPhase::under_convention &&
         !view.window("aap.proofs").closed(view.day());
}

/// Without proofs, attainment is refused only once they can no longer come.
void check_proofs_awaited(AapState const& state, Context const& context, Verdict& verdict) {
  if (!proofs_may_come(state, context)) return;
  auto const window = context.window("aap.proofs");
  verdict.refuse(ReasonCode::not_allowed_now,
                 "Les preuves peuvent encore être déposées jusqu'au " +
                     to_french(window.closes_on.value_or(Date{})) +
                     " : l'atteinte ne peut être refusée avant sans elles.",
                 "aap.proofs", window.source);
}

}  // namespace

Competence competence(AapState const& state, EventBody const& body, View const& view) {
  Competence competence;
  auto const* filed = std::get_if<ProjectFiled>(&body);
  if (!filed && state.project) filed = &*state.project;
  if (!filed) return competence;
  if (auto const* lead = lead_entity(*filed, view)) competence.region = lead->entity->region;
  auto const add = [&](Entity entity) {
    auto& all = competence.applicants;
    if (std::ranges::find(all, entity) == all.end()) all.push_back(entity);
  };
  for (auto const& participant : participants_of(*filed, view)) {
    if (participant.pmsi != filed->lead_pmsi) continue;
    for (auto const* record : participant.entities) {
      add(record->entity->entity);
      for (auto const* candidacy : view.candidacies_covering(record->entity->entity)) {
        add(std::get<HospiconnectState>(candidacy->state).candidate);
      }
    }
  }
  return competence;
}

void decide(AapState const& state, EventBody& body, Context const& context, Verdict& verdict) {
  std::visit(Overload{
                 [&](ProjectFiled& e) {
                   check_phase(state, body, verdict);
                   decide_filing(e, context, verdict);
                 },
                 [&](InstalmentOrdered& e) { decide_order(state, e, context, verdict); },
                 [&](InstalmentPaid& e) { decide_payment(state, e, context, verdict); },
                 [&](ComplementReceived&) { check_exchange(state, body, context, verdict); },
                 [&](ComplementRequested& e) {
                   check_exchange(state, body, context, verdict);
                   check_request(e, context, verdict);
                 },
                 [&](AttainmentValidated&) {
                   check_attainment(state, body, context, verdict);
                   warn_of_missed_targets(state, {}, context, verdict);
                 },
                 [&](AttainmentRefused&) {
                   check_attainment(state, body, context, verdict);
                   check_proofs_awaited(state, context, verdict);
                 },
                 [&]<class E>(E& e) {
                   check_phase(state, body, verdict);
                   if constexpr (requires { check(state, e, context, verdict); }) {
                     check(state, e, context, verdict);
                   }
                 },
             },
             body);
}

std::vector<EventType> possible_events(AapState const& state) {
  auto types = possible_from(state.phase);
  if (can_order(state)) types.push_back(EventBody{InstalmentOrdered{}}.index());
  if (can_pay(state)) types.push_back(EventBody{InstalmentPaid{}}.index());
  return types;
}

std::vector<EventType> possible_events(AapState const& state, View const& view) {
  auto types = possible_events(state);
  if (!view.in_window("aap.window")) std::erase(types, EventBody{ProjectFiled{}}.index());
  if (!view.in_window("aap.proofs")) std::erase(types, EventBody{ProofsDeposited{}}.index());
  if (proofs_may_come(state, view)) std::erase(types, EventBody{AttainmentRefused{}}.index());
  return types;
}

PhaseView phase_view(AapState const& state) {
  PhaseView view{std::string{name_of(state.phase)}, std::string{label_of(state.phase)}, {}};
  if (!state.granted) return view;
  for (std::size_t i = 0; i < state.instalments.size(); ++i) {
    auto const phase = state.instalments[i].phase;
    view.tracks.push_back({"instalment " + std::to_string(i + 1), std::string{name_of(phase)},
                           std::string{label_of(phase)}});
  }
  return view;
}

}  // namespace probant
