// French words for what the interface names in English: what a person reads on a terminal.
#pragma once

#include <string>
#include <string_view>

namespace probant::cli {

/// "campagne 2026" for "campaign 2026"; unknown words stay.
std::string track_label(std::string_view track);
/// Each warning of a stored array on a line of its own, indented; empty for none.
std::string warning_lines(std::string_view json);

}  // namespace probant::cli
