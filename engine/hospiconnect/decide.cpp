#include "engine/kernel/applicants.hpp"
#include "engine/kernel/late_exchange.hpp"
#include "engine/kernel/order_of_acts.hpp"
#include "engine/kernel/overload.hpp"
#include "engine/kernel/procedure.hpp"
#include "engine/rules/house_rules.hpp"

namespace probant {
namespace {

using namespace hospiconnect;

void check(CandidacyFiled const& e, Context const& context, Verdict& verdict) {
  context.require_window("hospiconnect.window", "Le guichet de candidature HospiConnect", verdict);
  check_applicant(e.candidate, e.entities, context, verdict);
  for (auto const entity : e.entities) {
    for (auto const* other : context.candidacies_covering(entity)) {
      auto const& candidacy = std::get<HospiconnectState>(other->state);
      bool const alive = candidacy.phase != CandidacyPhase::withdrawn &&
                         candidacy.phase != CandidacyPhase::rejected;
      if (alive && other->id != context.dossier()) {
        refuse_candidate(verdict, "L'entité " + entity.text() + " est déjà couverte par " +
                                      other->id.text() + ".");
      }
    }
  }
}

void check(ComplementRequested const& e, Context const& context, Verdict& verdict) {
  if (e.due_on >= context.day()) return;
  verdict.refuse_field("data.due_on",
                       "Le complément est demandé pour le " + to_french(e.due_on) +
                           ", un jour déjà passé : laissez au candidat le temps de répondre.",
                       context.rules().parameter("complement.default_days"));
}

void check_milestone(HospiconnectState const& state, EventBody const& body, Entity entity,
                     Verdict& verdict) {
  bool const alive = state.phase == CandidacyPhase::filed ||
                     state.phase == CandidacyPhase::complement_awaited ||
                     state.phase == CandidacyPhase::validated;
  if (!alive) {
    refuse_not_now(verdict, body, "la candidature", label_of(state.phase));
  } else if (!state.covers(entity)) {
    verdict.refuse(ReasonCode::unknown_entity,
                   "L'entité " + entity.text() + " ne fait pas partie de cette candidature.",
                   house_rule("candidate.authorised"));
  }
}

/// When the examination of the candidacy ended: one validated may be withdrawn later.
std::optional<Happening> examined(HospiconnectState const& state) {
  auto const& validities = state.validities;
  bool const validated =
      state.filed && !validities.empty() && validities.back().from.position > state.filed->position;
  return validated ? std::optional{validities.back().from} : state.decided;
}

/// What was asked of a candidacy withdrawn since is not awaited of the one filed in its place.
std::vector<Complement> complements_of_last(HospiconnectState const& state) {
  auto known = state.complements;
  std::erase_if(known, [&](Complement const& one) {
    return state.filed && one.requested.position < state.filed->position;
  });
  return known;
}

void check_exchange(HospiconnectState const& state, EventBody const& body, Context const& context,
                    Verdict& verdict) {
  bool const asking = std::holds_alternative<ComplementRequested>(body);
  auto const known = complements_of_last(state);
  auto const ended = examined(state);
  auto const& rule = house_rule("lifecycle.hospiconnect");
  bool const late = came_before(ended, context);
  bool const second = asking && !ended && is_awaited(known);
  if (!late && !second && !next_phase(state.phase, body.index())) {
    return refuse_not_now(verdict, body, "la candidature", label_of(state.phase));
  }
  if (late) warn_of_decision_since(*ended, rule, verdict);
  require_after({state.filed, "le dépôt de la candidature"}, ReasonCode::not_allowed_now, rule,
                context, verdict);
  require_room(asking, known, rule, context, verdict);
}

/// What is left to do where a decision was written down the wrong way round.
std::string_view way_back(CandidacyPhase phase, EventBody const& body) {
  if (phase == CandidacyPhase::validated && std::holds_alternative<CandidacyRejected>(body)) {
    return " Validée par erreur, elle se retire (hospiconnect.candidacy_withdrawn), puis se dépose "
           "de nouveau dans le délai, au besoin prorogé (dossier.extension_granted).";
  }
  if (phase == CandidacyPhase::rejected && std::holds_alternative<CandidacyValidated>(body)) {
    return " Le sens d'une décision ne se corrige pas : enregistré par erreur, un rejet demeure "
           "dans ce dossier.";
  }
  return {};
}

/// A step of the candidacy follows the one before it, whenever it is written down.
void check_step(HospiconnectState const& state, EventBody const& body, Context const& context,
                Verdict& verdict) {
  if (!next_phase(state.phase, body.index())) {
    refuse_not_now(verdict, body, "la candidature", label_of(state.phase));
    verdict.reasons().back().message += way_back(state.phase, body);
    return;
  }
  auto const exchange = last_exchange(state.complements);
  require_after_all({{state.filed, "le dépôt de la candidature"},
                     {exchange, "l'échange sur les compléments"},
                     {state.decided, "la décision sur la candidature"}},
                    ReasonCode::not_allowed_now, house_rule("lifecycle.hospiconnect"), context,
                    verdict);
}

}  // namespace

Competence competence(HospiconnectState const& state, EventBody const& body, View const& view) {
  Competence competence;
  auto const named = view.dossier().entity();
  auto const candidate = named ? *named : state.candidate;
  if (auto const* record = view.entity(candidate)) competence.region = record->entity->region;
  competence.applicants = {candidate};
  // An entity deposits its own milestone documents, or the candidate does for it.
  if (auto const* note = std::get_if<NoteDeCadrageDeposited>(&body)) {
    competence.applicants.push_back(note->entity);
  } else if (auto const* done = std::get_if<MaturityIndicatorsCompleted>(&body)) {
    competence.applicants.push_back(done->entity);
  }
  return competence;
}

void decide(HospiconnectState const& state, EventBody& body, Context const& context,
            Verdict& verdict) {
  std::visit(
      Overload{
          [&](CandidacyFiled const& e) {
            check_step(state, body, context, verdict);
            check(e, context, verdict);
          },
          [&](ComplementRequested const& e) {
            check_exchange(state, body, context, verdict);
            check(e, context, verdict);
          },
          [&](ComplementReceived const&) { check_exchange(state, body, context, verdict); },
          [&](NoteDeCadrageDeposited const& e) { check_milestone(state, body, e.entity, verdict); },
          [&](MaturityIndicatorsCompleted const& e) {
            check_milestone(state, body, e.entity, verdict);
          },
          [&](auto const&) { check_step(state, body, context, verdict); },
      },
      body);
}

std::vector<EventType> possible_events(HospiconnectState const& state) {
  auto types = possible_from(state.phase);
  EventBody const note = NoteDeCadrageDeposited{};
  EventBody const indicators = MaturityIndicatorsCompleted{};
  if (state.phase == CandidacyPhase::filed || state.phase == CandidacyPhase::validated ||
      state.phase == CandidacyPhase::complement_awaited) {
    types.push_back(note.index());
    types.push_back(indicators.index());
  }
  return types;
}

std::vector<EventType> possible_events(HospiconnectState const& state, View const& view) {
  auto types = possible_events(state);
  if (!view.in_window("hospiconnect.window")) {
    std::erase(types, EventBody{CandidacyFiled{}}.index());
  }
  return types;
}

PhaseView phase_view(HospiconnectState const& state) {
  PhaseView view{std::string{name_of(state.phase)}, std::string{label_of(state.phase)}, {}};
  for (auto const& [entity, milestone] : state.milestones) {
    view.tracks.push_back({"milestone " + entity.text(), std::string{name_of(milestone.phase)},
                           std::string{label_of(milestone.phase)}});
  }
  return view;
}

}  // namespace probant
