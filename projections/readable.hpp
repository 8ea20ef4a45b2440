// The JSON of an event's data or of a dossier's facts as French lines that a person reads: labels,
// dates, amounts in euros, lists indented. Lists and texts beyond what anyone reads on a screen are
// cut, and say so; the JSON has them whole. Pure; JSON that cannot be read is given back as it is.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace probant {

/// `json` is one object; each line begins with `indent` spaces and ends with a line feed.
std::string readable(std::string_view json, std::size_t indent);

}  // namespace probant
