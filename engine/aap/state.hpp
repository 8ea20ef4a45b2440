// A HOP'EN 2 project as its events left it. Two tracks: the project, and each of its two
// instalments (AAP HOP'EN 2 slides of 30/01/2026: 50 % on acceptance, 50 % on attainment).
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "engine/kernel/facts.hpp"
#include "engine/kernel/lifecycle.hpp"

namespace probant {

enum class ProjectPhase : std::uint8_t {
  none,
  filed,
  complement_awaited,
  withdrawn,
  not_selected,
  selected,
  under_convention,
  proofs_deposited,
  proofs_complement_awaited,
  attained,
  not_attained,
};
template <>
struct Names<ProjectPhase> {
  static constexpr std::array<std::string_view, 11> values{"none",
                                                           "filed",
                                                           "complement_awaited",
                                                           "withdrawn",
                                                           "not_selected",
                                                           "selected",
                                                           "under_convention",
                                                           "proofs_deposited",
                                                           "proofs_complement_awaited",
                                                           "attained",
                                                           "not_attained"};
};
template <>
struct PhaseLabels<ProjectPhase> {
  static constexpr std::array<std::string_view, 11> values{"aucun projet",
                                                           "déposé",
                                                           "complément attendu",
                                                           "retiré",
                                                           "non retenu",
                                                           "retenu",
                                                           "sous convention",
                                                           "preuves déposées",
                                                           "complément de preuves attendu",
                                                           "objectifs atteints",
                                                           "objectifs non atteints"};
};

enum class InstalmentPhase : std::uint8_t { none, ordered, paid };
template <>
struct Names<InstalmentPhase> {
  static constexpr std::array<std::string_view, 3> values{"none", "ordered", "paid"};
};
template <>
struct PhaseLabels<InstalmentPhase> {
  static constexpr std::array<std::string_view, 3> values{"non ordonnancée", "ordonnancée",
                                                          "payée"};
};

struct Instalment {
  InstalmentPhase phase = InstalmentPhase::none;
  Money amount;
  std::string ordered_by;  ///< actor id: the same may not execute
  std::optional<Happening> ordered;
  std::optional<Happening> paid;
  std::optional<Happening> disbursed;  ///< the same, on the day of the payment if booked later
  std::string payment_reference;       ///< empty until paid, and once erased
  bool operator==(Instalment const&) const = default;
};

struct AapState {
  ProjectPhase phase = ProjectPhase::none;
  std::optional<aap::ProjectFiled> project;  ///< as filed, with what the engine computed
  std::optional<Happening> filed;
  std::optional<Happening> decided;  ///< by the ARS: selected or not
  std::optional<Happening> withdrawn;
  std::optional<Money> granted;  ///< known once selected
  std::optional<Happening> convention;
  std::optional<Date> convention_signed_on;  ///< what the convention says, on or before its event
  std::optional<Happening> proofs;
  std::vector<Line> missed_targets;  ///< those the proofs themselves say are not attained
  std::optional<Happening> attainment;
  std::vector<Complement> complements;
  std::array<Instalment, 2> instalments;  ///< index 0: the first

  /// The distinct FINESS PMSI of the project, leader included.
  std::vector<Pmsi> participants() const;
  Instalment const& instalment(aap::InstalmentNumber number) const;
  Instalment& instalment(aap::InstalmentNumber number);
  bool operator==(AapState const&) const = default;
};

void evolve(AapState& state, RecordedEvent const& event);

std::optional<ProjectPhase> next_phase(ProjectPhase phase, EventType type);
std::optional<InstalmentPhase> next_phase(InstalmentPhase phase, EventType type);
std::vector<Track> aap_tracks();

}  // namespace probant
