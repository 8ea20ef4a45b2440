// What a procedure is about, and the stream its events belong to: `kind:reference`.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "events/values/finess.hpp"
#include "events/values/names.hpp"

namespace probant {

enum class DossierKind : std::uint8_t {
  register_,
  programme,
  hospiconnect,
  aap,
  mie,
  recovery,
  refusals,
  journal,
  convergence,
};
template <>
struct Names<DossierKind> {
  static constexpr std::array<std::string_view, 9> values{"register", "programme", "hospiconnect",
                                                          "aap",      "mie",       "recovery",
                                                          "refusals", "journal",   "convergence"};
};

/// References: a FINESS number for hospiconnect and mie; for register a FINESS number, `imports`
/// or `ght-<code>`; for refusals another dossier; for the journal itself `main`; else 1 to 64
/// letters, digits, `.`, `_` or `-` (for convergence, a number of that platform).
struct DossierId {
  DossierKind kind = DossierKind::register_;
  std::string reference;

  static constexpr std::string_view pattern =
      "^(register|programme|hospiconnect|aap|mie|recovery|refusals|journal|convergence):"
      "[0-9A-Za-z._:-]{1,96}$";
  static constexpr std::string_view expected =
      "un dossier « nature:référence », par exemple aap:2026-0417 ou mie:010780054";

  static std::optional<DossierId> parse(std::string_view text);
  /// The one dossier of the log's own life.
  static DossierId journal() { return {DossierKind::journal, "main"}; }
  static DossierId of(DossierKind kind, Entity entity) { return {kind, entity.text()}; }
  static DossierId refusals_of(DossierId const& dossier) {
    return {DossierKind::refusals, dossier.text()};
  }

  std::string text() const;
  /// The legal entity that the reference names; nothing when it is not a FINESS number.
  std::optional<Entity> entity() const { return Entity::parse(reference); }

  bool operator==(DossierId const&) const = default;
  auto operator<=>(DossierId const&) const = default;
};

}  // namespace probant

template <>
struct std::hash<probant::DossierId> {
  std::size_t operator()(probant::DossierId const& dossier) const noexcept {
    return std::hash<std::string_view>{}(dossier.reference) * 31 +
           static_cast<std::size_t>(dossier.kind);
  }
};
