// Whether two account names are those of one person, where two are asked for: without case, without
// spaces and without what cannot be seen, full-width letters as their ASCII ones, Latin letters
// without their accents. Unicode 15, the blocks Basic Latin, Latin-1 Supplement, Latin Extended-A,
// Combining Diacritical Marks and Halfwidth and Fullwidth Forms.
#pragma once

#include <string>
#include <string_view>

namespace probant::verifier {

/// `name` (UTF-8) as it is compared. Bytes that are no UTF-8 stay as they are.
std::string folded_name(std::string_view name);

/// Neither is, when either is nothing but spaces.
bool same_person(std::string_view one, std::string_view other);

}  // namespace probant::verifier
