#include "engine/kernel/reapply.hpp"

#include <algorithm>

#include "engine/log/merkle.hpp"

namespace probant {
namespace {

constexpr std::string_view again = "appliqué de nouveau à la restauration";

/// The ground and the day are those of the first time.
Line basis_of(ErasedPayload const& one) {
  auto const lost =
      "position " + std::to_string(one.ordered_by) + " du journal perdu, " + std::string{again};
  if (one.legal_basis.empty()) return Line{"Effacement ordonné à la " + lost};
  // One that had been applied again before says so already.
  if (one.legal_basis.find(again) != std::string::npos) return Line{one.legal_basis};
  auto const at = Instant::parse(one.ordered_at);
  auto const whole = one.legal_basis + " (effacement du " +
                     (at ? to_french(paris_day(*at)) : one.ordered_at) + ", " + lost + ")";
  return Line::parse(whole).value_or(Line{one.legal_basis});
}

}  // namespace

std::int64_t reapply(Engine& engine, std::vector<ErasedPayload> const& erasures, Position size,
                     Actor const& actor) {
  std::int64_t count = 0;
  Hasher hasher;
  // An event takes its corrections along, under its own order: they come before it, under theirs.
  auto last_first = erasures;
  std::ranges::sort(last_first, std::ranges::greater{}, &ErasedPayload::position);
  for (auto const& one : last_first) {
    if (one.position >= size) continue;
    bool same = false;
    engine.store().scan_leaves(one.position, one.position + 1, [&](StoredLeaf const& leaf) {
      same = !leaf.erased && leaf_hash(hasher, leaf.envelope) == one.leaf;
      return false;
    });
    if (!same) continue;
    auto const at = Instant::parse(one.ordered_at);
    // Corrections go with it that are not in the list, each by an order of its own.
    auto const before = engine.world().next_position();
    if (engine.erase_again(one.position, basis_of(one), actor, at)) {
      count += engine.world().next_position() - before;
    }
  }
  return count;
}

}  // namespace probant
