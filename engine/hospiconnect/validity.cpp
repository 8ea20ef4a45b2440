#include "engine/hospiconnect/validity.hpp"

#include <algorithm>

namespace probant {

std::string why_not_validated(DossierId const& id, HospiconnectState const& candidacy,
                              Instant instant) {
  auto const& all = candidacy.validities;
  auto const later = std::ranges::find_if(
      all, [&](Validity const& one) { return one.from.occurred_at > instant; });
  auto const act = ", et l'acte est daté du " + to_french(instant);
  if (later != all.end()) {
    return id.text() + " n'a été validée que le " + to_french(later->from.occurred_at) + act;
  }
  if (!all.empty() && all.back().until) {
    return id.text() + " n'est plus validée depuis le " + to_french(all.back().until->occurred_at) +
           act;
  }
  return id.text() + " n'est pas validée (état : « " + std::string{label_of(candidacy.phase)} +
         " »)";
}

}  // namespace probant
