// How many people work at a site and how much it does, by the category of the national register.
// Orders of magnitude only: what is real in a simulation is the list of sites.
#pragma once

#include <cstdint>
#include <string_view>

#include "adapters/simulation/random.hpp"

namespace probant::simulation {

/// Agents, salaried and liberal together.
std::int64_t staff_of(std::string_view category, Random& random);
/// Combined activity of an establishment with so many agents.
std::int64_t activity_of(std::int64_t staff, Random& random);
/// Whether a public site of this category is a hospital of its own, not an annex of one.
bool is_main_hospital(std::string_view category);

}  // namespace probant::simulation
