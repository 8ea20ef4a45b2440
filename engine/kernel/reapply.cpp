#include "engine/kernel/reapply.hpp"

#include "engine/log/merkle.hpp"

namespace probant {

std::int64_t reapply(Engine& engine, std::vector<ErasedPayload> const& erasures, Position size,
                     Actor const& actor) {
  std::int64_t count = 0;
  Hasher hasher;
  for (auto const& one : erasures) {
    if (one.ordered_by < size || one.position >= size) continue;
    bool same = false;
    engine.store().scan_leaves(one.position, one.position + 1, [&](StoredLeaf const& leaf) {
      same = !leaf.erased && leaf_hash(hasher, leaf.envelope) == one.leaf;
      return false;
    });
    if (!same) continue;
    Line const basis{"Effacement ordonné à la position " + std::to_string(one.ordered_by) +
                     " du journal perdu, appliqué de nouveau à la restauration"};
    if (engine.erase_again(one.position, basis, actor)) ++count;
  }
  return count;
}

}  // namespace probant
