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

Money lawful_orders(MieState const& funding, Money ceiling, Date first_day, Money withdrawn) {
  auto const* control = funding.conclusion ? &*funding.conclusion : nullptr;
  auto const before_control = [&](Happening const& act) {
    if (!control) return false;
    auto const& end = *control->concluded;
    bool const same = act.occurred_at == end.occurred_at;
    return same ? act.position < end.position : act.occurred_at < end.occurred_at;
  };
  Money covered;
  Money since;
  for (auto const& [year, campaign] : funding.campaigns) {
    if (campaign.phase != CampaignPhase::certified || !campaign.declaration) continue;
    (before_control(*campaign.declared) ? covered : since) += eligible(campaign, first_day);
  }
  if (control) covered = std::min(covered, control->recognised_costs);
  return std::min(ceiling, covered + since) + withdrawn;
}

}  // namespace probant::simulation
