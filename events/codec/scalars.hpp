// Values of single fields as the scalars of a correction, and back. For the codec alone.
#pragma once

#include <optional>
#include <string>

#include "events/codec/kinds.hpp"

namespace probant::codec {

template <LeafValue T>
Scalar to_scalar(T const& value) {
  if constexpr (std::same_as<T, Scalar>) {
    return value;
  } else if constexpr (TextValue<T>) {
    return {std::string{value.text()}};
  } else if constexpr (Named<T>) {
    return {std::string{name_of(value)}};
  } else if constexpr (is_number<T>) {
    return {value.value};
  } else if constexpr (std::same_as<T, Money>) {
    return {value.cents()};
  } else {
    return {value};
  }
}

/// Nothing when a field of this kind cannot hold it.
template <LeafValue T>
std::optional<T> from_scalar(Scalar const& scalar) {
  auto const* text = std::get_if<std::string>(&scalar.value);
  auto const* number = std::get_if<std::int64_t>(&scalar.value);
  if constexpr (std::same_as<T, Scalar>) {
    return scalar;
  } else if constexpr (TextValue<T>) {
    return text ? T::parse(*text) : std::nullopt;
  } else if constexpr (Named<T>) {
    return text ? parse_name<T>(*text) : std::nullopt;
  } else if constexpr (is_number<T>) {
    bool const fits = number && *number >= T::min && *number <= T::max;
    return fits ? std::optional<T>{*number} : std::nullopt;
  } else if constexpr (std::same_as<T, Money>) {
    bool const fits = number && *number >= 0 && *number <= Money::max_outside_cents;
    return fits ? std::optional{Money::cents(*number)} : std::nullopt;
  } else {
    auto const* same = std::get_if<T>(&scalar.value);
    return same ? std::optional{*same} : std::nullopt;
  }
}

}  // namespace probant::codec
