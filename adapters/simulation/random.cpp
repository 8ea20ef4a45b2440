#include "adapters/simulation/random.hpp"

#include <limits>

#include "engine/kernel/ensure.hpp"

namespace probant::simulation {
namespace {

/// FNV-1a, 64 bits: spreads a name over the seeds.
std::uint64_t spread(std::uint64_t seed, std::string_view name) {
  std::uint64_t hash = 14'695'981'039'346'656'037U ^ (seed * 1'099'511'628'211U);
  for (char const c : name) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 1'099'511'628'211U;
  }
  return hash;
}

}  // namespace

Random::Random(std::uint64_t seed, std::string_view stream) : state_(spread(seed, stream)) {
  next();
}

std::uint64_t Random::next() {
  state_ += 0x9e3779b97f4a7c15U;
  auto mixed = state_;
  mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9U;
  mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebU;
  return mixed ^ (mixed >> 31U);
}

std::int64_t Random::between(std::int64_t low, std::int64_t high) {
  ensure(low <= high, "a range that is not empty");
  auto const width = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low) + 1;
  ensure(width != 0, "a range narrower than all numbers");
  // Numbers beyond the last whole multiple of the width would favour the low results.
  auto const most = std::numeric_limits<std::uint64_t>::max();
  auto const excess = (most % width + 1) % width;
  auto number = next();
  while (number > most - excess) number = next();
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + number % width);
}

}  // namespace probant::simulation
