// The evidence others give: how a command reaches witnesses and time-stamping authorities over
// HTTP, and what it tells of their answers.
#pragma once

#include <chrono>
#include <vector>

#include "adapters/notary/notary.hpp"
#include "adapters/witness/submit.hpp"

namespace probant::cli {

/// How long somebody outside is waited for when a person asks.
inline constexpr std::chrono::milliseconds patience{15'000};
/// And when a command that does something else asks as well. All are asked at once.
inline constexpr std::chrono::milliseconds in_passing{1'000};

/// Shows the checkpoint to each witness of the settings and keeps their cosignatures with it. One
/// answer for each, in their order; `witness` names it.
struct WitnessAnswer {
  std::string witness;
  std::string why;  ///< French; empty: it has cosigned
};
std::vector<WitnessAnswer> have_cosigned(notary::Notary& notary, EventStore const& store,
                                         OpenedCheckpoint const& checkpoint,
                                         std::chrono::milliseconds within = patience);

/// What each witness of the settings saw last of this log, as it says and as its signature shows;
/// `last.why` tells in French why one does not.
struct WitnessMemory {
  std::string witness;
  OpenedCheckpoint last;
  /// By a key of this log that is not known here, a later one: the witness vouches for it alone.
  bool under_unknown_key = false;
};
std::vector<WitnessMemory> last_seen_by_witnesses(notary::Evidence const& evidence,
                                                  std::chrono::milliseconds within = patience);

/// POST over HTTP or HTTPS, as witnesses expect it.
witness::Post post_to_witnesses(std::chrono::milliseconds within);

}  // namespace probant::cli
