// Events for tests of stores: complete enough to be stored, meaningless otherwise.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "engine/log/event_store.hpp"

namespace probant::test {

inline DossierId aap_dossier(std::string reference) {
  return {DossierKind::aap, std::move(reference)};
}

inline Bytes32 blinding_of(std::uint8_t seed) {
  Bytes32 blinding{};
  for (std::size_t i = 0; i < blinding.size(); ++i) {
    blinding[i] = static_cast<std::uint8_t>(seed * 7U + i);
  }
  return blinding;
}

/// The `version`-th event of a dossier, recorded `at` seconds after the opening of the programme.
inline NewEvent example_event(DossierId dossier, Version version, std::int64_t at = 0) {
  NewEvent event;
  event.version = version;
  event.type = *event_type("aap.project_withdrawn");
  event.occurred_at = Instant::from_unix_seconds(1'779'264'000 + at);
  event.recorded_at = Instant::from_unix_seconds(1'779'264'060 + at);
  event.actor = {"u-118", Role::establishment, "010780054"};
  event.proposal_id = dossier.text() + "/" + std::to_string(version);
  event.rulebook = "hopen2-2026/1";
  event.subjects = {"dossier:" + dossier.text(), "pmsi:010780054"};
  event.payload = R"({"grounds":"Retiré au profit du projet « Urgences »"})";
  event.blinding = blinding_of(static_cast<std::uint8_t>(version));
  event.dossier = std::move(dossier);
  return event;
}

/// A batch decided with everything before `next` in view, each event answering its own proposal.
inline AppendBatch example_batch(std::vector<NewEvent> events, Position next = 0) {
  AppendBatch batch;
  batch.condition.read_up_to = next - 1;
  for (auto const& event : events) {
    batch.proposals.push_back({.id = event.proposal_id, .position = next++});
  }
  batch.events = std::move(events);
  return batch;
}

inline AppendResult append(EventStore& store, std::vector<NewEvent> events) {
  return store.append(example_batch(std::move(events), store.head().next));
}

}  // namespace probant::test
