// Whether two account names are those of one person, for rules that ask for two people. Names are
// compared without case, without spaces and without what cannot be seen, full-width letters as
// their ASCII ones, and Latin letters without their accents: "martin" and "Mártin " are one. So two
// people whose accounts differ by no more than that are taken for one: they are asked for a third,
// which is the safer mistake. Letters of other scripts that look alike are not the same.
// Pure. Unicode 15, the blocks Basic Latin, Latin-1 Supplement, Latin Extended-A, Combining
// Diacritical Marks and Halfwidth and Fullwidth Forms.
#pragma once

#include <string>
#include <string_view>

namespace probant {

/// `name` (UTF-8) as it is compared. Bytes that are no UTF-8 stay as they are.
std::string folded_name(std::string_view name);

/// Neither is, when either is nothing but spaces.
bool same_person(std::string_view one, std::string_view other);

}  // namespace probant
