// How a state folds an event of its own family: every type of the family must be handled, or the
// program does not compile; events of other families are none of its business.
#pragma once

#include <type_traits>
#include <variant>

#include "events/envelope.hpp"

namespace probant {

/// Calls `handle(body)` for an event of family `kind`; ignores the others. Total: never fails.
template <DossierKind kind, class Handler>
void fold_own(EventBody const& body, Handler&& handle) {
  std::visit(
      [&]<class T>(T const& data) {
        if constexpr (!T::about.in_any_dossier && T::about.kind == kind) handle(data);
      },
      body);
}

}  // namespace probant
