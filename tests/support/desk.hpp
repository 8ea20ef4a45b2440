// An engine over a log in memory, spoken to in the words of the interface: one JSON line per act.
// Its clock stands still until told otherwise, so that every test says when it is.
#pragma once

#include <catch2/catch.hpp>
#include <string>
#include <string_view>

#include "adapters/memory/event_store.hpp"
#include "engine/kernel/engine.hpp"
#include "engine/log/digest.hpp"
#include "events/codec/proposal_in.hpp"

namespace probant::test {

inline EnginePorts desk_ports(Instant const& clock) {
  return {[&clock] { return clock; },
          [](Position position) { return sha256(std::to_string(position)).bytes; }};
}

inline Proposal proposal(std::string_view line) {
  auto read = read_proposal(line);
  if (auto* invalid = std::get_if<Invalid>(&read)) {
    throw std::invalid_argument(to_text(invalid->reasons));
  }
  return std::get<Proposal>(std::move(read));
}

class Desk {
 public:
  explicit Desk(std::string_view now = "2026-05-20T08:00:00Z") { at(now); }

  Desk& at(std::string_view now) {
    clock = *Instant::parse(now);
    return *this;
  }
  Outcome say(std::string_view line) {
    auto const one = proposal(line);
    return engine.record({&one, 1}).front();
  }
  /// An act that must be recorded: the given part of a test.
  Desk& given(std::string_view line) {
    auto const outcome = say(line);
    INFO(to_json(outcome));
    REQUIRE(outcome.kind == OutcomeKind::recorded);
    return *this;
  }
  /// A public entity of region 84 with one site, and its candidacy filed in time.
  Desk& given_candidacy() {
    auto const now = clock;
    at("2026-02-03T14:12:00Z");
    given(R"({"id":"g1","type":"register.entity_recorded","dossier":"register:010780054",
      "actor":{"id":"op","role":"operator","organisation":""},
      "data":{"entity":"010780054","name":"CH","legal_status":"public","region":"84",
      "sites":[{"site":"010000024","name":"Site","category":"355","pmsi":"010780054"}],
      "source":"essai"}})");
    given(R"({"id":"g2","type":"hospiconnect.candidacy_filed","dossier":"hospiconnect:010780054",
      "actor":{"id":"u-1","role":"establishment","organisation":"010780054"},
      "data":{"candidate":"010780054","entities":["010780054"]}})");
    clock = now;
    return *this;
  }

  MemoryEventStore store;
  Instant clock;
  Engine engine{store, desk_ports(clock)};
};

inline std::vector<std::string> codes(Outcome const& outcome) {
  std::vector<std::string> codes;
  for (auto const& reason : outcome.reasons) codes.emplace_back(name_of(reason.code));
  return codes;
}

}  // namespace probant::test
