#include "engine/kernel/name_rules.hpp"

#include <catch2/catch.hpp>

#include "events/event.hpp"

using namespace probant;

TEST_CASE("rules: a warning that names no rule receives that of its code", "[kernel]") {
  auto const& about = hospiconnect::CandidacyFiled::about;
  CHECK(named_json({}, about, about.basis).empty());
  auto const named =
      named_json({{"finess_key", "La clé ne vérifie pas.", {}, {}}}, about, about.basis);
  CHECK_THAT(named, Catch::Contains(R"("rule":"fields")") && Catch::Contains(R"("source":")"));
  auto const of_the_act = named_json({{"autre", "À noter.", {}, {}}}, about, about.basis);
  CHECK_THAT(of_the_act, Catch::Contains(R"("rule":"lifecycle.hospiconnect")"));
  auto const already =
      named_json({{"autre", "À noter.", "aap.window", "Texte"}}, about, about.basis);
  CHECK_THAT(already, Catch::Contains(R"("rule":"aap.window")"));
}
