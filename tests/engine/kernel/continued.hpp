// The worked example as played, and an engine that goes on from there: for tests of corrections.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "engine/kernel/procedure.hpp"
#include "tests/support/example_store.hpp"
#include "tests/support/examples.hpp"

namespace probant::test {

/// The example as played, and an engine that goes on from there.
struct Continued {
  Continued() { play_example(store); }

  Outcome say(std::string type, std::string dossier, std::string at, std::string role,
              std::string data) {
    auto const organisation = role.starts_with("ars") ? "84" : "ans";
    auto const one = proposal(
        R"({"id":"r-)" + std::to_string(++count) + R"(","type":")" + type + R"(","dossier":")" +
        dossier + R"(","occurred_at":")" + at + R"(","actor":{"id":")" + role + R"(","role":")" +
        role + R"(","organisation":")" + organisation + R"("},"data":)" + data + "}");
    return engine().record({&one, 1}).front();
  }
  Outcome given(std::string type, std::string dossier, std::string at, std::string role,
                std::string data) {
    auto outcome =
        say(std::move(type), std::move(dossier), std::move(at), std::move(role), std::move(data));
    INFO(to_json(outcome));
    REQUIRE(outcome.kind == OutcomeKind::recorded);
    return outcome;
  }
  Outcome correct(std::string dossier, Position position, std::string field, std::string was,
                  std::string becomes) {
    auto const role = dossier.starts_with("aap") ? "ars" : "ans";
    return say("dossier.correction_recorded", std::move(dossier), "2027-03-01T09:00:00Z", role,
               R"({"position":)" + std::to_string(position) + R"(,"corrections":[{"field":")" +
                   field + R"(","was":)" + was + R"(,"becomes":)" + becomes +
                   R"(}],"grounds":"saisie"})");
  }
  Engine& engine() {
    if (!engine_) engine_.emplace(store, desk_ports(clock));
    return *engine_;
  }
  Position last_of(std::string_view dossier_text, std::string_view type) const {
    Position found = -1;
    store.scan_dossier(dossier(dossier_text), [&](StoredEvent const& event) {
      if (catalogue[event.type].name == type) found = event.position;
      return true;
    });
    return found;
  }
  template <class E>
  E read(Position position) const {
    return std::get<E>(read_fact(store, position)->event.body);
  }

  MemoryEventStore store;
  Instant clock = *Instant::parse("2027-04-01T08:00:00Z");
  std::optional<Engine> engine_;
  int count = 0;
};

}  // namespace probant::test
