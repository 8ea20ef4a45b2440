#include "events/event.hpp"

#include <array>
#include <string>
#include <unordered_map>

namespace probant {

EventBody::EventBody() = default;
EventBody::EventBody(EventBody const&) = default;
EventBody::EventBody(EventBody&&) noexcept = default;
EventBody& EventBody::operator=(EventBody const&) = default;
EventBody& EventBody::operator=(EventBody&&) noexcept = default;
EventBody::~EventBody() = default;

// "used": kept for other files, though nothing here calls them.
template <class T>
requires requires { T::about; }
[[gnu::used]] EventBody::EventBody(T data) : EventTypes(std::in_place_type<T>, std::move(data)) {}

namespace {
/// Names the constructor of every type, so that each is compiled.
template <std::size_t... I>
auto one_of_each(std::index_sequence<I...>) {
  return std::array{EventBody{std::variant_alternative_t<I, EventTypes>{}}...};
}
using OneOfEach = decltype(one_of_each(std::make_index_sequence<event_type_count>{}));
static_assert(std::tuple_size_v<OneOfEach> == event_type_count);
}  // namespace

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
