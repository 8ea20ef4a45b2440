// Explanation trees worked out again, apart from the code that made them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <variant>
#include <vector>

#include "engine/rules/explained.hpp"

namespace probant::support {

inline std::int64_t figure_of(Explanation const& node) {
  auto const* number = std::get_if<std::int64_t>(&node.value.value);
  return number ? *number : 0;
}

/// What a node's formula gives for its operands.
inline std::int64_t recomputed(Explanation const& node) {
  std::vector<std::int64_t> figures;
  for (auto const& operand : node.operands.value()) figures.push_back(figure_of(operand));
  auto const& formula = node.formula.value().value;
  if (formula == Formulas::sum) {
    std::int64_t total = 0;
    for (auto const figure : figures) total += figure;
    return total;
  }
  if (formula == Formulas::product) return figures.at(0) * figures.at(1);
  if (formula == Formulas::difference) return figures.at(0) - figures.at(1);
  if (formula == Formulas::smallest) return std::min(figures.at(0), figures.at(1));
  if (formula == Formulas::largest) return std::max(figures.at(0), figures.at(1));
  if (formula == Formulas::at_least_zero) return std::max<std::int64_t>(figures.at(0), 0);
  if (formula == Formulas::half) return figures.at(0) >> 1;
  if (formula.starts_with(Formulas::choice)) return figures.at(0);
  throw std::logic_error("unknown formula: " + formula);
}

/// True when every computed node is what its formula makes of its operands, down to the leaves.
inline bool holds(Explanation const& node) {
  if (!node.operands) return !node.formula;
  if (!node.formula) return false;
  bool const is_figure = std::holds_alternative<std::int64_t>(node.value.value);
  if (is_figure && recomputed(node) != figure_of(node)) return false;
  return std::ranges::all_of(*node.operands, holds);
}

}  // namespace probant::support
