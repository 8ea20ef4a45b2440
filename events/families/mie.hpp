// HospiConnect equipment funding (arrêté du 27/01/2026, annexe 2), as facts: request, convention,
// cards, one campaign a year, control. Add at the end; never edit a fact that has been stored.
#pragma once

#include "events/explanation.hpp"
#include "events/parts.hpp"

namespace probant::mie {

inline constexpr Roles filers = Roles::of(Role::establishment, Role::convergence);
inline constexpr Roles card_keepers = Roles::of(Role::ans, Role::operator_);

using CampaignYear = Number<2026, 2028>;

enum class Party : std::uint8_t { beneficiary, ans };
enum class ControlMode : std::uint8_t { documents, video, on_site };
enum class ControlInitiator : std::uint8_t { ans, funder, european_commission };

struct FundingRequested {
  static constexpr About about{
      .name = "mie.funding_requested",
      .kind = DossierKind::mie,
      .proposers = filers,
      .label = "Financement demandé",
      .basis =
          "Arrêté du 27/01/2026, annexe 2, Modalités de dépôt des candidatures au "
          "financement"};

  Entity beneficiary;
  Some<Entity> entities;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("beneficiary", beneficiary), field("entities", entities));
  }
  bool operator==(FundingRequested const&) const = default;
};

/// Without a year it is about the funding request, with one about that year's declaration.
struct ComplementRequested {
  static constexpr About about{
      .name = "mie.complement_requested",
      .kind = DossierKind::mie,
      .proposers = Roles::of(Role::ars, Role::ans),
      .label = "Complément demandé",
      .basis =
          "Arrêté du 27/01/2026, annexe 2, Modalités de versement (éléments "
          "complémentaires)"};

  std::optional<CampaignYear> year;
  Some<Line> items;
  Date due_on;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("year", year), field("items", items), field("due_on", due_on));
  }
  bool operator==(ComplementRequested const&) const = default;
};

struct ComplementReceived {
  static constexpr About about{
      .name = "mie.complement_received",
      .kind = DossierKind::mie,
      .proposers = filers,
      .label = "Complément reçu",
      .basis =
          "Arrêté du 27/01/2026, annexe 2, Modalités de versement (éléments "
          "complémentaires)"};

  std::optional<CampaignYear> year;
  Some<Line> items;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("year", year), field("items", items));
  }
  bool operator==(ComplementReceived const&) const = default;
};

struct RequestValidated {
  static constexpr About about{
      .name = "mie.request_validated",
      .kind = DossierKind::mie,
      .proposers = Roles::of(Role::ars),
      .label = "Demande validée",
      .basis = "Arrêté du 27/01/2026, annexe 2, Instruction des candidatures"};

  AdministrativeDecision decision;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("decision", decision));
  }
  bool operator==(RequestValidated const&) const = default;
};

struct RequestRejected {
  static constexpr About about{
      .name = "mie.request_rejected",
      .kind = DossierKind::mie,
      .proposers = Roles::of(Role::ars),
      .label = "Demande rejetée",
      .basis =
          "Arrêté du 27/01/2026, annexe 2, Instruction des candidatures ; CRPA art. L. "
          "211-2"};

  AdministrativeDecision decision;
  Prose grounds;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("decision", decision), field("grounds", grounds));
  }
  bool operator==(RequestRejected const&) const = default;
};

struct ConventionSigned {
  static constexpr About about{
      .name = "mie.convention_signed",
      .kind = DossierKind::mie,
      .proposers = Roles::of(Role::establishment, Role::convergence, Role::ans),
      .label = "Convention signée",
      .basis = "Arrêté du 27/01/2026, annexe 2, Calendrier (1er juin 2026)"};

  Party party = Party::beneficiary;
  Date signed_on;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("party", party), field("signed_on", signed_on));
  }
  bool operator==(ConventionSigned const&) const = default;
};

struct CardsOrdered {
  static constexpr About about{
      .name = "mie.cards_ordered",
      .kind = DossierKind::mie,
      .proposers = card_keepers,
      .label = "Cartes commandées",
      .basis =
          "Arrêté du 27/01/2026, annexe 2, Montants des financements attribués (12 € "
          "par carte)"};

  Quantity quantity;
  Line order_reference;
  Date ordered_on;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("quantity", quantity), field("order_reference", order_reference),
            field("ordered_on", ordered_on));
  }
  bool operator==(CardsOrdered const&) const = default;
};

struct CardsCancelled {
  static constexpr About about{
      .name = "mie.cards_cancelled",
      .kind = DossierKind::mie,
      .proposers = card_keepers,
      .label = "Commande de cartes annulée",
      .basis =
          "Arrêté du 27/01/2026, annexe 2, Montants des financements attribués (12 € "
          "par carte)"};

  Quantity quantity;
  Line order_reference;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("quantity", quantity), field("order_reference", order_reference));
  }
  bool operator==(CardsCancelled const&) const = default;
};

struct ObjectiveAttainment {
  Line code;
  bool achieved = false;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("code", code), field("achieved", achieved));
  }
  bool operator==(ObjectiveAttainment const&) const = default;
};

/// One line of the bilan financier.
struct CostLine {
  Line label;
  Line category;
  std::optional<Date> ordered_on;
  Date incurred_on;
  std::optional<Date> paid_on;
  Money amount_cents;
  std::optional<Money> funded_elsewhere_cents;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("label", label), field("category", category), field("ordered_on", ordered_on),
            field("incurred_on", incurred_on), field("paid_on", paid_on),
            field("amount_cents", amount_cents),
            field("funded_elsewhere_cents", funded_elsewhere_cents));
  }
  bool operator==(CostLine const&) const = default;
};

struct DeclarationTransmitted {
  static constexpr About about{
      .name = "mie.declaration_transmitted",
      .kind = DossierKind::mie,
      .proposers = filers,
      .label = "Déclaration d'atteinte transmise",
      .basis =
          "Arrêté du 27/01/2026, annexe 2, Modalités de versement (une seule "
          "transmission)"};

  CampaignYear year;
  Some<ObjectiveAttainment> objectives;
  List<CostLine, 0, 5000> costs;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("year", year), field("objectives", objectives), field("costs", costs));
  }
  bool operator==(DeclarationTransmitted const&) const = default;
};

struct ArsOpinionGiven {
  static constexpr About about{
      .name = "mie.ars_opinion_given",
      .kind = DossierKind::mie,
      .proposers = Roles::of(Role::ars),
      .label = "Avis de l'ARS rendu",
      .basis =
          "Arrêté du 27/01/2026, annexe 2, Modalités de versement (instruction ARS puis "
          "ANS)"};

  CampaignYear year;
  bool favourable = false;
  AdministrativeDecision decision;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("year", year), field("favourable", favourable), field("decision", decision));
  }
  bool operator==(ArsOpinionGiven const&) const = default;
};

struct AttainmentCertified {
  static constexpr About about{
      .name = "mie.attainment_certified",
      .kind = DossierKind::mie,
      .proposers = Roles::of(Role::ans),
      .label = "Atteinte attestée",
      .basis = "Arrêté du 27/01/2026, annexe 2, Définitions (attestation)"};

  CampaignYear year;
  AdministrativeDecision decision;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("year", year), field("decision", decision));
  }
  bool operator==(AttainmentCertified const&) const = default;
};

struct AttainmentDenied {
  static constexpr About about{
      .name = "mie.attainment_denied",
      .kind = DossierKind::mie,
      .proposers = Roles::of(Role::ans),
      .label = "Non-atteinte attestée",
      .basis = "Arrêté du 27/01/2026, annexe 2, Définitions (attestation) ; CRPA art. L. 211-2"};

  CampaignYear year;
  AdministrativeDecision decision;
  Prose grounds;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("year", year), field("decision", decision), field("grounds", grounds));
  }
  bool operator==(AttainmentDenied const&) const = default;
};

struct PaymentOrdered {
  static constexpr About about{
      .name = "mie.payment_ordered",
      .kind = DossierKind::mie,
      .proposers = Roles::of(Role::ans_authorising_officer),
      .label = "Paiement ordonnancé",
      .basis = "Arrêté du 27/01/2026, annexe 2, Montants des financements attribués"};

  CampaignYear year;
  Line order_reference;
  Money amount_cents;
  Explanation explanation;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("year", year), field("order_reference", order_reference),
            computed("amount_cents", amount_cents), computed("explanation", explanation));
  }
  bool operator==(PaymentOrdered const&) const = default;
};

struct PaymentExecuted {
  static constexpr About about{
      .name = "mie.payment_executed",
      .kind = DossierKind::mie,
      .proposers = Roles::of(Role::ans_accounting_officer),
      .label = "Paiement exécuté",
      .basis = "Arrêté du 27/01/2026, annexe 2, Modalités de versement des financements"};

  CampaignYear year;
  Line payment_reference;
  Date paid_on;
  Money amount_cents;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("year", year), field("payment_reference", payment_reference),
            field("paid_on", paid_on), computed("amount_cents", amount_cents));
  }
  bool operator==(PaymentExecuted const&) const = default;
};

struct ControlOpened {
  static constexpr About about{
      .name = "mie.control_opened",
      .kind = DossierKind::mie,
      .proposers = Roles::of(Role::ans),
      .label = "Contrôle ouvert",
      .basis = "Arrêté du 27/01/2026, annexe 2, Définitions (opérations de contrôle)"};

  ControlMode mode = ControlMode::documents;
  ControlInitiator initiator = ControlInitiator::ans;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("mode", mode), field("initiator", initiator));
  }
  bool operator==(ControlOpened const&) const = default;
};

struct ControlConcluded {
  static constexpr About about{
      .name = "mie.control_concluded",
      .kind = DossierKind::mie,
      .proposers = Roles::of(Role::ans),
      .label = "Contrôle conclu",
      .basis =
          "Arrêté du 27/01/2026, annexe 2, Montants des financements attribués "
          "(surcompensation)"};

  Money recognised_costs_cents;
  Prose findings;
  Money overcompensation_cents;
  Explanation explanation;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("recognised_costs_cents", recognised_costs_cents), field("findings", findings),
            computed("overcompensation_cents", overcompensation_cents),
            computed("explanation", explanation));
  }
  bool operator==(ControlConcluded const&) const = default;
};

}  // namespace probant::mie

namespace probant {
template <>
struct Names<mie::Party> {
  static constexpr std::array<std::string_view, 2> values{"beneficiary", "ans"};
};
template <>
struct Names<mie::ControlMode> {
  static constexpr std::array<std::string_view, 3> values{"documents", "video", "on_site"};
};
template <>
struct Names<mie::ControlInitiator> {
  static constexpr std::array<std::string_view, 3> values{"ans", "funder", "european_commission"};
};
}  // namespace probant
