// What was corrected is marked as such, whatever instant the question looks at, from the moment the
// correction is known.
#include "projections/explanation.hpp"
#include "projections/exposure.hpp"
#include "projections/history.hpp"
#include "tests/engine/kernel/continued.hpp"

namespace probant::test {
namespace {

constexpr auto mie_dossier = "mie:010780054";

/// Costs recognised at 10,000 €, corrected to 11,000 € months later.
struct CorrectedLater : Continued {
  CorrectedLater() {
    given("mie.control_opened", mie_dossier, "2027-01-10T09:00:00Z", "ans",
          R"({"mode":"documents","initiator":"ans"})");
    concluded = given("mie.control_concluded", mie_dossier, "2027-02-10T09:00:00Z", "ans",
                      R"({"recognised_costs_cents":1000000,"findings":"écart"})")
                    .position;
    clock = instant("2027-05-02T08:00:00Z");
    auto const answer =
        correct(mie_dossier, concluded, "recognised_costs_cents", "1000000", "1100000");
    INFO(to_json(answer));
    REQUIRE(answer.kind == OutcomeKind::recorded);
    mark = "corrigé par l'événement " + std::to_string(answer.position) + " du 02/05/2027";
  }

  std::string tree(Figure which, Bounds const& bounds) const {
    auto const world = replay(store, bounds);
    auto const at = bounds.valid_at.value_or(instant("2027-06-01T00:00:00Z"));
    auto const all = figures_of(world, *world.find(dossier(mie_dossier)), at, Tracing::on);
    auto const& figure = (*all)[static_cast<std::size_t>(which)];
    return explanation_json(with_corrections(figure.value().tree.value(), store, bounds));
  }
  std::vector<CorrectionNote> notes(Bounds const& bounds) const {
    for (auto const& item : history(store, dossier(mie_dossier), bounds)) {
      if (item.position == concluded) return item.corrections;
    }
    FAIL("the control's conclusion is not told");
    return {};
  }

  Bounds const before_it{instant("2027-02-15T00:00:00Z"), {}};
  Bounds const unknown{{}, instant("2027-04-15T00:00:00Z")};
  Position concluded = 0;
  std::string mark;
};

}  // namespace

TEST_CASE_METHOD(CorrectedLater, "explain: what was corrected names its correction",
                 "[explain][correction]") {
  auto const recognised = Figure::recognised_costs_cents;
  CHECK_THAT(tree(recognised, {}), Catch::Contains(mark) && Catch::Contains(":1100000"));
  CHECK_THAT(tree(recognised, before_it), Catch::Contains(mark) && Catch::Contains(":1100000"));
  CHECK_THAT(tree(recognised, unknown), !Catch::Contains("corrigé") && Catch::Contains(":1000000"));
  // What no correction touched says nothing.
  CHECK_THAT(tree(Figure::paid_cents, {}), !Catch::Contains("corrigé"));
}

TEST_CASE_METHOD(Continued, "explain: a line that counts, or does not, by a correction says so",
                 "[explain][correction]") {
  auto const declared = last_of(mie_dossier, "mie.declaration_transmitted");
  auto const line = [&](std::string const& label) {
    auto const world = replay(store);
    auto const all = figures_of(world, *world.find(dossier(mie_dossier)),
                                instant("2027-06-01T00:00:00Z"), Tracing::on);
    auto const& figure = (*all)[static_cast<std::size_t>(Figure::eligible_costs_cents)];
    auto const json = explanation_json(with_corrections(figure.value().tree.value(), store, {}));
    auto const at = json.find("\"label\":\"" + label);
    REQUIRE(at != std::string::npos);
    return json.substr(at, json.find("\",\"unit\"", at) - at);
  };
  auto const first = read<mie::DeclarationTransmitted>(declared).costs[0].incurred_on.text();
  CHECK_THAT(line("Ligne 1,"), !Catch::Contains("corrigé"));
  auto const out = correct(mie_dossier, declared, "costs[0].incurred_on", "\"" + first + "\"",
                           R"("2026-01-02")");
  REQUIRE(out.kind == OutcomeKind::recorded);
  auto const by = [](Outcome const& one) {
    return "corrigé par l'événement " + std::to_string(one.position) + " du";
  };
  CHECK_THAT(line("Ligne 1,"), Catch::Contains("non comptée") && Catch::Contains(by(out)));
  auto const in = correct(mie_dossier, declared, "costs[0].incurred_on", R"("2026-01-02")",
                          "\"" + first + "\"");
  CHECK_THAT(line("Ligne 1,"), !Catch::Contains("non comptée") && Catch::Contains(by(in)));
  CHECK_THAT(line("Ligne 2,"), !Catch::Contains("corrigé"));
}

TEST_CASE_METHOD(CorrectedLater, "history: an event tells its correction at any instant",
                 "[history][correction]") {
  CHECK(notes({}).size() == 1);
  REQUIRE(notes(before_it).size() == 1);
  CHECK(notes(before_it).front().recorded_at == instant("2027-05-02T08:00:00Z"));
  CHECK(notes(unknown).empty());
}

}  // namespace probant::test
