// What may be ordered for a funding, reckoned line by line from what was declared and recognised
// (interface, exposure of mie) apart from the engine's own figures, which are held against it.
#pragma once

#include "engine/mie/state.hpp"

namespace probant::simulation {

/// Costs count from `first_day`. Of years certified without a control, what is eligible; of those a
/// control covers, no more than it recognised; never above `ceiling`. What recoveries take back as
/// overcompensation (`withdrawn`) may be ordered anew for other costs.
Money lawful_orders(MieState const& funding, Money ceiling, Date first_day, Money withdrawn);

}  // namespace probant::simulation
