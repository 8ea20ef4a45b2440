// What was computed of the present stays until something is recorded or the second ends: then every
// question of that second is answered from it. Each is used on one thread, that of the service or
// of its lists; questions about the past, which are answered on another, never come here.
#pragma once

#include "adapters/service/service.hpp"

namespace probant::service {

inline bool about_the_present(Call const& call) {
  auto const& arguments = call.arguments();
  auto const given = [&](char const* name) {
    return arguments.knows(name) && arguments.moment(name);
  };
  return !given("at") && !given("valid_at") && !given("known_at");
}

template <class Value>
class Kept {
 public:
  /// An empty one whenever the log or the second is another.
  Value& of(Call const& call) {
    auto const position = call.world().next_position();
    auto const second = call.asked().at.unix_seconds();
    if (position != position_ || second != second_) value_ = {};
    position_ = position;
    second_ = second;
    return value_;
  }

 private:
  Position position_ = -1;
  std::int64_t second_ = 0;
  Value value_{};
};

}  // namespace probant::service
