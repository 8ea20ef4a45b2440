// The simulated nation: legal entities and GHT made up around real establishments, which come
// without any, with their workforce and activity. Everything made up says so in its name or source.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "adapters/simulation/establishments.hpp"

namespace probant::simulation {

struct SimulatedSite {
  Site site;
  Pmsi pmsi;
  std::string name;
  std::string category;
  std::int64_t staff = 0;
  std::optional<Date> closed;
};

struct SimulatedEntity {
  Entity number;
  std::string name;
  reference::LegalStatus status = reference::LegalStatus::public_;
  std::string department;
  Region region;
  std::string ght;  ///< empty: in none
  bool support = false;
  bool ghu = false;
  std::vector<SimulatedSite> sites;

  std::int64_t staff() const;
  /// The distinct PMSI numbers of its sites, in order.
  std::vector<Pmsi> pmsi_numbers() const;
};

/// Who applies, and for whom: a GHT's support establishment, or an entity for itself.
struct Candidate {
  Entity number;
  Region region;
  bool is_ght = false;
  bool is_public = false;
  std::vector<Entity> entities;
  std::int64_t staff = 0;  ///< of all its entities
};

struct Nation {
  std::vector<SimulatedEntity> entities;  ///< ordered by number
  std::vector<Candidate> candidates;      ///< all that could apply, ordered by number

  SimulatedEntity const& entity(Entity number) const;
};

/// `scale` times the establishments: beyond the first, each is copied under a number of its own.
/// Throws std::length_error when the numbers run out.
Nation make_nation(Establishments const& establishments, int scale, std::uint64_t seed);

/// The six GHU of the AP-HP as the rulebook names them: the index of the one a site belongs to,
/// nothing for a site of none (head office, Hendaye, San Salvadour…).
std::optional<std::size_t> ghu_of(std::string_view site_name);
bool is_aphp(std::string_view site_name);

}  // namespace probant::simulation
