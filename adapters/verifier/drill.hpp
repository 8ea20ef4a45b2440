// The name by which the log of an exercise is known as one: `<origin>-drill-<8 hexadecimal
// digits>`.
#pragma once

#include <string_view>

namespace probant::verifier {

/// An exercise, and no other restoration, names the log after the one before so.
bool is_drill_of(std::string_view origin, std::string_view previous);

/// An exercise, or what goes on from one.
bool is_named_a_drill(std::string_view origin);

}  // namespace probant::verifier
