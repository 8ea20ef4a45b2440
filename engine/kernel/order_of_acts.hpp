// The order of acts in time: an act may be written down late, but takes effect no earlier than the
// act it follows from (no payment before its order, no order before the attestation). Instants for
// acts, whole Paris days for the dates they carry.
#pragma once

#include <initializer_list>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/kernel/facts.hpp"
#include "engine/kernel/view.hpp"

namespace probant {

/// An act that must come first. `what` is French, with its article: "l'ordre de paiement".
struct Earlier {
  std::optional<Happening> const& act;  ///< nothing: there is none to come after
  std::string_view what;
};

/// Refuses with `code` when the act at hand took effect before `earlier`.
void require_after(Earlier const& earlier, ReasonCode code, Parameter const& rule,
                   Context const& context, Verdict& verdict);

/// Refuses once, naming the latest of the acts that the act at hand took effect before.
void require_after_all(std::initializer_list<Earlier> steps, ReasonCode code, Parameter const& rule,
                       Context const& context, Verdict& verdict);

/// The last step of the exchanges about complements, whenever they were written down: a receipt, or
/// the request that waits for one.
std::optional<Happening> last_exchange(std::vector<Complement> const& complements);

/// Refuses a date, in `field`, that lies before the day of `earlier`.
void require_day_after(Date day, std::string_view field, Earlier const& earlier,
                       Parameter const& rule, Verdict& verdict);

}  // namespace probant
