// Whether two account names are those of one person, where two are asked for: without case, without
// spaces and without what cannot be seen, full-width letters as their ASCII ones, letters of
// Latin-1 and Latin Extended-A without their accents. By the tables of utf8proc, where the program
// that wrote the journal has its own: a test compares what the two make of every character.
#pragma once

#include <string>
#include <string_view>

namespace probant::verifier {

/// `name` (UTF-8) as it is compared. Bytes that are no UTF-8 stay as they are.
std::string folded_name(std::string_view name);

/// Neither is, when either is nothing but spaces.
bool same_person(std::string_view one, std::string_view other);

}  // namespace probant::verifier
