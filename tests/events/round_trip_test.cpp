// What holds of every event, checked on random ones; a failure names the seed that repeats it.
#include <catch2/catch.hpp>

#include "events/codec/decoder.hpp"
#include "events/codec/json_out.hpp"
#include "events/codec/proposal_in.hpp"
#include "tests/events/binary_bytes.hpp"
#include "tests/events/random_event.hpp"

namespace probant {

TEST_CASE("round trip: decoding what was encoded gives the same event and bytes", "[codec]") {
  Decoder decoder;
  Encoder encoder;
  Event decoded;
  test::for_random_events([&](Event const& event) {
    auto const text = to_canonical_json(event);
    decoder.decode_stored(event.type(), event.about().schema, text, decoded);
    REQUIRE(decoded == event);
    REQUIRE(encoder.encode(decoded) == text);
  });
}

TEST_CASE("round trip: a proposal's data comes through but for what is computed", "[codec]") {
  ProposalReader reader;
  test::for_random_events([&](Event const& event) {
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
  test::for_random_events(
      [](Event const& event) { REQUIRE(test::from_binary(test::to_binary(event)) == event); });
}

}  // namespace probant
