// A figure and how it came about, made by the same code, so that they cannot differ.
//
//   Explainer const explain{Tracing::on};
//   auto const rate = explain.from_rule<Money>(rules, "mie.rate_per_agent_cents");
//   auto const agents = explain.from_event("Effectif 2024", std::int64_t{157}, position);
//   auto const ceiling = explain.product("Plafond de l'entité", rate, agents);
//   ceiling.value;            // 3 140,00 €
//   *ceiling.tree;            // the product, with the rule and the event as operands
//
// With Tracing::off only the value is computed: no tree, no label, no allocation. Pure; amounts are
// checked (Money), and so are counts: what would overflow throws std::overflow_error.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <optional>
#include <ranges>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "engine/kernel/ensure.hpp"
#include "engine/rules/rulebook.hpp"
#include "events/explanation.hpp"

namespace probant {

enum class Tracing : std::uint8_t { off, on };

template <class T>
concept FigureValue = std::same_as<T, bool> || std::same_as<T, std::int64_t> ||
    std::same_as<T, Money> || std::same_as<T, Date> || std::same_as<T, std::string>;

/// `tree` is there exactly when its Explainer traces.
template <FigureValue T>
struct Explained {
  T value{};
  std::optional<Explanation> tree;
};

/// A label is a text, or a function that composes one and is only called when tracing.
template <class L>
concept LabelSource = std::convertible_to<L, std::string_view> || std::invocable<L const&>;

/// The French words that name each operation in a tree. Of `choice` the first operand is the
/// result.
struct Formulas {
  static constexpr std::string_view sum = "somme des éléments";
  static constexpr std::string_view product = "montant unitaire × nombre";
  static constexpr std::string_view difference = "premier terme − second terme";
  static constexpr std::string_view smallest = "le plus petit des montants";
  static constexpr std::string_view largest = "le plus grand des montants";
  static constexpr std::string_view at_least_zero = "zéro si le résultat est négatif";
  static constexpr std::string_view half = "moitié, arrondie au centime inférieur";
  static constexpr std::string_view choice = "premier élément retenu : ";  // and why
};

class Explainer {
 public:
  explicit Explainer(Tracing tracing) : on_(tracing == Tracing::on) {}
  Tracing tracing() const { return on_ ? Tracing::on : Tracing::off; }

  /// A leaf: what an event says.
  template <FigureValue T>
  Explained<T> from_event(LabelSource auto const& label, T value, std::int64_t position) const {
    return leaf(std::move(value), label,
                [&](Explanation& tree) { tree.position = Count{position}; });
  }

  /// A leaf: the value of a parameter, labelled as the rulebook labels it. T is the parameter's
  /// type (bool, std::int64_t, Money, Date or std::string); another is a defect.
  template <FigureValue T>
  Explained<T> from_rule(Rulebook const& rules, std::string_view key) const {
    auto const& parameter = rules.parameter(key);
    ensure(std::holds_alternative<T>(parameter.value), "rulebook parameter has the type asked for");
    return under_rule(parameter.label, std::get<T>(parameter.value), rules, key);
  }

  /// A leaf: a value that follows from a parameter without being its own, such as a workforce held
  /// to be zero because no year has one.
  template <FigureValue T>
  Explained<T> under_rule(LabelSource auto const& label, T value, Rulebook const& rules,
                          std::string_view key) const {
    return leaf(std::move(value), label, [&](Explanation& tree) { cite(tree, rules, key); });
  }

  /// `each` of the items added up; zero when there is none. Beyond a stored tree's limit the last
  /// operand holds the rest.
  template <std::ranges::input_range Items, class Each>
  auto sum_of(LabelSource auto const& label, Items&& items, Each const& each) const
      -> std::invoke_result_t<Each const&, std::ranges::range_reference_t<Items>> {
    std::invoke_result_t<Each const&, std::ranges::range_reference_t<Items>> total;
    List<Explanation, 0, 5000> operands;
    for (auto&& item : items) {
      auto term = each(item);
      total.value = checked_sum(total.value, term.value);
      if (on_) operands.push_back(std::move(term.tree).value());
    }
    if (on_) total.tree = sum_node(text_of(label), node({}, total.value), std::move(operands));
    return total;
  }
  template <FigureValue T>
  Explained<T> sum(LabelSource auto const& label, std::vector<Explained<T>> terms) const {
    return sum_of(label, terms, [](Explained<T>& term) { return std::move(term); });
  }

  Explained<Money> product(LabelSource auto const& label, Explained<Money> unit,
                           Explained<std::int64_t> count) const {
    auto const value = unit.value * count.value;
    return computed(value, label, Formulas::product, std::move(unit), std::move(count));
  }
  Explained<Money> difference(LabelSource auto const& label, Explained<Money> from,
                              Explained<Money> taken) const {
    auto const value = from.value - taken.value;
    return computed(value, label, Formulas::difference, std::move(from), std::move(taken));
  }
  Explained<Money> smallest(LabelSource auto const& label, Explained<Money> a,
                            Explained<Money> b) const {
    auto const value = std::min(a.value, b.value);
    return computed(value, label, Formulas::smallest, std::move(a), std::move(b));
  }
  Explained<Money> largest(LabelSource auto const& label, Explained<Money> a,
                           Explained<Money> b) const {
    auto const value = std::max(a.value, b.value);
    return computed(value, label, Formulas::largest, std::move(a), std::move(b));
  }
  Explained<Money> at_least_zero(LabelSource auto const& label, Explained<Money> amount) const {
    auto const value = probant::at_least_zero(amount.value);
    return computed(value, label, Formulas::at_least_zero, std::move(amount));
  }
  Explained<Money> half_rounded_down(LabelSource auto const& label, Explained<Money> whole) const {
    auto const value = whole.value.half_rounded_down();
    return computed(value, label, Formulas::half, std::move(whole));
  }
  /// `kept`, beside what it was preferred to. `why` is French and completes "premier élément
  /// retenu : ".
  template <FigureValue T>
  Explained<T> choice(LabelSource auto const& label, Explained<T> kept, Explained<T> other,
                      std::string_view why) const {
    auto value = kept.value;
    if (!on_) return {std::move(value), std::nullopt};
    return computed(std::move(value), label, std::string{Formulas::choice} + std::string{why},
                    std::move(kept), std::move(other));
  }

  /// The same figure, resting on a rule as well: the tree's top then names `key` and its source.
  template <FigureValue T>
  Explained<T> by_rule(Explained<T> figure, Rulebook const& rules, std::string_view key) const {
    if (figure.tree) cite(*figure.tree, rules, key);
    return figure;
  }

 private:
  template <FigureValue T>
  Explained<T> leaf(T value, LabelSource auto const& label, auto const& complete) const {
    if (!on_) return {std::move(value), std::nullopt};
    auto tree = node(text_of(label), value);
    complete(tree);
    return {std::move(value), std::move(tree)};
  }

  template <FigureValue T, class... Operands>
  Explained<T> computed(T value, LabelSource auto const& label, std::string_view formula,
                        Operands... operands) const {
    if (!on_) return {std::move(value), std::nullopt};
    auto tree = node(text_of(label), value);
    tree.formula = line(formula);
    tree.operands.emplace();
    (tree.operands->push_back(std::move(operands.tree).value()), ...);
    return {std::move(value), std::move(tree)};
  }

  static std::string text_of(LabelSource auto const& label) {
    if constexpr (std::invocable<decltype(label)>) {
      return std::string{label()};
    } else {
      return std::string{std::string_view{label}};
    }
  }

  static Money checked_sum(Money a, Money b) { return a + b; }
  static std::int64_t checked_sum(std::int64_t a, std::int64_t b);

  static Explanation node(std::string_view label, bool value);
  static Explanation node(std::string_view label, Money value);
  static Explanation node(std::string_view label, std::int64_t value);
  static Explanation node(std::string_view label, Date value);
  static Explanation node(std::string_view label, std::string const& value);
  static Explanation sum_node(std::string_view label, Explanation total,
                              List<Explanation, 0, 5000> operands);
  /// Within the limits of a stored line: on one line, cut, never empty.
  static Line line(std::string_view text);
  static void cite(Explanation& tree, Rulebook const& rules, std::string_view key);

  bool on_;
};

}  // namespace probant
