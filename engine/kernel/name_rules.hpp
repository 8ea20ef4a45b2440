// Every refusal and warning names a rule and a source: what `decide` left unnamed receives the rule
// of its code, so that a reader can always look it up (`probant rules`).
#pragma once

#include "engine/kernel/reason.hpp"
#include "events/field.hpp"

namespace probant {

/// `about`: the event proposed; `basis`: the text that governs it (engine/kernel/legal_basis.hpp).
void name_rules(Reasons& reasons, About const& about, std::string_view basis);
/// The same for warnings, as they are recorded with the event: JSON, empty when there are none.
std::string named_json(Warnings warnings, About const& about, std::string_view basis);

/// A refusal under a house rule.
Reason house_reason(ReasonCode code, std::string message, std::string_view rule,
                    std::string field = {});

}  // namespace probant
