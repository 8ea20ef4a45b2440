// What came from Convergence stands twice: what is erased goes from both places, unless one is
// held.
#include "engine/kernel/replay.hpp"
#include "engine/log/check.hpp"
#include "tests/support/same_world.hpp"
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
  Outcome confirms(Position position, std::string const& dossier) {
    return does("payload_erased", dossier, "u-8",
                R"({"legal_basis":"art. 17","position":)" + std::to_string(position) + "}");
  }
  bool is_erased(Position position) const {
    bool erased = false;
    store.scan_leaves(position, position + 1, [&](StoredLeaf const& leaf) {
      erased = leaf.erased;
      return false;
    });
    return erased;
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

TEST_CASE("erasure: of what Convergence brought, both places are emptied by one confirmation",
          "[erasure]") {
  ErasingDesk desk;
  auto const received = desk.arrives("msg_1", note(5));
  auto const act = received.position + 1;
  CHECK_THAT(desk.asks(act, candidacy).warnings, Contains("content_stands_twice") &&
                                                     Contains(at_position(received.position)) &&
                                                     Contains("il s'efface avec lui"));
  auto const gone = desk.confirms(act, candidacy);
  REQUIRE(gone.kind == OutcomeKind::recorded);
  CHECK(desk.is_erased(act));
  CHECK(desk.is_erased(received.position));
  // Each by an order of its own dossier, the second caused by the first.
  std::vector<std::string> orders;
  desk.store.scan(gone.position, gone.position + 2, [&](StoredEvent const& event) {
    orders.push_back(event.dossier.text() + " " + std::string{event.payload});
    return true;
  });
  REQUIRE(orders.size() == 2);
  CHECK_THAT(orders[0], Contains(candidacy) && Contains(std::to_string(act)));
  CHECK_THAT(orders[1],
             Contains("convergence:CVG-1") && Contains(std::to_string(received.position)));
  CHECK(check_log(desk.store).good());
  CHECK(difference(desk.engine.world(), replay(desk.store)).empty());
}

TEST_CASE("erasure: of the receipt, the act that it brought goes too", "[erasure]") {
  ErasingDesk desk;
  auto const received = desk.arrives("msg_1", note(5));
  CHECK_THAT(desk.asks(received.position, "convergence:CVG-1").warnings,
             Contains(at_position(received.position + 1)));
  REQUIRE(desk.confirms(received.position, "convergence:CVG-1").kind == OutcomeKind::recorded);
  CHECK(desk.is_erased(received.position + 1));
  CHECK(difference(desk.engine.world(), replay(desk.store)).empty());
  CHECK(check_log(desk.store).good());
}

TEST_CASE("erasure: a receipt held stays when its act goes, and it is told", "[erasure]") {
  ErasingDesk desk;
  auto const received = desk.arrives("msg_1", note(5));
  auto const act = received.position + 1;
  desk.does("legal_hold_set", "convergence:CVG-1", "u-7", R"({"grounds":"contentieux"})");
  CHECK_THAT(desk.asks(act, candidacy).warnings, Contains("il y reste"));
  REQUIRE(desk.confirms(act, candidacy).kind == OutcomeKind::recorded);
  CHECK(desk.is_erased(act));
  CHECK(!desk.is_erased(received.position));
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
