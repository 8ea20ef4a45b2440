// What came from Convergence stands twice: what is erased goes from both places, unless one is
// held.
#include "engine/kernel/lawful_erasure.hpp"
#include "engine/kernel/replay.hpp"
#include "engine/log/check.hpp"
#include "projections/inbox.hpp"
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
  /// A person decides about what waits.
  Outcome resolves(Position position, convergence::Resolution how,
                   std::optional<std::string> payload = {}) {
    auto const item = received_update(store, position);
    auto made = convergence::resolution({std::to_string(++number_),
                                         {"u-1", Role::ars, "84"},
                                         position,
                                         how,
                                         "Vu",
                                         std::move(payload)},
                                        item->reference, item->update, statuses());
    auto const& proposal = std::get<Proposal>(made);
    return engine.record({&proposal, 1}).front();
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

/// What is wrong with the log; of its erasures too.
std::string judged(EventStore const& store) {
  auto log = check_log(store);
  judge_erasures(store, log);
  return log.why;
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
  CHECK(judged(desk.store).empty());
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
  CHECK(judged(desk.store).empty());
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

TEST_CASE("erasure: every receipt that repeats the content goes too", "[erasure]") {
  // Given an act that came from Convergence, the same sent again under its number (kept, one of
  // them dismissed), and another payload
  ErasingDesk desk;
  auto const received = desk.arrives("msg_1", note(5)).position;
  auto const act = received + 1;
  auto const late = desk.arrives("msg_2", note(4)).position;
  auto dismissed = note(5);
  dismissed.payload = R"({ "entity" : "010780054" })";
  auto const away = desk.arrives("msg_3", dismissed).position;
  REQUIRE(desk.resolves(away, convergence::Resolution::dismissed).kind == OutcomeKind::recorded);
  auto const other = desk.arrives("msg_4", Sent{.sequence = 3}).position;
  auto const from_act = GENERATE(true, false);
  auto const asked = from_act ? act : late;
  std::string const dossier = from_act ? candidacy : "convergence:CVG-1";
  // When one place is to be erased, then every other place is told
  auto const told = desk.asks(asked, dossier).warnings;
  std::string const repeated = "aux positions ";
  if (from_act) {
    CHECK_THAT(told, Contains(repeated + std::to_string(received) + ", " + std::to_string(late) +
                              " et " + std::to_string(away) + ", dans convergence:CVG-1 : il s'"));
  } else {
    // What was applied stands for itself: whoever wants it erased has its act erased.
    CHECK_THAT(told, Contains(at_position(away) + " dans convergence:CVG-1 : il s'efface"));
    CHECK_THAT(told, Contains(at_position(received)) && Contains("il y reste") &&
                         Contains("probant erase " + std::to_string(act)));
  }
  // And what was sent under its number with another content is told as just that
  auto const others = told.find("others_under_its_number");
  REQUIRE(others != std::string::npos);
  CHECK_THAT(told.substr(others), Contains(at_position(other) + " dans convergence:CVG-1"));
  CHECK_THAT(told.substr(others, told.find('}', others) - others), !Contains("Le même contenu"));
  // And the confirmation empties them all at once, each by an order of its own
  auto const gone = desk.confirms(asked, dossier);
  REQUIRE(gone.kind == OutcomeKind::recorded);
  CHECK_THAT(gone.warnings, Contains("content_stands_twice"));
  CHECK(desk.is_erased(late));
  CHECK(desk.is_erased(away));
  CHECK(desk.is_erased(act) == from_act);
  CHECK(desk.is_erased(received) == from_act);
  CHECK_FALSE(desk.is_erased(other));
  int orders = 0;
  desk.store.scan(gone.position, desk.store.head().next, [&](StoredEvent const& event) {
    auto const order = decode_stored(event.type, event.schema, event.payload);
    auto const& erased = std::get<transverse::PayloadErased>(order.body);
    CHECK(erased.legal_basis.value == "art. 17");
    CHECK(event.actor.id == "u-8");
    ++orders;
    return true;
  });
  CHECK(orders == (from_act ? 4 : 2));
  CHECK(judged(desk.store).empty());
  CHECK(difference(desk.engine.world(), replay(desk.store)).empty());
}

TEST_CASE("erasure: an act recorded by hand takes with it what was sent of it", "[erasure]") {
  // Given an update that could not be applied, and its act recorded by hand
  ErasingDesk desk;
  auto sent = note(5);
  sent.status = "INCONNU";
  auto const unknown = desk.arrives("msg_1", sent).position;
  auto faulty = note(6);
  faulty.occurred_at = "2027-04-02T08:30:00Z";
  auto const kept = desk.arrives("msg_2", faulty).position;
  auto const act = desk.say(
      R"({"id":"n1","type":"hospiconnect.note_de_cadrage_deposited",
      "dossier":"hospiconnect:010780054","occurred_at":"2026-04-03T08:00:00Z",
      "actor":{"id":"u-1","role":"establishment","organisation":"010780054"},
      "data":{"entity":"010780054"}})");
  REQUIRE(act.kind == OutcomeKind::recorded);
  // When it is erased, then the receipt of the same act goes; what nobody knows the meaning of has
  // said nothing of the kind
  CHECK_THAT(desk.asks(act.position, candidacy).warnings, Contains(at_position(kept)));
  REQUIRE(desk.confirms(act.position, candidacy).kind == OutcomeKind::recorded);
  CHECK(desk.is_erased(kept));
  CHECK_FALSE(desk.is_erased(unknown));
  CHECK(judged(desk.store).empty());
}

TEST_CASE("erasure: what waits for a decision of its own stays, with the command for it",
          "[erasure]") {
  // Given an act of Convergence and an update of the same payload, of a status nobody knows
  ErasingDesk desk;
  auto const act = desk.arrives("msg_1", note(5)).position + 1;
  auto sent = note(6);
  sent.status = "INCONNU";
  auto const waiting = desk.arrives("msg_2", sent).position;
  // When the act is erased
  auto const command = "probant erase " + std::to_string(waiting) + " --basis";
  CHECK_THAT(desk.asks(act, candidacy).warnings,
             Contains(at_position(waiting)) && Contains("il y reste") && Contains(command));
  auto const gone = desk.confirms(act, candidacy);
  REQUIRE(gone.kind == OutcomeKind::recorded);
  // Then it still waits; once it is dismissed, its command takes it away
  CHECK_THAT(gone.warnings, Contains(command));
  CHECK_FALSE(desk.is_erased(waiting));
  REQUIRE(desk.resolves(waiting, convergence::Resolution::dismissed).kind == OutcomeKind::recorded);
  desk.asks(waiting, "convergence:CVG-1");
  REQUIRE(desk.confirms(waiting, "convergence:CVG-1").kind == OutcomeKind::recorded);
  CHECK(desk.is_erased(waiting));
  CHECK(difference(desk.engine.world(), replay(desk.store)).empty());
}

TEST_CASE("inbox: an erased receipt tells what was kept, and nothing made up", "[erasure][inbox]") {
  // Given an update that waits, and its receipt erased
  ErasingDesk desk;
  auto sent = note(6);
  sent.status = "INCONNU";
  auto const waiting = desk.arrives("msg_1", sent).position;
  desk.asks(waiting, "convergence:CVG-1");
  auto const gone = desk.confirms(waiting, "convergence:CVG-1");
  REQUIRE(gone.kind == OutcomeKind::recorded);
  // When it is looked at, then its dossier and number are told, and all else is null
  auto const item = received_update(desk.store, waiting);
  REQUIRE(item);
  CHECK(is_waiting(desk.engine.world(), *item));
  CHECK(item->erased);
  auto const json = to_json(*item);
  CHECK_THAT(json, Contains(R"("id":"msg_1")") && Contains(R"("erased":true)"));
  CHECK_THAT(json, Contains(R"("dossier":"hospiconnect:010780054","sequence":6,"status":null)"));
  CHECK_THAT(json, Contains(R"("happened_at":null)") && Contains(R"("signed":null)") &&
                       Contains(R"("body":null)") && Contains("Contenu effacé légalement"));
  CHECK_THAT(json, Contains("à la position " + std::to_string(gone.position)));
  // And it cannot be applied, whatever data come with it, but dismissed
  for (auto const& payload : {std::optional<std::string>{}, std::optional{sent.payload}}) {
    auto const made = convergence::resolution(
        {"r1", {"u-1", Role::ars, "84"}, waiting, convergence::Resolution::applied, "Vu", payload},
        item->reference, item->update, statuses());
    REQUIRE(std::holds_alternative<Reasons>(made));
    CHECK_THAT(std::get<Reasons>(made).front().message, Contains("Contenu effacé légalement"));
  }
  CHECK(desk.resolves(waiting, convergence::Resolution::dismissed).kind == OutcomeKind::recorded);
}

TEST_CASE("erasure: of a receipt that a person applied, the same data go and others are told",
          "[erasure]") {
  ErasingDesk desk;
  bool const changed = GENERATE(false, true);
  // Given an update that a person applied, as it came or with other data
  auto sent = Sent{.sequence = 4};
  sent.type = "convergence.comment_added";
  auto const received = desk.arrives("msg_1", sent).position;
  auto payload = sent.payload;
  if (changed) payload.replace(payload.find("2026-03-02"), 10, "2026-03-01");
  auto const resolved =
      desk.resolves(received, convergence::Resolution::applied, std::move(payload));
  REQUIRE(resolved.kind == OutcomeKind::recorded);
  auto const act = resolved.position + 1;
  // When the receipt is erased
  auto const told = desk.asks(received, "convergence:CVG-1").warnings;
  REQUIRE(desk.confirms(received, "convergence:CVG-1").kind == OutcomeKind::recorded);
  // Then the act goes when it says the same
  CHECK_THAT(told,
             Contains(at_position(act)) && Contains(changed ? "probant erase " + std::to_string(act)
                                                            : "il s'efface avec lui"));
  CHECK(desk.is_erased(act) == !changed);
  CHECK(judged(desk.store).empty());
}

}  // namespace probant::test
