#include "adapters/outgoing/subscription.hpp"

#include <algorithm>

#include "events/event.hpp"

namespace probant::outgoing {
namespace {

bool among(std::vector<std::string> const& wanted, std::string_view value) {
  return wanted.empty() || std::ranges::find(wanted, value) != wanted.end();
}

}  // namespace

bool wants(Filter const& filter, StoredEvent const& event, std::string_view region) {
  return among(filter.types, catalogue[event.type].name) &&
         among(filter.kinds, name_of(event.dossier.kind)) && among(filter.regions, region);
}

}  // namespace probant::outgoing
