// Exchanges on complements within one examination: one request at a time, answered before the next.
// They may be written down in any order, each at its own day, also after the decision that ended
// the examination: then they move nothing.
#pragma once

#include <optional>
#include <vector>

#include "engine/kernel/verdict.hpp"
#include "engine/kernel/view.hpp"

namespace probant {

/// Whether the act at hand took effect before what ended the examination, and is written down
/// since.
inline bool came_before(std::optional<Happening> const& ended, Context const& context) {
  return ended && context.occurred_at() < ended->occurred_at;
}

/// Refuses a request, or an answer, that has no place among the exchanges of its examination: says
/// what is to be written down first, or between which days it does not fit.
void require_room(bool asking, std::vector<Complement> const& complements, Parameter const& rule,
                  Context const& context, Verdict& verdict);

void warn_of_decision_since(Happening const& ended, Parameter const& rule, Verdict& verdict);

}  // namespace probant
