// How messages count and list, as French has it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace probant {

/// "1 carte", "2 cartes": 0 and 1 take the singular.
inline std::string counted(std::int64_t count, std::string_view one, std::string_view many) {
  return std::to_string(count) + " " + std::string{count < 2 && count > -2 ? one : many};
}

/// One more of "1, 3": reasons and warnings name what somebody wrote by its number, for they are
/// kept whatever is erased.
inline void add_number(std::string& list, std::size_t number) {
  list += (list.empty() ? "" : ", ") + std::to_string(number);
}

}  // namespace probant
