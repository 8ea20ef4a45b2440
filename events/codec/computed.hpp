// What the engine computed of an event, field by field, to see what a correction changes of it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "events/event.hpp"

namespace probant {

/// The computed fields, by path (`amount_cents`, `eligibility[0].note_de_cadrage`); absent optional
/// fields and the explanation are left out.
std::map<std::string, Scalar> computed_fields(Event event);

/// The explanation of an event that has one.
std::optional<Explanation> explanation_of(Event const& event);

}  // namespace probant
