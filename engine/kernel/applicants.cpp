#include "engine/kernel/applicants.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <vector>

#include "engine/rules/house_rules.hpp"

namespace probant {
namespace {

using Entities = std::span<Entity const>;

bool contains(Entities entities, Entity entity) {
  return std::ranges::find(entities, entity) != entities.end();
}

/// Those of `entities` that `others` does not hold.
std::vector<Entity> missing_from(Entities others, Entities entities) {
  std::vector<Entity> missing;
  for (auto const entity : entities) {
    if (!contains(others, entity)) missing.push_back(entity);
  }
  return missing;
}

std::string listed(Entities entities) {
  std::string text;
  for (auto const entity : entities) text += (text.empty() ? "" : ", ") + entity.text();
  return text;
}

/// The register dates the closing of sites alone: an entity is closed since the last of its own.
std::optional<Date> closed_since(Entity entity, View const& view) {
  auto const* record = view.entity(entity);
  if (!record || !record->entity) return std::nullopt;
  std::optional<Date> last;
  for (auto const& site : record->entity->sites) {
    if (!site.closed || *site.closed > view.day()) return std::nullopt;
    last = std::max(last.value_or(*site.closed), Date{*site.closed});
  }
  return last;
}

/// The texts except none of a group's entities: one that is closed counts until it has left.
void refuse_incomplete_group(Entities missing, View const& view, Verdict& verdict) {
  std::string closed;
  for (auto const entity : missing) {
    auto const since = closed_since(entity, view);
    if (since) closed += " " + entity.text() + " est fermée depuis le " + to_french(*since) + ".";
  }
  if (!closed.empty()) {
    closed +=
        " Une entité fermée compte tant que le référentiel la rattache au groupement : nommez-la, "
        "ou faites d'abord inscrire sa sortie (register.entity_recorded).";
  }
  refuse_candidate(
      verdict, "La candidature d'un GHT porte sur toutes ses entités juridiques ; il manque : " +
                   listed(missing) + "." + closed);
}

/// The composition a group's candidacy was validated with holds: whoever joins or leaves the group
/// later does not undo it.
bool is_as_validated(Entity candidate, Entities entities, View const& view) {
  auto const* dossier = view.find(DossierId::of(DossierKind::hospiconnect, candidate));
  if (!dossier) return false;
  auto const& candidacy = std::get<HospiconnectState>(dossier->state);
  return candidacy.validated_at(view.at()) && missing_from(entities, candidacy.entities).empty() &&
         missing_from(candidacy.entities, entities).empty();
}

/// GHT: the support establishment applies for every legal entity of the group.
void check_ght(reference::EntityRecorded const& record, Entities entities, View const& view,
               Verdict& verdict) {
  if (record.ght_role != reference::GhtRole::support) {
    refuse_candidate(verdict, "L'entité " + record.entity.text() + " est membre du GHT " +
                                  record.ght->value +
                                  " sans en être l'établissement support : c'est le support qui "
                                  "candidate pour l'ensemble du groupement.");
    return;
  }
  if (is_as_validated(record.entity, entities, view)) return;
  auto const members = view.ght_members(record.ght->value);
  if (auto const missing = missing_from(entities, members); !missing.empty()) {
    refuse_incomplete_group(missing, view, verdict);
  }
  if (auto const foreign = missing_from(members, entities); !foreign.empty()) {
    refuse_candidate(verdict, "Ces entités ne font pas partie du GHT " + record.ght->value + " : " +
                                  listed(foreign) + ".");
  }
}

/// FINESS number of the legal entity AP-HP, which is not one for these funds: each GHU is.
constexpr std::string_view aphp = "750712184";

void check_aphp(Entity candidate, Entities entities, View const& view, Verdict& verdict) {
  auto const is_aphp = [](Entity entity) { return entity.text() == aphp; };
  if (!is_aphp(candidate) && std::ranges::none_of(entities, is_aphp)) return;
  verdict.refuse(ReasonCode::candidate_not_authorised,
                 "L'AP-HP (" + std::string{aphp} +
                     ") ne candidate pas elle-même : une candidature est portée par chaque GHU, "
                     "considéré comme une entité juridique distincte. Ses sites sans GHU ne sont "
                     "comptés dans aucune.",
                 view.rules().parameter("mie.candidate.aphp"));
}

/// Outside a GHT (private entity, lone public one, GHU of AP-HP): the entity for itself alone.
void check_alone(Entity candidate, Entities entities, Verdict& verdict) {
  if (entities.size() == 1 && entities.front() == candidate) return;
  refuse_candidate(verdict,
                   "Hors GHT, une entité juridique ne candidate que pour elle-même et "
                   "l'ensemble de ses établissements géographiques.");
}

}  // namespace

void refuse_candidate(Verdict& verdict, std::string message) {
  verdict.refuse(ReasonCode::candidate_not_authorised, std::move(message),
                 house_rule("candidate.authorised"));
}

void check_applicant(Entity candidate, Entities entities, View const& view, Verdict& verdict) {
  if (view.dossier().reference != candidate.text()) {
    refuse_candidate(verdict, "Le dossier porte le numéro de son candidat : " +
                                  DossierId::of(view.dossier().kind, candidate).text() + ".");
  }
  std::set<Entity> seen;
  std::set<Entity> repeated;
  for (auto const entity : entities) {
    if (!seen.insert(entity).second) {
      repeated.insert(entity);
      continue;
    }
    if (!view.entity(entity)) {
      verdict.refuse(ReasonCode::unknown_entity, "L'entité " + entity.text() +
                                                     " n'est pas au référentiel : importez-la ou "
                                                     "inscrivez-la d'abord.");
    }
    if (!entity.key_holds()) {
      verdict.warn("finess_key", "La clé du numéro FINESS " + entity.text() + " ne vérifie pas.");
    }
  }
  // Counted twice, an entity would bring its workforce twice.
  for (auto const entity : repeated) {
    verdict.refuse_field("data.entities", "L'entité " + entity.text() +
                                              " figure plusieurs fois dans data.entities.");
  }
  check_aphp(candidate, entities, view, verdict);
  auto const* record = view.entity(candidate);
  if (!record) {
    if (!contains(entities, candidate)) {
      verdict.refuse(ReasonCode::unknown_entity,
                     "Le candidat " + candidate.text() + " n'est pas au référentiel.");
    }
  } else if (record->entity->ght && !record->entity->ghu.value_or(false)) {
    check_ght(*record->entity, entities, view, verdict);
  } else {
    check_alone(candidate, entities, verdict);
  }
}

}  // namespace probant
