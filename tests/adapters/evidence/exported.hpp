// A small journal and its export, signed with a key of the test's own.
#pragma once

#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>
#include <map>

#include "adapters/evidence/export.hpp"
#include "adapters/memory/event_store.hpp"
#include "adapters/verifier/export_check.hpp"
#include "engine/log/proofs.hpp"
#include "engine/rules/rulebook.hpp"
#include "events/codec/json_out.hpp"
#include "events/codec/json_text.hpp"
#include "tests/support/desk.hpp"
#include "tests/support/temporary_directory.hpp"

namespace probant::test {

namespace fs = std::filesystem;

inline SigningKey test_key(std::uint8_t seed = 1) {
  Bytes32 bytes{};
  bytes.fill(seed);
  return *SigningKey::from_seed("probant.invalid/test", KeyType::ed25519, bytes);
}

/// The checkpoint of the first `size` events.
inline KeptEvidence signed_at(EventStore const& store, std::uint64_t size,
                              SigningKey const& key = test_key()) {
  auto const note = sign_checkpoint(key, size, Tree{store, size}.root());
  return {open_checkpoint(note.bytes(), key.verifier()), {key.verifier()}, {}, {}};
}
inline KeptEvidence signed_now(EventStore const& store, SigningKey const& key = test_key()) {
  return signed_at(store, static_cast<std::uint64_t>(store.head().next), key);
}

/// The adoption of the rules, as `init` records it.
inline std::string adoption() {
  std::string line;
  JsonWriter json{line};
  auto const content = std::string{builtin_rulebook_toml()};
  json.begin_object().member("id", "regles").member("type", "programme.rulebook_adopted");
  json.member("dossier", "programme:hopen2-2026").key("actor").begin_object();
  json.member("id", "op").member("role", "operator").member("organisation", "").end_object();
  json.key("data").begin_object().member("name", "hopen2-2026").member("version", "1");
  json.member("sha256", sha256(content).text()).member("content", content);
  json.end_object().end_object();
  return line;
}

/// Rules, an entity, its candidacy, and the candidacy withdrawn with a text that is hostile to
/// whoever prints it.
inline void play_small(Desk& desk) {
  desk.at("2026-01-15T08:00:00Z").given(adoption());
  desk.given_candidacy();
  desk.at("2026-03-01T10:00:00Z").given(R"({"id":"w","type":"hospiconnect.candidacy_withdrawn",
    "dossier":"hospiconnect:010780054",
    "actor":{"id":"u-<1>&","role":"establishment","organisation":"010780054"},
    "data":{"grounds":"<script>alert(\"1\")</script> & ,\"data\":{}","note":"Ligne\nsuivante"}})");
}

/// Erases by appending a request and its confirmation as the engine does, from `version` on.
inline void erase(EventStore& store, Position position, DossierId const& dossier, Version version) {
  NewEvent order;
  order.dossier = dossier;
  order.version = version;
  order.type = *event_type("dossier.payload_erased");
  order.occurred_at = order.recorded_at = *Instant::parse("2026-04-02T09:00:00Z");
  order.actor = {"dpo", Role::ans, "ANS"};
  order.proposal_id = "effacer-" + std::to_string(position);
  order.rulebook = "hopen2-2026/1";
  order.subjects = {"dossier:" + dossier.text()};
  order.payload =
      R"({"legal_basis":"RGPD, article 17","position":)" + std::to_string(position) + "}";
  auto request = order;
  request.type = *event_type("dossier.erasure_requested");
  request.actor = {"u-7", Role::ans, "ANS"};
  request.proposal_id = "demander-" + std::to_string(position);
  ++order.version;
  AppendBatch batch;
  batch.condition.read_up_to = store.head().next - 1;
  batch.events = {request, order};
  batch.erasures = {position};
  REQUIRE(store.append(batch) == AppendResult::appended);
}

inline std::string read_all(fs::path const& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}
inline void write_all(fs::path const& path, std::string_view bytes) {
  std::ofstream{path, std::ios::binary}.write(bytes.data(),
                                              static_cast<std::streamsize>(bytes.size()));
}

inline std::map<std::string, std::string> files_of(fs::path const& folder) {
  std::map<std::string, std::string> files;
  for (auto const& entry : fs::recursive_directory_iterator{folder}) {
    if (!entry.is_regular_file()) continue;
    files[entry.path().lexically_relative(folder).generic_string()] = read_all(entry.path());
  }
  return files;
}

inline void no_progress(std::size_t, std::size_t) {}

inline DossierId candidacy() { return {DossierKind::hospiconnect, "010780054"}; }

/// What probant-verify says, with the log's key pinned.
inline verifier::Report verified(fs::path const& folder, SigningKey const& key = test_key()) {
  verifier::Given given;
  given.key = verifier::VerifierKey::parse(key.verifier().text());
  return verifier::check_export(folder, given);
}

}  // namespace probant::test
