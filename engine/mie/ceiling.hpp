// The ceiling of a beneficiary: 20 € an agent of each entity, the ceiling ANS published in its
// place when there is one, less 12 € a card ordered from ANS (arrêté du 27/01/2026, annexe 2,
// Montants des financements attribués). Private to engine/mie; figures.hpp shows the result.
#pragma once

#include <optional>
#include <string_view>

#include "engine/kernel/view.hpp"
#include "engine/mie/state.hpp"
#include "engine/rules/explained.hpp"

namespace probant {

struct Ceiling {
  std::optional<Explained<Money>> gross;      ///< computed; nothing if an entity is not known
  std::optional<Explained<Money>> published;  ///< nothing when ANS published none
  Explained<Money> cards;                     ///< what the cards take away
  std::optional<Explained<Money>> net;
};

/// `view` shows the entities as they are registered.
Ceiling ceiling_of(MieState const&, View const& view, Rulebook const&, Explainer const&);

/// Whether the cards reduce the ceiling; if not, they reduce what is due (rulebook, A5).
bool cards_reduce_the_ceiling(Rulebook const&);
/// The amount less what the cards take away, never below zero.
Explained<Money> less_cards(std::string_view label, Explained<Money> amount, Explained<Money> cards,
                            Rulebook const&, Explainer const&);
/// When an order of cards counts: from the publication of the arrêté to the last day on which
/// costs can be declared (rulebook, mie.cards.period). Without `last`, the period has no end.
struct CardPeriod {
  Date first;
  std::optional<Date> last;
  bool holds(Date ordered_on) const {
    return ordered_on >= first && (!last || ordered_on <= *last);
  }
};
CardPeriod card_period(View const&, Rulebook const&);

}  // namespace probant
