#include "tests/engine/aap/projects.hpp"

using namespace probant;
using namespace probant::test;
using namespace probant::test::projects;

TEST_CASE("aap: a complete project is accepted, without a warning", "[aap][filing]") {
  auto const answer = ready().when(project(), filing_day);
  answer.accepted().without_warning();
  auto const& filed = answer.as<aap::ProjectFiled>();
  CHECK(filed.category == aap::Category::A);
  CHECK(filed.ceiling_cents == Money::euros(35'000));
}

TEST_CASE("aap: the window opens by event only", "[aap][filing][window]") {
  Scenario<AapState> scenario{"aap:2026-0417"};
  given_register(scenario);
  scenario.when(catch_up(), filing_day).refused_with({"window_not_open"}).citing("aap.window");
  given_window(scenario);
  scenario.when(catch_up(), filing_day).accepted();
}

TEST_CASE("aap: the window's days are Paris days, both ends included", "[aap][filing][window]") {
  auto const scenario = ready();
  scenario.when(project(), "2026-04-14T21:59:59Z").refused_with({"window_not_open"});
  scenario.when(project(), "2026-04-14T22:00:00Z").accepted();
  scenario.when(project(), "2026-05-29T21:59:59Z").accepted();
  scenario.when(project(), "2026-05-29T21:59:59.999999999Z").accepted();
  scenario.when(project(), "2026-05-29T22:00:00Z")
      .refused_with({"window_closed"})
      .saying("29/05/2026")
      .citing("aap.window");
}

TEST_CASE("aap: an extension opens the window for its own dossier only", "[aap][filing][window]") {
  auto scenario = ready();
  scenario.given(extension_granted("aap.window", "2026-06-05"), "2026-05-28T08:00:00Z");
  scenario.when(project(), "2026-06-05T21:59:59Z").accepted();
  scenario.when(project(), "2026-06-05T22:00:00Z").refused_with({"window_closed"});
  scenario.when_in("aap:2026-0418", project(), "2026-06-05T12:00:00Z")
      .refused_with({"window_closed"});
}

TEST_CASE("aap: what the lead's ARS puts off stays so, whatever another one does under the number",
          "[aap][filing][window]") {
  auto const other = actor("ars-11", Role::ars, "11");
  auto const own = actor("ars-84", Role::ars, "84");
  auto const filing = "2026-06-10T08:00:00Z";
  auto scenario = ready();
  scenario.given(extension_granted("aap.window", "2026-06-20"), "2026-05-27T08:00:00Z", other);
  scenario.when(project(), filing).refused_with({"not_competent_ars"});
  scenario.given(extension_granted("aap.window", "2026-06-15"), "2026-05-28T08:00:00Z", own);
  scenario.when(project(), filing).accepted();
  scenario.when(project(), "2026-06-16T08:00:00Z").refused_with({"not_competent_ars"});
  scenario.given(extension_granted("aap.window", "2026-06-25"), "2026-05-29T08:00:00Z", other);
  scenario.when(project(), filing).accepted();
}

TEST_CASE("aap: a date moved for all holds for acts done after the move", "[aap][filing][window]") {
  auto scenario = ready();
  scenario.given_in("programme:hopen2-2026", date_set("aap.window", "2026-06-12"),
                    "2026-05-25T08:00:00Z");
  scenario.when(project(), "2026-06-12T21:59:59Z").accepted();
  scenario.when(project(), "2026-06-12T22:00:00Z").refused_with({"window_closed"});
}

TEST_CASE("aap: a project is filed once in its dossier", "[aap][filing]") {
  filed().when(project(), "2026-05-21T08:00:00Z").refused_with({"not_allowed_now"});
  auto gone = filed();
  gone.record(withdrawn(), "2026-05-21T08:00:00Z");
  gone.when(project(), "2026-05-22T08:00:00Z").refused_with({"not_allowed_now"});
}

TEST_CASE("aap: a site the register does not know is refused", "[aap][filing]") {
  auto filed = project();
  filed.perimeter.push_back({site("690000021"), pmsi(lead)});
  ready().when(filed, filing_day).refused_with({"unknown_site"}).saying("690000021");
}

TEST_CASE("aap: a site is declared under the FINESS PMSI of the register", "[aap][filing]") {
  auto filed = project({lead, partner});
  filed.perimeter[1].pmsi = pmsi(lead);
  // Under the leader's number its site makes its entity a leader too, which has no candidacy.
  ready()
      .when(filed, filing_day)
      .refused_with({"unknown_site", "candidacy_not_validated", "note_de_cadrage_missing",
                     "maturity_indicators_missing"})
      .saying(partner);
}

TEST_CASE("aap: a FINESS PMSI the register attaches to nothing is signalled", "[aap][filing]") {
  auto scenario = ready();
  scenario.given_in(lead_register, entity_recorded(lead_entity_number, {site_record(lead, "")}),
                    register_day);
  scenario.when(project(), filing_day).accepted().without_warning();
  auto filed = project({lead, partner});
  filed.perimeter[0].pmsi = pmsi(partner);
  filed.lead_pmsi = pmsi(partner);
  scenario.when(filed, filing_day).warning("pmsi_unconfirmed");
}

TEST_CASE("aap: a closed site is recorded with a warning from its closing day on",
          "[aap][filing]") {
  auto const closing = [](std::string_view date) {
    auto record = site_record(lead, lead);
    record.closed = day(date);
    auto scenario = ready();
    scenario.given_in(lead_register, entity_recorded(lead_entity_number, {record}), register_day);
    return scenario.when(project(), filing_day);
  };
  closing("2026-05-20").accepted().warning("site_closed");
  closing("2026-05-21").accepted().without_warning();
}

TEST_CASE("aap: the leader is in the perimeter", "[aap][filing]") {
  auto filed = project();
  filed.lead_pmsi = pmsi(partner);
  auto const codes = ready().when(filed, filing_day).saying("data.lead_pmsi").codes();
  CHECK(std::ranges::count(codes, "invalid_field") == 1);
}

TEST_CASE("aap: a site is declared once", "[aap][filing]") {
  ready().when(project({lead, lead}), filing_day).refused_with({"invalid_field"}).saying(lead);
}

TEST_CASE("aap: objectives are those of the theme, by number", "[aap][filing]") {
  auto const with = [](std::initializer_list<Line> objectives) {
    auto filed = project();
    filed.objectives = objectives;
    return ready().when(filed, filing_day);
  };
  with({"1", "2", "3", "4"}).accepted();
  with({"2. Disposer d'une vision capacitaire fiable"}).accepted();
  with({"0"}).refused_with({"invalid_field"});
  with({"5"}).refused_with({"invalid_field"}).citing("aap.theme.emergency_flow.objectives");
  with({"1er"}).refused_with({"invalid_field"});
  with({"Améliorer"}).refused_with({"invalid_field"}).saying("data.objectives");
  with({"1", "1"}).refused_with({"invalid_field"}).saying("plusieurs fois");
}

TEST_CASE("aap: the forecast covers 2026 and 2027 only", "[aap][filing]") {
  auto const with = [](std::initializer_list<std::int64_t> years) {
    auto filed = project();
    filed.forecast.clear();
    for (auto const year : years) filed.forecast.push_back({year, Money::euros(1)});
    return ready().when(filed, filing_day);
  };
  with({2026, 2027}).accepted();
  with({2027}).refused_with({"invalid_field"}).saying("il manque 2026");
  with({2025, 2026}).refused_with({"invalid_field"}).saying("2025").citing("aap.forecast_years");
  with({2028}).refused_with({"invalid_field"}).saying("2026, 2027");
  with({2026, 2026}).refused_with({"invalid_field"}).saying("plusieurs fois");
}

TEST_CASE("aap: a forecast below the request, or no request at all, is signalled",
          "[aap][filing]") {
  auto asking = project();
  asking.requested_cents = Money::cents(3'500'000);
  asking.forecast = {{2026, Money::cents(3'499'998)}, {2027, Money::cents(1)}};
  ready().when(asking, filing_day).accepted().warning("forecast_below_request");
  asking.forecast = {{2026, Money::cents(3'499'998)}, {2027, Money::cents(2)}};
  ready().when(asking, filing_day).accepted().without_warning();
  asking.requested_cents = Money{};
  ready().when(asking, filing_day).accepted().warning("nothing_requested");
}

TEST_CASE("aap: every reason is given, not only the first", "[aap][filing]") {
  Scenario<AapState> scenario{"aap:2026-0417"};
  given_register(scenario);
  auto filed = project();
  filed.objectives = {"9"};
  filed.forecast = {{2030, Money::euros(1)}};
  filed.requested_cents = Money::euros(35'001);
  scenario.when(filed, filing_day)
      .refused_with({"window_not_open", "invalid_field", "amount_above_ceiling",
                     "candidacy_not_validated", "note_de_cadrage_missing",
                     "maturity_indicators_missing"});
}
