#include "engine/kernel/order_of_acts.hpp"

#include <algorithm>

#include "engine/kernel/legal_order.hpp"

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

void require_after_all(std::initializer_list<Earlier> steps, ReasonCode code, Parameter const& rule,
                       Context const& context, Verdict& verdict) {
  auto const later = [](Earlier const& one, Earlier const& other) {
    return other.act && (!one.act || one.act->occurred_at < other.act->occurred_at);
  };
  auto const latest = std::max_element(steps.begin(), steps.end(), later);
  if (latest != steps.end()) require_after(*latest, code, rule, context, verdict);
}

std::optional<Happening> last_exchange(std::vector<Complement> const& complements) {
  std::optional<Happening> last;
  for (auto const& one : complements) {
    auto const& step = one.received ? *one.received : one.requested;
    if (!last || precedes(*last, step)) last = step;
  }
  return last;
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
