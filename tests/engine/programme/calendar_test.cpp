// The national calendar: who may move it, what of it, and from when a move holds.
#include "tests/support/scenario.hpp"

namespace probant::test {
namespace {

using Programme = Scenario<ProgrammeState>;

constexpr std::string_view in_force = "programme:hopen2-2026";
constexpr std::string_view other = "programme:other";
constexpr std::string_view april = "2026-04-02T08:00:00Z";

Date closing(Programme const& programme, std::string_view key, std::string_view at) {
  return programme.view(at).window(key).closes_on.value();
}

TEST_CASE("programme: the calendar is moved in the dossier of the rules in force", "[programme]") {
  Programme const programme{in_force};
  programme.when(date_set("aap.proofs", "2027-07-31"), april).accepted();
  programme.when(window_opened("aap.window", "2026-04-15", "2026-05-29"), april).accepted();
}

TEST_CASE("programme: a window of projects opened after its latest day is signalled",
          "[programme]") {
  Programme const programme{in_force};
  programme.when(window_opened("aap.window", "2026-05-28", "2026-06-30"), april)
      .accepted()
      .without_warning();
  programme.when(window_opened("aap.window", "2026-05-29", "2026-06-30"), april)
      .accepted()
      .warning("window_opened_late")
      .citing("calendar.aap.window.latest_open");
}

TEST_CASE("programme: a dossier without rules moves nothing", "[programme]") {
  Programme const programme{in_force};
  programme.when_in(other, date_set("aap.proofs", "2027-07-31"), april)
      .refused_with({"unknown_dossier"})
      .citing("programme.dossier")
      .saying("programme:hopen2-2026");
  programme.when_in(other, window_opened("aap.window", "2026-04-15", "2026-05-29"), april)
      .refused_with({"unknown_dossier"});
}

TEST_CASE("programme: a dossier that exists without rules is told so", "[programme]") {
  Programme programme{other};
  programme.given(date_set("aap.proofs", "2027-07-31"), april);
  programme.when(date_set("aap.proofs", "2027-08-31"), april)
      .refused_with({"not_allowed_now"})
      .citing("programme.dossier");
}

TEST_CASE("programme: every key of the calendar moves, no other", "[programme]") {
  Programme const programme{in_force};
  for (auto const* key :
       {"hospiconnect.window", "hospiconnect.milestone", "aap.window", "aap.proofs", "mie.request",
        "mie.convention", "mie.declaration.2026", "mie.declaration.2027", "mie.declaration.2028",
        "mie.instruction.2026", "mie.instruction.2027", "mie.instruction.2028"}) {
    INFO(key);
    programme.when(date_set(key, "2029-01-31"), april).accepted();
    programme.when(window_opened(key, "2028-12-01", "2029-01-31"), april).accepted();
  }
  for (auto const* key :
       {"aap", "aap.window.closes_on", "mie.declaration.2029", "recovery.steps"}) {
    INFO(key);
    programme.when(date_set(key, "2029-01-31"), april)
        .refused_with({"invalid_field"})
        .citing("calendar.keys");
    programme.when(window_opened(key, "2028-12-01", "2029-01-31"), april)
        .refused_with({"invalid_field"});
  }
}

TEST_CASE("programme: a window closes no earlier than it opens", "[programme]") {
  Programme programme{in_force};
  programme.when(window_opened("mie.request", "2026-06-01", "2026-06-01"), april).accepted();
  programme.when(window_opened("mie.request", "2026-06-02", "2026-06-01"), april)
      .refused_with({"invalid_field"});
  programme.record(window_opened("mie.request", "2026-05-01", "2026-06-15"), april);
  programme.when(date_set("mie.request", "2026-05-01"), april).accepted();
  programme.when(date_set("mie.request", "2026-04-30"), april).refused_with({"invalid_field"});
}

TEST_CASE("programme: the AAP opens in April at the earliest", "[programme]") {
  Programme const programme{in_force};
  auto const early = "2026-03-10T08:00:00Z";
  programme.when(window_opened("aap.window", "2026-04-01", "2026-05-29"), early).accepted();
  programme.when(window_opened("aap.window", "2026-03-31", "2026-05-29"), early)
      .refused_with({"window_not_open"})
      .citing("calendar.aap.window.earliest_open");
}

TEST_CASE("programme: a move holds from its own instant, for acts dated later", "[programme]") {
  Programme programme{in_force};
  programme.record(date_set("aap.proofs", "2027-07-31"), april);
  CHECK(closing(programme, "aap.proofs", "2026-04-02T07:59:59Z") == Date{2027, 6, 30});
  CHECK(closing(programme, "aap.proofs", april) == Date{2027, 7, 31});
  programme.record(date_set("aap.proofs", "2027-06-15"), "2026-04-03T08:00:00Z");
  CHECK(closing(programme, "aap.proofs", april) == Date{2027, 7, 31});
  CHECK(closing(programme, "aap.proofs", "2026-04-03T08:00:00Z") == Date{2027, 6, 15});
}

TEST_CASE("programme: recorded late, a move counts from when it took effect", "[programme]") {
  Programme programme{in_force};
  programme.record(date_set("aap.proofs", "2027-08-31"), "2026-04-10T08:00:00Z");
  programme.record(date_set("aap.proofs", "2027-07-31"), "2026-04-05T08:00:00Z");
  CHECK(closing(programme, "aap.proofs", "2026-04-06T08:00:00Z") == Date{2027, 7, 31});
  CHECK(closing(programme, "aap.proofs", "2026-04-11T08:00:00Z") == Date{2027, 8, 31});
}

TEST_CASE("programme: what is possible next depends on the rules held", "[programme]") {
  auto const names = [](Programme const& programme) {
    std::vector<std::string_view> all;
    for (auto const type : possible_events(programme.state(), programme.view(april))) {
      all.push_back(catalogue[type].name);
    }
    return all;
  };
  using Names = std::vector<std::string_view>;
  CHECK(names(Programme{in_force}) ==
        Names{"programme.rulebook_adopted", "programme.date_set", "programme.window_opened"});
  CHECK(names(Programme{other}) == Names{"programme.rulebook_adopted"});
  CHECK(Programme{in_force}.obligations(april).empty());
}

}  // namespace
}  // namespace probant::test
