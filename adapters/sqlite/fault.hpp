// What is wrong with a file.
#pragma once

#include <optional>
#include <string>

#include "events/envelope.hpp"

namespace probant::sqlite {

struct Fault {
  std::string words;                   ///< one French sentence
  std::optional<Position> position{};  ///< the event it is about, where it is about one
};

}  // namespace probant::sqlite
