#include <catch2/catch.hpp>

#include "adapters/memory/event_store.hpp"
#include "adapters/notary/notary.hpp"
#include "tests/contract/example_events.hpp"
#include "tests/support/file_bytes.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace probant;
using namespace probant::test;

namespace {

constexpr auto origin = "example.org/journal";

OpenedCheckpoint opened(SigningKey const& key, MemoryEventStore const& store) {
  auto const head = store.head();
  auto const size = static_cast<std::uint64_t>(head.next);
  return open_checkpoint(sign_checkpoint(key, size, head.root).bytes(), key.verifier());
}

struct Scene {
  TemporaryDirectory place;
  MemoryEventStore store;
  SigningKey key = *SigningKey::from_seed(origin, KeyType::ed25519, {7});

  Scene() {
    notary::create_evidence(place.path(), origin, {7});
    append(store, {example_event(aap_dossier("2026-1"), 1)});
  }
};

}  // namespace

TEST_CASE("notary: what a witness saw of another history ends all signing", "[witness]") {
  Scene scene;
  notary::Notary notary{scene.place.path(), scene.store};
  auto const first = notary.sign();
  std::string told;
  notary.when_forked([&told](std::string const& why) { told = why; });
  notary.compare_with(first, "le témoin w");
  CHECK(told.empty());

  MemoryEventStore other;
  append(other, {example_event(aap_dossier("2026-2"), 1)});
  CHECK_THROWS_AS(notary.compare_with(opened(scene.key, other), "le témoin w"),
                  notary::SecondHistory);
  CHECK(told.find("le témoin w a vu, de la clé de ce journal, une signature sur 1 événement ") !=
        std::string::npos);

  append(scene.store, {example_event(aap_dossier("2026-1"), 2)});
  CHECK_THROWS_AS(notary.sign(), notary::SecondHistory);
  CHECK_THROWS_AS(notary.add_cosignatures(first, {}), notary::SecondHistory);
  auto const published = file_bytes(notary::Places{scene.place.path()}.checkpoint());
  CHECK(published == first.note.bytes());
}

TEST_CASE("notary: a witness that saw more than the log has ends all signing", "[witness]") {
  Scene scene;
  notary::Notary notary{scene.place.path(), scene.store};
  MemoryEventStore longer;
  append(longer, {example_event(aap_dossier("2026-1"), 1)});
  append(longer, {example_event(aap_dossier("2026-1"), 2)});
  CHECK_THROWS_AS(notary.compare_with(opened(scene.key, longer), "le témoin w"),
                  notary::SecondHistory);
  CHECK_THROWS_AS(notary.sign(), notary::SecondHistory);
}

TEST_CASE("settings: as they are written they are read", "[witness]") {
  notary::Settings settings;
  settings.origin = origin;
  settings.copies = {"/mnt/a \"b\"", "/mnt/c\\d"};
  auto const key = SigningKey::from_seed("w.example/w", KeyType::cosignature, {3});
  settings.witnesses = {{key->verifier(), "https://w.example"}};
  settings.tsa_url = "https://tsa.example";
  settings.tsa_ca_file = "ca.pem";
  auto const read = notary::parse_settings(notary::settings_text(settings, "essai"), "x.toml");
  CHECK(read.origin == settings.origin);
  CHECK(read.copies == settings.copies);
  REQUIRE(read.witnesses.size() == 1);
  CHECK(read.witnesses[0].key == key->verifier());
  CHECK(read.witnesses[0].url == "https://w.example");
  CHECK(read.tsa_url == settings.tsa_url);
  CHECK(read.tsa_ca_file == settings.tsa_ca_file);
}
