// How what Convergence brought came into the log is told beside the act, which names the platform
// alone.
#include "engine/kernel/content.hpp"
#include "projections/history.hpp"
#include "projections/inbox.hpp"
#include "tests/support/updates.hpp"

namespace probant::test {
namespace {

using Catch::Contains;
using Catch::EndsWith;

Actor const ars_84{"ars-1", Role::ars, "84"};
Actor const operator_1{"op-1", Role::operator_, ""};

struct BroughtDesk : UpdateDesk {
  BroughtDesk() { at("2026-06-01T08:00:00Z"); }

  /// A person applies what waits; `payload` empty: as it was sent.
  Position applies(Actor const& who, Position waiting, std::string const& payload = "") {
    auto const item = received_update(store, waiting);
    REQUIRE(item);
    convergence::Decided decided{"r1", who, waiting, convergence::Resolution::applied, "Vu", {}};
    if (!payload.empty()) decided.payload = payload;
    auto const made =
        convergence::resolution(std::move(decided), item->reference, item->update, statuses());
    auto const outcome = engine.record({&std::get<Proposal>(made), 1}).front();
    INFO(to_json(outcome));
    REQUIRE(outcome.kind == OutcomeKind::recorded);
    return outcome.position + 1;
  }
  void erases(Position position, std::string const& dossier) {
    for (auto const* act : {"erasure_requested", "payload_erased"}) {
      auto const outcome =
          say(R"({"id":")" + std::string{act} + R"(","type":"dossier.)" + act + R"(","dossier":")" +
              dossier + R"(","actor":{"id":"by-)" + act +
              R"(","role":"ans","organisation":""},"data":{"legal_basis":"art. 17","position":)" +
              std::to_string(position) + "}}");
      INFO(to_json(outcome));
      REQUIRE(outcome.kind == OutcomeKind::recorded);
    }
  }
  HistoryItem item(Position position) const {
    auto const items = history(store, *DossierId::parse(candidacy), {});
    auto const found = std::ranges::find(items, position, &HistoryItem::position);
    REQUIRE(found != items.end());
    return *found;
  }
  std::string told(Position position) const {
    auto const how = item(position).came_by;
    return how ? to_json(*how) : "";
  }
  std::string words(Position position) const { return in_words(item(position).came_by.value()); }
  /// Of which acts of the candidacy it is told how they came.
  std::vector<Position> brought() const {
    std::vector<Position> found;
    for (auto const& one : history(store, *DossierId::parse(candidacy), {})) {
      if (one.came_by) found.push_back(one.position);
    }
    return found;
  }
};

Sent without_author() {
  Sent sent;
  sent.payload = R"({"decision":{"signed_on":"2026-03-02"}})";
  return sent;
}

}  // namespace

TEST_CASE("history: what was signed and applied at once says so, and nobody vouched for it",
          "[history][came_by]") {
  BroughtDesk desk;
  auto const receipt = std::to_string(desk.arrives("msg_1", {}).position);
  auto const act = std::stoll(receipt) + 1;
  CHECK(desk.told(act) ==
        R"({"position":)" + receipt + R"(,"received_from":"convergence","signed":true})");
  CHECK(desk.words(act) == "reçu de Convergence, signé (position " + receipt + ")");
  CHECK_THAT(to_json(desk.item(act)), Contains(R"("came_by":)" + desk.told(act)));
  // What was proposed here came by nothing.
  CHECK(desk.brought() == std::vector<Position>{act});
}

TEST_CASE("history: what a file brought names who handed it in, unsigned", "[history][came_by]") {
  BroughtDesk desk;
  auto const fed = convergence::fed(Sent{}.body(), {"u-7", Role::operator_, ""}, statuses());
  auto const receipt = desk.engine.record({&std::get<Proposal>(fed.proposed), 1}).front().position;
  auto const act = receipt + 1;
  CHECK(desk.item(act).actor.role == Role::convergence);
  CHECK(desk.told(act) ==
        R"({"position":)" + std::to_string(receipt) + R"(,"received_from":"u-7","signed":false})");
  CHECK(desk.words(act) == "remis par fichier, non signé, par u-7 (un opérateur) (position " +
                               std::to_string(receipt) + ")");
}

TEST_CASE("history: what had waited names who applied it, and whether with other data",
          "[history][came_by]") {
  BroughtDesk desk;
  desk.arrives("msg_1", {});
  // Given a deposit that waits, its status unknown to the table of then
  bool const readable = GENERATE(true, false);
  auto sent = note(5);
  if (!readable) sent.payload = "{}";
  auto const early = receipt("msg_2", sent, convergence::StatusTable::builtin());
  auto const waiting = desk.engine.record({&early, 1}).front().position;
  // When a person applies it: as it came, the same written otherwise, or put right
  auto const payload = readable ? GENERATE("", R"({ "entity" : "010780054" })") : note(5).payload;
  auto const act = desk.applies(operator_1, waiting, payload);
  // Then the act is the platform's, and it is told who applied it
  CHECK(desk.item(act).actor.role == Role::convergence);
  auto const by = R"(,"resolved_by":{"id":"op-1","organisation":"","role":"operator"},)"
                  R"("resolved_position":)" +
                  std::to_string(act - 1);
  CHECK(desk.told(act) == R"({"position":)" + std::to_string(waiting) +
                              R"(,"received_from":"convergence","signed":true)" + by +
                              (readable ? "}" : R"(,"altered":true})"));
  CHECK_THAT(desk.words(act), Contains(" ; appliqué par op-1 (un opérateur) (position " +
                                       std::to_string(act - 1) + ")"));
  CHECK(desk.words(act).ends_with(", avec un contenu autre que celui reçu") == !readable);
}

TEST_CASE("history: an event without data, applied as it came, says nothing else",
          "[history][came_by]") {
  Sent sent;
  sent.payload = "{}";
  convergence::UpdateReceived received;
  received.raw_body = sent.body();
  ProposalReader reader;
  int empty = 0;
  for (EventType type = 0; type < event_type_count; ++type) {
    auto const data = reader.read_data(type, "{}");
    if (auto const* event = std::get_if<Event>(&data)) {
      INFO(event->about().name);
      CHECK_FALSE(Contents{}.differ(received, *event));
      ++empty;
    }
  }
  CHECK(empty > 0);
}

TEST_CASE("history: a decision that a person put right tells what it came from",
          "[history][came_by]") {
  BroughtDesk desk;
  auto const waiting = desk.arrives("msg_1", without_author()).position;
  auto const act = desk.applies(ars_84, waiting, Sent{}.payload);
  CHECK(desk.item(act).actor == ars_84);
  CHECK_THAT(desk.told(act),
             Contains(R"("resolved_by":{"id":"ars-1")") && EndsWith(R"("altered":true})"));
}

TEST_CASE("history: of an erased receipt it is told that it is erased, and who had it applied",
          "[history][came_by][erasure]") {
  // Given an act applied with other data, and its receipt or its resolution erased
  BroughtDesk desk;
  auto const waiting = desk.arrives("msg_1", without_author()).position;
  auto const act = desk.applies(ars_84, waiting, Sent{}.payload);
  bool const of_receipt = GENERATE(true, false);
  desk.erases(of_receipt ? waiting : act - 1, "convergence:CVG-1");
  // Then the rest is told as before
  auto const told = desk.told(act);
  CHECK_THAT(told, Contains(R"({"position":)" + std::to_string(waiting)));
  CHECK_THAT(told, Contains(R"("resolved_by":{"id":"ars-1")"));
  CHECK((told.find(R"("erased":true)") != std::string::npos) == of_receipt);
  CHECK((told.find("altered") == std::string::npos) == of_receipt);
  CHECK((told.find("signed\"") == std::string::npos) == of_receipt);
  auto const words = desk.words(act);
  CHECK((words.find("contenu de la réception effacé") != std::string::npos) == of_receipt);
}

TEST_CASE("history: an act erased together with its receipt still tells how it came",
          "[history][came_by][erasure]") {
  BroughtDesk desk;
  auto const act = desk.arrives("msg_1", note(5)).position + 1;
  desk.erases(act, candidacy);
  CHECK(desk.item(act).erased);
  CHECK(desk.told(act) == R"({"position":)" + std::to_string(act - 1) +
                              R"(,"received_from":"convergence","erased":true})");
  // Nor does an order of erasure come from Convergence.
  CHECK(desk.brought() == std::vector<Position>{act});
}

}  // namespace probant::test
