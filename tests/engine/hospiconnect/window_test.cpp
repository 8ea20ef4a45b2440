// When a candidacy may be filed: to the last instant before midnight in Paris, in winter and in
// summer, and as the calendar in force at the instant of the act says.
#include "tests/engine/hospiconnect/candidacies.hpp"

namespace probant::test::candidacies {
namespace {

/// Filing is possible up to the last nanosecond before `midnight`, and no more from it on.
void check_closing(Candidacy const& candidacy, std::string_view last, std::string_view midnight) {
  INFO(last);
  candidacy.when(candidacy_filed(own), last).accepted();
  candidacy.when(candidacy_filed(own), midnight)
      .refused_with({"window_closed"})
      .citing("hospiconnect.window");
}

TEST_CASE("hospiconnect: the window opens on 20 January at Paris midnight", "[hospiconnect]") {
  auto const candidacy = alone();
  candidacy.when(candidacy_filed(own), "2026-01-19T22:59:59.999999999Z")
      .refused_with({"window_not_open"})
      .citing("hospiconnect.window")
      .saying("20/01/2026");
  candidacy.when(candidacy_filed(own), "2026-01-19T23:00:00Z").accepted();
}

TEST_CASE("hospiconnect: the window closes on 13 February at Paris midnight", "[hospiconnect]") {
  check_closing(alone(), "2026-02-13T22:59:59.999999999Z", "2026-02-13T23:00:00Z");
}

TEST_CASE("hospiconnect: an extension counts to midnight in summer time too", "[hospiconnect]") {
  auto candidacy = alone();
  candidacy.given(extension_granted("hospiconnect.window", "2026-06-15"), "2026-02-14T08:00:00Z");
  check_closing(candidacy, "2026-06-15T21:59:59.999999999Z", "2026-06-15T22:00:00Z");
  // It holds from the day it was granted, not before.
  candidacy.when(candidacy_filed(own), "2026-02-14T07:59:59Z").refused_with({"window_closed"});
  candidacy.when(candidacy_filed(own), "2026-02-14T08:00:00Z").accepted();
}

TEST_CASE("hospiconnect: the day the clocks change has its own midnight", "[hospiconnect]") {
  auto spring = alone();
  spring.given(extension_granted("hospiconnect.window", "2026-03-29"), "2026-02-10T08:00:00Z");
  check_closing(spring, "2026-03-29T21:59:59.999999999Z", "2026-03-29T22:00:00Z");
  auto eve = alone();
  eve.given(extension_granted("hospiconnect.window", "2026-03-28"), "2026-02-10T08:00:00Z");
  check_closing(eve, "2026-03-28T22:59:59.999999999Z", "2026-03-28T23:00:00Z");
}

TEST_CASE("hospiconnect: a date set for all moves the closing of every dossier", "[hospiconnect]") {
  auto candidacy = alone();
  candidacy.given_in("programme:hopen2-2026", date_set("hospiconnect.window", "2026-02-20"),
                     "2026-02-12T08:00:00Z");
  check_closing(candidacy, "2026-02-20T22:59:59.999999999Z", "2026-02-20T23:00:00Z");
}

TEST_CASE("hospiconnect: another dossier's extension changes nothing", "[hospiconnect]") {
  auto candidacy = alone();
  candidacy.given_in(member_dossier, extension_granted("hospiconnect.window", "2026-06-15"),
                     "2026-02-10T08:00:00Z");
  check_closing(candidacy, "2026-02-13T22:59:59.999999999Z", "2026-02-13T23:00:00Z");
}

}  // namespace
}  // namespace probant::test::candidacies
