// A sequence whose limits are part of its type.
#pragma once

#include <cstddef>
#include <vector>

namespace probant {

template <class T, std::size_t Min, std::size_t Max>
struct List : std::vector<T> {
  using std::vector<T>::vector;
  static constexpr std::size_t min_items = Min;
  static constexpr std::size_t max_items = Max;
};

template <class T>
using Any = List<T, 0, 500>;  ///< possibly none
template <class T>
using Some = List<T, 1, 500>;  ///< at least one

}  // namespace probant
