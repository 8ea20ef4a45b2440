#include "engine/rules/explained.hpp"

#include <stdexcept>

namespace probant {
namespace {

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

std::int64_t number(Explanation const& node) { return std::get<std::int64_t>(node.value.value); }

/// A stored tree has a bounded number of operands: one leaf takes the place of those beyond it.
void fold_excess(List<Explanation, 0, 5000>& operands, Unit unit) {
  if (operands.size() <= operands.max_items) return;
  auto const first_folded = operands.max_items - 1;
  std::int64_t rest = 0;
  for (std::size_t i = first_folded; i < operands.size(); ++i) rest += number(operands[i]);
  auto const folded = operands.size() - first_folded;
  operands.resize(first_folded);
  Explanation leaf;
  leaf.label = "Les " + std::to_string(folded) + " autres éléments";
  leaf.unit = unit;
  leaf.value.value = rest;
  operands.push_back(std::move(leaf));
}

}  // namespace

std::int64_t Explainer::checked_sum(std::int64_t a, std::int64_t b) {
  std::int64_t result = 0;
  if (__builtin_add_overflow(a, b, &result)) throw std::overflow_error("count beyond 64 bits");
  return result;
}

Explanation Explainer::node(std::string_view label, bool value) {
  return node(label, std::string{value ? "oui" : "non"});
}

Explanation Explainer::node(std::string_view label, Money value) {
  Explanation tree;
  tree.label = line(label);
  tree.unit = Unit::cents;
  tree.value.value = value.cents();
  return tree;
}

Explanation Explainer::node(std::string_view label, std::int64_t value) {
  Explanation tree;
  tree.label = line(label);
  tree.unit = Unit::count;
  tree.value.value = value;
  return tree;
}

Explanation Explainer::node(std::string_view label, Date value) {
  Explanation tree;
  tree.label = line(label);
  tree.unit = Unit::date;
  tree.value.value = value.text();
  return tree;
}

Explanation Explainer::node(std::string_view label, std::string const& value) {
  Explanation tree;
  tree.label = line(label);
  tree.unit = Unit::text;
  tree.value.value = value;
  return tree;
}

Explanation Explainer::sum_node(std::string_view label, Explanation total,
                                List<Explanation, 0, 5000> operands) {
  fold_excess(operands, total.unit);
  total.label = line(label);
  total.formula = line(Formulas::sum);
  total.operands = std::move(operands);
  return total;
}

Line Explainer::line(std::string_view text) {
  std::string clean{text.substr(0, Line::max_bytes)};
  if (text.size() > Line::max_bytes && continues_character(text[Line::max_bytes])) {
    while (!clean.empty() && continues_character(clean.back())) clean.pop_back();
    if (!clean.empty()) clean.pop_back();
  }
  for (char& c : clean) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  }
  return Line::parse(clean).value_or(Line{"—"});
}

void Explainer::cite(Explanation& tree, Rulebook const& rules, std::string_view key) {
  auto const& parameter = rules.parameter(key);
  tree.rule = line(key);
  if (auto const citation = parameter.citation(); !citation.empty()) tree.source = line(citation);
}

}  // namespace probant
