#include <algorithm>

#include "tests/support/funding.hpp"

namespace probant::test {
namespace {

Track track(std::string_view name) {
  for (auto& one : mie_tracks()) {
    if (one.name == name) return one;
  }
  throw std::invalid_argument("no such track");
}

/// The machine answers what the expected table says, for every phase and every event type.
template <class Phase>
void check_exhaustively(std::string_view name, std::vector<Transition> const& expected) {
  CHECK(track(name).transitions == expected);
  CHECK(track(name).initial == "none");
  for (std::size_t p = 0; p < Names<Phase>::values.size(); ++p) {
    auto const phase = static_cast<Phase>(p);
    for (EventType type = 0; type < event_type_count; ++type) {
      auto const row = std::ranges::find_if(expected, [&](Transition const& one) {
        return one.from == name_of(phase) && one.event == catalogue[type].name;
      });
      auto const next = next_phase(phase, type);
      INFO(name_of(phase) << " on " << catalogue[type].name);
      CHECK(next.has_value() == (row != expected.end()));
      if (next && row != expected.end()) CHECK(name_of(*next) == row->to);
    }
  }
}

}  // namespace

TEST_CASE("mie: the lifecycle of a request is this table", "[mie]") {
  check_exhaustively<RequestPhase>("request",
                                   {{"none", "mie.funding_requested", "requested"},
                                    {"requested", "mie.complement_requested", "complement_awaited"},
                                    {"complement_awaited", "mie.complement_received", "requested"},
                                    {"requested", "mie.request_validated", "validated"},
                                    {"requested", "mie.request_rejected", "rejected"},
                                    {"complement_awaited", "mie.request_rejected", "rejected"}});
}

TEST_CASE("mie: the lifecycle of a campaign is this table", "[mie]") {
  check_exhaustively<CampaignPhase>(
      "campaign",
      {{"none", "mie.declaration_transmitted", "declared"},
       {"declared", "mie.complement_requested", "complement_awaited"},
       {"complement_awaited", "mie.complement_received", "declared"},
       {"declared", "mie.ars_opinion_given", "opinion_given"},
       {"complement_awaited", "mie.ars_opinion_given", "complement_awaited_after_opinion"},
       {"opinion_given", "mie.complement_requested", "complement_awaited_after_opinion"},
       {"complement_awaited_after_opinion", "mie.complement_received", "opinion_given"},
       {"declared", "mie.attainment_certified", "certified"},
       {"opinion_given", "mie.attainment_certified", "certified"},
       {"declared", "mie.attainment_denied", "denied"},
       {"complement_awaited", "mie.attainment_denied", "denied"},
       {"opinion_given", "mie.attainment_denied", "denied"},
       {"complement_awaited_after_opinion", "mie.attainment_denied", "denied"}});
}

TEST_CASE("mie: the lifecycle of a payment is this table", "[mie]") {
  check_exhaustively<PaymentPhase>("payment", {{"none", "mie.payment_ordered", "ordered"},
                                               {"ordered", "mie.payment_executed", "executed"},
                                               {"executed", "mie.payment_ordered", "ordered"}});
}

TEST_CASE("mie: the lifecycle of a control is this table", "[mie]") {
  check_exhaustively<ControlPhase>("control", {{"none", "mie.control_opened", "opened"},
                                               {"opened", "mie.control_concluded", "concluded"},
                                               {"concluded", "mie.control_opened", "opened"}});
}

TEST_CASE("mie: a convention takes one signature of each party, in any order", "[mie]") {
  using enum ConventionPhase;
  CHECK(next_phase(none, mie::Party::ans) == ans_signed);
  CHECK(next_phase(none, mie::Party::beneficiary) == beneficiary_signed);
  CHECK(next_phase(beneficiary_signed, mie::Party::ans) == signed_);
  CHECK(next_phase(beneficiary_signed, mie::Party::beneficiary) == std::nullopt);
  CHECK(next_phase(ans_signed, mie::Party::beneficiary) == signed_);
  CHECK(next_phase(ans_signed, mie::Party::ans) == std::nullopt);
  CHECK(next_phase(signed_, mie::Party::ans) == std::nullopt);
  CHECK(next_phase(signed_, mie::Party::beneficiary) == std::nullopt);
  CHECK(
      track("convention").transitions ==
      std::vector<Transition>{{"none", "mie.convention_signed (beneficiary)", "beneficiary_signed"},
                              {"none", "mie.convention_signed (ans)", "ans_signed"},
                              {"beneficiary_signed", "mie.convention_signed (ans)", "signed"},
                              {"ans_signed", "mie.convention_signed (beneficiary)", "signed"}});
}

TEST_CASE("mie: any stored event folds, whatever the phase", "[mie]") {
  Funding funding{funding_dossier};
  std::vector<EventBody> const events{certified(2026),
                                      payment_executed(2026, "2026-10-26"),
                                      payment_ordered(2026),
                                      control_concluded(Money::euros(1)),
                                      cards_cancelled(3),
                                      complement_received(2027),
                                      complement_received(),
                                      mie::ConventionSigned{mie::Party::ans, day("2026-05-01")},
                                      mie::ConventionSigned{mie::Party::ans, day("2026-05-02")},
                                      declaration(2026, {}),
                                      denied(2026),
                                      mie::RequestRejected{decision(), "motifs"},
                                      funding_requested(),
                                      funding_requested()};
  for (auto const& event : events) funding.given(event, "2026-10-26T09:00:00Z");
  CHECK(funding.state().request == RequestPhase::requested);
  CHECK(funding.state().convention == ConventionPhase::ans_signed);
  CHECK(figure(funding, Figure::ceiling_gross_cents) == std::nullopt);
  CHECK_FALSE(funding.obligations("2026-10-26T09:00:00Z").empty());
}

TEST_CASE("mie: what may happen next follows from every track", "[mie]") {
  auto const names = [](Funding const& funding) {
    std::vector<std::string_view> all;
    for (auto const type : possible_events(funding.state())) all.push_back(catalogue[type].name);
    return all;
  };
  using Names = std::vector<std::string_view>;
  CHECK(names(eligible()) == Names{"mie.funding_requested"});
  CHECK(names(requested()) == Names{"mie.complement_requested", "mie.request_validated",
                                    "mie.request_rejected", "mie.cards_ordered"});
  CHECK(names(validated()) ==
        Names{"mie.convention_signed", "mie.cards_ordered", "mie.control_opened"});
  auto funding = under_convention();
  CHECK(names(funding) ==
        Names{"mie.cards_ordered", "mie.declaration_transmitted", "mie.control_opened"});
  certify(funding, 2026, {});
  CHECK(names(funding) == Names{"mie.cards_ordered", "mie.declaration_transmitted",
                                "mie.payment_ordered", "mie.control_opened"});
  funding.given(mie::ControlOpened{}, "2026-10-06T09:00:00Z");
  certify(funding, 2027, {});
  certify(funding, 2028, {});
  CHECK(names(funding) ==
        Names{"mie.cards_ordered", "mie.payment_ordered", "mie.control_concluded"});
}

TEST_CASE("mie: requests and declarations are listed on the days they can be made", "[mie]") {
  auto const listed = [](Funding const& funding, EventBody const& body, std::string_view at) {
    auto const possible = possible_events(funding.state(), funding.view(at));
    return std::ranges::count(possible, body.index()) == 1;
  };
  EventBody const declaration = mie::DeclarationTransmitted{};
  auto funding = under_convention();
  CHECK_FALSE(listed(funding, declaration, "2026-06-14T21:59:59Z"));
  CHECK(listed(funding, declaration, "2026-06-14T22:00:00Z"));
  CHECK(listed(funding, declaration, "2026-07-15T21:59:59Z"));
  CHECK_FALSE(listed(funding, declaration, "2026-07-15T22:00:00Z"));
  certify(funding, 2026, {});
  CHECK_FALSE(listed(funding, declaration, "2026-07-10T09:00:00Z"));
  CHECK(listed(funding, declaration, "2027-07-10T09:00:00Z"));
  auto const fresh = eligible();
  EventBody const request = mie::FundingRequested{};
  CHECK(listed(fresh, request, "2026-06-01T21:59:59Z"));
  CHECK_FALSE(listed(fresh, request, "2026-06-01T22:00:00Z"));
}

TEST_CASE("mie: a payment is listed only when something is payable", "[mie]") {
  auto const listed = [](Funding const& funding, std::string_view at) {
    auto const possible = possible_events(funding.state(), funding.view(at));
    return std::ranges::count(possible, EventBody{payment_ordered(2026)}.index()) == 1;
  };
  auto const accepted = [](Funding const& funding, std::int64_t year, std::string_view at) {
    return !funding.when(payment_ordered(year), at, authorising).verdict().refused();
  };
  auto const after = "2026-11-02T09:00:00Z";
  auto nothing_declared = under_convention();
  certify(nothing_declared, 2026, {});
  CHECK_FALSE(listed(nothing_declared, after));
  CHECK_FALSE(accepted(nothing_declared, 2026, after));
  auto funding = under_convention();
  declare(funding, 2026, {cost("lecteurs", "2026-03-01", Money::euros(100))});
  CHECK_FALSE(listed(funding, after));
  funding.record(certified(2026), "2026-10-05T09:00:00Z");
  CHECK(listed(funding, after));
  CHECK(accepted(funding, 2026, after));
  pay(funding, 2026);
  CHECK_FALSE(listed(funding, after));
  // A year certified later whose costs are all paid for: no order of it would be accepted.
  certify(funding, 2027, {});
  CHECK_FALSE(listed(funding, "2027-11-02T09:00:00Z"));
  CHECK_FALSE(accepted(funding, 2027, "2027-11-02T09:00:00Z"));
}

TEST_CASE("mie: the phase of a dossier, in one word and by track", "[mie]") {
  CHECK(phase_view(eligible().state()).phase == "none");
  CHECK(phase_view(requested().state()).phase == "requested");
  CHECK(phase_view(validated().state()).phase == "validated");
  auto funding = under_convention();
  declare(funding, 2026, {});
  auto const view = phase_view(funding.state());
  CHECK(view.phase == "under_convention");
  CHECK(view.label == "sous convention");
  std::vector<std::string> tracks;
  for (auto const& one : view.tracks) tracks.push_back(one.track + "=" + one.phase);
  CHECK(tracks == std::vector<std::string>{"request=validated", "convention=signed",
                                           "campaign 2026=declared", "payment 2026=none",
                                           "control=none"});
}

TEST_CASE("mie: an opinion signed while a complement was awaited is signalled", "[mie]") {
  auto funding = under_convention();
  declare(funding, 2026, {cost("Lecteurs", "2026-04-22", Money::euros(1000))});
  funding.record(complement_requested("2026-09-30", mie::CampaignYear{2026}),
                 "2026-08-03T09:00:00Z");
  funding.record(complement_received(mie::CampaignYear{2026}), "2026-08-10T09:00:00Z");
  auto const signed_on = [&](std::string_view date) {
    auto given = opinion(2026);
    given.decision.signed_on = day(date);
    return funding.when(given, "2026-08-11T09:00:00Z");
  };
  signed_on("2026-08-03").accepted().without_warning();
  signed_on("2026-08-04").accepted().warning("signed_before_matter").saying("03/08/2026");
  signed_on("2026-08-09").accepted().warning("signed_before_matter");
  signed_on("2026-08-10").accepted().without_warning();
}

}  // namespace probant::test
