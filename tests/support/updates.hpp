// Updates of the Convergence platform, as it sends them: about the candidacy of the desk's entity.
#pragma once

#include "adapters/convergence/updates.hpp"
#include "tests/support/desk.hpp"

namespace probant::test {

inline constexpr auto candidacy = "hospiconnect:010780054";

/// What is said of one update; the rest is good.
struct Sent {
  int sequence = 4;
  std::string status = "CANDIDATURE_VALIDEE";
  std::string payload =
      R"({"decision":{"author":{"first_name":"C","last_name":"M","quality":"Q","service":"S"},)"
      R"("signed_on":"2026-03-02"}})";
  std::string dossier = candidacy;
  std::string reference = "CVG-1";
  std::string type = "convergence.status_changed";
  std::string occurred_at = "2026-03-02T10:00:00Z";

  std::string body() const {
    return R"({"type":")" + type + R"(","timestamp":"2026-03-02T10:00:01Z","data":{"reference":")" +
           reference + R"(","dossier":")" + dossier + R"(","sequence":)" +
           std::to_string(sequence) + R"(,"status":")" + status + R"(","occurred_at":")" +
           occurred_at + R"(","payload":)" + payload + "}}\r\n";
  }
};

/// The built-in table, and a status for a milestone.
inline convergence::StatusTable statuses() {
  auto table = convergence::StatusTable::builtin();
  REQUIRE(table.add("NOTE_DEPOSEE", "hospiconnect.note_de_cadrage_deposited").empty());
  return table;
}

inline Proposal receipt(std::string const& id, Sent const& sent,
                        convergence::StatusTable const& table = statuses()) {
  auto update = UpdateReader{}.read(sent.body());
  if (auto const* issues = std::get_if<Issues>(&update)) {
    throw std::invalid_argument(to_text(*issues));
  }
  return convergence::receipt({id, sent.body(), "1772445601", "v1,AAAA"},
                              std::get<Update>(std::move(update)), table);
}

inline Sent note(int sequence) {
  return {.sequence = sequence,
          .status = "NOTE_DEPOSEE",
          .payload = R"({"entity":"010780054"})",
          .occurred_at = "2026-04-02T08:30:00Z"};
}

/// A desk at which updates arrive.
struct UpdateDesk : Desk {
  UpdateDesk() { given_candidacy(); }

  Outcome arrives(std::string const& id, Sent const& sent) {
    auto const one = receipt(id, sent);
    return engine.record({&one, 1}).front();
  }
  ConvergenceState const& number(std::string const& reference = "CVG-1") const {
    auto const* state =
        engine.world().state<ConvergenceState>({DossierKind::convergence, reference});
    REQUIRE(state);
    return *state;
  }
  HospiconnectState const& candidacy_state() const {
    return *engine.world().state<HospiconnectState>(*DossierId::parse(candidacy));
  }
  std::string payload_at(Position position) const {
    std::string payload;
    store.scan(position, position + 1, [&](StoredEvent const& event) {
      payload = std::string{catalogue[event.type].name} + std::string{event.payload};
      return false;
    });
    return payload;
  }
  std::string envelope_at(Position position) const {
    std::string envelope;
    store.scan_leaves(position, position + 1, [&](StoredLeaf const& leaf) {
      envelope = leaf.envelope;
      return false;
    });
    return envelope;
  }
};

}  // namespace probant::test
