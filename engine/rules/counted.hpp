// A number and what is counted, as French has it: 0 and 1 take the singular.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace probant {

/// "1 carte", "2 cartes".
inline std::string counted(std::int64_t count, std::string_view one, std::string_view many) {
  return std::to_string(count) + " " + std::string{count < 2 && count > -2 ? one : many};
}

}  // namespace probant
