// Recovery of indus and of overcompensation, as facts: contradictory procedure, withdrawal,
// collection, appeal. Add at the end; never edit a fact that has been stored.
#pragma once

#include "events/parts.hpp"

namespace probant::recovery {

inline constexpr Roles pursuers = Roles::of(Role::ans, Role::ars);
inline constexpr Roles authorising_officers =
    Roles::of(Role::ans_authorising_officer, Role::ars_authorising_officer);
inline constexpr Roles accounting_officers =
    Roles::of(Role::ans_accounting_officer, Role::ars_accounting_officer);

enum class Cause : std::uint8_t {
  overcompensation,
  non_compliance,
  false_declaration,
  objectives_not_met
};
enum class AppealOutcome : std::uint8_t { dismissed, partly_annulled, annulled, withdrawn };
enum class Outcome : std::uint8_t { remedied, recovered, waived, written_off, annulled, no_action };

struct Opened {
  static constexpr About about{
      .name = "recovery.opened",
      .kind = DossierKind::recovery,
      .proposers = pursuers,
      .label = "Recouvrement ouvert",
      .basis = "Arrêté du 27/01/2026, annexe 2, Gestion des indus et recouvrement",
      .basis_aap = "Instruction DNS/2025/180 ; CRPA art. L. 242-2"};

  DossierId against;
  Cause cause = Cause::overcompensation;
  Money amount_cents;
  Prose grounds;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("against", against), field("cause", cause), field("amount_cents", amount_cents),
            field("grounds", grounds));
  }
  bool operator==(Opened const&) const = default;
};

struct FormalNoticeServed {
  static constexpr About about{
      .name = "recovery.formal_notice_served",
      .kind = DossierKind::recovery,
      .proposers = pursuers,
      .label = "Mise en demeure notifiée",
      .basis =
          "Arrêté du 27/01/2026, annexe 2, Gestion des indus et recouvrement ; CRPA art. "
          "L. 122-1 ; CPC art. 641 et 642",
      .basis_aap = "CRPA art. L. 122-1 et L. 211-2 ; CPC art. 641 et 642"};

  Date notified_on;
  Days respond_within_days;
  Prose grounds;
  Date respond_by;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("notified_on", notified_on), field("respond_within_days", respond_within_days),
            field("grounds", grounds), computed("respond_by", respond_by));
  }
  bool operator==(FormalNoticeServed const&) const = default;
};

struct ObservationsReceived {
  static constexpr About about{
      .name = "recovery.observations_received",
      .kind = DossierKind::recovery,
      .proposers = pursuers,
      .label = "Observations reçues",
      .basis =
          "Arrêté du 27/01/2026, annexe 2, Gestion des indus et recouvrement ; CRPA art. "
          "L. 122-1",
      .basis_aap = "CRPA art. L. 122-1"};

  Prose text;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("text", text));
  }
  bool operator==(ObservationsReceived const&) const = default;
};

struct BreachRemedied {
  static constexpr About about{
      .name = "recovery.breach_remedied",
      .kind = DossierKind::recovery,
      .proposers = pursuers,
      .label = "Manquement remédié",
      .basis = "Arrêté du 27/01/2026, annexe 2, Gestion des indus et recouvrement",
      .basis_aap = "CRPA art. L. 122-1"};

  Prose grounds;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("grounds", grounds));
  }
  bool operator==(BreachRemedied const&) const = default;
};

struct WithdrawalDecided {
  static constexpr About about{
      .name = "recovery.withdrawal_decided",
      .kind = DossierKind::recovery,
      .proposers = pursuers,
      .label = "Retrait décidé",
      .basis =
          "Arrêté du 27/01/2026, annexe 2, Gestion des indus et recouvrement ; CRPA art. "
          "L. 242-2",
      .basis_aap = "CRPA art. L. 211-2 et L. 242-2"};

  AdministrativeDecision decision;
  Money amount_cents;
  Prose grounds;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("decision", decision), field("amount_cents", amount_cents),
            field("grounds", grounds));
  }
  bool operator==(WithdrawalDecided const&) const = default;
};

struct RepaymentOrdered {
  static constexpr About about{
      .name = "recovery.repayment_ordered",
      .kind = DossierKind::recovery,
      .proposers = authorising_officers,
      .label = "Ordre de recouvrer émis",
      .basis =
          "Arrêté du 27/01/2026, annexe 2, Gestion des indus et recouvrement ; décret "
          "2012-1246 art. 192",
      .basis_aap = "Décret 2012-1246 art. 192"};

  Line order_reference;
  Money amount_cents;
  Date due_on;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("order_reference", order_reference), computed("amount_cents", amount_cents),
            field("due_on", due_on));
  }
  bool operator==(RepaymentOrdered const&) const = default;
};

struct ScheduledInstalment {
  Date due_on;
  Money amount_cents;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("due_on", due_on), field("amount_cents", amount_cents));
  }
  bool operator==(ScheduledInstalment const&) const = default;
};

struct InstalmentsGranted {
  static constexpr About about{
      .name = "recovery.instalments_granted",
      .kind = DossierKind::recovery,
      .proposers = pursuers,
      .label = "Échéancier accordé",
      .basis = "Arrêté du 27/01/2026, annexe 2, Gestion des indus et recouvrement",
      .basis_aap = "Décret 2012-1246 art. 192"};

  Some<ScheduledInstalment> schedule;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("schedule", schedule));
  }
  bool operator==(InstalmentsGranted const&) const = default;
};

struct RepaymentReceived {
  static constexpr About about{
      .name = "recovery.repayment_received",
      .kind = DossierKind::recovery,
      .proposers = accounting_officers,
      .label = "Reversement encaissé",
      .basis = "Arrêté du 27/01/2026, annexe 2, Gestion des indus et recouvrement",
      .basis_aap = "Décret 2012-1246 art. 192"};

  Money amount_cents;
  Date received_on;
  Line payment_reference;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("amount_cents", amount_cents), field("received_on", received_on),
            field("payment_reference", payment_reference));
  }
  bool operator==(RepaymentReceived const&) const = default;
};

struct Waived {
  static constexpr About about{.name = "recovery.waived",
                               .kind = DossierKind::recovery,
                               .proposers = pursuers,
                               .label = "Remise gracieuse accordée",
                               .basis = "Décret 2012-1246 art. 192 et 193"};

  AdministrativeDecision decision;
  Money amount_cents;
  Prose grounds;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("decision", decision), field("amount_cents", amount_cents),
            field("grounds", grounds));
  }
  bool operator==(Waived const&) const = default;
};

struct WrittenOff {
  static constexpr About about{.name = "recovery.written_off",
                               .kind = DossierKind::recovery,
                               .proposers = pursuers,
                               .label = "Créance admise en non-valeur",
                               .basis = "Décret 2012-1246 art. 193"};

  AdministrativeDecision decision;
  Money amount_cents;
  Prose grounds;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("decision", decision), field("amount_cents", amount_cents),
            field("grounds", grounds));
  }
  bool operator==(WrittenOff const&) const = default;
};

struct AppealFiled {
  static constexpr About about{.name = "recovery.appeal_filed",
                               .kind = DossierKind::recovery,
                               .proposers = pursuers,
                               .label = "Recours formé",
                               .basis = "CJA art. R. 421-1"};

  Line court;
  Date filed_on;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("court", court), field("filed_on", filed_on));
  }
  bool operator==(AppealFiled const&) const = default;
};

struct AppealDecided {
  static constexpr About about{.name = "recovery.appeal_decided",
                               .kind = DossierKind::recovery,
                               .proposers = pursuers,
                               .label = "Recours jugé",
                               .basis = "Code de justice administrative"};

  AppealOutcome outcome = AppealOutcome::dismissed;
  Date decided_on;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("outcome", outcome), field("decided_on", decided_on));
  }
  bool operator==(AppealDecided const&) const = default;
};

/// A judgment took away what the establishment had repaid for: the payer orders it to be given
/// back.
struct RestitutionOrdered {
  static constexpr About about{.name = "recovery.restitution_ordered",
                               .kind = DossierKind::recovery,
                               .proposers = authorising_officers,
                               .label = "Restitution ordonnancée",
                               .basis =
                                   "CJA art. L. 911-9 ; Code civil art. 1302 ; "
                                   "décret 2012-1246 art. 30"};

  Line order_reference;
  Money amount_cents;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("order_reference", order_reference), computed("amount_cents", amount_cents));
  }
  bool operator==(RestitutionOrdered const&) const = default;
};

struct RestitutionPaid {
  static constexpr About about{.name = "recovery.restitution_paid",
                               .kind = DossierKind::recovery,
                               .proposers = accounting_officers,
                               .label = "Restitution versée à l'établissement",
                               .basis =
                                   "CJA art. L. 911-9 ; Code civil art. 1302 ; "
                                   "décret 2012-1246 art. 33"};

  Line payment_reference;
  Date paid_on;
  Money amount_cents;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("payment_reference", payment_reference), field("paid_on", paid_on),
            computed("amount_cents", amount_cents));
  }
  bool operator==(RestitutionPaid const&) const = default;
};

struct Closed {
  static constexpr About about{
      .name = "recovery.closed",
      .kind = DossierKind::recovery,
      .proposers = pursuers,
      .label = "Recouvrement clos",
      .basis = "Arrêté du 27/01/2026, annexe 2, Gestion des indus et recouvrement",
      .basis_aap = "CRPA art. L. 242-2 ; décret 2012-1246 art. 192"};

  Outcome outcome = Outcome::remedied;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(computed("outcome", outcome));
  }
  bool operator==(Closed const&) const = default;
};

}  // namespace probant::recovery

namespace probant {
template <>
struct Names<recovery::Cause> {
  static constexpr std::array<std::string_view, 4> values{
      "overcompensation", "non_compliance", "false_declaration", "objectives_not_met"};
};
template <>
struct Names<recovery::AppealOutcome> {
  static constexpr std::array<std::string_view, 4> values{"dismissed", "partly_annulled",
                                                          "annulled", "withdrawn"};
};
template <>
struct Names<recovery::Outcome> {
  static constexpr std::array<std::string_view, 6> values{"remedied",    "recovered", "waived",
                                                          "written_off", "annulled",  "no_action"};
};
}  // namespace probant
