// What holds of every event, checked on random ones; a failure names the seed that repeats it.
#include <catch2/catch.hpp>
#include <sstream>

#include "events/codec/binary.hpp"
#include "events/codec/decoder.hpp"
#include "events/codec/json_out.hpp"
#include "events/codec/proposal_in.hpp"
#include "tests/events/random_event.hpp"

namespace probant {
namespace {

/// Runs `check(event)` on several random events of each type.
template <class Check>
void for_random_events(Check const& check) {
  auto const seed = std::random_device{}();
  for (EventType type = 0; type < event_type_count; ++type) {
    std::mt19937_64 random{seed + type};
    for (int round = 0; round < 8; ++round) {
      INFO("seed " << seed << ", " << catalogue[type].name << ", round " << round);
      check(test::random_event(random, type));
    }
  }
}

}  // namespace

TEST_CASE("round trip: decoding what was encoded gives the same event and bytes", "[codec]") {
  Decoder decoder;
  Encoder encoder;
  Event decoded;
  for_random_events([&](Event const& event) {
    auto const text = to_canonical_json(event);
    decoder.decode_stored(event.type(), event.about().schema, text, decoded);
    REQUIRE(decoded == event);
    REQUIRE(encoder.encode(decoded) == text);
  });
}

TEST_CASE("round trip: a proposal's data comes through but for what is computed", "[codec]") {
  ProposalReader reader;
  for_random_events([&](Event const& event) {
    if (event.about().proposers.empty()) return;
    Proposal proposal;
    proposal.id = "p";
    proposal.actor = {"u", Role::ans, ""};
    proposal.dossier = {event.about().kind, "010780054"};
    proposal.event = event;
    auto line = canonical_proposal(proposal);
    line.replace(0, 1, "{\"id\":\"p\",");
    auto const read = reader.read(line);
    if (auto const* invalid = std::get_if<Invalid>(&read))
      FAIL(line << " " << to_text(invalid->reasons));
    REQUIRE(canonical_proposal(std::get<Proposal>(read)) == canonical_proposal(proposal));
  });
}

TEST_CASE("round trip: binary snapshots hold every event", "[codec]") {
  for_random_events([&](Event event) {
    std::stringstream stream;
    cereal::BinaryOutputArchive{stream}(event);
    Event read;
    cereal::BinaryInputArchive{stream}(read);
    REQUIRE(read == event);
  });
}

}  // namespace probant
