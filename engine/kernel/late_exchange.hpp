// An exchange on complements that took place before the decision that ended it, and is written down
// after: it is kept at its own day, and moves nothing.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/kernel/verdict.hpp"
#include "engine/kernel/view.hpp"

namespace probant {

/// Something was asked for and never answered.
inline bool is_awaited(std::vector<Complement> const& complements) {
  return !complements.empty() && !complements.back().received;
}

/// Whether the act at hand, which asks for a complement or brings one, fits among those of an
/// examination that has ended since: one exchange at a time.
inline bool fits_before(std::optional<Happening> const& ended, bool asking,
                        std::vector<Complement> const& complements, Context const& context) {
  return ended && context.occurred_at() < ended->occurred_at && asking != is_awaited(complements);
}

inline void warn_of_decision_since(Happening const& ended, Parameter const& rule,
                                   Verdict& verdict) {
  verdict.warn("decided_meanwhile",
               "La décision est prise depuis, le " + to_french(ended.day()) +
                   " : cet échange s'inscrit à sa date et n'y change rien.",
               rule);
}

}  // namespace probant
