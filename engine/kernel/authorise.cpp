#include "engine/kernel/authorise.hpp"

#include <algorithm>
#include <array>

#include "engine/rules/house_rules.hpp"

namespace probant {
namespace {

constexpr std::array<std::string_view, Names<Role>::values.size()> labels{
    "un établissement",
    "une ARS",
    "l'ANS",
    "l'ordonnateur de l'ANS",
    "le comptable de l'ANS",
    "l'ordonnateur de l'ARS",
    "le comptable de l'ARS",
    "un auditeur",
    "la plateforme Convergence",
    "un opérateur"};

bool acts_for_an_ars(Role role) {
  return role == Role::ars || role == Role::ars_authorising_officer ||
         role == Role::ars_accounting_officer;
}

std::string allowed(Roles proposers, Roles never_here) {
  std::string text;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    auto const role = static_cast<Role>(i);
    if (!proposers.has(role) || never_here.has(role)) continue;
    text += (text.empty() ? "" : ", ") + std::string{labels[i]};
  }
  return text.empty() ? "le moteur seul" : text;
}

/// An act that came to staff on paper is the establishment's all the same.
std::string way_of_paper(Role role, Roles proposers) {
  bool const staff = role != Role::establishment && role != Role::auditor;
  if (!staff || !proposers.has(Role::establishment)) return ".";
  return ". Reçu sur papier, il s'inscrit au nom de l'établissement et à sa date (occurred_at), "
         "par « probant record » sur le magasin, le service arrêté : un jeton n'agit que pour son "
         "propre compte.";
}

void check_region(Actor const& actor, Competence const& competence, DossierKind kind,
                  Verdict& verdict) {
  if (!competence.region) {
    verdict.refuse(
        ReasonCode::not_competent_ars,
        "Aucune ARS compétente ne peut être déterminée : l'entité n'est pas au "
        "référentiel, ou ce dossier ne relève d'aucune région (pas encore, ou une référence de "
        "Convergence qui a servi pour plusieurs) : l'ANS peut agir, si l'acte lui est ouvert.",
        competent_ars_rule(kind));
  } else if (actor.organisation != competence.region->text()) {
    verdict.refuse(ReasonCode::not_competent_ars,
                   "L'ARS compétente est celle de la région " + region_name(*competence.region) +
                       " (" + competence.region->text() + "), pas « " + actor.organisation + " ».",
                   competent_ars_rule(kind));
  }
}

}  // namespace

std::string_view role_label(Role role) { return labels[static_cast<std::size_t>(role)]; }

bool is_not_theirs(Reason const& reason) {
  return reason.code == ReasonCode::forbidden_role || reason.code == ReasonCode::not_competent_ars;
}

std::string not_for_others(std::string const& establishment) {
  return "L'établissement " + establishment +
         " ne peut agir que pour son entité ou pour celles dont il porte la candidature.";
}

Parameter const& competent_ars_rule(DossierKind kind) {
  switch (kind) {
    case DossierKind::hospiconnect:
      return house_rule("competent_ars.hospiconnect");
    case DossierKind::aap:
    case DossierKind::recovery:
      return house_rule("competent_ars.aap");
    default:
      return house_rule("competent_ars");
  }
}

void authorise(Actor const& actor, About const& about, Competence const& competence, bool exists,
               DossierKind kind, Verdict& verdict, Roles never_here) {
  if (!about.proposers.has(actor.role)) {
    verdict.refuse(ReasonCode::forbidden_role,
                   "« " + std::string{about.label} + " » ne peut être proposé par " +
                       std::string{role_label(actor.role)} +
                       " ; peuvent le faire : " + allowed(about.proposers, never_here) +
                       way_of_paper(actor.role, about.proposers),
                   house_rule("roles"));
    return;
  }
  bool const has_region = exists || competence.region;
  if (acts_for_an_ars(actor.role) && has_region) check_region(actor, competence, kind, verdict);
  if (acts_for_an_ars(actor.role) && !has_region && !Region::parse(actor.organisation)) {
    verdict.refuse(ReasonCode::not_competent_ars,
                   "« " + actor.organisation +
                       " » n'est pas le code d'une région (actor.organisation) : une ARS agit sous "
                       "le sien, par exemple 84.",
                   competent_ars_rule(kind));
  }
  if (actor.role == Role::establishment && (exists || !competence.applicants.empty())) {
    bool const entitled = std::ranges::any_of(
        competence.applicants, [&](Entity entity) { return entity.view() == actor.organisation; });
    if (!entitled) {
      verdict.refuse(ReasonCode::forbidden_role, not_for_others(actor.organisation),
                     house_rule("roles.own_entity"));
    }
  }
}

}  // namespace probant
