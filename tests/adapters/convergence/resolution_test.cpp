// What a person decides about an update that was kept.
#include "projections/inbox.hpp"
#include "tests/support/same_world.hpp"
#include "tests/support/updates.hpp"

namespace probant::test {
namespace {

using convergence::Resolution;
using Codes = std::vector<std::string>;

Actor const ars_84{"ars-1", Role::ars, "84"};
Actor const ars_11{"ars-2", Role::ars, "11"};
Actor const operator_1{"op-1", Role::operator_, ""};

struct ResolvingDesk : UpdateDesk {
  /// `payload` empty: as it was sent.
  Outcome decides(std::string const& id, Actor const& who, Position position, Resolution what,
                  std::string const& payload = "") {
    auto const item = received_update(store, position);
    REQUIRE(item);
    convergence::Decided decided{id, who, position, what, "Vu avec le support", {}};
    if (!payload.empty()) decided.payload = payload;
    auto made = convergence::resolution(decided, item->reference, item->update, statuses());
    Outcome unreadable;
    if (auto* reasons = std::get_if<Reasons>(&made)) {
      unreadable.reasons = std::move(*reasons);
      return unreadable;
    }
    return engine.record({&std::get<Proposal>(made), 1}).front();
  }
  Actor author_of(Position position) const {
    Actor actor;
    store.scan(position, position + 1, [&](StoredEvent const& event) {
      actor = event.actor;
      return false;
    });
    return actor;
  }
};

Sent without_author() {
  Sent sent;
  sent.payload = R"({"decision":{"signed_on":"2026-03-02"}})";
  return sent;
}

}  // namespace

TEST_CASE("inbox: what waits is listed oldest first, and only what waits", "[inbox]") {
  ResolvingDesk desk;
  auto const everyone = [](Dossier const&) { return true; };
  auto other = note(1);
  other.reference = "CVG-0";
  other.status = "INCONNU";
  auto const first = desk.arrives("msg_1", without_author()).position;
  auto const second = desk.arrives("msg_2", other).position;
  desk.arrives("msg_3", {.sequence = 9});
  CHECK(waiting_updates(desk.engine.world(), everyone) == std::vector<Position>{first, second});
  CHECK(waiting_updates(desk.engine.world(), [](Dossier const&) { return false; }).empty());
  auto const item = received_update(desk.store, "msg_1");
  REQUIRE(item);
  CHECK(item->position == first);
  CHECK(is_waiting(desk.engine.world(), *item));
  CHECK_FALSE(is_waiting(desk.engine.world(), *received_update(desk.store, "msg_3")));
  CHECK_FALSE(received_update(desk.store, "msg_9"));
  CHECK(to_json(*item).find(R"("id":"msg_1","position":2,"reference":"CVG-1")") !=
        std::string::npos);
}

TEST_CASE("inbox: a dismissal ends it without effect", "[inbox]") {
  ResolvingDesk desk;
  auto const kept = desk.arrives("msg_1", without_author()).position;
  CHECK(desk.decides("r1", ars_84, kept, Resolution::dismissed).kind == OutcomeKind::recorded);
  CHECK(desk.number().kept.empty());
  CHECK(desk.number().dismissed == 1);
  CHECK_FALSE(desk.number().applied_sequence);
  CHECK(desk.candidacy_state().phase == CandidacyPhase::filed);
  CHECK(codes(desk.decides("r2", ars_84, kept, Resolution::dismissed)) == Codes{"not_allowed_now"});
  CHECK(difference(desk.engine.world(), replay(desk.store)).empty());
}

TEST_CASE("inbox: what has become possible is applied as the platform's act", "[inbox]") {
  ResolvingDesk desk;
  auto const sent = note(5);
  auto const table = convergence::StatusTable::builtin();  // does not know the status
  auto const early = receipt("msg_1", sent, table);
  auto const kept = desk.engine.record({&early, 1}).front();
  REQUIRE(codes(kept) == Codes{"unknown_status"});
  desk.arrives("msg_2", {.sequence = 6});
  auto const done = desk.decides("r1", operator_1, kept.position, Resolution::applied);
  CHECK(done.kind == OutcomeKind::recorded);
  CHECK(desk.author_of(done.position) == operator_1);
  CHECK(desk.author_of(done.position + 1).role == Role::convergence);
  CHECK(desk.payload_at(done.position + 1).starts_with("hospiconnect.note_de_cadrage_deposited"));
  CHECK(
      desk.envelope_at(done.position + 1).find("\"causation\":" + std::to_string(done.position)) !=
      std::string::npos);
  CHECK(desk.number().kept.empty());
  CHECK(desk.number().applied_sequence == 6);
  CHECK(codes(desk.decides("r2", operator_1, kept.position, Resolution::applied)) ==
        Codes{"not_allowed_now"});
  CHECK(difference(desk.engine.world(), replay(desk.store)).empty());
}

TEST_CASE("inbox: what is refused still waits on, and is decided anew each time", "[inbox]") {
  ResolvingDesk desk;
  auto const kept = desk.arrives("msg_1", without_author()).position;
  CHECK(codes(desk.decides("r1", ars_84, kept, Resolution::applied)) ==
        Codes{"decision_author_missing"});
  CHECK(desk.number().kept.size() == 1);
  CHECK(desk.candidacy_state().phase == CandidacyPhase::filed);
}

TEST_CASE("inbox: a decision that a person corrects is that person's own", "[inbox]") {
  ResolvingDesk desk;
  auto const kept = desk.arrives("msg_1", without_author()).position;
  auto const whole = Sent{}.payload;
  CHECK(codes(desk.decides("r1", operator_1, kept, Resolution::applied, whole)) ==
        Codes{"forbidden_role"});
  CHECK(codes(desk.decides("r2", ars_11, kept, Resolution::applied, whole)) ==
        Codes{"not_competent_ars"});
  CHECK(codes(desk.decides("r3", ars_84, kept, Resolution::applied, "[]")) ==
        Codes{"invalid_field"});
  auto const done = desk.decides("r4", ars_84, kept, Resolution::applied, whole);
  CHECK(done.kind == OutcomeKind::recorded);
  CHECK(desk.author_of(done.position + 1) == ars_84);
  CHECK(desk.candidacy_state().phase == CandidacyPhase::validated);
}

TEST_CASE("inbox: a filing that a person corrects stays the platform's", "[inbox]") {
  ResolvingDesk desk;
  desk.arrives("msg_1", {});
  auto sent = note(5);
  sent.payload = "{}";
  auto const kept = desk.arrives("msg_2", sent).position;
  auto const done = desk.decides("r1", operator_1, kept, Resolution::applied, note(5).payload);
  CHECK(done.kind == OutcomeKind::recorded);
  CHECK(desk.author_of(done.position + 1).role == Role::convergence);
}

TEST_CASE("inbox: another region, another role, or a bare event resolves nothing", "[inbox]") {
  ResolvingDesk desk;
  auto const kept = desk.arrives("msg_1", without_author()).position;
  CHECK(codes(desk.decides("r1", ars_11, kept, Resolution::dismissed)) ==
        Codes{"not_competent_ars"});
  CHECK(codes(desk.decides("r2", {"u", Role::establishment, "010780054"}, kept,
                           Resolution::dismissed)) == Codes{"forbidden_role"});
  CHECK(codes(desk.say(R"({"id":"r3","type":"convergence.update_resolved",
      "dossier":"convergence:CVG-1","actor":{"id":"a","role":"ars","organisation":"84"},
      "data":{"position":2,"resolution":"applied","grounds":"g"}})")) == Codes{"not_allowed_now"});
  CHECK(desk.number().kept.size() == 1);
}

}  // namespace probant::test
