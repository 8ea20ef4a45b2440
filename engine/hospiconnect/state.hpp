// A HospiConnect candidacy as its events left it: one candidate, the entities it applies for, and
// the 2026 milestone of each of them (arrêté du 27/01/2026, annexe 2; AAP HOP'EN 2, jalon 2026).
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "engine/kernel/facts.hpp"
#include "engine/kernel/lifecycle.hpp"

namespace probant {

enum class CandidacyPhase : std::uint8_t {
  none,
  filed,
  complement_awaited,
  validated,
  rejected,
  withdrawn,
};
template <>
struct Names<CandidacyPhase> {
  static constexpr std::array<std::string_view, 6> values{
      "none", "filed", "complement_awaited", "validated", "rejected", "withdrawn"};
};

template <>
struct PhaseLabels<CandidacyPhase> {
  static constexpr std::array<std::string_view, 6> values{
      "aucune candidature", "déposée", "complément attendu", "validée", "rejetée", "retirée"};
};

enum class MilestonePhase : std::uint8_t {
  nothing,
  note_deposited,
  indicators_completed,
  complete
};
template <>
struct Names<MilestonePhase> {
  static constexpr std::array<std::string_view, 4> values{"nothing", "note_deposited",
                                                          "indicators_completed", "complete"};
};

template <>
struct PhaseLabels<MilestonePhase> {
  static constexpr std::array<std::string_view, 4> values{
      "rien de déposé", "note de cadrage déposée", "indicateurs complets", "jalon complet"};
};

/// From a validation to the withdrawal that ended it, if one did. An act recorded late is judged by
/// what was in force at its own instant.
struct Validity {
  Happening from;
  std::optional<Happening> until;
  bool operator==(Validity const&) const = default;
};

/// Of repeated deposits, the earliest: what was done in time stays so.
struct Milestone {
  MilestonePhase phase = MilestonePhase::nothing;
  std::optional<Happening> note;
  std::optional<Happening> indicators;
  bool operator==(Milestone const&) const = default;
};

struct HospiconnectState {
  CandidacyPhase phase = CandidacyPhase::none;
  Entity candidate;
  std::vector<Entity> entities;
  std::optional<Happening> filed;
  std::optional<Happening> decided;
  std::vector<Validity> validities;
  std::vector<Complement> complements;
  std::map<Entity, Milestone> milestones;

  bool covers(Entity entity) const;
  bool validated_at(Instant instant) const;
  bool operator==(HospiconnectState const&) const = default;
};

void evolve(HospiconnectState& state, RecordedEvent const& event);

/// Lifecycle: the phase after an event, nothing when it cannot happen in this phase.
std::optional<CandidacyPhase> next_phase(CandidacyPhase phase, EventType type);
std::optional<MilestonePhase> next_phase(MilestonePhase phase, EventType type);
std::vector<Track> hospiconnect_tracks();

}  // namespace probant
