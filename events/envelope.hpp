// Everything around an event's data: where it stands in the log, when, who, and why.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "events/event.hpp"
#include "events/values/actor.hpp"
#include "events/values/dossier.hpp"
#include "events/values/instant.hpp"

namespace probant {

/// Number of an event in the whole log, from 0, without holes.
using Position = std::int64_t;
/// Number of events in a dossier once this one is in it, from 1. 0: no event yet.
using Version = std::int64_t;

/// What an event concerns, for conditions and look-ups: `entity:…`, `site:…`, `pmsi:…` or
/// `dossier:…`.
using Subject = std::string;

/// What a caller asks to have recorded. Typed and complete; not yet checked against any rule.
struct Proposal {
  std::string id;  ///< idempotency key, 1 to 128 printable ASCII characters
  DossierId dossier;
  Actor actor;
  std::optional<Instant> occurred_at;
  std::optional<Version> expected_version;
  std::string correlation;  ///< the caller's thread of work: at most 128 such characters, or empty
  Event event;
  /// What this one brings with it, of convergence.update_received and .update_resolved alone:
  /// decided first, recorded right after it in the same append, or not at all.
  std::shared_ptr<Proposal const> carried{};
};

/// An event of the log, decoded and upcast to today's schema.
struct RecordedEvent {
  Position position = 0;
  DossierId dossier;
  Version version = 0;
  Instant occurred_at;
  Instant recorded_at;
  Actor actor;
  std::string proposal_id;
  std::string rulebook;  ///< "name/version" in force when it was decided; empty before any
  Event event;
  bool erased = false;  ///< its content is gone: `event` has only what was kept of it
};

}  // namespace probant
