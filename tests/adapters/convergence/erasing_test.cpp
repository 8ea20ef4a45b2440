// What came from Convergence stands twice: who erases one is told of the other, and a legal hold
// keeps both.
#include "tests/support/updates.hpp"

namespace probant::test {
namespace {

using Catch::Contains;

struct ErasingDesk : UpdateDesk {
  ErasingDesk() { at("2026-06-01T08:00:00Z"); }

  Outcome asks(Position position, std::string const& dossier, std::string const& by = "u-7") {
    return does("erasure_requested", dossier, by,
                R"({"legal_basis":"art. 17","position":)" + std::to_string(position) + "}");
  }
  Outcome does(std::string const& type, std::string const& dossier, std::string const& by,
               std::string const& data) {
    return say(R"({"id":")" + std::to_string(++number_) + R"(","type":"dossier.)" + type +
               R"(","dossier":")" + dossier + R"(","actor":{"id":")" + by +
               R"(","role":"ans","organisation":""},"data":)" + data + "}");
  }

 private:
  int number_ = 0;
};

std::string at_position(Position position) {
  return "à la position " + std::to_string(position) + ",";
}

}  // namespace

TEST_CASE("erasure: of what Convergence brought, the other place is told", "[erasure]") {
  ErasingDesk desk;
  auto const received = desk.arrives("msg_1", note(5));
  auto const act = received.position + 1;
  CHECK_THAT(desk.asks(act, candidacy).warnings,
             Contains("content_stands_twice") && Contains(at_position(received.position)));
  CHECK_THAT(desk.asks(received.position, "convergence:CVG-1").warnings,
             Contains(at_position(act)));
  auto const basis = R"({"legal_basis":"art. 17","position":)" + std::to_string(act) + "}";
  auto const gone = desk.does("payload_erased", candidacy, "u-8", basis);
  CHECK_THAT(gone.warnings, Contains(at_position(received.position)));
  auto const again = desk.arrives("msg_2", note(6));
  desk.asks(again.position, "convergence:CVG-1");
  // Nothing is told of what is gone already.
  auto const last = desk.does(
      "payload_erased", "convergence:CVG-1", "u-8",
      R"({"legal_basis":"art. 17","position":)" + std::to_string(received.position) + "}");
  CHECK(last.kind == OutcomeKind::recorded);
  CHECK(last.warnings.empty());
}

TEST_CASE("erasure: what did not come from Convergence stands once", "[erasure]") {
  ErasingDesk desk;
  desk.arrives("msg_1", note(5));
  auto const note = desk.say(
      R"({"id":"m1","type":"hospiconnect.maturity_indicators_completed",
      "dossier":"hospiconnect:010780054","occurred_at":"2026-04-03T08:00:00Z",
      "actor":{"id":"u-1","role":"establishment","organisation":"010780054"},
      "data":{"entity":"010780054"}})");
  REQUIRE(note.kind == OutcomeKind::recorded);
  CHECK(desk.asks(note.position, candidacy).warnings.empty());
}

TEST_CASE("erasure: a legal hold keeps what Convergence sent for the dossier", "[erasure]") {
  ErasingDesk desk;
  auto const received = desk.arrives("msg_1", note(5));
  desk.does("legal_hold_set", candidacy, "u-7", R"({"grounds":"contentieux"})");
  auto const refused = desk.asks(received.position, "convergence:CVG-1");
  CHECK(codes(refused) == std::vector<std::string>{"legal_hold"});
  desk.does("legal_hold_lifted", candidacy, "u-7", R"({"grounds":"jugé"})");
  CHECK(desk.asks(received.position, "convergence:CVG-1").kind == OutcomeKind::recorded);
}

}  // namespace probant::test
