// AAP HOP'EN 2: what a project dossier holds, the mistakes made in it, and how they are mended.
#include <algorithm>

#include "adapters/simulation/project_story.hpp"

namespace probant::simulation {
namespace {

using namespace aap;

/// What a project asks for, in thousandths of its ceiling.
constexpr std::int64_t least_asked = 550;
/// Ceilings of the categories, smallest first, and the activity from which the next one holds.
struct Step {
  std::string_view ceiling;
  std::string_view next_from;
};
constexpr std::array steps{Step{"aap.ceiling.a_cents", "aap.category.b.from_activity"},
                           Step{"aap.ceiling.b_cents", "aap.category.c.from_activity"},
                           Step{"aap.ceiling.c_cents", "aap.category.d.from_activity"}};
constexpr std::string_view last_ceiling = "aap.ceiling.d_cents";

Proposal on_behalf(DossierId dossier, Actor actor, Instant at, EventBody body) {
  Proposal proposal;
  proposal.dossier = std::move(dossier);
  proposal.actor = std::move(actor);
  proposal.occurred_at = at;
  proposal.event.body = std::move(body);
  return proposal;
}

}  // namespace

/// What the establishment takes its ceiling to be, from the activity it knows of.
Money ProjectStory::ceiling() const {
  auto const& rules = *builtin_rulebook();
  std::map<Pmsi, std::int64_t> activity;
  for (auto const& item : plan_.perimeter) {
    for (auto const* owner : play_.stage.world().owners(item.pmsi)) {
      auto const years = owner->activity.find(item.pmsi);
      if (years == owner->activity.end() || years->second.empty()) continue;
      activity[item.pmsi] = years->second.rbegin()->second.combined;
    }
  }
  std::int64_t total = 0;
  for (auto const& [pmsi, known] : activity) total += known;
  for (auto const& step : steps) {
    if (total < rules.integer(step.next_from)) return rules.money(step.ceiling);
  }
  return rules.money(last_ceiling);
}

ProjectFiled ProjectStory::filing() {
  auto const& rules = *builtin_rulebook();
  auto const theme = "aap.theme." + std::string{name_of(plan_.theme)};
  ProjectFiled filed;
  filed.lead_pmsi = plan_.pmsi;
  filed.theme = plan_.theme;
  filed.title = rules.text(theme + ".label") + " (projet simulé " + dossier_.reference + ")";
  auto const objectives = static_cast<std::int64_t>(rules.texts(theme + ".objectives").size());
  auto const first = random_.between(1, objectives);
  filed.objectives = {std::to_string(first)};
  if (first < objectives) filed.objectives.push_back(std::to_string(first + 1));
  filed.perimeter.assign(plan_.perimeter.begin(), plan_.perimeter.end());
  filed.team = {{"Chef de projet", "Ingénieur"}, {"Référent médical", "Médecin"}};
  filed.lead_person = person_name(random_);
  filed.business_stakes = "Fluidifier les parcours et fiabiliser les données (simulé).";
  filed.it_works = {"Déploiement et interfaçage du logiciel retenu (simulé)."};
  filed.targets = {{"Part des services équipés", TargetKind::quantitative, Line{"90 %"}},
                   {"Procédure dégradée écrite et testée", TargetKind::qualitative, {}}};
  auto const most = ceiling();
  filed.requested_cents =
      random_.between(0, 2) == 0
          ? most
          : Money::cents(most.cents() * random_.between(least_asked, 999) / 1000 -
                         random_.between(0, 99));
  auto const year = rules.integers("aap.forecast_years");
  auto const spent = filed.requested_cents.half_rounded_down();
  filed.forecast = {{Year{year.front()}, spent},
                    {Year{year.back()}, filed.requested_cents - spent}};
  filed.ght_validated = plan_.in_ght;
  return filed;
}

void ProjectStory::make_mistakes(ProjectFiled const& right, Date day) {
  auto const actor = establishment(plan_.lead);
  auto wrong = right;
  if (chance(share::asks_too_much)) {
    wrong.requested_cents = ceiling() + Money::cents(1);
    attempt(start_of_paris_day(day), actor, wrong);
  } else if (chance(share::wrong_site)) {
    wrong.perimeter.push_back({*Site::parse("999999999"), plan_.pmsi});
    attempt(start_of_paris_day(day), actor, wrong);
  } else if (plan_.in_ght && chance(share::ght_not_consulted)) {
    wrong.ght_validated = false;
    attempt(start_of_paris_day(day), actor, wrong);
  }
}

void ProjectStory::start() {
  auto const window = play_.calendar.projects;
  auto const attempt_at = [this](Instant at) {
    play_.stage.look(at, [this, at] { attempt(at, establishment(plan_.lead), filing()); });
  };
  if (chance(share::project_too_late)) return attempt_at(just_after(window.closes_on));
  if (chance(share::project_too_early)) attempt_at(just_before(window.opens_on));
  auto const day = towards_the_end({window.opens_on.plus_days(1), window.closes_on});
  play_.stage.look(start_of_paris_day(day.plus_days(-1)), [this, day] {
    make_mistakes(filing(), day);
    file(day);
  });
}

void ProjectStory::file(Date day) {
  put(moment(day), depositor(), filing(), [this, day](Outcome const& outcome) {
    if (outcome.kind == OutcomeKind::recorded) return filed(day, outcome);
    refused(outcome, day);
  });
}

/// Once: what can be mended before the window closes is, and the project is filed again.
void ProjectStory::refused(Outcome const& outcome, Date day) {
  if (mended_) return;
  mended_ = true;
  constexpr std::array mendable{ReasonCode::note_de_cadrage_missing,
                                ReasonCode::maturity_indicators_missing,
                                ReasonCode::combined_activity_missing};
  auto const next = day.plus_days(1);
  for (auto const& reason : outcome.reasons) {
    if (std::ranges::find(mendable, reason.code) == mendable.end()) return;
  }
  for (auto const& reason : outcome.reasons) mend(reason.code, next);
  file(next.plus_days(1));
}

void ProjectStory::mend(ReasonCode code, Date day) {
  auto& stage = play_.stage;
  if (code == ReasonCode::combined_activity_missing) {
    for (auto const& item : plan_.perimeter) {
      auto const owners = stage.world().owners(item.pmsi);
      if (owners.empty() || owners.front()->activity.contains(item.pmsi)) continue;
      reference::ActivityRecorded activity;
      activity.pmsi = item.pmsi;
      activity.year = Year{2024};
      activity.combined_activity = random_.between(2'000, 120'000);
      activity.source = "Activité combinée simulée, ajoutée à la demande de l'établissement";
      auto const entity = owners.front()->entity->entity;
      stage.propose(on_behalf(DossierId::of(DossierKind::register_, entity), registrar(), hour(day),
                              activity));
    }
    return;
  }
  auto const candidacies = stage.world().candidacies_covering(plan_.lead);
  if (candidacies.empty()) return;
  auto const& dossier = candidacies.front()->id;
  auto const actor = establishment(plan_.lead);
  if (code == ReasonCode::note_de_cadrage_missing) {
    stage.propose(
        on_behalf(dossier, actor, hour(day), hospiconnect::NoteDeCadrageDeposited{plan_.lead}));
  } else {
    stage.propose(on_behalf(dossier, actor, hour(day),
                            hospiconnect::MaturityIndicatorsCompleted{plan_.lead}));
  }
}

}  // namespace probant::simulation
