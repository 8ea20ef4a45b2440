// Several lambdas as one visitor for std::visit.
#pragma once

namespace probant {

template <class... F>
struct Overload : F... {
  using F::operator()...;
};
template <class... F>
Overload(F...) -> Overload<F...>;

}  // namespace probant
