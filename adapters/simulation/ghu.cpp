// The sites of the AP-HP by the words in their published names.
#include <algorithm>
#include <array>
#include <string_view>

#include "adapters/simulation/nation.hpp"

namespace probant::simulation {
namespace {

struct Word {
  std::string_view word;
  std::size_t ghu;  ///< in the order of the rulebook's mie.aphp.ghu
};

constexpr std::size_t centre = 0;
constexpr std::size_t nord = 1;
constexpr std::size_t sorbonne = 2;
constexpr std::size_t saclay = 3;
constexpr std::size_t mondor = 4;
constexpr std::size_t seine_saint_denis = 5;

/// First match counts: names carry the street or the town of another group as well.
constexpr std::array words{Word{"HENRI MONDOR", mondor},
                           Word{"MURET", seine_saint_denis},
                           Word{"AVICENNE", seine_saint_denis},
                           Word{"VERDIER", seine_saint_denis},
                           Word{"BRETONNEAU", nord},
                           Word{"WIDAL", nord},
                           Word{"LARIBOIS", nord},
                           Word{"SAINT LOUIS", nord},
                           Word{"BICHAT", nord},
                           Word{"BEAUJON", nord},
                           Word{"MOURIER", nord},
                           Word{"DEBRE", nord},
                           Word{"HOTEL DIEU", centre},
                           Word{"COCHIN", centre},
                           Word{"NECKER", centre},
                           Word{"VAUGIRARD", centre},
                           Word{"BROCA", centre},
                           Word{"POMPIDOU", centre},
                           Word{"CELTON", centre},
                           Word{"ROCHEFOUCAULD", centre},
                           Word{"COLLEGIALE", centre},
                           Word{"SALPETRIERE", sorbonne},
                           Word{"EST PARISIEN", sorbonne},
                           Word{"PARIS SUD", saclay},
                           Word{"PARIS IDF", saclay}};

}  // namespace

bool is_aphp(std::string_view site_name) {
  return site_name.find("APHP") != std::string_view::npos ||
         site_name.find("AP-HP") != std::string_view::npos;
}

std::optional<std::size_t> ghu_of(std::string_view site_name) {
  if (!is_aphp(site_name)) return std::nullopt;
  auto const found = std::ranges::find_if(words, [&](Word const& known) {
    return site_name.find(known.word) != std::string_view::npos;
  });
  if (found == words.end()) return std::nullopt;
  return found->ghu;
}

}  // namespace probant::simulation
