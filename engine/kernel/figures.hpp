// The money figures of a dossier: what exposure shows and `explain` unfolds. Both come from the
// same code: a figure is its value and, when asked for, the tree it was computed by.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "engine/kernel/view.hpp"
#include "engine/rules/explained.hpp"

namespace probant {

enum class Figure : std::uint8_t {
  ceiling_gross_cents,
  cards_deduction_cents,
  ceiling_net_cents,
  ceiling_published_cents,
  declared_costs_cents,
  eligible_costs_cents,
  recognised_costs_cents,
  entitlement_cents,
  ordered_cents,
  paid_cents,
  unverified_cents,
  overcompensation_cents,
  undue_cents,
  recovered_cents,
  outstanding_cents,
};
template <>
struct Names<Figure> {
  static constexpr std::array<std::string_view, 15> values{"ceiling_gross_cents",
                                                           "cards_deduction_cents",
                                                           "ceiling_net_cents",
                                                           "ceiling_published_cents",
                                                           "declared_costs_cents",
                                                           "eligible_costs_cents",
                                                           "recognised_costs_cents",
                                                           "entitlement_cents",
                                                           "ordered_cents",
                                                           "paid_cents",
                                                           "unverified_cents",
                                                           "overcompensation_cents",
                                                           "undue_cents",
                                                           "recovered_cents",
                                                           "outstanding_cents"};
};
inline constexpr std::size_t figure_count = Names<Figure>::values.size();

/// Indexed by Figure. Absent: not known, or without meaning for this dossier; never a zero.
using Figures = std::array<std::optional<Explained<Money>>, figure_count>;

/// The value of one of them.
inline std::optional<Money> amount_of(Figures const& all, Figure figure) {
  auto const& found = all[static_cast<std::size_t>(figure)];
  return found ? std::optional{found->value} : std::nullopt;
}

Figures figures(MieState const&, View const&, Tracing);
Figures figures(AapState const&, View const&, Tracing);
/// undue, recovered and outstanding of this recovery; they count in the dossier it is against.
Figures figures(RecoveryState const&, View const&, Tracing);

/// undue, recovered and outstanding of every recovery against the view's dossier.
void add_recovery_figures(View const&, Tracing, Figures&);

}  // namespace probant
