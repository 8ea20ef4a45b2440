// Of the costs declared for a campaign, those that are funded, line by line (annexe 2: « Seuls les
// coûts engagés ainsi déclarés », within the period, net of other funding).
#pragma once

#include "engine/kernel/view.hpp"
#include "engine/mie/state.hpp"
#include "engine/rules/explained.hpp"

namespace probant {

/// Under the rules of its attestation or, until that is given, of the view. `campaign` is declared.
Explained<Money> eligible_costs(Campaign const& campaign, std::int64_t year, View const& view,
                                Explainer const& explain);

}  // namespace probant
