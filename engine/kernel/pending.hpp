// A batch while it is being decided: for the files of the engine alone.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include "engine/kernel/engine.hpp"
#include "engine/log/digest.hpp"
#include "events/codec/json_out.hpp"

namespace probant {

/// An answer to a proposal, not yet about any event.
Outcome answer(OutcomeKind kind, Proposal const& proposal);

/// Who resolves an update answers for the act that `resolution` carries: refuses unless they are
/// competent for that act too, whose data they may have written. Says nothing of whom it concerns.
void authorise_bringing(Proposal const& resolution, World const& world, Instant occurred_at,
                        AppendCondition& condition, Verdict& verdict);

struct Engine::Pending {
  AppendBatch batch;
  std::optional<Instant> clock_behind;  ///< what the clock shows, while the log is ahead of it
  Encoder encoder;
  Hasher hasher;
  std::string asked;  ///< canonical text of the proposal at hand
  Sha256 body_hash;   ///< of that text: tells a repetition from a clash within the batch

  /// When an act took effect: as it says, else as it is recorded. A clock that was ahead once dates
  /// what it recorded, and what follows in those dossiers; not what reaches the others.
  Instant effect_of(Proposal const& proposal, EventStore const& store, Instant recorded_at) const;

  /// The same for the store, under the blinding of the event that answers: once that event is
  /// erased, nothing is left by which a guess at its content could be tried.
  Sha256 commitment(Bytes32 const& blinding) {
    return hasher.hmac_sha256(as_text(blinding), asked);
  }
  std::unordered_map<std::string, std::pair<Sha256, Outcome>> answered;  ///< ids of this batch
};

}  // namespace probant
