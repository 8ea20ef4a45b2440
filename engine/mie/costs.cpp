#include "engine/mie/costs.hpp"

namespace probant {
namespace {

using Amount = Explained<Money>;

bool is_eligible(mie::CostLine const& cost, Date declared_on, Rulebook const& rules) {
  return cost.incurred_on >= rules.date("mie.eligibility.starts_on") &&
         cost.incurred_on <= declared_on;
}

Amount uncounted(mie::CostLine const& cost, std::size_t number, Happening const& declared,
                 Rulebook const& rules, Explainer const& explain) {
  auto const label = [&] {
    return "Ligne " + std::to_string(number) + ", " + cost.label.value + ", engagée le " +
           to_french(cost.incurred_on) + " : hors période, non comptée";
  };
  return explain.by_rule(explain.from_event(label, Money{}, declared.position), rules,
                         "mie.eligibility.starts_on");
}

Amount line(mie::CostLine const& cost, std::size_t number, Happening const& declared,
            Rulebook const& rules, Explainer const& explain) {
  if (!is_eligible(cost, declared.day(), rules)) {
    return uncounted(cost, number, declared, rules, explain);
  }
  auto const label = [&] { return "Ligne " + std::to_string(number) + ", " + cost.label.value; };
  auto amount = explain.from_event(label, cost.amount_cents, declared.position);
  if (!cost.funded_elsewhere_cents) return amount;
  auto elsewhere =
      explain.from_event("Financé par ailleurs", *cost.funded_elsewhere_cents, declared.position);
  auto left = explain.difference(label, std::move(amount), std::move(elsewhere));
  return explain.by_rule(std::move(left), rules, "mie.costs.excluded");
}

}  // namespace

Explained<Money> eligible_costs(Campaign const& campaign, std::int64_t year, View const& view,
                                Explainer const& explain) {
  auto const& rules = campaign.attested ? view.at_act(*campaign.attested).rules() : view.rules();
  std::vector<Amount> kept;
  for (auto const& cost : campaign.declaration->costs) {
    kept.push_back(line(cost, kept.size() + 1, *campaign.declared, rules, explain));
  }
  auto const label = [&] { return "Coûts éligibles de " + std::to_string(year); };
  return explain.by_rule(explain.sum(label, std::move(kept)), rules, "mie.eligibility.starts_on");
}

}  // namespace probant
