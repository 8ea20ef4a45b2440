#include "engine/kernel/stored_reasons.hpp"

namespace probant {

transverse::RefusalReason to_stored(Reason const& reason) {
  transverse::RefusalReason stored;
  stored.code = std::string{name_of(reason.code)};
  stored.message = reason.message;
  if (!reason.rule.empty()) stored.rule = Line{reason.rule};
  if (!reason.source.empty()) stored.source = Line{reason.source};
  if (!reason.field.empty()) stored.path = Line{reason.field};
  return stored;
}

Reasons reasons_of(std::span<transverse::RefusalReason const> stored) {
  Reasons reasons;
  for (auto const& one : stored) {
    Reason reason;
    reason.code = parse_name<ReasonCode>(one.code.value).value_or(ReasonCode::not_allowed_now);
    reason.message = one.message.value;
    if (one.rule) reason.rule = one.rule->value;
    if (one.source) reason.source = one.source->value;
    if (one.path) reason.field = one.path->value;
    reasons.push_back(std::move(reason));
  }
  return reasons;
}

}  // namespace probant
