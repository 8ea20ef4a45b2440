#include <random>

#include "tests/support/explanations.hpp"
#include "tests/support/funding.hpp"
#include "tests/support/rulebooks.hpp"

namespace probant::test {
namespace {

using Rules = std::shared_ptr<Rulebook const>;

Rules with(std::string_view key, std::string_view value) {
  return std::make_shared<Rulebook const>(support::builtin_with(key, value));
}

/// 1,000 agents, 100 cards, one certified campaign with these costs (domain vectors of the cards).
Funding with_cards(std::int64_t costs_in_euros, Rules rules = nullptr) {
  auto funding = under_convention(1000, std::move(rules));
  funding.record(cards_ordered(100, "2026-06-03"), "2026-06-03T09:00:00Z");
  certify(funding, 2026, {cost("Lecteurs", "2026-04-22", Money::euros(costs_in_euros))});
  return funding;
}

Funding published(Money amount, Rules rules = nullptr) {
  auto funding = with_cards(25'000, std::move(rules));
  funding.given_in("register:010780054", ceiling_published(amount), "2026-05-01T09:00:00Z");
  return funding;
}

bool is_known(Funding const& funding, Figure which) { return figure(funding, which).has_value(); }

/// Every tree holds, states the figure, and is not made when nobody asks.
void check_trees(Funding const& funding) {
  auto const view = funding.view("2029-01-01T00:00:00Z");
  auto const traced = figures(funding.state(), view, Tracing::on);
  auto const plain = figures(funding.state(), view, Tracing::off);
  for (std::size_t i = 0; i < figure_count; ++i) {
    INFO(Names<Figure>::values[i]);
    REQUIRE(traced[i].has_value() == plain[i].has_value());
    if (!traced[i]) continue;
    CHECK(traced[i]->value == plain[i]->value);
    CHECK_FALSE(plain[i]->tree);
    REQUIRE(traced[i]->tree);
    CHECK(support::figure_of(*traced[i]->tree) == traced[i]->value.cents());
    CHECK(support::holds(*traced[i]->tree));
  }
}

}  // namespace

TEST_CASE("mie: the net ceiling is 20 € an agent less 12 € a card, never negative", "[mie]") {
  auto const net = [](std::int64_t cards) {
    auto funding = requested(157);
    if (cards > 0) funding.given(cards_ordered(cards, "2026-06-03"), "2026-06-03T09:00:00Z");
    return figure(funding, Figure::ceiling_net_cents);
  };
  CHECK(figure(requested(157), Figure::ceiling_gross_cents) == Money::euros(3'140));
  CHECK(net(0) == Money::euros(3'140));
  CHECK(net(20) == Money::euros(2'900));
  CHECK(net(261) == Money::euros(8));
  CHECK(net(262) == Money{});
  CHECK(net(300) == Money{});
}

TEST_CASE("mie: cards reduce the ceiling, or the costs under the other reading", "[mie]") {
  auto const entitled = [](std::int64_t costs, Rules rules = nullptr) {
    return figure(with_cards(costs, std::move(rules)), Figure::entitlement_cents);
  };
  CHECK(entitled(15'000) == Money::euros(15'000));
  CHECK(entitled(19'500) == Money::euros(18'800));
  auto const from_costs = with("mie.cards.deducted_from", "\"costs\"");
  CHECK(entitled(15'000, from_costs) == Money::euros(13'800));
  CHECK(entitled(19'500, from_costs) == Money::euros(18'300));
  CHECK(entitled(1'000, from_costs) == Money{});
  CHECK(figure(with_cards(15'000, from_costs), Figure::ceiling_net_cents) == Money::euros(20'000));
}

TEST_CASE("mie: the other reading of the cards also holds in a control", "[mie]") {
  auto funding = with_cards(15'000, with("mie.cards.deducted_from", "\"costs\""));
  CHECK(pay(funding, 2026) == Money::euros(13'800));
  funding.record(mie::ControlOpened{}, "2027-01-10T09:00:00Z");
  funding.record(control_concluded(Money::euros(14'000)), "2027-02-10T09:00:00Z");
  CHECK(figure(funding, Figure::overcompensation_cents) == Money::euros(1'000));
}

TEST_CASE("mie: the published ceiling prevails, lower or higher, both staying visible", "[mie]") {
  auto const lower = published(Money::euros(10'000));
  CHECK(figure(lower, Figure::ceiling_gross_cents) == Money::euros(20'000));
  CHECK(figure(lower, Figure::ceiling_published_cents) == Money::euros(10'000));
  CHECK(figure(lower, Figure::ceiling_net_cents) == Money::euros(8'800));
  CHECK(figure(lower, Figure::entitlement_cents) == Money::euros(8'800));
  auto const higher = published(Money::euros(24'000));
  CHECK(figure(higher, Figure::ceiling_gross_cents) == Money::euros(20'000));
  CHECK(figure(higher, Figure::ceiling_net_cents) == Money::euros(22'800));
  auto const zero = published(Money{});
  CHECK(figure(zero, Figure::ceiling_net_cents) == Money{});
  auto const computed_alone =
      published(Money::euros(10'000), with("mie.ceiling.published_prevails", "false"));
  CHECK(figure(computed_alone, Figure::ceiling_published_cents) == Money::euros(10'000));
  CHECK(figure(computed_alone, Figure::ceiling_net_cents) == Money::euros(18'800));
}

TEST_CASE("mie: a ceiling published after a payment does not undo it, and is shown", "[mie]") {
  auto funding = with_cards(15'000);
  pay(funding, 2026);
  funding.given_in("register:010780054", ceiling_published(Money::euros(10'000)),
                   "2026-12-01T09:00:00Z");
  CHECK(figure(funding, Figure::paid_cents) == Money::euros(15'000));
  CHECK(figure(funding, Figure::ceiling_published_cents) == Money::euros(10'000));
  CHECK(figure(funding, Figure::ceiling_net_cents) == Money::euros(15'000));
  CHECK(figure(funding, Figure::overcompensation_cents) == Money{});
}

TEST_CASE("mie: what is funded elsewhere is deducted line by line, to the cent", "[mie]") {
  auto funding = under_convention();
  declare(funding, 2026,
          {cost("a", "2026-04-22", Money::cents(2'350'000)),
           cost("b", "2026-06-12", Money::cents(910'050), Money::cents(100'000)),
           cost("c", "2026-06-12", Money::cents(33), Money::cents(33))});
  CHECK(figure(funding, Figure::declared_costs_cents) == Money::cents(3'260'083));
  CHECK(figure(funding, Figure::eligible_costs_cents) == Money::cents(3'160'050));
}

TEST_CASE("mie: what is not known is absent, and what is known to be nothing is zero", "[mie]") {
  for (std::size_t i = 0; i < figure_count; ++i) {
    CHECK_FALSE(is_known(eligible(), static_cast<Figure>(i)));
  }
  auto const fresh = requested();
  CHECK(figure(fresh, Figure::cards_deduction_cents) == Money{});
  CHECK(figure(fresh, Figure::entitlement_cents) == Money{});
  CHECK(figure(fresh, Figure::ordered_cents) == Money{});
  CHECK(figure(fresh, Figure::paid_cents) == Money{});
  CHECK(figure(fresh, Figure::unverified_cents) == Money{});
  CHECK(figure(fresh, Figure::overcompensation_cents) == Money{});
  CHECK_FALSE(is_known(fresh, Figure::ceiling_published_cents));
  CHECK_FALSE(is_known(fresh, Figure::declared_costs_cents));
  CHECK_FALSE(is_known(fresh, Figure::eligible_costs_cents));
  CHECK_FALSE(is_known(fresh, Figure::recognised_costs_cents));
  auto declared = under_convention();
  declare(declared, 2026, {});
  CHECK(figure(declared, Figure::declared_costs_cents) == Money{});
  CHECK(figure(declared, Figure::eligible_costs_cents) == Money{});
  CHECK(figure(requested(std::nullopt), Figure::ceiling_gross_cents) == Money{});
}

TEST_CASE("mie: a rejected request has no ceiling and no entitlement", "[mie]") {
  auto funding = requested();
  funding.record(mie::RequestRejected{decision(), "motifs"}, "2026-03-25T09:00:00Z");
  CHECK_FALSE(is_known(funding, Figure::ceiling_gross_cents));
  CHECK_FALSE(is_known(funding, Figure::entitlement_cents));
}

TEST_CASE("mie: ordered, paid and unverified follow the payment", "[mie]") {
  auto funding = with_cards(15'000);
  funding.record(payment_ordered(2026), "2026-10-12T09:00:00Z", authorising);
  CHECK(figure(funding, Figure::ordered_cents) == Money::euros(15'000));
  CHECK(figure(funding, Figure::paid_cents) == Money{});
  funding.record(payment_executed(2026, "2026-10-26"), "2026-10-26T09:00:00Z", accounting);
  CHECK(figure(funding, Figure::paid_cents) == Money::euros(15'000));
  CHECK(figure(funding, Figure::unverified_cents) == Money::euros(15'000));
}

TEST_CASE("mie: each entity of a group brings its own ceiling", "[mie]") {
  Funding funding{funding_dossier};
  give_entity(funding, beneficiary, beneficiary_site, 2112);
  give_entity(funding, "010008407", "010008415", 45);
  funding.given(funding_requested({beneficiary, "010008407"}), "2026-03-11T09:00:00Z");
  CHECK(figure(funding, Figure::ceiling_gross_cents) == Money::euros(2157 * 20));
}

TEST_CASE("mie: explained figures unfold down to events and rules", "[mie]") {
  auto funding = published(Money::euros(19'000));
  check_trees(funding);
  pay(funding, 2026);
  funding.record(mie::ControlOpened{}, "2027-01-10T09:00:00Z");
  funding.record(control_concluded(Money::euros(14'000)), "2027-02-10T09:00:00Z");
  check_trees(funding);
  check_trees(with_cards(15'000, with("mie.cards.deducted_from", "\"costs\"")));
  auto const all = figures(funding.state(), funding.view("2029-01-01T00:00:00Z"), Tracing::on);
  auto const& gross = *all[static_cast<std::size_t>(Figure::ceiling_gross_cents)]->tree;
  CHECK(gross.rule == Line{"mie.ceiling.rule"});
  auto const& product = gross.operands->at(0);
  CHECK(product.operands->at(0).rule == Line{"mie.rate_per_agent_cents"});
  CHECK(product.operands->at(0).source);
  auto const& site = product.operands->at(1).operands->at(0);
  CHECK(support::figure_of(site) == 1000);
  CHECK(site.position == Count{1});
}

TEST_CASE("mie: over random campaigns, orders never exceed what is due", "[mie]") {
  auto const seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937_64 random{seed};
  auto const up_to = [&](std::int64_t most) {
    return std::uniform_int_distribution<std::int64_t>{0, most}(random);
  };
  for (int round = 0; round < 40; ++round) {
    auto const agents = up_to(3'000);
    auto funding = under_convention(agents);
    std::int64_t cards = 0;
    std::int64_t costs = 0;
    std::int64_t ordered = 0;
    for (std::int64_t year = 2026; year <= 2028; ++year) {
      auto const prefix = std::to_string(year);
      auto const reference = "CPS-" + prefix;
      if (auto const more = up_to(500); more > 0) {
        funding.record(cards_ordered(more, prefix + "-03-01", reference),
                       prefix + "-06-02T09:00:00Z");
        auto const back = up_to(more);
        if (back > 0) funding.record(cards_cancelled(back, reference), prefix + "-06-03T09:00:00Z");
        cards += more - back;
      }
      auto const amount = up_to(3'000'000);
      auto const elsewhere = up_to(amount);
      certify(funding, year,
              {cost("coût", prefix + "-05-04", Money::cents(amount), Money::cents(elsewhere))});
      costs += amount - elsewhere;
      auto const net = std::max<std::int64_t>(0, agents * 2'000 - cards * 1'200);
      auto const due = std::min(net, costs);
      if (due > ordered) {
        CHECK(pay(funding, year).cents() == due - ordered);
        ordered = due;
      } else {
        funding.when(payment_ordered(year), prefix + "-10-12T09:00:00Z", authorising)
            .refused_with({"nothing_payable"});
      }
      CHECK(figure(funding, Figure::entitlement_cents) == Money::cents(due));
      CHECK(figure(funding, Figure::overcompensation_cents) == Money::cents(ordered - due));
    }
    check_trees(funding);
  }
}

}  // namespace probant::test
