#include "engine/log/continuity.hpp"

#include <algorithm>

#include "engine/log/digest.hpp"
#include "engine/rules/counted.hpp"

namespace probant {

std::string conflict_with(EventStore const& store, Checkpoint const& checkpoint) {
  auto const size = static_cast<std::uint64_t>(store.head().next);
  Tree tree{store, std::min(size, checkpoint.size)};
  return conflict_with(tree, checkpoint);
}

std::string conflict_with(Tree& tree, Checkpoint const& checkpoint) {
  if (tree.size() < checkpoint.size) {
    return "le journal n'a que " +
           counted(static_cast<std::int64_t>(tree.size()), "événement", "événements") +
           ", alors qu'un point de contrôle signé en atteste " + std::to_string(checkpoint.size) +
           " : la fin en a été coupée, ou une copie ancienne a été remise à sa place. Remettez le "
           "journal complet, ou restaurez une sauvegarde avec « probant restore ».";
  }
  auto const root = checkpoint.size == 0 ? sha256("") : tree.range(0, checkpoint.size);
  if (root == checkpoint.root) return {};
  bool const one = checkpoint.size == 1;
  return (one ? std::string{"le premier événement du journal n'est pas celui"}
              : "les " + std::to_string(checkpoint.size) +
                    " premiers événements du journal ne sont pas ceux") +
         " que le point de contrôle signé atteste : " +
         (one ? "il a été changé" : "ils ont été changés") +
         ". « probant verify » cherche où ; restaurez une sauvegarde avec « probant restore ».";
}

}  // namespace probant
