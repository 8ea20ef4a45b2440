// MIE: what a beneficiary declares each year, and the costs it declares.
#include <algorithm>

#include "adapters/simulation/funding_story.hpp"

namespace probant::simulation {
namespace {

using namespace mie;

/// What a year's costs come to, in thousandths of 20 € per agent; all years together may well
/// exceed the ceiling.
constexpr std::int64_t least_spent = 150;
constexpr std::int64_t most_spent = 620;
constexpr std::int64_t most_lines = 9;
constexpr int extension_days = 20;
constexpr std::array labels{"Lecteurs de cartes de poste de travail",
                            "Licences d'authentification",
                            "Intégration au SIH",
                            "Postes mobiles des services de soins",
                            "Formation des équipes",
                            "Chef de projet (lettre de mission)",
                            "Supports de cartes et enrôlement"};

Share declares(std::int64_t year) {
  return year == CampaignYear::min   ? share::declares_2026
         : year == CampaignYear::max ? share::declares_2028
                                     : share::declares_2027;
}

}  // namespace

void FundingStory::declare_from(Date ready_on) {
  declared_until_ = play_.calendar.costs_start_on.plus_days(-1);
  for (auto const& [year, window] : play_.calendar.declarations) {
    bool const wanted = chance(declares(year));
    auto const first = std::max(window.opens_on, ready_on.plus_days(1));
    if (!wanted || first > window.closes_on) continue;
    if (chance(share::declaration_extended)) {
      extend_declaration(year, window);
    } else if (chance(share::declares_late)) {
      auto const at = just_after(window.closes_on);
      play_.stage.look(at, [this, year = year, at] {
        attempt(at, establishment(candidate_.number), declaration(year, paris_day(at)));
      });
    } else {
      auto const day = towards_the_end({first, window.closes_on});
      play_.stage.look(start_of_paris_day(day), [this, year = year, day] { declare(year, day); });
    }
  }
}

void FundingStory::extend_declaration(std::int64_t year, Span window) {
  auto const granted_on = window.closes_on.plus_days(-3);
  transverse::ExtensionGranted extension;
  extension.key = "mie.declaration." + std::to_string(year);
  extension.new_date = window.closes_on.plus_days(extension_days);
  extension.decision = by_ans(granted_on);
  extension.grounds = "Incident sur le téléservice pendant la fenêtre de dépôt (simulé).";
  auto const day = window.closes_on.plus_days(random_.between(2, extension_days));
  act(hour(granted_on), ans(), extension, [this, year, day](Outcome const&) {
    play_.stage.look(start_of_paris_day(day), [this, year, day] { declare(year, day); });
  });
}

void FundingStory::declare(std::int64_t year, Date day) {
  auto const actor = depositor();
  if (chance(share::cost_in_the_future)) {
    auto wrong = declaration(year, day);
    wrong.costs.push_back(cost_line(Money::cents(random_.between(10'000, 90'000)), day.plus_days(5),
                                    day.plus_days(20)));
    attempt(moment(day), actor, std::move(wrong));
  }
  auto right = declaration(year, day);
  auto const at = moment(day);
  put(at, actor, right, [this, year, day, right, actor](Outcome const& outcome) {
    if (outcome.kind != OutcomeKind::recorded) return;
    declared_until_ = day;
    if (chance(share::declares_twice)) attempt(hour(later(day, 1, 3)), actor, right);
    declared(year, day, outcome);
  });
}

DeclarationTransmitted FundingStory::declaration(std::int64_t year, Date day) {
  DeclarationTransmitted declared;
  declared.year = year;
  bool const missed = chance(share::objective_missed);
  declared.objectives.push_back({"SIM-1", true});
  declared.objectives.push_back({"SIM-2", !missed});
  auto const full = builtin_rulebook()->money("mie.rate_per_agent_cents") * candidate_.staff;
  auto const total = Money::cents(full.cents() * random_.between(least_spent, most_spent) / 1000 +
                                  random_.between(100, 9'999));
  auto const first = std::min(declared_until_.plus_days(1), day);
  auto lines = costs(total, first, day);
  declared.costs.assign(lines.begin(), lines.end());
  return declared;
}

std::vector<CostLine> FundingStory::costs(Money total, Date first, Date last) {
  std::vector<CostLine> lines;
  auto const count = random_.between(1, most_lines);
  for (std::int64_t i = 1; i <= count; ++i) {
    auto const share = i == count ? total.cents() : total.cents() * random_.between(50, 400) / 1000;
    lines.push_back(cost_line(Money::cents(share), first, last));
    total -= Money::cents(share);
  }
  return lines;
}

CostLine FundingStory::cost_line(Money amount, Date first, Date last) {
  auto const& categories = builtin_rulebook()->texts("mie.costs.categories");
  CostLine line;
  line.label = std::string{random_.pick(labels)};
  line.category = random_.pick(categories);
  line.incurred_on = first.plus_days(random_.between(0, first.days_until(last)));
  if (chance(share::cost_too_early)) {
    line.incurred_on = play_.calendar.costs_start_on.plus_days(-random_.between(1, 120));
  }
  if (random_.between(0, 1) == 0) {
    line.ordered_on = line.incurred_on.plus_days(-random_.between(3, 60));
  }
  auto const paid_on = line.incurred_on.plus_days(random_.between(15, 50));
  if (paid_on <= last) line.paid_on = paid_on;
  line.amount_cents = amount;
  if (chance(share::cost_funded_elsewhere)) {
    line.funded_elsewhere_cents = Money::cents(amount.cents() * random_.between(100, 1000) / 1000);
  }
  return line;
}

}  // namespace probant::simulation
