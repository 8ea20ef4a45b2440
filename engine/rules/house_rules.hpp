// The program's own rules: those that no text of the programmes states but that refusals rest on
// (who proposes what, the order of acts, the integrity of the log), and the few general texts that
// are no parameter of a rulebook. They are listed after the rulebook by `probant rules`, so that
// whoever reads a refusal can look its rule up. `value` is the rule, in French.
#pragma once

#include <span>
#include <string_view>

#include "engine/rules/rulebook.hpp"

namespace probant {

/// In the order shown.
std::span<Parameter const> house_rules();

/// The key must be one of them: anything else is a defect and throws std::logic_error.
Parameter const& house_rule(std::string_view key);

}  // namespace probant
