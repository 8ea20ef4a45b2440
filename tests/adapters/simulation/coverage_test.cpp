// One whole simulation on the list that ships: every branch of the procedures is taken.
#include <catch2/catch.hpp>
#include <set>

#include "adapters/simulation/summary.hpp"
#include "engine/kernel/procedure.hpp"
#include "tests/adapters/simulation/played.hpp"

namespace probant::simulation {
namespace {

auto const whole = test::instant("2029-12-31T00:00:00Z");

test::Played const& national() {
  static test::Played const played{test::shipped_establishments(), {2026, whole, 1}};
  return played;
}

}  // namespace

TEST_CASE("simulation: every type of event occurs", "[simulation]") {
  // Adopted before a simulation starts; erasing takes a command of its own; the refusals are
  // counted apart, and the journal is the engine's own.
  // Nothing comes from Convergence in a simulation.
  std::set<std::string_view> const left_out{"programme.rulebook_adopted", "dossier.payload_erased",
                                            "dossier.erasure_requested",
                                            "dossier.proposal_refused"};
  auto const& tally = national().tally;
  for (EventType type = 0; type < event_type_count; ++type) {
    if (left_out.contains(catalogue[type].name)) continue;
    if (catalogue[type].kind == DossierKind::journal) continue;
    if (catalogue[type].kind == DossierKind::convergence) continue;
    INFO(catalogue[type].name);
    CHECK(tally.by_type[type] > 0);
  }
  CHECK(tally.duplicates > 0);
}

TEST_CASE("simulation: every reason to refuse is met that a caller can cause", "[simulation]") {
  // Found by the parser, or caused by the clock, the disk or updates of Convergence.
  std::set<ReasonCode> const left_out{ReasonCode::computed_field,     ReasonCode::unknown_type,
                                      ReasonCode::occurred_in_future, ReasonCode::store_read_only,
                                      ReasonCode::out_of_order,       ReasonCode::unknown_status};
  auto const& refusals = national().tally.refusals;
  for (std::size_t i = 0; i < Names<ReasonCode>::values.size(); ++i) {
    auto const code = static_cast<ReasonCode>(i);
    if (left_out.contains(code)) continue;
    INFO(name_of(code));
    CHECK(refusals.contains(code));
  }
}

TEST_CASE("simulation: the volumes are those of a real programme", "[simulation]") {
  auto const& by_type = national().tally.by_type;
  auto const count = [&](std::string_view name) { return by_type[*event_type(name)]; };
  auto const filed = count("hospiconnect.candidacy_filed");
  auto const validated = count("hospiconnect.candidacy_validated");
  CHECK(filed > 200);
  CHECK(validated * 100 >= filed * 95);
  CHECK(validated < filed);
  CHECK(count("mie.convention_signed") > filed);
  CHECK(count("mie.payment_executed") > filed);
  CHECK(count("aap.project_filed") > 100);
  CHECK(count("recovery.opened") > 10);
}

TEST_CASE("simulation: every end of every procedure is reached", "[simulation]") {
  auto const& world = national().engine.world();
  std::set<std::string> phases;
  for (auto const* dossier : world.dossiers()) {
    auto const view =
        std::visit([](auto const& state) { return phase_view(state); }, dossier->state);
    auto const kind = std::string{name_of(dossier->id.kind)} + " ";
    phases.insert(kind + view.phase);
    for (auto const& track : view.tracks) {
      phases.insert(kind + track.track.substr(0, track.track.find(' ')) + " " + track.phase);
    }
  }
  for (auto const* phase :
       {"hospiconnect validated", "hospiconnect rejected", "hospiconnect withdrawn", "mie rejected",
        "mie under_convention", "mie validated", "mie campaign certified", "mie campaign denied",
        "mie payment executed", "mie control concluded", "aap withdrawn", "aap not_selected",
        "aap attained", "aap not_attained", "aap instalment paid", "recovery closed",
        "recovery collection by_instalments", "recovery appeal decided"}) {
    INFO(phase);
    CHECK(phases.contains(phase));
  }
}

}  // namespace probant::simulation
