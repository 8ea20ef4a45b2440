// Chance that is the same everywhere: a SplitMix64 generator (Steele, Lea, Flood 2014) read with
// integer arithmetic only, since what the standard distributions give differs between libraries.
// Each dossier has a stream of its own, so that a change to one story leaves the others alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string_view>

namespace probant::simulation {

/// A proportion, in thousandths.
struct Share {
  int per_mille = 0;
};

class Random {
 public:
  /// `stream` names what the numbers are for; equal seed and name give equal numbers.
  Random(std::uint64_t seed, std::string_view stream);

  std::uint64_t next();
  /// A whole number from `low` to `high`, both included, each as likely. Requires low <= high.
  std::int64_t between(std::int64_t low, std::int64_t high);
  bool chance(Share share) { return between(0, 999) < share.per_mille; }
  /// One of several. Requires at least one.
  template <class Range>
  auto const& pick(Range const& items) {
    auto const last = static_cast<std::int64_t>(std::size(items)) - 1;
    return items[static_cast<std::size_t>(between(0, last))];
  }

 private:
  std::uint64_t state_;
};

}  // namespace probant::simulation
