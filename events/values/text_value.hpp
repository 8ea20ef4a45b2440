// What every value written as text in JSON offers: one way in (`parse`), one way out (`text`).
// The codec, the schemas and the command line handle all such values through this concept alone.
#pragma once

#include <concepts>
#include <optional>
#include <string>
#include <string_view>

namespace probant {

/// `parse` is strict: anything but the canonical form is refused. `expected` says, in French, what
/// a right value looks like ("une date AAAA-MM-JJ"); `pattern` is an ECMA 262 regular expression.
template <class T>
concept TextValue = requires(T const& value, std::string_view text) {
  { T::parse(text) } -> std::same_as<std::optional<T>>;
  { value.text() } -> std::convertible_to<std::string>;
  { T::expected } -> std::convertible_to<std::string_view>;
  { T::pattern } -> std::convertible_to<std::string_view>;
};

}  // namespace probant
