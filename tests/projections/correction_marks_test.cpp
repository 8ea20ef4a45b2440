// What was corrected is marked as such, whatever instant the question looks at, from the moment the
// correction is known.
#include "projections/explanation.hpp"
#include "projections/exposure.hpp"
#include "projections/history.hpp"
#include "tests/engine/kernel/continued.hpp"

namespace probant::test {
namespace {

constexpr auto mie = "mie:010780054";

/// Costs recognised at 10,000 €, corrected to 11,000 € months later.
struct CorrectedLater : Continued {
  CorrectedLater() {
    given("mie.control_opened", mie, "2027-01-10T09:00:00Z", "ans",
          R"({"mode":"documents","initiator":"ans"})");
    concluded = given("mie.control_concluded", mie, "2027-02-10T09:00:00Z", "ans",
                      R"({"recognised_costs_cents":1000000,"findings":"écart"})")
                    .position;
    clock = instant("2027-05-02T08:00:00Z");
    auto const answer = correct(mie, concluded, "recognised_costs_cents", "1000000", "1100000");
    INFO(to_json(answer));
    REQUIRE(answer.kind == OutcomeKind::recorded);
    mark = "corrigé par l'événement " + std::to_string(answer.position) + " du 02/05/2027";
  }

  std::string tree(Figure which, Bounds const& bounds) const {
    auto const world = replay(store, bounds);
    auto const at = bounds.valid_at.value_or(instant("2027-06-01T00:00:00Z"));
    auto const all = figures_of(world, *world.find(dossier(mie)), at, Tracing::on);
    auto const& figure = (*all)[static_cast<std::size_t>(which)];
    return explanation_json(with_corrections(figure.value().tree.value(), store, bounds));
  }
  std::vector<CorrectionNote> notes(Bounds const& bounds) const {
    for (auto const& item : history(store, dossier(mie), bounds)) {
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

TEST_CASE_METHOD(CorrectedLater, "history: an event tells its correction at any instant",
                 "[history][correction]") {
  CHECK(notes({}).size() == 1);
  REQUIRE(notes(before_it).size() == 1);
  CHECK(notes(before_it).front().recorded_at == instant("2027-05-02T08:00:00Z"));
  CHECK(notes(unknown).empty());
}

}  // namespace probant::test
