#include "engine/transverse/correction.hpp"

#include <algorithm>

#include "engine/kernel/name_rules.hpp"
#include "engine/kernel/procedure.hpp"
#include "engine/rules/house_rules.hpp"

namespace probant {
namespace {

Verdict judged(StoredFact const& fact, Dossier const& before, Event event, World const& world) {
  Proposal proposal;
  proposal.dossier = fact.dossier;
  proposal.actor = fact.actor;
  Context const then{world, proposal, fact.occurred_at, fact.recorded_at};
  Verdict verdict;
  std::visit([&](auto const& state) { decide(state, event.body, then, verdict); }, before.state);
  name_rules(verdict.reasons(), fact.event.about());
  return verdict;
}

template <class Found>
bool says_the_same(Found const& one, Found const& other) {
  return one.code == other.code && one.rule == other.rule;
}

}  // namespace

void judge_correction(StoredFact const& fact, Event corrected, World const& world,
                      Verdict& verdict) {
  auto const before = fact.before();
  auto const as_it_stands = judged(fact, before, fact.event, world);
  auto const as_corrected = judged(fact, before, std::move(corrected), world);
  auto const is_new = [](auto const& one, auto const& known) {
    return std::ranges::none_of(known,
                                [&](auto const& other) { return says_the_same(one, other); });
  };
  for (auto reason : as_corrected.reasons()) {
    if (!is_new(reason, as_it_stands.reasons())) continue;
    reason.message = "Ainsi corrigé, l'acte aurait été refusé : " + reason.message;
    verdict.reasons().push_back(std::move(reason));
  }
  for (auto const& warning : as_corrected.warnings()) {
    if (is_new(warning, as_it_stands.warnings())) {
      verdict.warn(warning.code, "Ainsi corrigé : " + warning.message,
                   house_rule("dossier.correction"));
    }
  }
}

}  // namespace probant
