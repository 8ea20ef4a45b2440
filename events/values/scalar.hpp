// A JSON scalar as a value: what a correction replaces and what it puts there.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

namespace probant {

/// null, boolean, whole number or text; never a fraction, an array or an object.
struct Scalar {
  std::variant<std::monostate, bool, std::int64_t, std::string> value;
  bool operator==(Scalar const&) const = default;
};

}  // namespace probant
