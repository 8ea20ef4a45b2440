// A simulation played into a store in memory, for tests.
#pragma once

#include <fstream>
#include <iterator>
#include <string>

#include "adapters/memory/event_store.hpp"
#include "adapters/simulation/simulation.hpp"
#include "engine/log/digest.hpp"
#include "tests/support/examples.hpp"

namespace probant::test {

inline std::string file_text(std::string const& path) {
  std::ifstream file{path, std::ios::binary};
  if (!file) throw std::invalid_argument("no test file: " + path);
  return {std::istreambuf_iterator<char>{file}, {}};
}

/// Some sixty real sites: two departments of the mainland, Paris with the AP-HP, Corsica, Réunion.
inline simulation::Establishments some_establishments() {
  return simulation::read_establishments(
      file_text(PROBANT_TEST_DATA "/data/simulation/establishments.csv"));
}
/// The list that ships with the program.
inline simulation::Establishments shipped_establishments() {
  return simulation::read_establishments(
      file_text(PROBANT_TEST_DATA "/../adapters/simulation/data/establishments.csv"));
}

inline EnginePorts repeatable_ports() {
  return {[] { return instant("2026-01-01T00:00:00Z"); },
          [](Position position) { return sha256(std::to_string(position)).bytes; }};
}

struct Played {
  Played(simulation::Establishments const& establishments, simulation::Plan const& plan)
      : engine(store, repeatable_ports(), ClockMode::proposals),
        tally(simulation::simulate(engine, establishments, plan)) {}

  MemoryEventStore store;
  Engine engine;
  simulation::Tally tally;
};

}  // namespace probant::test
