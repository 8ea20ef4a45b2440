// What a field can hold, as concepts: every archive tells values apart by these and by TextValue
// and Named, and treats anything else as a structure with its own `serialize`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>

#include "events/values/bounded_text.hpp"
#include "events/values/list.hpp"
#include "events/values/money.hpp"
#include "events/values/names.hpp"
#include "events/values/number.hpp"
#include "events/values/scalar.hpp"
#include "events/values/text_value.hpp"

namespace probant::codec {

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

template <class T>
inline constexpr bool is_list = false;
template <class T, std::size_t Min, std::size_t Max>
inline constexpr bool is_list<List<T, Min, Max>> = true;

template <class T>
inline constexpr bool is_number = false;
template <std::int64_t Min, std::int64_t Max>
inline constexpr bool is_number<Number<Min, Max>> = true;

template <class T>
inline constexpr bool is_bounded_text = false;
template <std::size_t Max, bool Multiline>
inline constexpr bool is_bounded_text<BoundedText<Max, Multiline>> = true;

template <class T>
concept OptionalValue = is_optional<T>;
template <class T>
concept ListValue = is_list<T>;
template <class T>
concept NumberValue = is_number<T>;

/// One JSON value that is neither an object nor a list.
template <class T>
concept LeafValue = TextValue<T> || Named<T> || NumberValue<T> || std::same_as<T, bool> ||
    std::same_as<T, std::int64_t> || std::same_as<T, Money> || std::same_as<T, Scalar>;

template <class T>
concept StructValue = !LeafValue<T> && !OptionalValue<T> && !ListValue<T>;

}  // namespace probant::codec
