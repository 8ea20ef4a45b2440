// Who may apply, and for whom: the support for every entity of its GHT, any other for itself.
#include "tests/engine/hospiconnect/candidacies.hpp"

namespace probant::test::candidacies {
namespace {

TEST_CASE("hospiconnect: outside a GHT an entity applies for itself alone", "[hospiconnect]") {
  auto candidacy = alone();
  enter(candidacy, entity_recorded(stranger, {}));
  candidacy.when(candidacy_filed(own), february).accepted().without_warning();
  candidacy.when(candidacy_filed(own, {own, stranger}), february)
      .refused_with({"candidate_not_authorised"})
      .citing("candidate.authorised");
  candidacy.when(candidacy_filed(own, {stranger}), february)
      .refused_with({"candidate_not_authorised"});
}

TEST_CASE("hospiconnect: the support applies for every entity of its GHT", "[hospiconnect]") {
  auto const candidacy = group();
  candidacy.when(candidacy_filed(own, {own, member}), february).accepted();
  candidacy.when(candidacy_filed(own, {member, own}), february).accepted();
  candidacy.when(candidacy_filed(own, {own}), february)
      .refused_with({"candidate_not_authorised"})
      .saying("manque : 010008407");
  candidacy.when(candidacy_filed(own, {member}), february)
      .refused_with({"candidate_not_authorised"})
      .saying("manque : 010780054");
  candidacy.when(candidacy_filed(own, {own, member, stranger}), february)
      .refused_with({"candidate_not_authorised"})
      .saying("ARA-01 : 750712184");
}

TEST_CASE(
    "hospiconnect: a closed entity of a GHT counts until it has left, and the refusal says so",
    "[hospiconnect]") {
  auto const with_sites = [](std::vector<reference::SiteRecord> sites) {
    auto candidacy = group();
    auto record = of_ght(member, reference::GhtRole::member);
    record.sites.assign(sites.begin(), sites.end());
    enter(candidacy, record);
    return candidacy;
  };
  auto first = site_record("010000024", "");
  auto last = site_record("010000032", "");
  first.closed = day("2023-06-30");
  last.closed = day("2026-02-03");
  auto const closed = with_sites({first, last});
  closed.when(candidacy_filed(own, {own}), february)
      .refused_with({"candidate_not_authorised"})
      .saying("manque : 010008407. 010008407 est fermée depuis le 03/02/2026.")
      .saying("register.entity_recorded");
  closed.when(candidacy_filed(own, {own, member}), february).accepted();
  // The day before, one site is still open.
  auto const open = closed.when(candidacy_filed(own, {own}), "2026-02-02T14:12:00Z");
  CHECK_THAT(open.verdict().reasons().front().message, !Catch::Contains("fermée"));
  auto left = closed;
  left.given_in("register:010008407", entity_recorded(member, {first, last}),
                "2026-02-02T08:00:00Z");
  left.when(candidacy_filed(own, {own}), february).accepted();
}

TEST_CASE("hospiconnect: a member of a GHT applies neither for it nor for itself",
          "[hospiconnect]") {
  auto const candidacy = group();
  candidacy.when_in(member_dossier, candidacy_filed(member), february)
      .refused_with({"candidate_not_authorised"})
      .saying("établissement support");
  candidacy.when_in(member_dossier, candidacy_filed(member, {own, member}), february)
      .refused_with({"candidate_not_authorised"});
}

TEST_CASE("hospiconnect: a GHU of AP-HP applies for itself, even in a GHT", "[hospiconnect]") {
  Candidacy candidacy{own_dossier};
  auto ghu = of_ght(own, reference::GhtRole::member);
  ghu.ghu = true;
  enter(candidacy, ghu);
  enter(candidacy, of_ght(member, reference::GhtRole::support));
  candidacy.when(candidacy_filed(own), february).accepted();
  candidacy.when(candidacy_filed(own, {own, member}), february)
      .refused_with({"candidate_not_authorised"});
}

TEST_CASE("hospiconnect: AP-HP itself does not apply, each of its GHU does", "[hospiconnect]") {
  constexpr std::string_view aphp = "750712184";
  Candidacy candidacy{"hospiconnect:750712184"};
  candidacy.given_in("register:750712184", entity_recorded(aphp, {site_record("750100125", "")}),
                     "2026-01-05T08:00:00Z");
  candidacy.when(candidacy_filed(aphp), february)
      .refused_with({"candidate_not_authorised"})
      .citing("mie.candidate.aphp");
}

TEST_CASE("hospiconnect: every entity named stands in the register, once", "[hospiconnect]") {
  Candidacy const empty{own_dossier};
  empty.when(candidacy_filed(own), february).refused_with({"unknown_entity"}).saying("010780054");
  auto const candidacy = group();
  candidacy.when(candidacy_filed(own, {own, member, "970302022"}), february)
      .refused_with({"candidate_not_authorised", "unknown_entity"})
      .saying("970302022");
  candidacy.when(candidacy_filed(own, {own, member, own}), february)
      .refused_with({"invalid_field"})
      .saying("plusieurs fois");
}

TEST_CASE("hospiconnect: the dossier bears the number of its candidate", "[hospiconnect]") {
  group()
      .when_in(member_dossier, candidacy_filed(own, {own, member}), february)
      .refused_with({"candidate_not_authorised"})
      .saying("hospiconnect:010780054");
}

TEST_CASE("hospiconnect: a number whose key fails is signalled, not refused", "[hospiconnect]") {
  Candidacy candidacy{"hospiconnect:010000025"};
  enter(candidacy, entity_recorded("010000025", {}));
  candidacy.when(candidacy_filed("010000025"), february).accepted().warning("finess_key");
}

TEST_CASE("hospiconnect: an entity is covered by one living candidacy", "[hospiconnect]") {
  auto const other_of = [](EventBody const& last) {
    auto candidacy = group();
    candidacy.given_in(member_dossier, candidacy_filed(member), "2026-02-01T08:00:00Z");
    if (last.index() != EventBody{candidacy_filed(member)}.index()) {
      candidacy.given_in(member_dossier, last, "2026-02-02T08:00:00Z");
    }
    return candidacy;
  };
  auto const whole = candidacy_filed(own, {own, member});
  other_of(candidacy_filed(member))
      .when(whole, february)
      .refused_with({"candidate_not_authorised"})
      .saying("déjà couverte par hospiconnect:010008407");
  other_of(candidacy_validated()).when(whole, february).refused_with({"candidate_not_authorised"});
  other_of(candidacy_withdrawn()).when(whole, february).accepted();
  other_of(candidacy_rejected()).when(whole, february).accepted();
}

}  // namespace
}  // namespace probant::test::candidacies
