// HospiConnect candidacy and the 2026 milestone, as facts. Add at the end; never edit a fact that
// has been stored: a change is a new schema version with an upcaster.
#pragma once

#include "events/parts.hpp"

namespace probant::hospiconnect {

inline constexpr Roles filers = Roles::of(Role::establishment, Role::convergence);
inline constexpr Roles deciders = Roles::of(Role::ars, Role::convergence);

/// The candidate applies for itself and for every entity listed (annexe 2: GHT support, GHU, EJ).
struct CandidacyFiled {
  static constexpr About about{.name = "hospiconnect.candidacy_filed",
                               .kind = DossierKind::hospiconnect,
                               .proposers = filers,
                               .label = "Candidature déposée",
                               .basis = "Instruction DNS/2025/180 (HospiConnect / HOP'EN 2)"};

  Entity candidate;
  Some<Entity> entities;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("candidate", candidate), field("entities", entities));
  }
  bool operator==(CandidacyFiled const&) const = default;
};

struct ComplementRequested {
  static constexpr About about{
      .name = "hospiconnect.complement_requested",
      .kind = DossierKind::hospiconnect,
      .proposers = Roles::of(Role::ars),
      .label = "Complément demandé",
      .basis = "Instruction DNS/2025/180 (HospiConnect / HOP'EN 2) ; CRPA art. L. 114-5"};

  Some<Line> items;
  Date due_on;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("items", items), field("due_on", due_on));
  }
  bool operator==(ComplementRequested const&) const = default;
};

struct ComplementReceived {
  static constexpr About about{.name = "hospiconnect.complement_received",
                               .kind = DossierKind::hospiconnect,
                               .proposers = filers,
                               .label = "Complément reçu",
                               .basis = "CRPA art. L. 114-5"};

  Some<Line> items;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("items", items));
  }
  bool operator==(ComplementReceived const&) const = default;
};

struct CandidacyValidated {
  static constexpr About about{.name = "hospiconnect.candidacy_validated",
                               .kind = DossierKind::hospiconnect,
                               .proposers = deciders,
                               .label = "Candidature validée",
                               .basis = "Instruction DNS/2025/180 (HospiConnect / HOP'EN 2)"};

  AdministrativeDecision decision;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("decision", decision));
  }
  bool operator==(CandidacyValidated const&) const = default;
};

struct CandidacyRejected {
  static constexpr About about{
      .name = "hospiconnect.candidacy_rejected",
      .kind = DossierKind::hospiconnect,
      .proposers = deciders,
      .label = "Candidature rejetée",
      .basis = "Instruction DNS/2025/180 (HospiConnect / HOP'EN 2) ; CRPA art. L. 211-2"};

  AdministrativeDecision decision;
  Prose grounds;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("decision", decision), field("grounds", grounds));
  }
  bool operator==(CandidacyRejected const&) const = default;
};

struct CandidacyWithdrawn {
  static constexpr About about{.name = "hospiconnect.candidacy_withdrawn",
                               .kind = DossierKind::hospiconnect,
                               .proposers = filers,
                               .label = "Candidature retirée",
                               .basis = "Instruction DNS/2025/180 (HospiConnect / HOP'EN 2)"};

  Prose grounds;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("grounds", grounds));
  }
  bool operator==(CandidacyWithdrawn const&) const = default;
};

struct NoteDeCadrageDeposited {
  static constexpr About about{
      .name = "hospiconnect.note_de_cadrage_deposited",
      .kind = DossierKind::hospiconnect,
      .proposers = filers,
      .label = "Note de cadrage déposée",
      .basis = "AAP HOP'EN 2, Synthèse des critères d'éligibilité (jalon 2026)"};

  Entity entity;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("entity", entity));
  }
  bool operator==(NoteDeCadrageDeposited const&) const = default;
};

struct MaturityIndicatorsCompleted {
  static constexpr About about{
      .name = "hospiconnect.maturity_indicators_completed",
      .kind = DossierKind::hospiconnect,
      .proposers = filers,
      .label = "Indicateurs de maturité IE complets",
      .basis = "AAP HOP'EN 2, Synthèse des critères d'éligibilité (jalon 2026)"};

  Entity entity;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("entity", entity));
  }
  bool operator==(MaturityIndicatorsCompleted const&) const = default;
};

}  // namespace probant::hospiconnect
