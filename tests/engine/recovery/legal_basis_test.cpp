// Which text governs an act of a recovery, the ANS's under the arrêté, an ARS's under the general
// law; and who of the two is told as able to act.
#include "engine/kernel/legal_basis.hpp"

#include "engine/kernel/authorise.hpp"
#include "engine/recovery/target.hpp"
#include "tests/engine/recovery/recovery_examples.hpp"

namespace probant::test {
namespace {

TEST_CASE("recovery: the text that governs an act is that of what it is against", "[recovery]") {
  constexpr std::string_view annex = "Arrêté du 27/01/2026";
  auto const cites_annex = [&](std::string_view basis) { return basis.starts_with(annex); };
  auto in_aap = paid();
  auto opening = opened(aap_dossier, 100'000);
  opening.cause = recovery::Cause::non_compliance;
  CHECK_FALSE(cites_annex(legal_basis(Event{opening, {}}, nullptr)));
  CHECK(cites_annex(legal_basis(Event{opened(mie_dossier, 1), {}}, nullptr)));
  in_aap.record(opening, "2026-06-15T08:00:00Z", ars());
  auto const in_mie = opened_against_mie();
  auto const of = [](RecoveryScenario const& scenario) {
    return scenario.world().find(dossier("recovery:R-1"));
  };
  for (auto const& about : catalogue) {
    if (about.kind != DossierKind::recovery || about.in_any_dossier) continue;
    INFO(about.name);
    CHECK_FALSE(cites_annex(legal_basis(about, of(in_aap))));
    CHECK(legal_basis(about, of(in_mie)) == about.basis);
    CHECK(every_legal_basis(about).starts_with(about.basis));
    if (!cites_annex(about.basis)) continue;
    CHECK_THAT(every_legal_basis(about),
               Catch::Contains(std::string{legal_basis(about, of(in_aap))}));
  }
}

TEST_CASE("recovery: who is told as able to act there is of its own payer", "[recovery][roles]") {
  auto const told = [](std::string_view against) {
    auto scenario = paid();
    scenario.record(opened(against, 1'000), "2026-06-15T08:00:00Z",
                    against == mie_dossier ? ans() : ars());
    EventBody const body = observations();
    auto const& claim = *scenario.world().find(dossier("recovery:R-1"));
    Verdict verdict;
    authorise(actor("u-1", Role::establishment, "010780054"), recovery::ObservationsReceived::about,
              {}, true, DossierKind::recovery, verdict, never_recovering(claim, body));
    REQUIRE(verdict.reasons().size() == 1);
    return verdict.reasons().front().message;
  };
  CHECK_THAT(told(aap_dossier),
             Catch::Contains("peuvent le faire : une ARS") && !Catch::Contains("l'ANS"));
  CHECK_THAT(told(mie_dossier),
             Catch::Contains("peuvent le faire : l'ANS") && !Catch::Contains("une ARS"));
}

}  // namespace
}  // namespace probant::test
