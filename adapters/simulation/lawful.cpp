#include "adapters/simulation/lawful.hpp"

#include <algorithm>

namespace probant::simulation {
namespace {

Money eligible(Campaign const& campaign, Date first_day) {
  Money total;
  for (auto const& line : campaign.declaration->costs) {
    if (line.incurred_on < first_day || line.incurred_on > campaign.declared->day()) continue;
    total += line.amount_cents;
    if (line.funded_elsewhere_cents) total -= *line.funded_elsewhere_cents;
  }
  return total;
}

}  // namespace

Money lawful_orders(MieState const& funding, Money ceiling, Date first_day) {
  auto const* control = funding.conclusion ? &*funding.conclusion : nullptr;
  auto const before_control = [&](Happening const& act) {
    return control && act.position < control->concluded->position;
  };
  Money covered;
  Money since;
  for (auto const& [year, campaign] : funding.campaigns) {
    if (campaign.phase != CampaignPhase::certified || !campaign.declaration) continue;
    (before_control(*campaign.declared) ? covered : since) += eligible(campaign, first_day);
  }
  if (control) covered = std::min(covered, control->recognised_costs);
  auto lawful = std::min(ceiling, covered + since);
  if (!control || since.is_zero()) return lawful;
  Money paid;
  for (auto const& payment : funding.payments) {
    if (payment.executed && before_control(payment.ordered)) paid += payment.amount;
  }
  return lawful + at_least_zero(paid - std::min(ceiling, covered));
}

}  // namespace probant::simulation
