#include "engine/aap/eligibility.hpp"

#include <algorithm>

#include "engine/hospiconnect/validity.hpp"
#include "engine/transverse/unknown.hpp"

namespace probant {
namespace {

using namespace aap;

/// A condition that is not met, by one participant.
struct Shortcoming {
  ReasonCode code;
  std::string message;
  std::string_view rule;
};

/// What was found for a participant: in words, and what is missing.
struct Findings {
  std::vector<std::string> words;
  std::vector<Shortcoming> missing;

  void lacks(ReasonCode code, std::string message, std::string_view rule) {
    words.push_back(message);
    missing.push_back({code, std::move(message), rule});
  }
};

HospiconnectState const& candidacy_of(Dossier const& dossier) {
  return std::get<HospiconnectState>(dossier.state);
}

/// The validated candidacy that covers the entity at the act's instant, else any that covers it.
Dossier const* covering(Entity entity, Context const& context, bool& validated) {
  auto const candidacies = context.candidacies_covering(entity);
  auto const in_force = std::ranges::find_if(candidacies, [&](Dossier const* dossier) {
    return candidacy_of(*dossier).validated_at(context.at());
  });
  validated = in_force != candidacies.end();
  if (validated) return *in_force;
  return candidacies.empty() ? nullptr : candidacies.front();
}

void look_at_milestone(Entity entity, Dossier const* candidacy, Context const& context,
                       Findings& findings) {
  Milestone milestone;
  if (candidacy) {
    auto const& milestones = candidacy_of(*candidacy).milestones;
    if (auto const found = milestones.find(entity); found != milestones.end()) {
      milestone = found->second;
    }
  }
  auto const done = [&](std::optional<Happening> const& act) {
    return act && act->occurred_at <= context.at();
  };
  // What was done since, a late act does not stand on.
  auto const since = [](std::optional<Happening> const& act) {
    return act ? " (fait le " + to_french(act->occurred_at) + " seulement, après l'acte)"
               : std::string{};
  };
  auto const number = entity.text();
  if (done(milestone.note)) {
    findings.words.push_back("Note de cadrage déposée par l'entité " + number + " le " +
                             to_french(milestone.note->day()) + ".");
  } else {
    findings.lacks(ReasonCode::note_de_cadrage_missing,
                   "L'entité " + number +
                       " n'a pas déposé sa note de cadrage (jalon 2026 HospiConnect)" +
                       since(milestone.note) + " : déposez-la avant de soumettre le projet.",
                   "hospiconnect.milestone.items");
  }
  if (done(milestone.indicators)) {
    findings.words.push_back("Indicateurs de maturité IE complets pour l'entité " + number +
                             " le " + to_french(milestone.indicators->day()) + ".");
  } else {
    findings.lacks(ReasonCode::maturity_indicators_missing,
                   "Les indicateurs de maturité IE de l'entité " + number +
                       " ne sont pas complets (jalon 2026 HospiConnect)" +
                       since(milestone.indicators) +
                       " : complétez-les avant de soumettre le projet.",
                   "hospiconnect.milestone.items");
  }
}

void look_at_hospiconnect(Entity entity, Context const& context, Findings& findings) {
  bool validated = false;
  auto const* candidacy = covering(entity, context, validated);
  if (validated) {
    findings.words.push_back("Candidature HospiConnect validée : " + candidacy->id.text() + ".");
  } else {
    auto const found =
        candidacy ? why_not_validated(candidacy->id, candidacy_of(*candidacy), context.at())
                  : std::string{"aucune candidature ne la couvre"};
    findings.lacks(ReasonCode::candidacy_not_validated,
                   "La candidature HospiConnect de l'entité " + entity.text() +
                       " doit être validée par l'ARS avant le dépôt du projet : " + found + ".",
                   "aap.eligibility.other_themes");
  }
  look_at_milestone(entity, candidacy, context, findings);
}

std::string_view french_name(reference::UsageProgramme programme) {
  return programme == reference::UsageProgramme::sun_es ? "SUN-ES" : "HOP'EN 2 phase 1";
}

/// The payments for use, known by now, that close the catch-up to what is filed `then`.
std::vector<UsagePayment const*> closing_payments(Pmsi pmsi, View const& now, View const& then) {
  std::vector<UsagePayment const*> found;
  for (auto const* record : now.owners(pmsi)) {
    for (auto const& payment : record->usage_payments) {
      bool const closes = payment.pmsi == pmsi &&
                          closes_catch_up(payment.programme, payment.amount, payment.paid_on, then);
      if (closes) found.push_back(&payment);
    }
  }
  return found;
}

/// How much and when is told by the register, to those who may read it.
std::string named(UsagePayment const& payment) {
  return "L'établissement " + payment.pmsi.text() + " a reçu un versement d'usage (" +
         std::string{french_name(payment.programme)} + ", position " +
         std::to_string(payment.position) + ")";
}

void look_at_usage_payments(Pmsi pmsi, Context const& context, Findings& findings) {
  for (auto const* payment : closing_payments(pmsi, context, context)) {
    findings.lacks(ReasonCode::usage_payment_received,
                   named(*payment) +
                       " : le rattrapage de la maturité numérique lui est fermé ; une autre "
                       "thématique reste possible.",
                   "aap.eligibility.catch_up");
  }
  if (findings.missing.empty()) findings.words.push_back("Aucun versement d'usage reçu.");
}

Findings look_at(Participant const& participant, Theme theme, Context const& context) {
  Findings findings;
  bool const catch_up = theme == Theme::maturity_catch_up;
  if (catch_up) look_at_usage_payments(participant.pmsi, context, findings);
  if (!catch_up || context.rules().flag("aap.catch_up.requires_hospiconnect")) {
    for (auto const* record : participant.entities) {
      look_at_hospiconnect(record->entity->entity, context, findings);
    }
    if (participant.entities.empty()) {
      findings.lacks(ReasonCode::candidacy_not_validated,
                     "L'entité juridique de l'établissement " + participant.pmsi.text() +
                         " est inconnue du référentiel : sa candidature HospiConnect ne peut être "
                         "vérifiée.",
                     "aap.eligibility.other_themes");
    }
  }
  return findings;
}

void add_entity(std::vector<RegisterState const*>& entities, RegisterState const* record) {
  if (record && std::ranges::find(entities, record) == entities.end()) entities.push_back(record);
}

/// The entity that has the site or, when the register leaves it out by now, had it last: whose
/// project it is does not change by that.
RegisterState const* entity_of(Site site, View const& view) {
  if (auto const* record = view.site(site).entity) return record;
  auto const owner = view.last_owner(site);
  return owner ? view.entity(*owner) : nullptr;
}

}  // namespace

std::vector<Participant> participants_of(ProjectFiled const& project, View const& view) {
  std::vector<Participant> participants{{project.lead_pmsi, {}}};
  for (auto const& item : project.perimeter) {
    auto place = std::ranges::find(participants, item.pmsi, &Participant::pmsi);
    if (place == participants.end()) {
      place = participants.insert(participants.end(), Participant{item.pmsi, {}});
    }
    add_entity(place->entities, entity_of(item.site, view));
  }
  for (auto& participant : participants) {
    if (participant.entities.empty()) participant.entities = view.owners(participant.pmsi);
  }
  std::sort(participants.begin() + 1, participants.end(),
            [](auto const& a, auto const& b) { return a.pmsi < b.pmsi; });
  return participants;
}

RegisterState const* lead_entity(ProjectFiled const& project, View const& view) {
  for (auto const& item : project.perimeter) {
    if (item.pmsi != project.lead_pmsi) continue;
    if (auto const* record = entity_of(item.site, view)) return record;
  }
  auto const owners = view.owners(project.lead_pmsi);
  return owners.empty() ? nullptr : owners.front();
}

/// Whether all participants must qualify, or the lead alone.
bool everyone_must_qualify(ProjectFiled const& project, Rulebook const& rules) {
  return rules.text(project.theme == Theme::maturity_catch_up
                        ? "aap.eligibility.catch_up.participants"
                        : "aap.eligibility.participants") == "all";
}

bool closes_catch_up(reference::UsageProgramme programme, Money amount, Date paid_on,
                     View const& then) {
  auto const& programmes = then.rules().texts("aap.usage_payment.programmes");
  return amount > Money{} && paid_on <= then.day() &&
         std::ranges::count(programmes, name_of(programme)) > 0;
}

Any<ParticipantEligibility> check_eligibility(ProjectFiled const& project, Context const& context,
                                              Verdict& verdict) {
  auto const& rules = context.rules();
  bool const everyone = everyone_must_qualify(project, rules);
  Any<ParticipantEligibility> eligibility;
  std::vector<std::string> told;
  for (auto const& participant : participants_of(project, context)) {
    auto const findings = look_at(participant, project.theme, context);
    auto& result = eligibility.emplace_back();
    result.pmsi = participant.pmsi;
    result.eligible = findings.missing.empty();
    result.findings.assign(findings.words.begin(), findings.words.end());
    if (!everyone && participant.pmsi != project.lead_pmsi) continue;
    for (auto const& lack : findings.missing) {
      // Two participants of one entity lack the same thing: it is said once.
      if (std::ranges::find(told, lack.message) != told.end()) continue;
      told.push_back(lack.message);
      verdict.refuse(lack.code, lack.message, rules.parameter(lack.rule));
    }
  }
  return eligibility;
}

void warn_of_lost_candidacies(ProjectFiled const& project, Context const& context,
                              Verdict& verdict) {
  auto const* key = project.theme == Theme::maturity_catch_up ? "aap.catch_up.requires_hospiconnect"
                                                              : "aap.eligibility.other_themes";
  bool const rests_on_it = project.theme != Theme::maturity_catch_up || context.rules().flag(key);
  if (!rests_on_it) return;
  bool const everyone = everyone_must_qualify(project, context.rules());
  for (auto const& participant : participants_of(project, context)) {
    if (!everyone && participant.pmsi != project.lead_pmsi) continue;
    for (auto const* record : participant.entities) {
      bool validated = false;
      covering(record->entity->entity, context, validated);
      if (validated) continue;
      verdict.warn("candidacy_lost",
                   "La candidature HospiConnect de l'entité " + record->entity->entity.text() +
                       " n'est plus validée (retirée ou rejetée) : vérifiez que le projet peut "
                       "encore être retenu.",
                   context.rules().parameter(key));
    }
  }
}

void warn_of_usage_payments(AapState const& state, Context const& context, Verdict& verdict) {
  if (!state.project || state.project->theme != Theme::maturity_catch_up) return;
  auto const* dossier = context.find(context.dossier());
  if (dossier && emptied<ProjectFiled>(dossier->transverse)) return;  // its theme is gone
  auto const then = context.at_act(*state.filed);
  bool const everyone = everyone_must_qualify(*state.project, then.rules());
  for (auto const pmsi : state.participants()) {
    if (!everyone && pmsi != state.project->lead_pmsi) continue;
    for (auto const* payment : closing_payments(pmsi, context, then)) {
      verdict.warn("usage_payment_received",
                   named(*payment) + " appris depuis le dépôt du " + to_french(state.filed->day()) +
                       " : il aurait fermé à ce projet le rattrapage de la maturité numérique. À "
                       "vérifier avant de le sélectionner ou de le payer.",
                   then.rules().parameter("aap.eligibility.catch_up"));
    }
  }
}

}  // namespace probant
