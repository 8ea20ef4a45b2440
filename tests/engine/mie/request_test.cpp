#include "tests/support/funding.hpp"

namespace probant::test {
namespace {

constexpr std::string_view march = "2026-03-11T09:00:00Z";
constexpr std::string_view member = "010008407";
constexpr std::string_view member_site = "010008415";

/// The example's entity as support of a GHT of two, both covered by its validated candidacy.
Funding group(reference::GhtRole role = reference::GhtRole::support) {
  Funding funding{funding_dossier};
  auto const record = [&](std::string_view number, std::string_view site, reference::GhtRole of) {
    auto entity = entity_recorded(number, {site_record(site, "")});
    entity.ght = Line{"ARA-01"};
    entity.ght_role = of;
    funding.given_in("register:" + std::string{number}, entity, "2026-01-10T09:00:00Z");
    funding.given_in("register:" + std::string{number}, workforce(site, 2024, 100),
                     "2026-01-10T09:05:00Z");
  };
  record(beneficiary, beneficiary_site, role);
  record(member, member_site, reference::GhtRole::member);
  auto const candidacy = "hospiconnect:" + std::string{beneficiary};
  funding.given_in(candidacy, candidacy_filed(beneficiary, {beneficiary, member}),
                   "2026-02-03T14:12:00Z");
  funding.given_in(candidacy, hospiconnect::CandidacyValidated{decision()}, "2026-03-02T10:00:00Z");
  return funding;
}

mie::ConventionSigned signature(mie::Party party, std::string_view signed_on) {
  return {party, day(signed_on)};
}

}  // namespace

TEST_CASE("mie: a beneficiary with a validated candidacy may request funding", "[mie]") {
  eligible().when(funding_requested(), march).accepted().without_warning();
}

TEST_CASE("mie: the request window ends on 1 June at Paris midnight", "[mie]") {
  auto const funding = eligible();
  funding.when(funding_requested(), "2026-06-01T21:59:59.999999999Z").accepted();
  funding.when(funding_requested(), "2026-06-01T22:00:00Z")
      .refused_with({"window_closed"})
      .citing("mie.request");
}

TEST_CASE("mie: an extension granted to the dossier reopens its request window", "[mie]") {
  auto funding = eligible();
  funding.given(extension_granted("mie.request", "2026-06-15"), "2026-06-02T08:00:00Z");
  funding.when(funding_requested(), "2026-06-15T21:59:59Z").accepted();
  funding.when(funding_requested(), "2026-06-15T22:00:00Z").refused_with({"window_closed"});
}

TEST_CASE("mie: no request before the candidacy is validated, nor after its withdrawal", "[mie]") {
  auto funding = eligible();
  funding.when(funding_requested(), "2026-03-02T10:00:00Z").accepted();
  funding.when(funding_requested(), "2026-03-02T09:59:59Z")
      .refused_with({"candidacy_not_validated"})
      .saying("n'a été validée que le 02/03/2026")
      .citing("mie.eligibility.candidacy");
  funding.given_in("hospiconnect:010780054", hospiconnect::CandidacyWithdrawn{"motifs"},
                   "2026-03-10T10:00:00Z");
  funding.when(funding_requested(), march).refused_with({"candidacy_not_validated"});
}

TEST_CASE("mie: an unknown entity is named, with every other reason", "[mie]") {
  Funding const nothing_known{funding_dossier};
  nothing_known.when(funding_requested(), march)
      .refused_with({"unknown_entity", "candidacy_not_validated"});
  eligible()
      .when(funding_requested({beneficiary, member}), march)
      .refused_with({"unknown_entity", "candidacy_not_validated", "candidate_not_authorised"})
      .saying(member);
}

TEST_CASE("mie: a request lives in the dossier of its beneficiary", "[mie]") {
  eligible()
      .when_in("mie:010008407", funding_requested(), march)
      .refused_with({"candidate_not_authorised"});
}

TEST_CASE("mie: the support establishment requests for its whole group", "[mie]") {
  group().when(funding_requested({beneficiary, member}), march).accepted();
  group()
      .when(funding_requested(), march)
      .refused_with({"candidate_not_authorised"})
      .saying("il manque : 010008407");
  group()
      .when(funding_requested({beneficiary, member, member}), march)
      .refused_with({"invalid_field"});
  group(reference::GhtRole::member)
      .when(funding_requested({beneficiary, member}), march)
      .refused_with({"candidate_not_authorised"})
      .saying("support");
}

TEST_CASE("mie: a group requests as its candidacy was validated, whoever joined it since",
          "[mie]") {
  auto funding = group();
  auto joined = entity_recorded("2A0000014", {});
  joined.ght = Line{"ARA-01"};
  joined.ght_role = reference::GhtRole::member;
  funding.given_in("register:2A0000014", joined, "2026-03-05T09:00:00Z");
  funding.when(funding_requested({beneficiary, member}), march).accepted();
  funding.when(funding_requested({beneficiary, member, "2A0000014"}), march)
      .refused_with({"candidacy_not_validated"});
}

TEST_CASE("mie: an entity already in a live request is not requested for again", "[mie]") {
  auto funding = group();
  funding.record(funding_requested({beneficiary, member}), march);
  auto alone = entity_recorded(member, {site_record(member_site, "")});
  funding.given_in("register:010008407", alone, "2026-03-12T09:00:00Z");
  auto const second = funding_requested({member});
  funding.when_in("mie:010008407", second, "2026-03-13T09:00:00Z")
      .refused_with({"candidate_not_authorised"})
      .saying("mie:010780054");
  funding.record(mie::RequestRejected{decision(), "motifs"}, "2026-03-14T09:00:00Z");
  funding.when_in("mie:010008407", second, "2026-03-15T09:00:00Z").accepted();
}

TEST_CASE("mie: a second request in the same dossier is refused", "[mie]") {
  requested().when(funding_requested(), "2026-03-12T09:00:00Z").refused_with({"not_allowed_now"});
}

TEST_CASE("mie: an entity without any declared workforce is warned of, not refused", "[mie]") {
  auto funding = eligible(std::nullopt);
  funding.when(funding_requested(), march).accepted().warning("workforce_missing");
  funding.given_in("register:010780054", workforce(beneficiary_site, 2021, 50),
                   "2026-03-01T09:00:00Z");
  funding.when(funding_requested(), march).accepted().warning("workforce_missing");
  funding.given_in("register:010780054", workforce(beneficiary_site, 2022, 0),
                   "2026-03-01T09:00:00Z");
  funding.when(funding_requested(), march).accepted().without_warning();
}

TEST_CASE("mie: a workforce with one half only is warned of", "[mie]") {
  auto funding = eligible(std::nullopt);
  funding.given_in("register:010780054", workforce(beneficiary_site, 2023, 40, std::nullopt),
                   "2026-03-01T09:00:00Z");
  funding.when(funding_requested(), march)
      .accepted()
      .warning("workforce_partial")
      .saying("effectifs salariés");
}

TEST_CASE("mie: a closed site that still counts is warned of up to its reference day", "[mie]") {
  auto const closed_on = [](std::string_view date) {
    auto funding = eligible();
    auto record = site_record(beneficiary_site, "");
    record.closed = RegisterDate{day(date)};
    funding.given_in("register:010780054", entity_recorded(beneficiary, {record}),
                     "2026-03-01T09:00:00Z");
    return funding.when(funding_requested(), march);
  };
  closed_on("2024-12-30").accepted().warning("site_closed");
  closed_on("2024-12-31").accepted().without_warning();
}

TEST_CASE("mie: while a complement is awaited a request is rejected but not validated", "[mie]") {
  auto funding = requested();
  mie::RequestValidated const validation{decision()};
  mie::RequestRejected const rejection{decision(), "motifs"};
  funding.record(complement_requested("2026-04-01"), "2026-03-12T09:00:00Z");
  funding.when(validation, "2026-03-13T09:00:00Z")
      .refused_with({"not_allowed_now"})
      .saying("complément attendu");
  funding.when(rejection, "2026-03-13T09:00:00Z").accepted();
  funding.when(complement_requested("2026-04-01"), "2026-03-13T09:00:00Z")
      .refused_with({"not_allowed_now"});
  funding.record(complement_received(), "2026-03-14T09:00:00Z");
  funding.when(complement_received(), "2026-03-15T09:00:00Z").refused_with({"not_allowed_now"});
  funding.record(validation, "2026-03-15T09:00:00Z");
  funding.when(rejection, "2026-03-16T09:00:00Z").refused_with({"not_allowed_now"});
}

TEST_CASE("mie: an exchange on the request, written down after its decision, stays at its day",
          "[mie]") {
  auto funding = requested();  // on 11/03/2026
  funding.record(mie::RequestValidated{decision()}, "2026-03-25T09:00:00Z");
  auto const asked = complement_requested("2026-04-01");
  auto const received = complement_received();
  funding.when(received, "2026-03-14T09:00:00Z").refused_with({"not_allowed_now"});
  funding.when(asked, "2026-03-25T09:00:00Z").refused_with({"not_allowed_now"});
  funding.when(asked, "2026-03-01T09:00:00Z").refused_with({"not_allowed_now"});
  funding.record(asked, "2026-03-13T09:00:00Z").warning("decided_meanwhile");
  auto const complement = [&] { return funding.obligation("complement", "2026-05-01T09:00:00Z"); };
  CHECK(complement().cancelled);
  funding.when(asked, "2026-03-13T09:00:00Z").refused_with({"not_allowed_now"});
  funding.when(received, "2026-03-12T09:00:00Z").refused_with({"not_allowed_now"});
  funding.record(received, "2026-03-14T09:00:00Z").warning("decided_meanwhile");
  CHECK(complement().met->day() == day("2026-03-14"));
  CHECK(funding.state().request == RequestPhase::validated);
  // What was asked for in vain may have come before the request was rejected for want of it.
  auto rejected = requested();
  rejected.record(asked, "2026-03-12T09:00:00Z");
  rejected.record(mie::RequestRejected{decision(), "motifs"}, "2026-03-25T09:00:00Z");
  rejected.when(received, "2026-03-26T09:00:00Z").refused_with({"not_allowed_now"});
  rejected.when(received, "2026-03-24T09:00:00Z").accepted().warning("decided_meanwhile");
}

TEST_CASE("mie: exchanges on the request are written down in any order, each at its day",
          "[mie][order]") {
  bool const decided = GENERATE(false, true);
  auto funding = requested();  // on 11/03/2026
  if (decided) funding.record(mie::RequestValidated{decision()}, "2026-03-25T09:00:00Z");
  auto const phase = funding.state().request;
  auto const asked = complement_requested("2026-04-01");
  auto const received = complement_received();
  funding.record(asked, "2026-03-16T09:00:00Z");
  funding.record(received, "2026-03-20T09:00:00Z");
  funding.when(asked, "2026-03-18T09:00:00Z")
      .refused_with({"not_allowed_now"})
      .saying("datez celle-ci d'avant ou d'après");
  funding.record(asked, "2026-03-12T09:00:00Z");
  funding.when(asked, "2026-03-13T09:00:00Z")
      .refused_with({"not_allowed_now"})
      .saying("Enregistrez d'abord cette réponse");
  funding.when(received, "2026-03-17T09:00:00Z")
      .refused_with({"not_allowed_now"})
      .saying("Une autre demande est du 16/03/2026");
  funding.record(received, "2026-03-14T09:00:00Z");
  auto const& all = funding.state().complements;
  REQUIRE(all.size() == 2);
  CHECK(all[0].received->day() == day("2026-03-20"));
  CHECK(all[1].received->day() == day("2026-03-14"));
  CHECK(funding.state().request == phase);
  if (decided) return;
  mie::RequestValidated const validation{decision()};
  funding.when(validation, "2026-03-19T09:00:00Z").refused_with({"not_allowed_now"});
  funding.when(validation, "2026-03-21T09:00:00Z").accepted();
}

TEST_CASE("mie: seen from a past day, an answer is to the request that came before it",
          "[mie][order]") {
  MieState state;
  Position position = 0;
  auto const fold = [&](EventBody body, std::string_view at) {
    RecordedEvent event;
    event.event.body = std::move(body);
    event.position = position++;
    event.occurred_at = instant(at);
    evolve(state, event);
  };
  fold(funding_requested(), "2026-03-11T09:00:00Z");
  // Answered later than the day that is looked at, and written down first
  fold(complement_requested("2026-04-01"), "2026-03-16T09:00:00Z");
  fold(complement_requested("2026-04-01"), "2026-03-12T09:00:00Z");
  fold(complement_received(), "2026-03-14T09:00:00Z");
  CHECK_FALSE(state.complements[0].received);
  CHECK(state.complements[1].received);
  CHECK(state.request == RequestPhase::complement_awaited);
}

TEST_CASE("mie: a complement is not due before the day it is asked for", "[mie]") {
  auto const funding = requested();
  funding.when(complement_requested("2026-03-12"), "2026-03-12T22:59:59Z").accepted();
  funding.when(complement_requested("2026-03-12"), "2026-03-12T23:00:00Z")
      .refused_with({"invalid_field"})
      .saying("data.due_on");
}

TEST_CASE("mie: a request is told as possible once the candidacy is validated, in the window",
          "[mie]") {
  auto funding = eligible();
  auto const possible = [&](std::string_view at) {
    auto const types = possible_events(funding.state(), funding.view(at));
    return std::ranges::count(types, *event_type("mie.funding_requested")) == 1;
  };
  CHECK_FALSE(possible("2026-03-02T09:59:59Z"));
  CHECK(possible("2026-03-02T10:00:00Z"));
  CHECK_FALSE(possible("2026-06-01T22:00:00Z"));
  funding.given_in("hospiconnect:010780054", hospiconnect::CandidacyWithdrawn{"motifs"},
                   "2026-03-20T10:00:00Z");
  CHECK_FALSE(possible("2026-03-20T10:00:00Z"));
}

TEST_CASE("mie: a request is not validated once its candidacy is withdrawn", "[mie]") {
  auto funding = requested();
  funding.given_in("hospiconnect:010780054", hospiconnect::CandidacyWithdrawn{"motifs"},
                   "2026-03-20T10:00:00Z");
  funding.when(mie::RequestValidated{decision()}, "2026-03-25T09:00:00Z")
      .refused_with({"candidacy_not_validated"});
}

TEST_CASE("mie: money that rests on a candidacy withdrawn since is told of", "[mie]") {
  auto const signs = signature(mie::Party::ans, "2026-05-18");
  auto funding = validated();
  funding.given_in("hospiconnect:010780054", hospiconnect::CandidacyWithdrawn{"motifs"},
                   "2026-05-01T10:00:00Z");
  funding.when(signs, "2026-05-18T09:00:00Z", ans)
      .accepted()
      .warning("candidacy_lost")
      .citing("mie.eligibility.candidacy");
}

TEST_CASE("mie: the convention comes after validation, one signature a party", "[mie]") {
  auto const beneficiary_signs = signature(mie::Party::beneficiary, "2026-05-18");
  auto const ans_signs = signature(mie::Party::ans, "2026-05-18");
  constexpr auto at = "2026-05-18T09:00:00Z";
  requested().when(beneficiary_signs, at).refused_with({"not_allowed_now"});
  auto funding = validated();
  funding.when(ans_signs, at, ans).accepted().without_warning();
  funding.record(beneficiary_signs, at);
  funding.when(beneficiary_signs, at).refused_with({"not_allowed_now"});
  funding.record(ans_signs, at, ans);
  CHECK(funding.state().convention == ConventionPhase::signed_);
  funding.when(ans_signs, at, ans).refused_with({"not_allowed_now"});
}

TEST_CASE("mie: each party's signature is recorded by its own side", "[mie]") {
  auto const funding = validated();
  auto const as = [&](mie::Party party, Role role) {
    return funding.when(signature(party, "2026-05-18"), "2026-05-18T09:00:00Z", actor("u", role));
  };
  as(mie::Party::ans, Role::ans).accepted();
  as(mie::Party::ans, Role::establishment).refused_with({"forbidden_role"});
  as(mie::Party::ans, Role::convergence).refused_with({"forbidden_role"});
  as(mie::Party::beneficiary, Role::establishment).accepted();
  as(mie::Party::beneficiary, Role::convergence).accepted();
  as(mie::Party::beneficiary, Role::ans).refused_with({"forbidden_role"});
}

TEST_CASE("mie: a signature after the act is refused, after 1 June it is flagged", "[mie]") {
  auto const funding = validated();
  auto const sign = [&](std::string_view signed_on, std::string_view at) {
    return funding.when(signature(mie::Party::beneficiary, signed_on), at);
  };
  sign("2026-06-01", "2026-06-10T09:00:00Z").accepted().without_warning();
  sign("2026-06-02", "2026-06-10T09:00:00Z")
      .accepted()
      .warning("convention_late")
      .citing("mie.convention.late");
  sign("2026-05-20", "2026-05-19T22:00:00Z").accepted();
  sign("2026-05-20", "2026-05-19T21:59:59Z").refused_with({"invalid_field"}).saying("signed_on");
}

TEST_CASE("mie: a date set for every convention moves what is late", "[mie]") {
  auto funding = validated();
  funding.given_in("programme:hopen2-2026", date_set("mie.convention", "2026-06-30"),
                   "2026-05-30T09:00:00Z");
  funding.when(signature(mie::Party::beneficiary, "2026-06-30"), "2026-07-02T09:00:00Z")
      .accepted()
      .without_warning();
}

TEST_CASE("mie: the competent ARS is that of the beneficiary, who alone applies", "[mie]") {
  auto const funding = group();
  auto const competent = competence(funding.state(), EventBody{funding_requested()},
                                    funding.view("2026-03-11T09:00:00Z"));
  CHECK(competent.region == region("84"));
  CHECK(competent.applicants == std::vector<Entity>{entity(beneficiary)});
}

TEST_CASE("mie: an event of another procedure is refused here", "[mie]") {
  eligible().when(aap::ProjectWithdrawn{"motifs"}, march).refused_with({"not_allowed_now"});
}

TEST_CASE("mie: a request is decided after it was made, and the convention comes then",
          "[mie][order]") {
  auto const asked = requested();
  asked.when(mie::RequestValidated{decision()}, "2026-03-11T08:59:59Z")
      .refused_with({"not_allowed_now"})
      .citing("mie.competent_ars");
  asked.when(mie::RequestRejected{decision(), "motifs"}, "2026-03-11T08:59:59Z")
      .refused_with({"not_allowed_now"});
  auto const ready = validated();
  auto const signature = [](std::string_view signed_on) {
    return mie::ConventionSigned{mie::Party::ans, day(signed_on)};
  };
  ready.when(signature("2026-03-25"), "2026-05-18T09:00:00Z", ans).accepted().without_warning();
  ready.when(signature("2026-03-24"), "2026-05-18T09:00:00Z", ans)
      .accepted()
      .warning("convention_early")
      .citing("mie.convention.date_is");
}

}  // namespace probant::test
