// An explanation tree as JSON, with the same fields as in stored events.
#pragma once

#include <string>

#include "events/explanation.hpp"

namespace probant {

std::string explanation_json(Explanation const& node);

}  // namespace probant
