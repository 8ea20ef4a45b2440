// The effectif of a legal entity: the SAE headcount its ceiling rests on (arrêté du 27/01/2026,
// annexe 2, Définitions). Which years, at which level they are fallen back on and whether a zero is
// a declared value are rulebook parameters. Counts are heads, not full-time equivalents.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/kernel/view.hpp"

namespace probant {

/// A site that contributes, with the SAE year retained for it.
struct CountedSite {
  Site site;
  std::int64_t year = 0;
  Workforce workforce;
  bool left_out = false;      ///< by the newest record of the entity, which had it before
  bool closed_early = false;  ///< closed before the day from which a counted site is not flagged

  /// Salaried and liberal; a missing half counts as zero.
  std::int64_t agents() const;
  bool is_partial() const {
    return workforce.salaried.has_value() != workforce.liberal.has_value();
  }
};

struct EntityWorkforce {
  std::vector<CountedSite> sites;  ///< in the order of the register; none: nothing was declared
  std::int64_t agents() const;
};

/// Of the sites of the entity, those with a value in one of the rulebook's years. A site counts
/// with one entity, the one that named it last, and brings what was declared for it with others. A
/// site that the newest extract leaves out, and that no other entity has since, was there in the
/// years of reference and counts. `known_before` bounds what was declared to what stood in the log
/// before a position; a site that may have gone to another entity only after it then counts as
/// well.
EntityWorkforce counted_workforce(RegisterState const& entity, Rulebook const& rules,
                                  View const& view, Position known_before = no_bound);

}  // namespace probant
