// Figures and their trees: the same value with or without the tree, and a tree that adds up.
#include "engine/rules/explained.hpp"

#include <catch2/catch.hpp>
#include <random>
#include <string>
#include <vector>

#include "tests/support/explanations.hpp"

namespace probant {
namespace {

/// The ceiling of two entities less cards, paid up to the costs, in two halves.
Explained<Money> worked_example(Tracing tracing) {
  Explainer const explain{tracing};
  auto const& rules = *builtin_rulebook();
  auto const rate = explain.from_rule<Money>(rules, "mie.rate_per_agent_cents");
  std::vector<Explained<Money>> entities;
  for (std::int64_t const agents : {157, 1000}) {
    auto const workforce = explain.from_event("Effectif 2024", agents, 12);
    entities.push_back(explain.product("Plafond de l'entité", rate, workforce));
  }
  auto gross = explain.sum("Plafond", std::move(entities));
  auto cards = explain.product("Cartes", explain.from_rule<Money>(rules, "mie.rate_per_card_cents"),
                               explain.from_event("Cartes commandées", std::int64_t{20}, 13));
  auto net = explain.difference("Plafond net", std::move(gross), std::move(cards));
  auto costs = explain.from_event("Coûts", Money::cents(2'000'001), 14);
  auto payable =
      explain.smallest("Payable", explain.at_least_zero("Plafond net", std::move(net)), costs);
  return explain.by_rule(explain.half_rounded_down("Première tranche", std::move(payable)), rules,
                         "aap.first_instalment.rule");
}

TEST_CASE("explained: a figure has the same value with and without its tree",
          "[rules][explained]") {
  auto const traced = worked_example(Tracing::on);
  auto const untraced = worked_example(Tracing::off);
  CHECK(traced.value == Money::cents(1'000'000));  // costs, 20 000,01 €, are under the ceiling
  CHECK(untraced.value == traced.value);
  CHECK(traced.tree.has_value());
  CHECK_FALSE(untraced.tree.has_value());
}

TEST_CASE("explained: the tree goes down to events, rules and sources", "[rules][explained]") {
  auto const figure = worked_example(Tracing::on);
  auto const& half = figure.tree.value();
  CHECK(support::holds(half));
  CHECK(half.label.value == "Première tranche");
  CHECK(half.value.value == Scalar{std::int64_t{1'000'000}}.value);
  CHECK(half.rule.value().value == "aap.first_instalment.rule");
  auto const& net = half.operands->at(0).operands->at(0).operands->at(0);
  CHECK(net.formula->value == Formulas::difference);
  auto const& entity = net.operands->at(0).operands->at(1);
  auto const& rate = entity.operands->at(0);
  CHECK(rate.label.value == "Tarif de base par agent");
  CHECK(rate.rule->value == "mie.rate_per_agent_cents");
  CHECK(rate.source->value == "004_216ae045a3483cc5, Montants des financements attribués");
  CHECK_FALSE(rate.position);
  auto const& workforce = entity.operands->at(1);
  CHECK(workforce.position.value() == Count{12});
  CHECK(workforce.unit == Unit::count);
  CHECK_FALSE(workforce.rule);
}

TEST_CASE("explained: a choice keeps what it set aside", "[rules][explained]") {
  Explainer const explain{Tracing::on};
  auto const published = explain.from_event("Plafond publié", Money::euros(3'000), 7);
  auto const computed = explain.from_event("Plafond calculé", Money::euros(3'140), 8);
  auto const kept = explain.choice("Plafond", published, computed, "le plafond publié prévaut");
  CHECK(kept.value == Money::euros(3'000));
  CHECK(kept.tree->formula->value == "premier élément retenu : le plafond publié prévaut");
  CHECK(kept.tree->operands->size() == 2);
  CHECK(support::holds(*kept.tree));
}

TEST_CASE("explained: leaves of every type", "[rules][explained]") {
  Explainer const explain{Tracing::on};
  auto const& rules = *builtin_rulebook();
  auto const date = explain.from_rule<Date>(rules, "mie.eligibility.starts_on");
  CHECK(date.tree->unit == Unit::date);
  CHECK(date.tree->value == Scalar{std::string{"2026-01-29"}});
  auto const flag = explain.from_rule<bool>(rules, "mie.ceiling.published_prevails");
  CHECK(flag.tree->value == Scalar{std::string{"oui"}});
  auto const text = explain.from_rule<std::string>(rules, "mie.workforce.fallback");
  CHECK(text.tree->value == Scalar{std::string{"per_site"}});
  auto const none =
      explain.under_rule("Aucune année renseignée", std::int64_t{0}, rules, "mie.workforce.none");
  CHECK(none.tree->rule->value == "mie.workforce.none");
  CHECK_THROWS_AS(explain.from_rule<Money>(rules, "mie.workforce.none"), std::logic_error);
}

TEST_CASE("explained: the sum of nothing is a zero that says so", "[rules][explained]") {
  Explainer const explain{Tracing::on};
  auto const nothing = explain.sum("Cartes", std::vector<Explained<std::int64_t>>{});
  CHECK(nothing.value == 0);
  CHECK(nothing.tree->formula->value == Formulas::sum);
  CHECK(nothing.tree->operands->empty());
}

TEST_CASE("explained: a sum beyond the limit of a stored tree still adds up",
          "[rules][explained]") {
  Explainer const explain{Tracing::on};
  std::vector<std::int64_t> amounts;
  for (std::int64_t i = 0; i < 5'003; ++i) amounts.push_back(i);
  auto const total = explain.sum_of("Coûts", amounts, [&](std::int64_t amount) {
    return explain.from_event("Ligne", Money::cents(amount), 1);
  });
  CHECK(total.value == Money::cents(5'002 * 5'003 / 2));
  CHECK(total.tree->operands->size() == 5'000);
  CHECK(total.tree->operands->back().label.value == "Les 4 autres éléments");
  CHECK(support::holds(*total.tree));
}

TEST_CASE("explained: without tracing no label is composed", "[rules][explained]") {
  bool composed = false;
  auto const label = [&] {
    composed = true;
    return std::string{"Site 010000024"};
  };
  Explainer{Tracing::off}.from_event(label, Money::euros(1), 3);
  CHECK_FALSE(composed);
  auto const leaf = Explainer{Tracing::on}.from_event(label, Money::euros(1), 3);
  CHECK(leaf.tree->label.value == "Site 010000024");
}

TEST_CASE("explained: a label is cut between characters and never empty", "[rules][explained]") {
  Explainer const explain{Tracing::on};
  std::string accents;
  for (int i = 0; i < 300; ++i) accents += "é";
  auto const cut = explain.from_event("x" + accents, Money{}, 0).tree->label.value;
  CHECK(cut.size() == 499);
  CHECK(cut.ends_with("é"));
  CHECK(explain.from_event("a\nb", Money{}, 0).tree->label.value == "a b");
  CHECK(explain.from_event("", Money{}, 0).tree->label.value == "—");
}

TEST_CASE("explained: what overflows is a defect, not a figure", "[rules][explained]") {
  Explainer const explain{Tracing::off};
  auto const most = Explained<std::int64_t>{INT64_MAX, {}};
  CHECK_THROWS_AS(explain.sum("Trop", std::vector{most, most}), std::overflow_error);
  CHECK_THROWS_AS(explain.product("Trop", Explained<Money>{Money::cents(2), {}}, most),
                  std::overflow_error);
}

/// A random figure out of all operations; the same seed gives the same figure.
Explained<Money> random_figure(Explainer const& explain, std::mt19937& random, int depth) {
  if (depth == 0) {
    auto const cents = static_cast<std::int64_t>(random() % 100'000) - 50'000;
    return explain.from_event("Feuille", Money::cents(cents), 1);
  }
  auto const next = [&] { return random_figure(explain, random, depth - 1); };
  auto const operation = random() % 8;
  auto a = next();
  if (operation == 0) return explain.at_least_zero("Au moins zéro", std::move(a));
  if (operation == 1) return explain.half_rounded_down("Moitié", std::move(a));
  if (operation == 2) {
    auto const count = static_cast<std::int64_t>(random() % 50);
    return explain.product("Produit", std::move(a), explain.from_event("Nombre", count, 2));
  }
  auto b = next();
  if (operation == 3) return explain.difference("Différence", std::move(a), std::move(b));
  if (operation == 4) return explain.smallest("Minimum", std::move(a), std::move(b));
  if (operation == 5) return explain.largest("Maximum", std::move(a), std::move(b));
  if (operation == 6) return explain.choice("Choix", std::move(a), std::move(b), "raison");
  return explain.sum("Somme", std::vector{std::move(a), std::move(b), next()});
}

TEST_CASE("explained: any composition of figures adds up", "[rules][explained]") {
  auto const seed = std::random_device{}();
  INFO("seed " << seed);
  for (unsigned round = 0; round < 200; ++round) {
    std::mt19937 traced_random{seed + round};
    std::mt19937 untraced_random{seed + round};
    auto const traced = random_figure(Explainer{Tracing::on}, traced_random, 5);
    auto const untraced = random_figure(Explainer{Tracing::off}, untraced_random, 5);
    REQUIRE(traced.value == untraced.value);
    REQUIRE(support::figure_of(*traced.tree) == traced.value.cents());
    REQUIRE(support::holds(*traced.tree));
  }
}

}  // namespace
}  // namespace probant
