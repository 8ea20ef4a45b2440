#include "engine/kernel/order_of_acts.hpp"

namespace probant {

void require_after(Earlier const& earlier, ReasonCode code, Parameter const& rule,
                   Context const& context, Verdict& verdict) {
  if (!earlier.act || context.occurred_at() >= earlier.act->occurred_at) return;
  verdict.refuse(code,
                 "L'acte est daté du " + to_french(context.occurred_at()) + ", avant " +
                     std::string{earlier.what} + ", du " + to_french(earlier.act->occurred_at) +
                     " : il ne peut que le suivre (occurred_at).",
                 rule);
}

void require_day_after(Date day, std::string_view field, Earlier const& earlier,
                       Parameter const& rule, Verdict& verdict) {
  if (!earlier.act || day >= earlier.act->day()) return;
  verdict.refuse_field(std::string{field},
                       "Le " + to_french(day) + " (" + std::string{field} + ") précède " +
                           std::string{earlier.what} + ", du " + to_french(earlier.act->day()) +
                           " : rectifiez cette date.",
                       rule);
}

}  // namespace probant
