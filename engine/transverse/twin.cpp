#include "engine/transverse/twin.hpp"

namespace probant {
namespace {

using convergence::UpdateReceived;
using convergence::UpdateResolved;

/// A receipt of something for `dossier`, not erased.
std::optional<Twin> receipt_for(DossierId const& dossier, Position position,
                                FactReader const& facts) {
  auto const fact = facts(position);
  if (!fact || fact->erased) return std::nullopt;
  auto const* receipt = std::get_if<UpdateReceived>(&fact->event.body);
  if (receipt == nullptr || receipt->concerns != dossier) return std::nullopt;
  return Twin{position, fact->dossier};
}

}  // namespace

std::optional<Twin> twin_of(Position position, StoredFact const& fact, FactReader const& facts) {
  if (auto const* receipt = std::get_if<UpdateReceived>(&fact.event.body)) {
    if (receipt->disposition != convergence::Disposition::applied) return std::nullopt;
    auto const act = facts(position + 1);
    if (!act || act->erased || act->dossier != receipt->concerns) return std::nullopt;
    return Twin{position + 1, act->dossier};
  }
  // Right after what brought it, see Engine::bring.
  auto const before = facts(position - 1);
  if (!before) return std::nullopt;
  if (auto const* resolved = std::get_if<UpdateResolved>(&before->event.body)) {
    bool const applied = resolved->resolution == convergence::Resolution::applied;
    return applied ? receipt_for(fact.dossier, resolved->position.value, facts) : std::nullopt;
  }
  auto const* receipt = std::get_if<UpdateReceived>(&before->event.body);
  bool const brought =
      receipt != nullptr && receipt->disposition == convergence::Disposition::applied;
  return brought ? receipt_for(fact.dossier, position - 1, facts) : std::nullopt;
}

}  // namespace probant
