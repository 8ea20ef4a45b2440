// The three events of the worked example in adapters/sqlite/FORMAT.md.
#pragma once

#include "engine/log/digest.hpp"
#include "engine/log/seal.hpp"
#include "tests/contract/example_events.hpp"
#include "tests/support/examples.hpp"

namespace probant::test {

inline NewEvent format_event(std::string_view type, std::string_view to, std::string_view at,
                             std::string id, std::string payload) {
  NewEvent event;
  event.dossier = dossier(to);
  event.version = 1;
  event.type = *event_type(type);
  event.occurred_at = instant(at);
  event.recorded_at = event.occurred_at.plus_seconds(2);
  event.rulebook = "hopen2-2026/1";
  event.subjects = {"dossier:" + std::string{to}, "entity:010780054"};
  event.payload = std::move(payload);
  event.blinding = sha256("blinding of " + id).bytes;
  event.proposal_id = std::move(id);
  return event;
}

/// By what the example is sealed: a key made from the bytes 0 to 31, under the name of its log.
inline SealKey format_seal() {
  Bytes32 seed{};
  for (std::size_t i = 0; i < seed.size(); ++i) seed[i] = static_cast<std::uint8_t>(i);
  return SealKey{*SigningKey::from_seed("probant.example.org/journal", KeyType::ed25519, seed)};
}

inline void fill_format_example(EventStore& store) {
  auto ceiling = format_event(
      "register.ceiling_published", "register:010780054", "2026-01-12T09:00:00Z", "plafonds-1",
      R"({"amount_cents":5100000,"entity":"010780054","source":"Liste du 12 janvier"})");
  ceiling.actor = actor("u-7", Role::ans, "ANS");
  auto withdrawal =
      format_event("hospiconnect.candidacy_withdrawn", "hospiconnect:010780054",
                   "2026-02-03T10:30:00.25Z", "retrait-1", R"({"grounds":"Projet différé"})");
  withdrawal.actor = actor("u-118", Role::establishment, "010780054");
  withdrawal.causation = 0;
  withdrawal.correlation = "lot-3";
  withdrawal.warnings = R"([{"code":"finess_key"}])";
  auto erasure =
      format_event("dossier.payload_erased", "hospiconnect:010780054", "2026-06-01T08:00:00Z",
                   "effacement-1", R"({"legal_basis":"RGPD art. 17","position":1})");
  erasure.actor = actor("u-7", Role::ans, "ANS");
  erasure.version = 2;
  auto batch = example_batch({ceiling, withdrawal});
  for (auto& proposal : batch.proposals) proposal.body_hash = sha256(proposal.id);
  store.append(batch);
  batch = example_batch({erasure}, 2);
  batch.proposals.front().body_hash = sha256("effacement-1");
  batch.erasures = {1};
  store.append(batch);
}

}  // namespace probant::test
