#include "engine/log/continuity.hpp"

#include "engine/log/proofs.hpp"

namespace probant {

std::string conflict_with(EventStore const& store, Checkpoint const& checkpoint) {
  auto const size = static_cast<std::uint64_t>(store.head().next);
  if (size < checkpoint.size) {
    return "le journal n'a que " + std::to_string(size) +
           " événements, alors qu'un point de "
           "contrôle signé en atteste " +
           std::to_string(checkpoint.size) +
           " : la fin en a été coupée, ou une copie ancienne a été remise à sa place. Remettez le "
           "journal complet, ou restaurez une sauvegarde avec « probant restore ».";
  }
  if (Tree{store, checkpoint.size}.root() == checkpoint.root) return {};
  return "les " + std::to_string(checkpoint.size) +
         " premiers événements du journal ne sont pas "
         "ceux que le point de contrôle signé atteste : ils ont été changés. « probant verify » "
         "cherche où ; restaurez une sauvegarde avec « probant restore ».";
}

}  // namespace probant
