// Where an amount comes from, as a reader of today needs it: the tree of each figure, and of what
// is payable now, with what was corrected named; and as JSON, with the same fields as in stored
// events.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/kernel/replay.hpp"
#include "events/explanation.hpp"

namespace probant {

/// What can be unfolded: every figure, with or without `_cents`, and `payable`, what could be
/// ordered now from a funding. "Plafond net"; nothing for a name that is none of them.
std::optional<std::string_view> label_to_unfold(std::string_view name);
/// Nothing when the amount is not known, or without meaning for the dossier.
std::optional<Explanation> unfold(World const& world, Dossier const& dossier, std::string_view name,
                                  Instant at);
/// Their names without `_cents`.
std::vector<std::string> names_to_unfold();
/// French, why there is nothing to unfold: the dossier is not known, no dossier of its kind has the
/// figure, or it is not known yet; and which figures the dossier has.
std::string why_not_unfolded(World const& world, DossierId const& id, std::string_view name,
                             Instant at);

/// The rulebooks that the dossier's figures are worked out by, as name/version: of the acts that
/// settled them, or of the instant.
std::vector<std::string> rulebooks_behind(World const& world, Dossier const& dossier, Instant at);

/// The root of an answer names its rulebooks; a node below does not.
std::string explanation_json(Explanation const& node,
                             std::vector<std::string> const& rulebooks = {});

/// The tree, the label of each node whose value a correction made, or that sums up a corrected
/// event, naming that correction and its day; what a correction left as it was says nothing. The
/// tree stands under `bounds`.
Explanation with_corrections(Explanation tree, EventStore const& store, Bounds const& bounds);

}  // namespace probant
