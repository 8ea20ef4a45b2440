// Which text governs an act of a recovery: the ANS's under the arrêté, an ARS's under the general
// law.
#include "engine/kernel/legal_basis.hpp"

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

}  // namespace
}  // namespace probant::test
