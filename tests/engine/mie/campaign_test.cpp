#include "tests/support/funding.hpp"
#include "tests/support/rulebooks.hpp"

namespace probant::test {
namespace {

constexpr std::string_view june_30 = "2026-06-30T15:00:00Z";

/// A campaign of 2026 declared on 30 June.
Funding declared() {
  auto funding = under_convention();
  declare(funding, 2026, {cost("Lecteurs", "2026-04-22", Money::euros(1000))});
  return funding;
}

Answer declaring(mie::CostLine line, std::string_view at = june_30) {
  return under_convention().when(declaration(2026, {std::move(line)}), at);
}

}  // namespace

TEST_CASE("mie: the declaration window is 15 June to 15 July, whole Paris days", "[mie]") {
  auto const funding = under_convention();
  auto const event = declaration(2026, {});
  funding.when(event, "2026-06-14T21:59:59Z")
      .refused_with({"window_not_open"})
      .citing("mie.declaration.2026");
  funding.when(event, "2026-06-14T22:00:00Z").accepted().without_warning();
  funding.when(event, "2026-07-15T21:59:59Z").accepted();
  funding.when(event, "2026-07-15T22:00:00Z").refused_with({"window_closed"});
}

TEST_CASE("mie: each year has its own window, 2028 until Monday 17 July", "[mie]") {
  auto const funding = under_convention();
  funding.when(declaration(2027, {}), june_30).refused_with({"window_not_open"});
  funding.when(declaration(2027, {}), "2027-07-15T21:59:59Z").accepted();
  funding.when(declaration(2028, {}), "2028-07-17T21:59:59Z").accepted();
  funding.when(declaration(2028, {}), "2028-07-17T22:00:00Z").refused_with({"window_closed"});
  funding.when(declaration(2026, {}), "2027-06-30T09:00:00Z").refused_with({"window_closed"});
}

TEST_CASE("mie: a window moved into winter ends at midnight, UTC+1", "[mie]") {
  auto funding = under_convention();
  funding.given_in("programme:hopen2-2026",
                   window_opened("mie.declaration.2026", "2026-11-30", "2026-12-31"),
                   "2026-06-01T09:00:00Z");
  auto const event = declaration(2026, {});
  funding.when(event, "2026-11-29T22:59:59Z").refused_with({"window_not_open"});
  funding.when(event, "2026-11-29T23:00:00Z").accepted();
  funding.when(event, "2026-12-31T22:59:59Z").accepted();
  funding.when(event, "2026-12-31T23:00:00Z").refused_with({"window_closed"});
}

TEST_CASE("mie: no declaration without a convention signed by both", "[mie]") {
  auto funding = validated();
  auto const event = declaration(2026, {});
  funding.when(event, june_30).refused_with({"convention_missing"});
  funding.record(mie::ConventionSigned{mie::Party::ans, day("2026-05-18")}, "2026-05-18T09:00:00Z",
                 ans);
  funding.when(event, june_30).refused_with({"convention_missing"}).saying("signée par l'ANS");
  funding.record(mie::ConventionSigned{mie::Party::beneficiary, day("2026-05-19")},
                 "2026-05-19T09:00:00Z");
  funding.when(event, june_30).accepted();
  requested().when(event, june_30).refused_with({"not_allowed_now", "convention_missing"});
}

TEST_CASE("mie: one transmission a year, and none after a denial", "[mie]") {
  auto funding = declared();
  auto const again = declaration(2026, {});
  funding.when(again, june_30)
      .refused_with({"declaration_already_transmitted"})
      .citing("mie.declaration.transmissions");
  funding.record(denied(2026), "2026-07-01T09:00:00Z");
  funding.when(again, "2026-07-02T09:00:00Z").refused_with({"attainment_final"});
  funding.when(declaration(2027, {}), "2027-06-30T09:00:00Z").accepted();
}

TEST_CASE("mie: a certified year is not declared again", "[mie]") {
  auto funding = declared();
  funding.record(certified(2026), "2026-07-01T09:00:00Z");
  funding.when(declaration(2026, {}), "2026-07-02T09:00:00Z")
      .refused_with({"declaration_already_transmitted"});
}

TEST_CASE("mie: a cost of the declaration's own day counts, of the day after not", "[mie]") {
  declaring(cost("Lecteurs", "2026-06-30", Money::euros(1))).accepted().without_warning();
  declaring(cost("Lecteurs", "2026-07-01", Money::euros(1)))
      .refused_with({"cost_outside_eligibility_period"})
      .citing("mie.eligibility.starts_on");
  declaring(cost("Lecteurs", "2026-07-01", Money::euros(1)), "2026-06-30T22:00:00Z").accepted();
}

TEST_CASE("mie: the refusal of late costs names their lines", "[mie]") {
  auto const late = cost("Lecteurs", "2026-07-01", Money::euros(1));
  auto const fine = cost("Lecteurs", "2026-06-01", Money::euros(1));
  under_convention()
      .when(declaration(2026, {late, fine, late}), june_30)
      .refused_with({"cost_outside_eligibility_period"})
      .saying("lignes 1, 3 :");
  under_convention()
      .when(declaration(2026, std::vector(25, late)), june_30)
      .refused_with({"cost_outside_eligibility_period"})
      .saying("19, 20… et 5 autres");
}

TEST_CASE("mie: a cost before publication is recorded, flagged and not counted", "[mie]") {
  declaring(cost("Lecteurs", "2026-01-29", Money::euros(1))).accepted().without_warning();
  declaring(cost("Lecteurs", "2026-01-28", Money::euros(1)))
      .accepted()
      .warning("cost_before_period")
      .saying("lignes 1 ");
  auto funding = under_convention();
  declare(
      funding, 2026,
      {cost("avant", "2026-01-28", Money::euros(7)), cost("dès", "2026-01-29", Money::euros(5))});
  CHECK(figure(funding, Figure::declared_costs_cents) == Money::euros(12));
  CHECK(figure(funding, Figure::eligible_costs_cents) == Money::euros(5));
}

TEST_CASE("mie: a cost ordered before publication but incurred after it is flagged", "[mie]") {
  auto line = cost("Lecteurs", "2026-02-10", Money::euros(1));
  line.ordered_on = day("2026-01-28");
  declaring(line).accepted().warning("cost_ordered_before_period");
  line.ordered_on = day("2026-06-30");
  line.paid_on = day("2026-06-30");
  declaring(line).accepted().without_warning();
  line.paid_on = day("2026-07-01");
  declaring(line).accepted().warning("date_after_act");
  line.paid_on.reset();
  line.ordered_on = day("2026-07-01");
  declaring(line).accepted().warning("date_after_act").saying("lignes 1");
  line.ordered_on = day("2026-01-29");
  declaring(line).accepted().without_warning();
}

TEST_CASE("mie: what is funded elsewhere does not exceed the cost", "[mie]") {
  auto const funded = [](std::int64_t cents) {
    return declaring(cost("Lecteurs", "2026-06-01", Money::cents(100), Money::cents(cents)));
  };
  funded(100).accepted();
  funded(101).refused_with({"invalid_field"}).saying("funded_elsewhere_cents");
}

TEST_CASE("mie: a line of an earlier year is flagged when it comes back", "[mie]") {
  auto const line = cost("Lecteurs", "2026-04-22", Money::euros(1000));
  auto funding = declared();
  auto const next = [&](mie::CostLine repeated) {
    return funding.when(declaration(2027, {std::move(repeated)}), "2027-06-30T09:00:00Z");
  };
  next(line).accepted().warning("cost_declared_twice");
  next(cost("Lecteur", "2026-04-22", Money::euros(1000))).accepted().without_warning();
  next(cost("Lecteurs", "2026-04-23", Money::euros(1000))).accepted().without_warning();
  next(cost("Lecteurs", "2026-04-22", Money::cents(100001))).accepted().without_warning();
  // Who attests it is told as well: it would be paid twice.
  funding.record(declaration(2027, {line}), "2027-06-30T09:00:00Z");
  funding.when(certified(2027), "2027-10-05T09:00:00Z").accepted().warning("cost_declared_twice");
}

TEST_CASE("mie: an unlisted category and an objective not achieved are flagged", "[mie]") {
  auto line = cost("Lecteurs", "2026-04-22", Money::euros(1));
  line.category = Line{"divers"};
  declaring(line).accepted().warning("cost_category_unlisted");
  auto funding = under_convention();
  auto const missed = declaration(2026, {cost("Lecteurs", "2026-04-22", Money::euros(1))}, false);
  funding.when(missed, june_30).accepted().warning("objective_not_achieved");
  funding.given(missed, june_30);
  funding.when(certified(2026), "2026-10-05T09:00:00Z")
      .refused_with({"not_allowed_now"})
      .saying("objectifs n° 1")
      .citing("mie.attainment.test");
  funding.when(denied(2026), "2026-10-05T09:00:00Z").accepted();
}

TEST_CASE("mie: a declaration without costs is refused, and does not use up the year", "[mie]") {
  auto bare = declaration(2026, {});
  bare.costs.clear();
  under_convention()
      .when(bare, june_30)
      .refused_with({"invalid_field"})
      .saying("data.costs")
      .citing("mie.costs.categories");
  declaring(cost("Néant", "2026-04-22", Money{})).accepted();
}

TEST_CASE("mie: objectives are compared with those of the rulebook, once it has them", "[mie]") {
  auto const rules = std::make_shared<Rulebook const>(
      support::builtin_with("mie.objectives", "[\"a-fournir\", \"O2\"]"));
  auto line = cost("Lecteurs", "2026-04-22", Money::euros(1));
  auto declared = declaration(2026, {line});
  auto const funding = under_convention(2112, rules);
  funding.when(declared, june_30).accepted().warning("objective_missing").saying("O2");
  declared.objectives[0].code = "O3";
  funding.when(declared, june_30).accepted().warning("objective_unlisted").citing("mie.objectives");
  declaring(line).accepted().without_warning();
}

TEST_CASE("mie: instruction follows the declaration, which follows the convention",
          "[mie][order]") {
  auto const funding = declared();
  constexpr auto before = "2026-06-30T14:59:59Z";
  funding.when(opinion(2026), before).refused_with({"not_allowed_now"});
  funding.when(certified(2026), before)
      .refused_with({"not_allowed_now"})
      .citing("mie.instruction.order");
  funding.when(denied(2026), before).refused_with({"not_allowed_now"});
  auto late = validated();
  late.record(mie::ConventionSigned{mie::Party::beneficiary, day("2026-07-01")},
              "2026-07-01T09:00:00Z");
  late.record(mie::ConventionSigned{mie::Party::ans, day("2026-07-02")}, "2026-07-02T09:00:00Z",
              ans);
  auto const one = declaration(2026, {cost("Lecteurs", "2026-04-22", Money::euros(1))});
  late.when(one, "2026-07-01T09:00:00Z").refused_with({"convention_missing"});
  late.when(one, "2026-07-02T08:00:00Z").accepted();
}

TEST_CASE("mie: an attestation against the ARS's opinion is signalled", "[mie]") {
  auto funding = declared();
  auto against = opinion(2026);
  against.favourable = false;
  funding.record(against, "2026-09-01T09:00:00Z");
  funding.when(certified(2026), "2026-10-05T09:00:00Z")
      .accepted()
      .warning("certified_against_opinion")
      .citing("mie.instruction.order");
}

TEST_CASE("mie: the ARS gives one opinion, after the declaration", "[mie]") {
  under_convention().when(opinion(2026), june_30).refused_with({"not_allowed_now"});
  auto funding = declared();
  funding.when(opinion(2027), "2026-09-01T09:00:00Z").refused_with({"not_allowed_now"});
  funding.record(opinion(2026), "2026-09-01T09:00:00Z");
  CHECK(funding.state().campaign(2026)->opinion_favourable == true);
  funding.when(opinion(2026), "2026-09-02T09:00:00Z").refused_with({"not_allowed_now"});
}

TEST_CASE(
    "mie: an opinion given before a complement was asked for is written down while it is awaited",
    "[mie]") {
  auto funding = declared();
  funding.record(complement_requested("2026-09-30", mie::CampaignYear{2026}),
                 "2026-09-01T09:00:00Z");
  auto const give = EventBody{opinion(2026)}.index();
  auto const possible = possible_events(funding.state());
  CHECK(std::ranges::count(possible, give) == 0);
  funding.when(opinion(2026), "2026-09-02T09:00:00Z")
      .refused_with({"not_allowed_now"})
      .citing("mie.instruction.order")
      .saying("attendu depuis le 01/09/2026")
      .saying("occurred_at");
  auto late = funding;
  late.record(opinion(2026), "2026-08-20T09:00:00Z").without_warning();
  CHECK(late.state().campaign(2026)->phase == CampaignPhase::complement_awaited_after_opinion);
  late.when(opinion(2026), "2026-08-21T09:00:00Z")
      .refused_with({"not_allowed_now"})
      .saying("déjà rendu, le 20/08/2026");
  late.record(complement_received(mie::CampaignYear{2026}), "2026-09-10T09:00:00Z");
  CHECK(late.state().campaign(2026)->phase == CampaignPhase::opinion_given);
  late.when(certified(2026), "2026-10-05T09:00:00Z").accepted().without_warning();
  // Given while it was awaited, it is none either once attainment was denied for want of it.
  funding.record(denied(2026), "2026-10-20T09:00:00Z");
  funding.when(opinion(2026), "2026-09-02T09:00:00Z").refused_with({"not_allowed_now"});
  funding.when(opinion(2026), "2026-08-20T09:00:00Z").accepted();
}

TEST_CASE("mie: attainment is attested from a declaration, with or without opinion", "[mie]") {
  constexpr auto at = "2026-10-05T09:00:00Z";
  under_convention().when(certified(2026), at).refused_with({"not_allowed_now"});
  under_convention().when(denied(2026), at).refused_with({"not_allowed_now"});
  auto funding = declared();
  funding.when(certified(2026), at).accepted().warning("ars_opinion_missing");
  funding.when(denied(2026), at).accepted().warning("ars_opinion_missing");
  funding.record(opinion(2026), "2026-09-01T09:00:00Z");
  funding.when(certified(2026), at).accepted().without_warning();
  funding.when(denied(2026), at).accepted().warning("denied_against_opinion");
}

TEST_CASE("mie: an attestation is final, whichever way it went", "[mie]") {
  constexpr auto at = "2026-10-06T09:00:00Z";
  auto yes = declared();
  yes.record(certified(2026), "2026-10-05T09:00:00Z");
  yes.when(certified(2026), at).refused_with({"attainment_final"});
  yes.when(denied(2026), at).refused_with({"attainment_final"});
  yes.when(opinion(2026), at).refused_with({"not_allowed_now"});
  auto no = declared();
  no.record(denied(2026), "2026-10-05T09:00:00Z");
  no.when(certified(2026), at).refused_with({"attainment_final"});
  no.when(denied(2026), at).refused_with({"attainment_final"});
}

TEST_CASE("mie: an opinion written down after the attestation it preceded is recorded", "[mie]") {
  auto const late = [](EventBody const& attestation) {
    auto funding = declared();
    funding.record(attestation, "2026-10-05T09:00:00Z");
    return funding;
  };
  auto against = opinion(2026);
  against.favourable = false;
  constexpr auto before = "2026-10-05T08:59:59Z";
  auto funding = late(certified(2026));
  funding.when(opinion(2026), before).accepted().without_warning();
  funding.when(against, before)
      .accepted()
      .warning("certified_against_opinion")
      .saying("05/10/2026");
  funding.when(opinion(2026), "2026-10-05T09:00:00Z")
      .refused_with({"not_allowed_now"})
      .saying("05/10/2026 11:00:00")
      .citing("mie.instruction.order");
  funding.when(opinion(2026), "2026-06-30T14:59:59Z").refused_with({"not_allowed_now"});
  late(denied(2026)).when(against, before).accepted().without_warning();
  late(denied(2026)).when(opinion(2026), before).accepted().warning("denied_against_opinion");
  funding.record(opinion(2026), "2026-09-01T09:00:00Z");
  CHECK(funding.state().campaign(2026)->phase == CampaignPhase::certified);
  CHECK(funding.state().campaign(2026)->opinion_favourable == true);
  funding.when(opinion(2026), "2026-09-02T09:00:00Z").refused_with({"not_allowed_now"});
  auto const next = possible_events(funding.state());
  CHECK(std::ranges::count(next, EventBody{opinion(2026)}.index()) == 0);
}

TEST_CASE("mie: a complement written down after the attestation it preceded is recorded", "[mie]") {
  auto const asked = complement_requested("2026-09-30", mie::CampaignYear{2026});
  auto const received = complement_received(mie::CampaignYear{2026});
  auto funding = declared();
  funding.record(certified(2026), "2026-10-05T09:00:00Z");
  funding.when(received, "2026-09-10T09:00:00Z").refused_with({"not_allowed_now"});
  funding.when(asked, "2026-10-05T09:00:00Z").refused_with({"not_allowed_now", "invalid_field"});
  funding.when(asked, "2026-06-30T14:59:59Z").refused_with({"not_allowed_now"});
  funding.record(asked, "2026-09-01T09:00:00Z").warning("attested_meanwhile");
  funding.when(asked, "2026-09-02T09:00:00Z").refused_with({"not_allowed_now"});
  funding.when(received, "2026-10-06T09:00:00Z")
      .refused_with({"not_allowed_now"})
      .saying("la réponse reçue avant elle");
  funding.when(received, "2026-08-31T09:00:00Z").refused_with({"not_allowed_now"});
  funding.record(received, "2026-09-10T09:00:00Z").warning("attested_meanwhile");
  auto const* campaign = funding.state().campaign(2026);
  CHECK(campaign->phase == CampaignPhase::certified);
  REQUIRE(campaign->complements.size() == 1);
  CHECK(campaign->complements.front().received.has_value());
}

TEST_CASE("mie: what came before the opinion, or after it, is written down in any order",
          "[mie][order]") {
  auto const asked = complement_requested("2026-09-30", mie::CampaignYear{2026});
  auto const received = complement_received(mie::CampaignYear{2026});
  auto funding = declared();
  funding.record(asked, "2026-08-03T09:00:00Z");
  funding.record(received, "2026-08-10T09:00:00Z");
  funding.record(opinion(2026), "2026-08-01T09:00:00Z");
  funding.record(asked, "2026-08-11T09:00:00Z");
  CHECK(funding.state().campaign(2026)->phase == CampaignPhase::complement_awaited_after_opinion);
  auto other = declared();
  other.record(opinion(2026), "2026-09-01T09:00:00Z");
  other.record(asked, "2026-08-03T09:00:00Z");
  other.record(received, "2026-08-10T09:00:00Z");
  other.when(certified(2026), "2026-08-31T09:00:00Z").refused_with({"not_allowed_now"});
  other.when(certified(2026), "2026-09-01T09:00:00Z").accepted().without_warning();
}

TEST_CASE("mie: while a complement is awaited a year is denied but not certified", "[mie]") {
  auto funding = declared();
  constexpr auto at = "2026-09-10T09:00:00Z";
  auto const asked = complement_requested("2026-09-30", mie::CampaignYear{2026});
  auto const received = complement_received(mie::CampaignYear{2026});
  funding.when(received, at).refused_with({"not_allowed_now"});
  funding.record(asked, "2026-09-01T09:00:00Z");
  funding.when(certified(2026), at).refused_with({"not_allowed_now"}).saying("complément attendu");
  funding.when(denied(2026), at).accepted();
  funding.when(asked, at).refused_with({"not_allowed_now"});
  funding.when(opinion(2026), at).refused_with({"not_allowed_now"});
  funding.record(received, at);
  funding.record(opinion(2026), "2026-09-11T09:00:00Z");
  funding.record(asked, "2026-09-12T09:00:00Z");
  funding.when(certified(2026), "2026-09-13T09:00:00Z").refused_with({"not_allowed_now"});
  funding.record(received, "2026-09-14T09:00:00Z");
  CHECK(funding.state().campaign(2026)->phase == CampaignPhase::opinion_given);
  funding.when(certified(2026), "2026-09-15T09:00:00Z").accepted();
}

TEST_CASE("mie: a complement about a year leaves the request alone", "[mie]") {
  auto funding = declared();
  constexpr auto at = "2026-09-01T09:00:00Z";
  funding.when(complement_requested("2026-09-30"), at).refused_with({"not_allowed_now"});
  funding.when(complement_requested("2026-09-30", mie::CampaignYear{2027}), at)
      .refused_with({"not_allowed_now"});
  funding.record(complement_requested("2026-09-30", mie::CampaignYear{2026}), at);
  CHECK(funding.state().request == RequestPhase::validated);
  CHECK(funding.state().complements.empty());
}

}  // namespace probant::test
