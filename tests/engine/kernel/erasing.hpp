// Erasures as people ask for and confirm them, of an entity of the register that nothing rests on.
#pragma once

#include "projections/deadlines.hpp"
#include "projections/dossier_view.hpp"
#include "projections/exposure.hpp"
#include "projections/json_object.hpp"
#include "tests/support/desk.hpp"
#include "tests/support/example_store.hpp"

namespace probant::test::erasing {

using Codes = std::vector<std::string>;
inline constexpr auto registered = "register:010780054";
inline constexpr auto mie_dossier = "mie:010780054";

inline std::string act(std::string const& id, std::string const& type, std::string const& by,
                       std::string const& data, std::string const& dossier = registered) {
  return R"({"id":")" + id + R"(","type":"dossier.)" + type + R"(","dossier":")" + dossier +
         R"(","actor":{"id":")" + by + R"(","role":"ans","organisation":""},"data":)" + data + "}";
}

inline std::string erasure(Position position, std::string const& basis) {
  return R"({"position":)" + std::to_string(position) + R"(,"legal_basis":")" + basis + R"("})";
}

inline std::string ask(std::string const& id, Position position, std::string const& by,
                       std::string const& dossier = registered,
                       std::string const& basis = "art. 17") {
  return act(id, "erasure_requested", by, erasure(position, basis), dossier);
}
inline std::string confirm(std::string const& id, Position position, std::string const& by,
                           std::string const& dossier = registered,
                           std::string const& basis = "art. 17") {
  return act(id, "payload_erased", by, erasure(position, basis), dossier);
}

inline std::string payload_at(EventStore const& store, Position position) {
  std::string payload;
  store.scan(position, position + 1, [&](StoredEvent const& event) {
    payload = event.erased ? "erased" : std::string{event.payload};
    return false;
  });
  return payload;
}

/// Everything the world answers, as text: equal worlds answer equally.
inline std::string answers(World const& world) {
  auto const at = *Instant::parse("2026-12-01T00:00:00Z");
  auto text = json_array(deadlines(world, at), [](auto const& d) { return to_json(d); }) +
              json_array(exposure(world, at), [](auto const& row) { return to_json(row); });
  for (auto const* dossier : world.dossiers()) text += to_json(view_of(world, dossier->id, at));
  return text;
}

/// At position 0, and no dossier rests on it.
inline void given_entity(Desk& desk) {
  desk.given(R"({"id":"g1","type":"register.entity_recorded","dossier":"register:010780054",
    "actor":{"id":"op","role":"operator","organisation":""},
    "data":{"entity":"010780054","name":"CH","legal_status":"public","region":"84",
    "sites":[{"site":"010000024","name":"Site","category":"355","pmsi":"010780054"}],
    "source":"essai"}})");
}

/// The worked example, whole or up to a proposal, and an engine that goes on from there.
struct Example : Desk {
  explicit Example(std::string_view now = "2027-01-10T08:00:00Z", std::string_view until = {})
      : Desk{now} {
    play_example(store, until);
    engine.~Engine();
    new (&engine) Engine{store, desk_ports(clock)};
  }
  Position position_of(std::string_view type, int nth = 1) const {
    Position found = -1;
    store.scan(0, store.head().next, [&](StoredEvent const& event) {
      if (catalogue[event.type].name == type && --nth == 0) found = event.position;
      return found < 0;
    });
    REQUIRE(found >= 0);
    return found;
  }
  void erase(Position position, std::string const& dossier) {
    auto const id = std::to_string(position);
    given(ask("ask-" + id, position, "u-7", dossier));
    given(confirm("do-" + id, position, "u-12", dossier));
  }
  /// As a log may hold it in which it was erased before that was refused.
  void erase_unasked(Position position) {
    REQUIRE(engine.erase_again(position, Line{"art. 17"}, {"r", Role::operator_, ""}));
  }
};

}  // namespace probant::test::erasing
