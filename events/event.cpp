#include "events/event.hpp"

#include <string>
#include <unordered_map>

namespace probant {

EventBody::EventBody() = default;
EventBody::EventBody(EventBody const&) = default;
EventBody::EventBody(EventBody&&) noexcept = default;
EventBody& EventBody::operator=(EventBody const&) = default;
EventBody& EventBody::operator=(EventBody&&) noexcept = default;
EventBody::~EventBody() = default;

bool EventBody::operator==(EventBody const& other) const {
  return static_cast<EventTypes const&>(*this) == static_cast<EventTypes const&>(other);
}

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
