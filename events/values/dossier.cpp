#include "events/values/dossier.hpp"

#include <algorithm>

namespace probant {
namespace {

bool is_plain_reference(std::string_view reference) {
  return !reference.empty() && reference.size() <= 64 && std::ranges::all_of(reference, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.' ||
           c == '_' || c == '-';
  });
}

bool fits(DossierKind kind, std::string_view reference) {
  switch (kind) {
    case DossierKind::hospiconnect:
    case DossierKind::mie:
      return is_finess_pattern(reference);
    case DossierKind::register_:
      return is_finess_pattern(reference) || reference == "imports" ||
             (reference.starts_with("ght-") && is_plain_reference(reference));
    case DossierKind::refusals: {
      auto const inner = DossierId::parse(reference);
      return inner && inner->kind != DossierKind::refusals;
    }
    case DossierKind::journal:
      return reference == "main";
    case DossierKind::programme:
    case DossierKind::aap:
    case DossierKind::recovery:
    case DossierKind::convergence:
      return is_plain_reference(reference);
  }
  return false;
}

}  // namespace

std::optional<DossierId> DossierId::parse(std::string_view text) {
  auto const colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  auto const kind = parse_name<DossierKind>(text.substr(0, colon));
  auto const reference = text.substr(colon + 1);
  if (!kind || !fits(*kind, reference)) return std::nullopt;
  return DossierId{*kind, std::string{reference}};
}

std::string DossierId::text() const { return std::string{name_of(kind)} + ":" + reference; }

}  // namespace probant
