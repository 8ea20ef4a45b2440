// The log as the engine needs it: append whole batches with conditions, read in order.
// Implemented by adapters/sqlite and adapters/memory; one contract suite runs on both.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "engine/log/tiles.hpp"
#include "events/envelope.hpp"
#include "events/values/sha256.hpp"

namespace probant {

using Bytes32 = std::array<std::uint8_t, 32>;

/// An event ready to be stored: decided, completed and encoded. `payload` is canonical JSON text.
/// `version` is one more than that of the event before it in the dossier, which may be in the same
/// batch; `recorded_at` is never before that of the event before it in the log.
struct NewEvent {
  DossierId dossier;
  Version version = 0;
  EventType type = 0;
  int schema = 1;
  Instant occurred_at;
  Instant recorded_at;
  Actor actor;
  std::string proposal_id;
  std::string rulebook;
  std::optional<Position> causation;  ///< event that made this one necessary
  std::string correlation;            ///< the caller's thread of work, may be empty
  std::vector<Subject> subjects;      ///< sorted, without repetition
  std::string payload;
  std::string warnings;  ///< canonical JSON array, or empty
  Bytes32 blinding{};    ///< random, one per event: key of the payload's commitment
};

/// How a proposal was answered, kept for ever under its id. `position` is that of the event
/// recorded, or of the `dossier.proposal_refused` event. `body_hash` tells a repeat from a clash:
/// HMAC-SHA-256 of what was proposed, under the blinding of that event.
struct ProposalRecord {
  std::string id{};
  Sha256 body_hash{};
  bool recorded = true;
  Position position = 0;
};

/// "Nothing was appended after `read_up_to` that concerns `subjects` or lies in `dossiers`."
/// Positions in the batch (of proposals, of causes) that lie after `read_up_to` mean the batch's
/// own events as if it began right there; should it come to stand later, they move with it.
struct AppendCondition {
  Position read_up_to = -1;  ///< last position the decisions have seen; -1: none
  std::vector<DossierId> dossiers;
  std::vector<Subject> subjects;
};

/// `erasures`: earlier positions whose payload and blinding are destroyed in the same transaction;
/// the event that orders it is in `events`, envelopes and tree stay as they are.
struct AppendBatch {
  std::vector<NewEvent> events;
  std::vector<ProposalRecord> proposals;
  AppendCondition condition;
  std::vector<Position> erasures;
};

enum class AppendResult : std::uint8_t {
  appended,      ///< durable: on the disk before this is returned
  conflict,      ///< the condition does not hold, a version does not follow what is stored, or an
                 ///< id is taken; nothing was written
  store_failed,  ///< nothing may be assumed written; the store is read-only from now on
};

/// An event as stored, for readers. Views and references hold until the callback returns.
struct StoredEvent {
  Position position = 0;
  DossierId const& dossier;
  Version version = 0;
  EventType type = 0;
  int schema = 1;
  Instant occurred_at;
  Instant recorded_at;
  Actor const& actor;
  std::string_view proposal_id;
  std::string_view rulebook;
  std::string_view payload;
  std::string_view warnings;
  bool erased = false;  ///< payload and blinding were lawfully erased
};

struct Head {
  Position next = 0;                   ///< number of events in the log
  std::optional<Instant> recorded_at;  ///< of the last event
  Sha256 root;                         ///< Merkle root over all envelopes, RFC 6962
};

/// What is kept of an event for its leaf; for verification and proofs. The payload is the event's.
struct StoredLeaf {
  Position position = 0;
  std::string_view envelope;
  Bytes32 blinding{};
  bool erased = false;
};

/// Threads: `append` from one thread at a time; reads from any thread, each seeing a prefix of the
/// log. A visitor may read, but not append. Environment failures while reading throw StoreError.
class EventStore {
 public:
  /// Return false to stop the scan.
  using Visitor = std::function<bool(StoredEvent const&)>;
  using LeafVisitor = std::function<bool(StoredLeaf const&)>;

  virtual ~EventStore() = default;
  /// All of the batch or none of it. Positions follow the head without holes. A batch that
  /// contradicts itself (versions with holes, an id twice, time going back, an envelope beyond
  /// `max_envelope_bytes`) is a broken promise: std::logic_error, nothing is written.
  virtual AppendResult append(AppendBatch const& batch) = 0;
  virtual Head head() const = 0;
  /// Events with position in [from, to), in order.
  virtual void scan(Position from, Position to, Visitor const& visit) const = 0;
  virtual void scan_dossier(DossierId const& dossier, Visitor const& visit) const = 0;
  virtual void scan_leaves(Position from, Position to, LeafVisitor const& visit) const = 0;
  virtual std::optional<ProposalRecord> find_proposal(std::string_view id) const = 0;
  /// The first `width` (1 to tile_width) hashes of a tile of the tree over all envelopes, as it is
  /// or was; none when it does not hold so many. Full tiles are given as they were stored.
  virtual std::vector<Sha256> tile(TileId id, unsigned width) const = 0;
};

/// The environment failed: disk, permissions, a store of a newer version, corruption. `what()` is
/// French and says what to do.
class StoreError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace probant
