#include <algorithm>

#include "engine/kernel/fold.hpp"
#include "engine/kernel/overload.hpp"
#include "engine/programme/state.hpp"

namespace probant {
namespace {

/// Rulebooks were checked when they were adopted; a stored one that no longer parses folds to
/// nothing rather than stopping replay.
std::shared_ptr<Rulebook const> parse_adopted(std::string const& content) {
  if (content == builtin_rulebook_toml()) return builtin_rulebook();
  try {
    return std::make_shared<Rulebook const>(Rulebook::parse_adopted(content));
  } catch (RulebookError const&) {
    return nullptr;
  }
}

}  // namespace

AdoptedRulebook const* ProgrammeState::rulebook_at(Instant at, Position known_before) const {
  AdoptedRulebook const* found = nullptr;
  for (auto const& rulebook : rulebooks) {
    if (rulebook.adopted.position >= known_before) break;
    if (!found || rulebook.adopted.occurred_at <= at) found = &rulebook;
  }
  return found;
}

void ProgrammeState::add(ProgrammeState const& other) {
  rulebooks.insert(rulebooks.end(), other.rulebooks.begin(), other.rulebooks.end());
  std::ranges::sort(rulebooks, {}, [](AdoptedRulebook const& one) { return one.adopted.position; });
  for (auto const& [key, added] : other.moves) {
    auto& all = moves[key];
    all.insert(all.end(), added.begin(), added.end());
    std::ranges::sort(all, {}, [](CalendarMove const& one) { return one.set.position; });
  }
}

void evolve(ProgrammeState& state, RecordedEvent const& event) {
  using namespace programme;
  if (event.erased) return;
  auto const now = Happening::of(event);
  fold_own<DossierKind::programme>(
      event.event.body,
      Overload{
          [&](RulebookAdopted const& e) {
            if (auto rules = parse_adopted(e.content.value)) {
              state.rulebooks.push_back({now, e.sha256, std::move(rules)});
            }
          },
          [&](DateSet const& e) {
            state.moves[e.key.value].push_back({now, std::nullopt, e.date, e.source.value});
          },
          [&](WindowOpened const& e) {
            state.moves[e.key.value].push_back({now, e.opens_on, e.closes_on, e.source.value});
          },
      });
}

}  // namespace probant
