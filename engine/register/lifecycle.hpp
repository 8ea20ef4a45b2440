// The two small lives of the register: that of a legal entity, which must be recorded before
// anything is recorded of it, and that of `register:imports`. Their phases follow from the state
// and are not kept beside it.
#pragma once

#include "engine/kernel/lifecycle.hpp"
#include "engine/register/state.hpp"

namespace probant {

enum class EntityPhase : std::uint8_t { none, recorded };
template <>
struct Names<EntityPhase> {
  static constexpr std::array<std::string_view, 2> values{"none", "recorded"};
};
template <>
struct PhaseLabels<EntityPhase> {
  static constexpr std::array<std::string_view, 2> values{"inconnue au référentiel", "inscrite"};
};

enum class ImportsPhase : std::uint8_t { none, recorded };
template <>
struct Names<ImportsPhase> {
  static constexpr std::array<std::string_view, 2> values{"none", "recorded"};
};
template <>
struct PhaseLabels<ImportsPhase> {
  static constexpr std::array<std::string_view, 2> values{"aucun import", "imports consignés"};
};

inline EntityPhase entity_phase(RegisterState const& state) {
  return state.entity ? EntityPhase::recorded : EntityPhase::none;
}
inline ImportsPhase imports_phase(RegisterState const& state) {
  return state.imports.empty() ? ImportsPhase::none : ImportsPhase::recorded;
}

/// The dossier of a group (GHT), register:ght-<code>: nothing is recorded in it, it is what its
/// members say of themselves.
inline bool is_group(DossierId const& dossier) {
  return dossier.kind == DossierKind::register_ && dossier.reference.starts_with("ght-");
}
/// The group's code.
inline std::string group_code(DossierId const& dossier) { return dossier.reference.substr(4); }

std::optional<EntityPhase> next_phase(EntityPhase phase, EventType type);
std::optional<ImportsPhase> next_phase(ImportsPhase phase, EventType type);
std::vector<Track> register_tracks();

}  // namespace probant
