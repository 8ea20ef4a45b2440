// The envelope of an event: the canonical JSON text (RFC 8785) that is the entry of its Merkle
// leaf. It names everything around the payload, and the payload only by a blinded commitment: once
// payload and blinding are erased, nothing about them can be guessed and the tree still verifies.
//
//   {"actor":{"id":…,"organisation":…,"role":…},"causation":…,"correlation":…,"dossier":…,
//    "occurred_at":…,"payload_commit":…,"position":…,"proposal":…,"recorded_at":…,"rulebook":…,
//    "schema":…,"subjects":[…],"type":…,"v":1,"version":…,"warnings_sha256":…}
//
// `causation`, `correlation` and `warnings_sha256` are absent when the event has none. Digests are
// hexadecimal. Envelopes are written once, in `append`, and stored; they are never written again to
// be verified.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "engine/log/digest.hpp"
#include "engine/log/event_store.hpp"

namespace probant {

/// What an entry of a tlog-tiles bundle may hold: its length is written in two bytes.
inline constexpr std::size_t max_envelope_bytes = 65'535;

/// HMAC-SHA-256 of the payload's stored bytes under its blinding.
Sha256 payload_commitment(Hasher& hasher, Bytes32 const& blinding, std::string_view payload);

/// Replaces `envelope` by that of `event`, whose place in the log is `position`. `causation` is
/// passed because it moves with the batch (see AppendCondition).
void write_envelope(std::string& envelope, Hasher& hasher, NewEvent const& event, Position position,
                    std::optional<Position> causation);

/// Whether a stored envelope says of an event what is stored beside it. `commitment` is what the
/// payload gives today; nothing for an erased payload, of which only the envelope still tells.
bool envelope_agrees(std::string_view envelope, Hasher& hasher, StoredEvent const& event,
                     std::optional<Sha256> const& commitment);

/// Whether the event of a stored envelope concerns one of `subjects`.
bool envelope_concerns(std::string_view envelope, std::vector<Subject> const& subjects);

}  // namespace probant
