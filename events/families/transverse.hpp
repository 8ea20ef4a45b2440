// What can happen in any dossier: extension, correction, legal hold, erasure, and the refusal of a
// proposal. Add at the end; never edit a fact that has been stored.
#pragma once

#include "events/explanation.hpp"
#include "events/parts.hpp"
#include "events/values/scalar.hpp"

namespace probant::transverse {

inline constexpr Roles keepers = Roles::of(Role::ans, Role::ars);

struct ExtensionGranted {
  static constexpr About about{.name = "dossier.extension_granted",
                               .in_any_dossier = true,
                               .proposers = keepers,
                               .label = "Prorogation accordée",
                               .basis = "Échéance modifiée par décision motivée"};

  Line key;
  Date new_date;
  AdministrativeDecision decision;
  Prose grounds;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("key", key), field("new_date", new_date), field("decision", decision),
            field("grounds", grounds));
  }
  bool operator==(ExtensionGranted const&) const = default;
};

/// `field` is a path in the data of the corrected event: `granted_cents`, `costs[0].amount_cents`.
struct FieldCorrection {
  Line path;
  Scalar was;
  Scalar becomes;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("field", path), field("was", was), field("becomes", becomes));
  }
  bool operator==(FieldCorrection const&) const = default;
};

/// `recomputed` and `explanation`: what the engine computed of the corrected event, computed again
/// from the corrected data, where that changes it. Schema 1 had neither.
struct CorrectionRecorded {
  static constexpr About about{
      .name = "dossier.correction_recorded",
      .schema = 2,
      .in_any_dossier = true,
      .proposers = keepers,
      .label = "Correction enregistrée",
      .basis = "Correction administrative motivée, l'événement visé restant intact"};

  Count position;
  Some<FieldCorrection> corrections;
  Prose grounds;
  std::optional<Any<FieldCorrection>> recomputed;
  std::optional<Explanation> explanation;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("position", position), field("corrections", corrections),
            field("grounds", grounds), computed("recomputed", recomputed),
            computed("explanation", explanation));
  }
  bool operator==(CorrectionRecorded const&) const = default;
};

struct LegalHoldSet {
  static constexpr About about{.name = "dossier.legal_hold_set",
                               .in_any_dossier = true,
                               .proposers = keepers,
                               .label = "Gel juridique posé",
                               .basis = "Conservation pour contentieux ou contrôle en cours"};

  Prose grounds;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("grounds", grounds));
  }
  bool operator==(LegalHoldSet const&) const = default;
};

struct LegalHoldLifted {
  static constexpr About about{.name = "dossier.legal_hold_lifted",
                               .in_any_dossier = true,
                               .proposers = keepers,
                               .label = "Gel juridique levé",
                               .basis = "Fin du contentieux ou du contrôle"};

  Prose grounds;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("grounds", grounds));
  }
  bool operator==(LegalHoldLifted const&) const = default;
};

/// Asks for an erasure, which another person must confirm with PayloadErased.
struct ErasureRequested {
  static constexpr About about{
      .name = "dossier.erasure_requested",
      .in_any_dossier = true,
      .proposers = keepers,
      .label = "Effacement demandé",
      .basis = "RGPD art. 17 ; code du patrimoine art. L. 212-2 et L. 212-3"};

  Count position;
  Line legal_basis;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("position", position), field("legal_basis", legal_basis));
  }
  bool operator==(ErasureRequested const&) const = default;
};

/// What of an erased event stays, because phases and dates rest on it and nobody is identified by
/// it: to which campaign, instalment or party it belongs, which establishments it concerns, until
/// when something is due. No amount and nothing that was written freely.
struct KeptFacts {
  std::optional<Year> year;
  std::optional<Line> choice;  ///< the one word that decides on a track: ans, 1, annulled
  std::optional<Date> date;
  std::optional<DossierId> against;
  Any<Entity> entities;
  Any<Pmsi> numbers;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("year", year), field("choice", choice), field("date", date),
            field("against", against), field("entities", entities), field("numbers", numbers));
  }
  bool operator==(KeptFacts const&) const = default;
};

/// Schema 1 had no `kept`.
struct PayloadErased {
  static constexpr About about{
      .name = "dossier.payload_erased",
      .schema = 2,
      .in_any_dossier = true,
      .proposers = keepers,
      .label = "Contenu effacé légalement",
      .basis = "RGPD art. 17 ; code du patrimoine art. L. 212-2 et L. 212-3"};

  Count position;
  Line legal_basis;
  std::optional<KeptFacts> kept;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("position", position), field("legal_basis", legal_basis), computed("kept", kept));
  }
  bool operator==(PayloadErased const&) const = default;
};

struct RefusalReason {
  Line code;
  Prose message;
  std::optional<Line> rule;
  std::optional<Line> source;
  std::optional<Line> path;  ///< of the field that is meant; since schema 2

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("code", code), field("message", message), field("rule", rule),
            field("source", source), field("field", path));
  }
  bool operator==(RefusalReason const&) const = default;
};

/// Recorded by the engine alone, in `refusals:<dossier>`; its actor is the one who was refused.
struct ProposalRefused {
  static constexpr About about{.name = "dossier.proposal_refused",
                               .schema = 2,
                               .in_any_dossier = true,
                               .label = "Proposition refusée",
                               .basis = "Traçabilité des refus"};

  Line proposal;
  Line type;
  Some<RefusalReason> reasons;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("proposal", proposal), field("type", type), field("reasons", reasons));
  }
  bool operator==(ProposalRefused const&) const = default;
};

}  // namespace probant::transverse
