#include "events/event.hpp"

#include <string>
#include <unordered_map>

namespace probant {

std::optional<EventType> event_type(std::string_view name) {
  static auto const types = [] {
    std::unordered_map<std::string_view, EventType> index;
    for (EventType i = 0; i < catalogue.size(); ++i) index.emplace(catalogue[i].name, i);
    return index;
  }();
  auto const found = types.find(name);
  if (found == types.end()) return std::nullopt;
  return found->second;
}

}  // namespace probant
