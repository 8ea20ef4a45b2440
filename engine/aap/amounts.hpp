// The money of a project: combined activity, category and ceiling, instalments (AAP HOP'EN 2,
// Modalités de financement; rulebook, A17 to A20). Amounts in cents, activity as recorded. Pure.
#pragma once

#include <vector>

#include "engine/kernel/figures.hpp"

namespace probant {

/// The activity of the distinct FINESS PMSI of a project, added up: for each the year the rules
/// name, or the latest recorded. `missing`: those for which there is none.
struct CombinedActivity {
  Explained<std::int64_t> sum;
  std::vector<Pmsi> missing;
};
CombinedActivity combined_activity(aap::ProjectFiled const& project, View const& view, Tracing);

struct ProjectCeiling {
  aap::Category category = aap::Category::A;
  Explained<Money> amount;
};
/// The category an activity falls in, lower bound included, and its ceiling.
ProjectCeiling ceiling_for(Explained<std::int64_t> activity, Rulebook const& rules, Tracing);
/// The ceiling of a filed project: the activity found when it was filed, under the rules of then.
/// Later figures of the register do not move it; imposed rules (what-if) and corrections do.
ProjectCeiling project_ceiling(AapState const& state, View const& view, Tracing);
/// What it would be with the register as known when it was filed, corrections included, and under
/// the rules of then: other than the ceiling above once a fact of the register has been corrected.
/// Nothing when an activity is missing.
std::optional<ProjectCeiling> ceiling_at_filing(AapState const& state, View const& view);
/// The same, by a view that already looks from the filing.
std::optional<ProjectCeiling> ceiling_seen_from_filing(AapState const& state, View const& then);
/// Whether a register dossier that its activity is taken from was corrected since it was filed.
bool corrected_since_filing(AapState const& state, View const& view);
/// Warns of a category other than that of the filing, which such a correction does not move.
void warn_of_corrected_activity(AapState const& state, Context const& context, Verdict& verdict);
/// Paid beyond what that ceiling leaves due, when a fact of the register was corrected since the
/// filing.
std::optional<Money> excess_by_correction(AapState const& state, View const& view);
Parameter const& ceiling_parameter(Rulebook const& rules, aap::Category category);

/// Half of the grant, rounded down to the cent, or what remains of it. The project must be
/// selected.
Explained<Money> instalment_of(AapState const& state, aap::InstalmentNumber number,
                               Rulebook const& rules, Tracing);

}  // namespace probant
