// Exports as they are written, and what probant-verify says of them.
#include "adapters/evidence/receipt.hpp"
#include "adapters/verifier/receipt.hpp"
#include "engine/log/proof_file.hpp"
#include "events/codec/decoder.hpp"
#include "tests/adapters/evidence/exported.hpp"
#include "tests/support/example_store.hpp"

namespace probant::test {
namespace {

TEST_CASE("export: the whole journal and each dossier are verified", "[evidence][export]") {
  Desk desk;
  desk.at("2026-01-15T08:00:00Z").given(adoption());
  play_example(desk.store);
  auto const evidence = signed_now(desk.store);
  TemporaryDirectory const place;
  auto const summary = write_export(desk.store, evidence, {}, place.path() / "all", no_progress);
  CHECK(summary.events == desk.store.head().next);
  auto const whole = verified(place.path() / "all");
  INFO(verifier::to_text(whole));
  CHECK(whole.verified());
  CHECK(whole.key_pinned);
  CHECK(whole.events == desk.store.head().next);

  for (auto const* name : {"mie:010780054", "aap:2026-0417", "hospiconnect:010780054",
                           "refusals:mie:010780054", "programme:hopen2-2026"}) {
    auto const to = place.path() / "one";
    auto const one = write_export(desk.store, evidence, DossierId::parse(name), to, no_progress);
    auto const report = verified(to);
    INFO(name << "\n" << verifier::to_text(report));
    CHECK(report.verified());
    CHECK(report.events == one.events);
    CHECK(report.size == desk.store.head().next);
    CHECK(fs::exists(to / "rulebooks/hopen2-2026-1.toml"));
    fs::remove_all(to);
  }
}

TEST_CASE("export: more events than a tile holds", "[evidence][export]") {
  Desk desk;
  desk.at("2026-01-15T08:00:00Z").given(adoption());
  for (int i = 0; i < 700; ++i) {
    auto const number = std::to_string(i);
    desk.given(R"({"id":"d)" + number + R"(","type":"programme.date_set",
      "dossier":"programme:hopen2-2026","actor":{"id":"op","role":"operator","organisation":""},
      "data":{"key":"mie.request","date":"2026-06-02","reason":"Report )" +
               number + R"(",
      "source":"essai"}})");
  }
  TemporaryDirectory const place;
  write_export(desk.store, signed_now(desk.store), {}, place.path() / "all", no_progress);
  CHECK(fs::exists(place.path() / "all/tile/entries/002.p/189"));
  auto report = verified(place.path() / "all");
  INFO(verifier::to_text(report));
  CHECK(report.verified());
  auto const tile = place.path() / "all/tile/0/001";
  auto bytes = read_all(tile);
  bytes[32 * 5] = static_cast<char>(bytes[32 * 5] ^ 1);
  write_all(tile, bytes);
  report = verified(place.path() / "all");
  CHECK(report.first_bad_position() == 256 + 5);
}

TEST_CASE("export: same journal and checkpoint, same bytes", "[evidence][export]") {
  Desk desk;
  play_small(desk);
  auto const size = static_cast<std::uint64_t>(desk.store.head().next);
  TemporaryDirectory const place;
  for (auto const& dossier : {std::optional<DossierId>{}, std::optional{candidacy()}}) {
    auto const name = dossier ? "one" : "all";
    auto const first = place.path() / name;
    auto const again = place.path() / (std::string{name} + "-again");
    write_export(desk.store, signed_at(desk.store, size), dossier, first, no_progress);
    desk.at("2026-05-01T10:00:00Z");
    desk.given(R"({"id":"later-)" + std::string{name} + R"(","type":"programme.date_set",
      "dossier":"programme:hopen2-2026","actor":{"id":"op","role":"operator","organisation":""},
      "data":{"key":"mie.request","date":"2026-06-02","reason":"Report","source":"essai"}})");
    write_export(desk.store, signed_at(desk.store, size), dossier, again, no_progress);
    CHECK(files_of(first) == files_of(again));
  }
}

TEST_CASE("export: an erased payload is shown as such, and nowhere else", "[evidence][export]") {
  Desk desk;
  play_small(desk);
  auto const withdrawn = desk.store.head().next - 1;
  erase(desk.store, withdrawn, candidacy(), 3);
  TemporaryDirectory const place;
  for (auto const& dossier : {std::optional<DossierId>{}, std::optional{candidacy()}}) {
    auto const to = place.path() / (dossier ? "one" : "all");
    write_export(desk.store, signed_now(desk.store), dossier, to, no_progress);
    auto const report = verified(to);
    INFO(verifier::to_text(report));
    CHECK(report.verified());
    CHECK(report.erased == std::vector<std::int64_t>{withdrawn});
    for (auto const& [name, bytes] : files_of(to)) {
      INFO(name);
      CHECK(bytes.find("alert(") == std::string::npos);
    }
    CHECK(read_all(to / "rapport.html").find("légalement") != std::string::npos);
    CHECK(read_all(to / "rapport.html").find("02/04/2026") != std::string::npos);
  }
}

TEST_CASE("export: what cannot be proven is not exported", "[evidence][export]") {
  Desk desk;
  play_small(desk);
  auto const size = static_cast<std::uint64_t>(desk.store.head().next);
  TemporaryDirectory const place;
  auto const to = place.path() / "export";

  SECTION("an erasure after the checkpoint") {
    auto const before = signed_now(desk.store);
    erase(desk.store, static_cast<Position>(size) - 1, candidacy(), 3);
    CHECK_THROWS_AS(write_export(desk.store, before, {}, to, no_progress), StoreError);
  }
  SECTION("a checkpoint of another journal") {
    Desk other;
    other.at("2026-01-16T08:00:00Z").given(adoption());
    CHECK_THROWS_AS(write_export(other.store, signed_now(desk.store), {}, to, no_progress),
                    StoreError);
    CHECK_THROWS_AS(write_export(desk.store, signed_now(other.store), {}, to, no_progress),
                    StoreError);
  }
  SECTION("a signature of another key") {
    auto evidence = signed_now(desk.store, test_key(2));
    evidence.checkpoint = open_checkpoint(evidence.checkpoint.note.bytes(), test_key(1).verifier());
    CHECK_THROWS_AS(write_export(desk.store, evidence, {}, to, no_progress), StoreError);
  }
  SECTION("a dossier without events") {
    CHECK_THROWS_AS(write_export(desk.store, signed_now(desk.store),
                                 DossierId{DossierKind::aap, "inconnu"}, to, no_progress),
                    ExportError);
  }
  SECTION("a folder that holds something") {
    fs::create_directory(to);
    write_all(to / "notes.txt", "les miennes");
    CHECK_THROWS_AS(write_export(desk.store, signed_now(desk.store), {}, to, no_progress),
                    ExportError);
    CHECK(read_all(to / "notes.txt") == "les miennes");
    fs::remove(to / "notes.txt");
    write_export(desk.store, signed_now(desk.store), {}, to, no_progress);
    CHECK(verified(to).verified());
    fs::remove_all(to);
  }
  CHECK(fs::is_empty(place.path()));
}

TEST_CASE("prove: the proof of one event is checked with its envelope", "[evidence][prove]") {
  Desk desk;
  play_small(desk);
  auto const evidence = signed_now(desk.store);
  verifier::Given given;
  given.key = verifier::VerifierKey::parse(test_key().verifier().text());
  for (Position position = 0; position < desk.store.head().next; ++position) {
    auto const proof = receipt_of(desk.store, evidence, position);
    auto const alone = verifier::check_proof(proof.file, {}, given);
    CHECK(alone.verified());
    CHECK(alone.payload == proof.payload);
    CHECK(verifier::check_proof(proof.file, proof.envelope, given).verified());
    CHECK_FALSE(verifier::check_proof(proof.file, proof.envelope + " ", given).verified());
    REQUIRE(proof.payload.has_value());
    Hasher hasher;
    auto const commitment = hasher.hmac_sha256(as_text(*proof.blinding), *proof.payload);
    CHECK(proof.envelope.find(commitment.text()) != std::string::npos);
  }
  CHECK_THROWS_AS(receipt_of(desk.store, evidence, desk.store.head().next), ExportError);
  CHECK_THROWS_AS(receipt_of(desk.store, evidence, -1), ExportError);
}

}  // namespace
}  // namespace probant::test
