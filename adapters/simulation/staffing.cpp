#include "adapters/simulation/staffing.hpp"

#include <algorithm>
#include <array>

namespace probant::simulation {
namespace {

struct Size {
  std::string_view word;  ///< found in the category's name
  bool main_hospital;
  std::int64_t least;
  std::int64_t most;
};

/// First match counts.
constexpr std::array sizes{Size{"Régional", true, 300, 2600},
                           Size{"ex Hôpital local", true, 60, 190},
                           Size{"Centre Hospitalier (C.H.)", true, 80, 1100},
                           Size{"Maladies Mentales", false, 10, 130},
                           Size{"Lutte Contre Cancer", false, 400, 1300},
                           Size{"Longue Durée", false, 20, 90},
                           Size{"SSR", false, 40, 170},
                           Size{"Pluridisciplinaire", false, 110, 480},
                           Size{"Chirurg", false, 40, 220},
                           Size{"", false, 30, 140}};

Size const& size_of(std::string_view category) {
  return *std::ranges::find_if(
      sizes, [&](Size const& size) { return category.find(size.word) != std::string_view::npos; });
}

}  // namespace

std::int64_t staff_of(std::string_view category, Random& random) {
  auto const& size = size_of(category);
  return random.between(size.least, size.most);
}

std::int64_t activity_of(std::int64_t staff, Random& random) {
  return staff * random.between(45, 75) + random.between(0, 999);
}

bool is_main_hospital(std::string_view category) { return size_of(category).main_hospital; }

}  // namespace probant::simulation
