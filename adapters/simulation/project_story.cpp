#include "adapters/simulation/project_story.hpp"

#include <algorithm>

namespace probant::simulation {
namespace {

using namespace aap;

constexpr int complement_days = 15;
/// When the ARS decide, sign, order and pay: the steps of the published calendar.
constexpr Span selection{{2026, 6, 22}, {2026, 9, 30}};
constexpr Span conventions{{2026, 9, 14}, {2026, 11, 20}};
constexpr Date first_circular{2026, 12, 1};
constexpr Date second_circular{2027, 12, 1};
constexpr Date proofs_from{2027, 3, 1};
constexpr Span attainment{{2027, 8, 30}, {2027, 11, 15}};
constexpr int extension_days = 92;

}  // namespace

ProjectStory::ProjectStory(Play& play, std::string const& reference, ProjectPlan plan)
    : Story(play, {DossierKind::aap, reference}, plan.region), plan_(std::move(plan)) {}

Actor ProjectStory::depositor() {
  return chance(share::by_convergence) ? convergence() : establishment(plan_.lead);
}

void ProjectStory::filed(Date day, Outcome const& outcome) {
  if (chance(share::corrected)) {
    auto const was = state<AapState>().project->lead_person.value;
    correct(hour(later(day, 3, 20)), ars(region_), outcome.position, "lead_person", {was},
            {person_name(random_).value + " (remplace)"});
  }
  if (chance(share::project_withdrawn)) {
    ProjectWithdrawn withdrawn;
    withdrawn.grounds = "Le porteur renonce à son projet (simulé).";
    return act(hour(later(day, 2, 12)), establishment(plan_.lead), withdrawn);
  }
  auto const decision = next_working_day(towards_the_end(selection), HolidayZone::metropole);
  if (!chance(share::project_complement)) return decide(decision);
  auto const asked = later(day, 3, 15);
  ComplementRequested request;
  request.items = {"Lettre d'engagement de l'industriel", "Prévisionnel de dépenses détaillé"};
  request.due_on = asked.plus_days(complement_days);
  act(hour(asked), ars(region_), request, [this, asked, decision](Outcome const&) {
    if (chance(share::complement_unanswered))
      return decide(std::max(decision, later(asked, 20, 30)));
    auto const answered = later(asked, 2, complement_days + 3);
    ComplementReceived received;
    received.items = {"Lettre d'engagement de l'industriel", "Prévisionnel de dépenses détaillé"};
    act(hour(answered), depositor(), received, [this, answered, decision](Outcome const&) {
      decide(std::max(decision, later(answered, 3, 10)));
    });
  });
}

void ProjectStory::decide(Date day) {
  if (chance(share::wrong_ars)) {
    ProjectNotSelected wrong{by_ars(day), "Projet hors priorités régionales (simulé)."};
    attempt(start_of_paris_day(day), wrong_ars(), wrong);
  }
  if (chance(share::project_selected)) {
    play_.stage.look(start_of_paris_day(day), [this, day] { select(day); });
    return;
  }
  ProjectNotSelected refused{by_ars(day), "Maturité et ambition jugées insuffisantes (simulé)."};
  act(hour(day), ars(region_), refused);
}

void ProjectStory::select(Date day) {
  auto const& project = state<AapState>().project;
  if (!project) return;
  ProjectSelected selected;
  selected.decision = by_ars(day);
  for (auto const& name : builtin_rulebook()->texts("aap.selection_criteria")) {
    selected.criteria.push_back({name, "Satisfaisant (simulé)."});
  }
  selected.granted_cents = project->ceiling_cents + Money::cents(1);
  if (chance(share::grants_too_much)) attempt(start_of_paris_day(day), ars(region_), selected);
  selected.granted_cents = project->requested_cents;
  if (!chance(share::granted_as_requested)) {
    auto const part = project->requested_cents.cents() * random_.between(450, 995) / 1000;
    selected.granted_cents = Money::cents(std::max<std::int64_t>(1, part));
  }
  if (chance(share::author_forgotten)) {
    auto anonymous = selected;
    anonymous.decision = without_author(anonymous.decision);
    attempt(start_of_paris_day(day), ars(region_), anonymous);
  }
  act(hour(day), ars(region_), selected, [this, day](Outcome const&) {
    if (chance(share::abandons_grant)) {
      ProjectWithdrawn withdrawn;
      withdrawn.grounds = "Le porteur ne peut réunir le cofinancement (simulé).";
      return act(hour(later(day, 10, 30)), establishment(plan_.lead), withdrawn);
    }
    auto const signed_on = std::max(later(day, 5, 20), towards_the_end(conventions));
    sign_convention(next_working_day(signed_on, HolidayZone::metropole));
  });
}

void ProjectStory::sign_convention(Date day) {
  if (chance(share::orders_before_convention)) {
    InstalmentOrdered order;
    order.instalment = 1;
    order.order_reference = "T1-" + dossier_.reference;
    attempt(hour(day.plus_days(-1)), ars_authorising_officer(region_), order);
  }
  ConventionSigned convention;
  convention.signed_on = day;
  convention.signatories = {"Directeur général de l'ARS", "Représentant du porteur"};
  act(hour(day), ars(region_), convention, [this, day](Outcome const&) {
    order(1, later(std::max(day, first_circular), 1, 14));
    if (chance(share::orders_second_too_soon)) order(2, later(first_circular, 30, 60));
    await_proofs();
  });
}

void ProjectStory::order(int instalment, Date day) {
  InstalmentOrdered ordered;
  ordered.instalment = instalment;
  ordered.order_reference = "T" + std::to_string(instalment) + "-" + dossier_.reference;
  act(hour(day), ars_authorising_officer(region_), ordered,
      [this, instalment, day](Outcome const&) { pay(instalment, later(day, 2, 10)); });
}

void ProjectStory::pay(int instalment, Date day) {
  InstalmentPaid paid;
  paid.instalment = instalment;
  paid.payment_reference = "VIR-T" + std::to_string(instalment) + "-" + dossier_.reference;
  paid.paid_on = day;
  if (chance(share::same_person_pays)) {
    auto const same = in_role(ars_authorising_officer(region_), Role::ars_accounting_officer);
    attempt(start_of_paris_day(day), same, paid);
  }
  act(hour(day), ars_accounting_officer(region_), paid, [this, instalment, day](Outcome const&) {
    if (instalment != 1 || !chance(share::project_breach)) return;
    auto const found = later(day, 60, 200);
    play_.stage.look(start_of_paris_day(found), [this, found] {
      play_recovery(play_, dossier_, region_, recovery::Cause::non_compliance,
                    state<AapState>().instalments[0].amount, found,
                    "Dépenses étrangères au projet (simulé).");
    });
  });
}

void ProjectStory::await_proofs() {
  auto const closes_on = play_.calendar.proofs_close_on;
  if (chance(share::proofs_never)) return refuse_attainment(later(closes_on, 20, 90));
  if (chance(share::proofs_late)) {
    ProofsDeposited late;
    late.targets = {{"Part des services équipés", true}};
    attempt(just_after(closes_on), establishment(plan_.lead), late);
    return refuse_attainment(later(closes_on, 20, 90));
  }
  if (chance(share::proofs_extended)) return extend_proofs(closes_on);
  deposit(towards_the_end({proofs_from, closes_on}));
}

void ProjectStory::extend_proofs(Date closes_on) {
  auto const granted_on = closes_on.plus_days(-10);
  transverse::ExtensionGranted extension;
  extension.key = "aap.proofs";
  extension.new_date = closes_on.plus_days(extension_days);
  extension.decision = by_ars(granted_on);
  extension.grounds = "Retard de livraison de l'éditeur, attesté (simulé).";
  auto const day = closes_on.plus_days(random_.between(10, extension_days));
  act(hour(granted_on), ars(region_), extension, [this, day](Outcome const&) { deposit(day); });
}

void ProjectStory::deposit(Date day) {
  ProofsDeposited proofs;
  bool const missed = chance(share::target_missed);
  proofs.targets = {{"Part des services équipés", !missed},
                    {"Procédure dégradée écrite et testée", true}};
  act(moment(day), depositor(), proofs, [this, day, missed](Outcome const&) {
    auto const decided = std::max(
        next_working_day(towards_the_end(attainment), HolidayZone::metropole), later(day, 10, 30));
    if (missed) return refuse_attainment(decided);
    if (!chance(share::proofs_complement)) return decide_attainment(decided);
    auto const asked = later(day, 3, 15);
    ComplementRequested request;
    request.items = {"Capture de l'indicateur au 30 juin"};
    request.due_on = asked.plus_days(complement_days);
    act(hour(asked), ars(region_), request, [this, asked, decided](Outcome const&) {
      auto const answered = later(asked, 2, complement_days);
      ComplementReceived received;
      received.items = {"Capture de l'indicateur au 30 juin"};
      act(hour(answered), depositor(), received, [this, answered, decided](Outcome const&) {
        decide_attainment(std::max(decided, later(answered, 3, 10)));
      });
    });
  });
}

void ProjectStory::decide_attainment(Date day) {
  act(hour(day), ars(region_), AttainmentValidated{by_ars(day)},
      [this, day](Outcome const&) { order(2, later(std::max(day, second_circular), 1, 14)); });
}

void ProjectStory::refuse_attainment(Date day) {
  AttainmentRefused refused;
  refused.decision = by_ars(day);
  refused.grounds = "Les cibles annoncées ne sont pas atteintes, ou pas prouvées (simulé).";
  act(hour(day), ars(region_), refused, [this, day](Outcome const&) {
    if (!chance(share::attests_again)) return;
    auto const again = later(day, 2, 10);
    attempt(hour(again), ars(region_), AttainmentValidated{by_ars(again)});
  });
}

}  // namespace probant::simulation
