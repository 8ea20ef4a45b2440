#include "events/codec/dossier_hint.hpp"

#include "events/values/dossier.hpp"
#include "events/values/finess.hpp"

namespace probant {
namespace {

std::string kinds() {
  std::string names;
  for (auto const name : Names<DossierKind>::values) {
    names += (names.empty() ? "" : ", ") + std::string{name};
  }
  return names;
}

std::string reference_of(DossierKind kind) {
  switch (kind) {
    case DossierKind::register_:
      return std::string{Entity::expected} + ", « imports », ou « ght- » et un code";
    case DossierKind::hospiconnect:
    case DossierKind::mie:
      return std::string{Entity::expected};
    case DossierKind::refusals:
      return "le dossier visé, par exemple refusals:aap:2026-0417";
    case DossierKind::journal:
      return "« main »";
    case DossierKind::programme:
    case DossierKind::aap:
    case DossierKind::recovery:
    case DossierKind::convergence:
      break;
  }
  return "une référence de 64 caractères au plus : lettres, chiffres, point, tiret, souligné";
}

}  // namespace

std::string dossier_hint(std::string_view text) {
  auto const colon = text.find(':');
  auto const kind = parse_name<DossierKind>(text.substr(0, colon));
  if (!kind || colon == std::string_view::npos) return "les natures sont : " + kinds();
  return "après « " + std::string{name_of(*kind)} + ": » vient " + reference_of(*kind);
}

}  // namespace probant
