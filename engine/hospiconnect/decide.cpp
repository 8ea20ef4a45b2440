#include <algorithm>

#include "engine/kernel/overload.hpp"
#include "engine/kernel/procedure.hpp"

namespace probant {
namespace {

using namespace hospiconnect;

constexpr std::string_view filing_place =
    "004_216ae045a3483cc5, Entités autorisées à déposer une candidature au financement";

std::string list(std::vector<Entity> const& entities) {
  std::string text;
  for (auto const& entity : entities) text += (text.empty() ? "" : ", ") + entity.text();
  return text;
}

void not_authorised(Verdict& verdict, std::string message) {
  verdict.refuse(ReasonCode::candidate_not_authorised, std::move(message), "candidate.authorised",
                 std::string{filing_place});
}

/// GHT: the support establishment applies for every legal entity of the group.
void check_ght(reference::EntityRecorded const& record, CandidacyFiled const& e,
               Context const& context, Verdict& verdict) {
  if (record.ght_role != reference::GhtRole::support) {
    not_authorised(verdict, "L'entité " + e.candidate.text() + " est membre du GHT " +
                                record.ght->value +
                                " sans en être l'établissement support : c'est le support qui "
                                "candidate pour l'ensemble du groupement.");
    return;
  }
  std::vector<Entity> missing;
  std::vector<Entity> foreign;
  auto const members = context.ght_members(record.ght->value);
  for (auto const member : members) {
    if (std::ranges::find(e.entities, member) == e.entities.end()) missing.push_back(member);
  }
  for (auto const entity : e.entities) {
    if (std::ranges::find(members, entity) == members.end()) foreign.push_back(entity);
  }
  if (!missing.empty()) {
    not_authorised(verdict,
                   "La candidature d'un GHT porte sur toutes ses entités juridiques ; il "
                   "manque : " +
                       list(missing) + ".");
  }
  if (!foreign.empty()) {
    not_authorised(verdict, "Ces entités ne font pas partie du GHT " + record.ght->value + " : " +
                                list(foreign) + ".");
  }
}

/// Outside a GHT (private entity, lone public one, GHU of AP-HP): the entity for itself alone.
void check_alone(CandidacyFiled const& e, Verdict& verdict) {
  if (e.entities.size() == 1 && e.entities.front() == e.candidate) return;
  not_authorised(verdict,
                 "Hors GHT, une entité juridique ne candidate que pour elle-même et "
                 "l'ensemble de ses établissements géographiques.");
}

void check(CandidacyFiled const& e, Context const& context, Verdict& verdict) {
  context.require_window("hospiconnect.window", "Le guichet de candidature HospiConnect", verdict);
  if (context.dossier().reference != e.candidate.text()) {
    not_authorised(verdict,
                   "Le dossier d'une candidature porte le numéro de son candidat : "
                   "hospiconnect:" +
                       e.candidate.text() + ".");
  }
  for (auto const entity : e.entities) {
    if (!context.entity(entity)) {
      verdict.refuse(ReasonCode::unknown_entity, "L'entité " + entity.text() +
                                                     " n'est pas au référentiel : importez-la ou "
                                                     "inscrivez-la d'abord.");
    }
    if (!entity.key_holds()) {
      verdict.warn("finess_key", "La clé du numéro FINESS " + entity.text() + " ne vérifie pas.");
    }
    for (auto const* other : context.candidacies_covering(entity)) {
      auto const& candidacy = std::get<HospiconnectState>(other->state);
      bool const alive = candidacy.phase != CandidacyPhase::withdrawn &&
                         candidacy.phase != CandidacyPhase::rejected;
      if (alive && other->id != context.dossier()) {
        not_authorised(verdict, "L'entité " + entity.text() + " est déjà couverte par " +
                                    other->id.text() + ".");
      }
    }
  }
  auto const* candidate = context.entity(e.candidate);
  if (!candidate) {
    if (std::ranges::find(e.entities, e.candidate) == e.entities.end()) {
      verdict.refuse(ReasonCode::unknown_entity,
                     "Le candidat " + e.candidate.text() + " n'est pas au référentiel.");
    }
  } else if (candidate->entity->ght && !candidate->entity->ghu.value_or(false)) {
    check_ght(*candidate->entity, e, context, verdict);
  } else {
    check_alone(e, verdict);
  }
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
                   "L'entité " + entity.text() + " ne fait pas partie de cette candidature.");
  }
}

void check_phase(HospiconnectState const& state, EventBody const& body, Verdict& verdict) {
  if (next_phase(state.phase, body.index())) return;
  refuse_not_now(verdict, body, "la candidature", label_of(state.phase));
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
            check_phase(state, body, verdict);
            check(e, context, verdict);
          },
          [&](NoteDeCadrageDeposited const& e) { check_milestone(state, body, e.entity, verdict); },
          [&](MaturityIndicatorsCompleted const& e) {
            check_milestone(state, body, e.entity, verdict);
          },
          [&](auto const&) { check_phase(state, body, verdict); },
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

PhaseView phase_view(HospiconnectState const& state) {
  PhaseView view{std::string{name_of(state.phase)}, std::string{label_of(state.phase)}, {}};
  for (auto const& [entity, milestone] : state.milestones) {
    view.tracks.push_back({"milestone " + entity.text(), std::string{name_of(milestone.phase)},
                           std::string{label_of(milestone.phase)}});
  }
  return view;
}

}  // namespace probant
