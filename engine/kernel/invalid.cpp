#include "engine/kernel/invalid.hpp"

namespace probant {

Outcome outcome_of(Invalid const& invalid) {
  Outcome outcome;
  outcome.kind = OutcomeKind::invalid;
  outcome.id = invalid.id.value_or("");
  for (auto const& issue : invalid.reasons) {
    Reason reason;
    reason.code = parse_name<ReasonCode>(name_of(issue.code)).value_or(ReasonCode::invalid_field);
    reason.message = issue.message;
    reason.field = issue.field;
    outcome.reasons.push_back(std::move(reason));
  }
  return outcome;
}

}  // namespace probant
