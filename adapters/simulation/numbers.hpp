// FINESS numbers that no real establishment has: for simulated legal entities and for the sites
// that a larger scale adds. They start with their department as real ones do, and their key holds.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

namespace probant::simulation {

class Numbers {
 public:
  /// `number` is real: never given.
  void reserve(std::string_view number) { taken_.emplace(number); }
  /// A new number of the department ("01", "2A", "974"), as text. Throws std::length_error when
  /// the department has none left.
  std::string give(std::string const& department);

 private:
  std::set<std::string, std::less<>> taken_;
  std::map<std::string, int> next_;  ///< by department; counts down
};

}  // namespace probant::simulation
