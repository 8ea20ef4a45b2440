#include "engine/kernel/legal_basis.hpp"

namespace probant {
namespace {

std::string_view basis_against(DossierKind kind, About const& about) {
  return kind == DossierKind::aap && !about.basis_aap.empty() ? about.basis_aap : about.basis;
}

}  // namespace

std::string_view legal_basis(About const& about, Dossier const* dossier) {
  auto const* recovery = dossier ? std::get_if<RecoveryState>(&dossier->state) : nullptr;
  return recovery ? basis_against(recovery->against.kind, about) : about.basis;
}

std::string_view legal_basis(Event const& event, Dossier const* dossier) {
  auto const* opening = std::get_if<recovery::Opened>(&event.body);
  if (opening) return basis_against(opening->against.kind, event.about());
  return legal_basis(event.about(), dossier);
}

std::string every_legal_basis(About const& about) {
  if (about.basis_aap.empty()) return std::string{about.basis};
  return std::string{about.basis} + " (dossier mie) ; " + std::string{about.basis_aap} +
         " (dossier aap)";
}

}  // namespace probant
