#include "adapters/simulation/numbers.hpp"

#include <stdexcept>

#include "events/values/finess.hpp"

namespace probant::simulation {
namespace {

constexpr std::size_t body_length = 8;  ///< without the key

/// How the register writes the first characters of a department's numbers.
std::string prefix_of(std::string const& department) {
  if (department == "976") return "98";
  if (department.starts_with("97")) return "970" + department.substr(2);
  return department;
}

int highest(std::size_t digits) {
  int number = 1;
  for (std::size_t i = 0; i < digits; ++i) number *= 10;
  return number - 1;
}

}  // namespace

std::string Numbers::give(std::string const& department) {
  auto const prefix = prefix_of(department);
  auto const digits = body_length - prefix.size();
  auto& next = next_.try_emplace(department, highest(digits)).first->second;
  for (; next > 0; --next) {
    auto const count = std::to_string(next);
    auto const body = prefix + std::string(digits - count.size(), '0') + count;
    for (char key = '0'; key <= '9'; ++key) {
      auto const number = body + key;
      if (!has_finess_key(number) || !taken_.insert(number).second) continue;
      --next;
      return number;
    }
  }
  throw std::length_error("Le département " + department +
                          " n'a plus de numéro FINESS libre : simulez à une échelle plus petite.");
}

}  // namespace probant::simulation
