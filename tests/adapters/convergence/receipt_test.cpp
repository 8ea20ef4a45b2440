// What becomes of an update: applied with its receipt in one append, or kept whole with the
// reasons.
#include "tests/support/same_world.hpp"
#include "tests/support/updates.hpp"

namespace probant::test {
namespace {

using Codes = std::vector<std::string>;

std::string with_spaces(std::string text) {
  text.insert(1, " ");
  return text;
}

}  // namespace

TEST_CASE("convergence: an update is applied right behind its receipt", "[convergence]") {
  UpdateDesk desk;
  auto const outcome = desk.arrives("msg_1", {});
  CHECK(outcome.kind == OutcomeKind::recorded);
  CHECK(outcome.reasons.empty());
  CHECK(outcome.dossier == "convergence:CVG-1");
  CHECK(outcome.position == 2);
  CHECK(desk.store.head().next == 4);
  CHECK(desk.candidacy_state().phase == CandidacyPhase::validated);
  CHECK(desk.payload_at(3).starts_with("hospiconnect.candidacy_validated"));
  CHECK(desk.envelope_at(3).find(R"("causation":2)") != std::string::npos);
  CHECK(desk.number().applied_sequence == 4);
  CHECK(desk.number().kept.empty());
  CHECK(difference(desk.engine.world(), replay(desk.store)).empty());
}

TEST_CASE("convergence: the body is kept byte for byte, the headers beside it", "[convergence]") {
  UpdateDesk desk;
  Sent sent;
  sent.status = "STATUT_À_VENIR 🏥";
  auto const position = desk.arrives("msg_1", sent).position;
  desk.store.scan(position, position + 1, [&](StoredEvent const& event) {
    auto const update = std::get<convergence::UpdateReceived>(
        decode_stored(event.type, event.schema, event.payload).body);
    CHECK(update.raw_body.value == sent.body());
    CHECK(update.webhook_timestamp == convergence::HeaderText{"1772445601"});
    CHECK(update.webhook_signature == convergence::HeaderText{"v1,AAAA"});
    return false;
  });
}

TEST_CASE("convergence: the same message again gives the first answer", "[convergence]") {
  UpdateDesk desk;
  auto const first = desk.arrives("msg_1", {});
  auto const kept = desk.arrives("msg_2", {.sequence = 5, .status = "INCONNU"});
  auto const size = desk.store.head().next;
  auto again = receipt("msg_1", {});
  auto& update = std::get<convergence::UpdateReceived>(again.event.body);
  update.webhook_timestamp = convergence::HeaderText{"1772449999"};  // a later attempt
  auto const answer = desk.engine.record({&again, 1}).front();
  CHECK(answer.kind == OutcomeKind::duplicate);
  CHECK(answer.position == first.position);
  CHECK(answer.data == first.data);
  CHECK(answer.reasons.empty());
  auto const kept_again = desk.arrives("msg_2", {.sequence = 5, .status = "INCONNU"});
  CHECK(kept_again.kind == OutcomeKind::duplicate);
  CHECK(kept_again.reasons == kept.reasons);
  CHECK(desk.store.head().next == size);
  std::vector const batch{receipt("msg_3", note(6)), receipt("msg_3", note(6))};
  auto const both = desk.engine.record(batch);
  CHECK(both[0].kind == OutcomeKind::recorded);
  CHECK(both[1].kind == OutcomeKind::duplicate);
}

TEST_CASE("convergence: the same id with another body is a conflict", "[convergence]") {
  UpdateDesk desk;
  desk.arrives("msg_1", {});
  CHECK(codes(desk.arrives("msg_1", note(5))) == Codes{"idempotency_conflict"});
  auto spaced = receipt("msg_1", {});
  auto& body = std::get<convergence::UpdateReceived>(spaced.event.body).raw_body.value;
  body = with_spaces(body);
  CHECK(codes(desk.engine.record({&spaced, 1}).front()) == Codes{"idempotency_conflict"});
  CHECK(desk.number().received == 1);
}

TEST_CASE("convergence: what was applied is never gone back before, gaps are allowed",
          "[convergence]") {
  UpdateDesk desk;
  CHECK(desk.arrives("msg_1", {.sequence = 4}).reasons.empty());
  CHECK(codes(desk.arrives("msg_2", note(4))) == Codes{"out_of_order"});
  CHECK(codes(desk.arrives("msg_3", note(3))) == Codes{"out_of_order"});
  // What is only kept holds nothing up.
  CHECK(codes(desk.arrives("msg_4", {.sequence = 90, .status = "INCONNU"})) ==
        Codes{"unknown_status"});
  CHECK(desk.arrives("msg_5", note(17)).reasons.empty());
  CHECK(desk.number().applied_sequence == 17);
  CHECK(desk.number().kept.size() == 3);
  // Another number has an order of its own.
  auto other = note(1);
  other.reference = "CVG-2";
  CHECK(codes(desk.arrives("msg_6", other)) != Codes{"out_of_order"});
}

TEST_CASE("convergence: what a rule refuses is kept with every reason, and changes nothing",
          "[convergence]") {
  UpdateDesk desk;
  Sent sent;
  sent.payload = R"({"decision":{"signed_on":"2026-03-02"}})";
  CHECK(codes(desk.arrives("msg_1", sent)) == Codes{"decision_author_missing"});
  CHECK(desk.candidacy_state().phase == CandidacyPhase::filed);
  CHECK(desk.store.head().next == 3);
  CHECK_FALSE(desk.number().applied_sequence);
  sent.occurred_at = "2026-12-01T00:00:00Z";
  CHECK(codes(desk.arrives("msg_2", sent)) ==
        Codes{"occurred_in_future", "decision_author_missing"});
  CHECK(desk.number().kept.size() == 2);
}

TEST_CASE("convergence: what cannot be read as its event is kept", "[convergence]") {
  UpdateDesk desk;
  Sent sent;
  sent.payload = R"({"decision":{"signed_on":"02/03/2026"},"extra":1})";
  auto const outcome = desk.arrives("msg_1", sent);
  REQUIRE(codes(outcome) == Codes{"invalid_field", "invalid_field"});
  CHECK(outcome.reasons[0].field == "data.payload.decision.signed_on");
  sent = {};
  sent.dossier = "aap:2026-0417";
  CHECK(codes(desk.arrives("msg_2", sent)) == Codes{"unknown_status"});
  sent = {};
  sent.type = "convergence.comment_added";
  CHECK(codes(desk.arrives("msg_3", sent)) == Codes{"unknown_type"});
  CHECK(desk.candidacy_state().phase == CandidacyPhase::filed);
}

TEST_CASE("convergence: a field that the platform adds is kept for a person, who may apply it",
          "[convergence]") {
  // Given messages with a field more, in the envelope and in their data
  auto const* const place = GENERATE("\"type\"", "\"sequence\"");
  UpdateDesk desk;
  auto body = Sent{}.body();
  body.insert(body.find(place), "\"priority\":{\"level\":2},");
  auto read = UpdateReader{}.read(body);
  // When one arrives
  auto const proposal = convergence::receipt({"msg_1", body, "1772445601", "v1,AAAA"},
                                             std::get<Update>(std::move(read)), statuses());
  auto const outcome = desk.engine.record({&proposal, 1}).front();
  // Then it waits whole, with the field named, and says what it would be
  REQUIRE(codes(outcome) == Codes{"invalid_field"});
  CHECK(outcome.reasons[0].field.ends_with("priority"));
  CHECK(outcome.reasons[0].message.find("inconnu") != std::string::npos);
  CHECK(desk.candidacy_state().phase == CandidacyPhase::filed);
  // And whoever resolves it may apply it as it is
  convergence::UpdateReceived kept;
  kept.raw_body.value = body;
  auto const applied =
      convergence::resolution({"r-1",
                               {"u-1", Role::ars, "84"},
                               outcome.position,
                               convergence::Resolution::applied,
                               "Vu",
                               {}},
                              *DossierId::parse("convergence:CVG-1"), kept, statuses());
  auto const& resolved = std::get<Proposal>(applied);
  CHECK(desk.engine.record({&resolved, 1}).front().kind == OutcomeKind::recorded);
  CHECK(desk.candidacy_state().phase == CandidacyPhase::validated);
}

TEST_CASE("convergence: one status may stand for an event of each kind of dossier",
          "[convergence]") {
  auto const table = statuses();
  auto const type = [&](char const* dossier) {
    auto const found = table.type_of("PREUVES_DEPOSEES", *DossierId::parse(dossier));
    auto const* index = std::get_if<EventType>(&found);
    return index ? catalogue[*index].name : "none";
  };
  CHECK(type("aap:2026-0417") == "aap.proofs_deposited");
  CHECK(type("mie:010780054") == "mie.declaration_transmitted");
  CHECK(type(candidacy) == "none");
}

TEST_CASE("convergence: the log remembers what was applied when its content is erased",
          "[convergence]") {
  UpdateDesk desk;
  auto const position = desk.arrives("msg_1", {}).position;
  auto const act = [&](char const* id, char const* type, char const* by) {
    return R"({"id":")" + std::string{id} + R"(","type":"dossier.)" + type +
           R"(","dossier":"convergence:CVG-1","actor":{"id":")" + by +
           R"(","role":"ans","organisation":""},"data":{"position":)" + std::to_string(position) +
           R"(,"legal_basis":"art. 17"}})";
  };
  desk.given(act("e1", "erasure_requested", "u-1")).given(act("e2", "payload_erased", "u-2"));
  CHECK(desk.number().applied_sequence == 4);
  CHECK(codes(desk.arrives("msg_2", note(4))) == Codes{"out_of_order"});
  CHECK(desk.arrives("msg_1", {}).kind == OutcomeKind::duplicate);
  CHECK(difference(desk.engine.world(), replay(desk.store)).empty());
}

TEST_CASE("convergence: nobody proposes a receipt, or takes its id before it comes",
          "[convergence]") {
  auto const by_hand = read_proposal(
      R"({"id":"x","type":"convergence.update_received","dossier":"convergence:CVG-1",
      "actor":{"id":"c","role":"convergence","organisation":""},"data":{}})");
  CHECK(std::holds_alternative<Invalid>(by_hand));
  auto const taken = read_proposal(R"({"id":")" + receipt_id("msg_1") +
                                   R"(","type":"dossier.legal_hold_set","dossier":"aap:x",
      "actor":{"id":"u","role":"ans","organisation":""},"data":{"grounds":"g"}})");
  CHECK(std::holds_alternative<Invalid>(taken));
}

}  // namespace probant::test
