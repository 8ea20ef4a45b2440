// What an erasure leaves to be answered and counted: ids of refusals, lists applied again.
#include "engine/kernel/reapply.hpp"
#include "engine/log/check.hpp"
#include "engine/log/merkle.hpp"
#include "tests/engine/kernel/erasing.hpp"

namespace probant::test {
namespace {

using namespace erasing;

TEST_CASE("erasure: applied again, every content is counted once", "[erasure]") {
  // Given a backup of an event and its correction, and the list of their erasure since
  Desk desk;
  given_entity(desk);
  desk.given(act("c1", "correction_recorded", "u-1",
                 R"({"position":0,"corrections":[{"field":"name","was":"CH","becomes":"SECRET"}],)"
                 R"("grounds":"saisie"})"));
  auto const size = desk.store.head().next;
  Hasher hasher;
  std::vector<ErasedPayload> list;
  desk.store.scan_leaves(0, size, [&](StoredLeaf const& leaf) {
    bool const of_them = leaf.position == 0 || leaf.position == size - 1;
    auto const order = size + 1 + std::ssize(list);
    if (of_them) list.push_back({leaf.position, leaf_hash(hasher, leaf.envelope), order});
    return true;
  });
  REQUIRE(list.size() == 2);
  bool const whole = GENERATE(true, false);
  if (!whole) list.pop_back();  // a list may be older than the order of the correction
  // When it is applied to the restored log, then both are erased and counted, and none again
  Actor const restorer{"r", Role::operator_, ""};
  CHECK(reapply(desk.engine, list, size, restorer) == 2);
  auto const erased = erasures_of(desk.store);
  CHECK(erased.size() == 2);
  // Each under the order it had, where that is known
  for (auto const& one : erased) {
    auto const& order =
        whole && one.position > 0 ? list.back().ordered_by : list.front().ordered_by;
    CHECK_THAT(one.legal_basis,
               Catch::Matchers::Contains("à la position " + std::to_string(order) + " du journal"));
  }
  CHECK(reapply(desk.engine, list, size, restorer) == 0);
}

TEST_CASE("erasure: a list of a shorter log erases what both share in a longer backup",
          "[erasure]") {
  // Given a log that has grown past the order of another that went on from its first event
  Desk desk;
  given_entity(desk);
  desk.given(act("h1", "legal_hold_set", "u-1", R"({"grounds":"contentieux"})"));
  desk.given(act("h2", "legal_hold_lifted", "u-1", R"({"grounds":"fin"})"));
  auto const size = desk.store.head().next;
  Hasher hasher;
  std::vector<ErasedPayload> list;
  desk.store.scan_leaves(0, size, [&](StoredLeaf const& leaf) {
    list.push_back({leaf.position, leaf_hash(hasher, leaf.envelope), 1});
    return true;
  });
  list.resize(2);
  list[1].leaf = Sha256{};  // what the other had there
  // When the list is applied, then what both share is erased, and nothing of this log alone
  CHECK(reapply(desk.engine, list, size, {"r", Role::operator_, ""}) == 1);
  CHECK(payload_at(desk.store, 0) == "erased");
  CHECK(payload_at(desk.store, 1) != "erased");
  CHECK(check_log(desk.store).why == "");
}

TEST_CASE("erasure: of a refusal, its reasons go and its id stays answered", "[erasure]") {
  // Given a proposal that was refused
  Desk desk;
  given_entity(desk);
  auto const wrong = act("r1", "correction_recorded", "u-1",
                         R"({"position":0,"corrections":[{"field":"DUPONT","was":"CH",)"
                         R"("becomes":"X"}],"grounds":"saisie"})");
  REQUIRE(desk.say(wrong).kind == OutcomeKind::refused);
  auto const position = desk.store.head().next - 1;
  auto const refusals = "refusals:" + std::string{registered};
  // Not while the dossier it was for is held
  desk.given(act("h1", "legal_hold_set", "u-1", R"({"grounds":"contentieux"})"));
  CHECK(codes(desk.say(ask("e0", position, "u-7", refusals))) == Codes{"legal_hold"});
  desk.given(act("h2", "legal_hold_lifted", "u-1", R"({"grounds":"fin"})"));
  // When two people erase it
  desk.given(ask("e1", position, "u-7", refusals));
  CHECK(codes(desk.say(confirm("e2", position, "u-7", refusals))) ==
        Codes{"segregation_of_duties"});
  desk.given(confirm("e3", position, "u-12", refusals));
  CHECK(payload_at(desk.store, position) == "erased");
  CHECK(check_log(desk.store).why == "");
  // Then its repetition is answered no, with nothing of it, and nothing is recorded
  auto const size = desk.store.head().next;
  auto const again = desk.say(wrong);
  CHECK(again.kind == OutcomeKind::duplicate);
  CHECK(again.is_no());
  CHECK(again.erased);
  CHECK(again.type == "dossier.correction_recorded");
  CHECK_THAT(to_json(again), Catch::Contains("effacés légalement") &&
                                 Catch::Contains(R"("erased":true)") && !Catch::Contains("DUPONT"));
  CHECK(desk.store.head().next == size);
  // And the dossier of refusals counts it still, and nothing but refusals
  auto const* state = desk.engine.world().state<RefusalsState>(*DossierId::parse(refusals));
  REQUIRE(state);
  CHECK(state->refused == 3);  // with the two attempts to erase
  CHECK(answers(desk.engine.world()) == answers(replay(desk.store)));
}

}  // namespace
}  // namespace probant::test
