// Two histories told in the name of one log, apart from damage, and in the same words whoever finds
// them: engine/log/EVIDENCE.md, "Two histories".
#pragma once

#include <optional>
#include <span>

#include "adapters/notary/notary.hpp"

namespace probant::notary {

/// How the store's own last checkpoint is named.
inline constexpr std::string_view own_name = "dernier point de contrôle";

/// A checkpoint that the log's key signed, and how the place where it was found is named.
struct Attested {
  std::string name;
  Checkpoint checkpoint;
};

/// Those of the store and of its copies, the store's first.
std::vector<Attested> attested_by(Evidence const& evidence, Places const& places);

/// Two histories signed in one name: for the same number of events, two roots.
struct SignedFork {
  std::uint64_t size = 0;
  Sha256 root, other_root;
  std::string file, other_file;  ///< what attests each
};

/// French, without the full stop that ends it.
std::string fork_words(std::string_view origin, SignedFork const& fork);

/// The two contradict each other, whatever the log holds.
std::optional<SignedFork> fork_between(Attested const& one, Attested const& other);

/// A history that is not the log's: signed on both sides, here not signed where they part, or
/// perhaps its own, of later.
struct OtherHistory {
  std::string words;  ///< French, without the full stop that ends it
  std::optional<SignedFork> fork{};
  Position unsigned_events = 0;  ///< without `fork`: recorded here, signed nowhere
};

/// Of a log that is whole in itself (check_log) and does not hold `one`: whether that tells of
/// another history, by what else was signed of it, `known`. Nothing: the log was cut, or changed
/// with its tree.
std::optional<OtherHistory> other_history(EventStore const& store, Attested const& one,
                                          std::span<Attested const> known);

/// Why a log that does not hold `one` must not be gone on with: another history, or damage. French,
/// with the way out; looks at the whole log. Empty when the log holds it.
std::string why_not_to_go_on(EventStore const& store, Attested const& one,
                             std::span<Attested const> known);

}  // namespace probant::notary
