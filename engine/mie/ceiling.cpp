#include "engine/mie/ceiling.hpp"

#include <algorithm>
#include <limits>

#include "engine/kernel/legal_order.hpp"
#include "engine/mie/amounts.hpp"
#include "engine/mie/workforce.hpp"

namespace probant {
namespace {

using Amount = Explained<Money>;
using Known = std::optional<Amount>;

std::string part(std::optional<std::int64_t> agents, std::string_view kind) {
  return std::string{kind} + " : " + (agents ? std::to_string(*agents) : "non déclarés");
}

/// Precedes nothing.
Happening const end_of_time{no_bound,
                            Instant::from_unix_ns(std::numeric_limits<std::int64_t>::max())};

/// The day the cards were ordered. What is cancelled belongs to the last order before under its
/// reference, or to the first one when all are dated later.
Date placed_on(CardMovement const& movement, MieState const& state) {
  if (movement.quantity >= 0) return movement.on;
  std::optional<Date> first;
  std::optional<Date> last;
  for (auto const& order : state.cards) {
    if (order.quantity < 0 || order.order_reference != movement.order_reference) continue;
    if (!first || order.on < *first) first = order.on;
    if (order.on <= movement.on && (!last || order.on > *last)) last = order.on;
  }
  return last ? *last : first.value_or(movement.on);
}

std::string left_out_since(RegisterState const& record) {
  return ", absent du référentiel depuis l'événement " + std::to_string(record.entity_position);
}

class CeilingCalculation {
 public:
  CeilingCalculation(MieState const& state, View const& view, Rulebook const& rules,
                     Explainer const& explain)
      : state_(state), view_(view), rules_(rules), explain_(explain) {}

  Known gross(Happening const& before = end_of_time) const {
    std::vector<Amount> ceilings;
    for (auto const entity : state_.entities) {
      auto const* record = view_.entity(entity);
      if (!record) return std::nullopt;
      auto const label = [&] { return "Plafond de l'entité " + entity.text(); };
      ceilings.push_back(
          explain_.product(label, explain_.from_rule<Money>(rules_, "mie.rate_per_agent_cents"),
                           agents(entity, *record, before.position)));
    }
    auto total = explain_.sum("Plafond calculé", std::move(ceilings));
    return explain_.by_rule(std::move(total), rules_, "mie.ceiling.rule");
  }

  Known published(Happening const& before = end_of_time) const {
    auto const* record = view_.entity(state_.beneficiary);
    auto const* ceiling = record ? record->ceiling_known(before.position) : nullptr;
    if (!ceiling) return std::nullopt;
    auto const label = [&] { return "Plafond publié par l'ANS (" + ceiling->source + ")"; };
    return explain_.from_event(label, ceiling->amount, ceiling->position);
  }

  Amount cards(Happening const& before = end_of_time) const {
    std::vector<Explained<std::int64_t>> movements;
    auto const period = card_period(view_, rules_);
    for (auto const& movement : state_.cards) {
      if (!precedes(movement.happening, before)) continue;
      if (!period.holds(placed_on(movement, state_))) continue;
      auto const label = [&] {
        return (movement.quantity < 0 ? "Cartes annulées, commande " : "Cartes, commande ") +
               movement.order_reference + " du " + to_french(movement.on);
      };
      movements.push_back(
          explain_.from_event(label, movement.quantity, movement.happening.position));
    }
    auto deduction = explain_.product(
        "Déduction des cartes", explain_.from_rule<Money>(rules_, "mie.rate_per_card_cents"),
        explain_.sum("Cartes commandées à l'ANS", std::move(movements)));
    // Of what cancels more than the period's orders nothing is added to the ceiling.
    if (deduction.value >= Money{}) return deduction;
    return explain_.at_least_zero("Déduction des cartes", std::move(deduction));
  }

  /// The published ceiling, when there is one and it prevails, in the place of the computed one.
  Known retained(Known computed, Known published) const {
    if (!published || !rules_.flag("mie.ceiling.published_prevails")) return computed;
    if (!computed) return published;
    auto kept = explain_.choice("Plafond", *std::move(published), *std::move(computed),
                                "le plafond publié par l'ANS prévaut sur le plafond calculé");
    return explain_.by_rule(std::move(kept), rules_, "mie.ceiling.published_prevails");
  }

  /// A fact recorded after an order takes nothing from what was ordered: for that, the ceiling is
  /// the one in force at the order.
  Amount kept(Amount now, Amount const& cards) const {
    Money ordered;
    for (auto const& payment : state_.payments) ordered += payment.amount;
    if (now.value >= ordered + cards.value) return now;
    Known best;
    for (auto const& order : state_.payments) {
      auto at_order = ceiling_at(order);
      if (at_order && (!best || at_order->value > best->value)) best = std::move(at_order);
    }
    if (!best || best->value <= now.value) return now;
    auto held = explain_.choice("Plafond", *std::move(best), std::move(now),
                                "ce qui est ordonnancé garde le plafond en vigueur à l'ordre");
    return explain_.by_rule(std::move(held), rules_, "mie.ceiling.rule");
  }

 private:
  /// The ceiling that an order was given under, up to what was ordered by then, cards included:
  /// acts in their legal order, and what the register said when the order was written down.
  Known ceiling_at(MiePayment const& order) const {
    auto const& before = order.ordered;
    auto ceiling = retained(gross(before), published(before));
    if (!ceiling) return std::nullopt;
    std::vector<Amount> used;
    for (auto const& one : state_.payments) {
      if (precedes(before, one.ordered)) continue;
      auto const label = [&] { return "Ordre de paiement " + one.order_reference; };
      used.push_back(explain_.from_event(label, one.amount, one.ordered.position));
    }
    used.push_back(cards(before));
    auto const label = [&] {
      return "Plafond à l'ordre " + order.order_reference + " du " +
             to_french(order.ordered.day()) + ", pour ce qui était ordonnancé";
    };
    return explain_.smallest(label, *std::move(ceiling),
                             explain_.sum("Ordonnancé, cartes comprises", std::move(used)));
  }

  Explained<std::int64_t> agents(Entity entity, RegisterState const& record,
                                 Position known_before) const {
    auto const counted = counted_workforce(record, rules_, view_, known_before);
    if (counted.sites.empty()) {
      auto const label = [&] { return "Effectif de l'entité " + entity.text() + ", non déclaré"; };
      return explain_.under_rule(label, std::int64_t{0}, rules_, "mie.workforce.none");
    }
    std::vector<Explained<std::int64_t>> sites;
    for (auto const& site : counted.sites) {
      auto const label = [&] {
        return "Effectif " + std::to_string(site.year) + " du site " + site.site.text() + " (" +
               part(site.workforce.salaried, "salariés") + ", " +
               part(site.workforce.liberal, "libéraux") + ")" +
               (site.left_out ? left_out_since(record) : "");
      };
      sites.push_back(explain_.from_event(label, site.agents(), site.workforce.position));
    }
    auto const label = [&] { return "Effectif de l'entité " + entity.text(); };
    return explain_.by_rule(explain_.sum(label, std::move(sites)), rules_,
                            "mie.workforce.fallback");
  }

  MieState const& state_;
  View const& view_;
  Rulebook const& rules_;
  Explainer const& explain_;
};

}  // namespace

Ceiling ceiling_of(MieState const& state, View const& view, Rulebook const& rules,
                   Explainer const& explain) {
  CeilingCalculation const calculation{state, view, rules, explain};
  Ceiling ceiling{calculation.gross(), calculation.published(), calculation.cards(), {}};
  ceiling.net = calculation.retained(ceiling.gross, ceiling.published);
  if (ceiling.net) ceiling.net = calculation.kept(*std::move(ceiling.net), ceiling.cards);
  if (ceiling.net && cards_reduce_the_ceiling(rules)) {
    ceiling.net = less_cards("Plafond net des cartes", *std::move(ceiling.net), ceiling.cards,
                             rules, explain);
  }
  return ceiling;
}

bool cards_reduce_the_ceiling(Rulebook const& rules) {
  return rules.text("mie.cards.deducted_from") == "ceiling";
}

Explained<Money> less_cards(std::string_view label, Explained<Money> amount, Explained<Money> cards,
                            Rulebook const& rules, Explainer const& explain) {
  auto left = explain.difference("Après déduction des cartes", std::move(amount), std::move(cards));
  left = explain.at_least_zero(label, std::move(left));
  return explain.by_rule(std::move(left), rules, "mie.cards.deducted_from");
}

std::int64_t cards_under(MieState const& state, std::string_view reference, Instant ordered_by) {
  std::int64_t quantity = 0;
  for (auto const& movement : state.cards) {
    bool const counts = movement.quantity < 0 || movement.happening.occurred_at <= ordered_by;
    if (counts && movement.order_reference == reference) quantity += movement.quantity;
  }
  return quantity;
}

bool cancels_more_than_ordered(MieState const& state) {
  return std::ranges::any_of(state.cards, [&](CardMovement const& one) {
    return one.quantity < 0 &&
           cards_under(state, one.order_reference, one.happening.occurred_at) < 0;
  });
}

CardCount count_cards(MieState const& state, View const& view) {
  CardCount count;
  auto const period = card_period(view, settled_rules(state, view));
  for (auto const& movement : state.cards) {
    auto const day = placed_on(movement, state);
    auto& kind = period.holds(day)    ? count.deducted
                 : day < period.first ? count.before_period
                                      : count.after_period;
    kind += movement.quantity;
  }
  return count;
}

CardPeriod card_period(View const& view, Rulebook const& rules) {
  CardPeriod period{rules.date("mie.eligibility.starts_on"), std::nullopt};
  auto const& years = rules.integers("mie.campaign_years");
  if (years.empty()) return period;
  auto const last = *std::ranges::max_element(years);
  period.last = view.window("mie.declaration." + std::to_string(last)).closes_on;
  return period;
}

}  // namespace probant
