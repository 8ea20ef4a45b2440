// How a figure came about: a tree from the result down to events, rules and their sources.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "events/field.hpp"
#include "events/values/bounded_text.hpp"
#include "events/values/list.hpp"
#include "events/values/number.hpp"
#include "events/values/scalar.hpp"

namespace probant {

enum class Unit : std::uint8_t { cents, count, date, text };
template <>
struct Names<Unit> {
  static constexpr std::array<std::string_view, 4> values{"cents", "count", "date", "text"};
};

/// One node: a labelled value; for a computed one the `formula` and its `operands`; for a leaf
/// either the `rule` (a rulebook key) with its `source`, or the `position` of the event it is from.
struct Explanation {
  Line label;
  Unit unit = Unit::cents;
  Scalar value;
  std::optional<Line> formula;
  std::optional<Line> rule;
  std::optional<Line> source;
  std::optional<Count> position;
  std::optional<List<Explanation, 0, 5000>> operands;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("label", label), field("unit", unit), field("value", value),
            field("formula", formula), field("rule", rule), field("source", source),
            field("position", position), field("operands", operands));
  }
  bool operator==(Explanation const&) const = default;
};

}  // namespace probant
