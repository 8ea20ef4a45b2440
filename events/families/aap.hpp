// A HOP'EN 2 project, as facts: filing, ARS decision, convention, two instalments, proofs. Add at
// the end; never edit a fact that has been stored: a change is a new schema version.
#pragma once

#include "events/explanation.hpp"
#include "events/parts.hpp"

namespace probant::aap {

inline constexpr Roles filers = Roles::of(Role::establishment, Role::convergence);
inline constexpr Roles deciders = Roles::of(Role::ars, Role::convergence);

using InstalmentNumber = Number<1, 2>;

enum class Theme : std::uint8_t {
  maturity_catch_up,
  emergency_flow,
  health_product_logistics,
  working_time_hr
};
enum class TargetKind : std::uint8_t { quantitative, qualitative };
enum class Category : std::uint8_t { A, B, C, D };

struct PerimeterItem {
  Site site;
  Pmsi pmsi;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("site", site), field("pmsi", pmsi));
  }
  bool operator==(PerimeterItem const&) const = default;
};

struct TeamMember {
  Line role;
  Line profession;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("role", role), field("profession", profession));
  }
  bool operator==(TeamMember const&) const = default;
};

struct Target {
  Line label;
  TargetKind kind = TargetKind::quantitative;
  std::optional<Line> value;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("label", label), field("kind", kind), field("value", value));
  }
  bool operator==(Target const&) const = default;
};

struct ForecastYear {
  Year year;
  Money amount_cents;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("year", year), field("amount_cents", amount_cents));
  }
  bool operator==(ForecastYear const&) const = default;
};

/// What was found for one FINESS PMSI of the project when it was filed.
struct ParticipantEligibility {
  Pmsi pmsi;
  bool eligible = false;
  Any<Line> findings;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("pmsi", pmsi), field("eligible", eligible), field("findings", findings));
  }
  bool operator==(ParticipantEligibility const&) const = default;
};

struct ProjectFiled {
  static constexpr About about{.name = "aap.project_filed",
                               .kind = DossierKind::aap,
                               .proposers = filers,
                               .label = "Projet déposé",
                               .basis = "AAP HOP'EN 2, Modalité de soumission des projets"};

  Pmsi lead_pmsi;
  Theme theme = Theme::maturity_catch_up;
  Line title;
  Some<Line> objectives;
  Some<PerimeterItem> perimeter;
  Some<TeamMember> team;
  Line lead_person;
  Prose business_stakes;
  Some<Prose> it_works;
  Some<Target> targets;
  Some<ForecastYear> forecast;
  Money requested_cents;
  bool ght_validated = false;
  Category category = Category::A;
  Money ceiling_cents;
  Any<ParticipantEligibility> eligibility;
  Explanation explanation;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("lead_pmsi", lead_pmsi), field("theme", theme), field("title", title),
            field("objectives", objectives), field("perimeter", perimeter), field("team", team),
            field("lead_person", lead_person), field("business_stakes", business_stakes),
            field("it_works", it_works), field("targets", targets), field("forecast", forecast),
            field("requested_cents", requested_cents), field("ght_validated", ght_validated),
            computed("category", category), computed("ceiling_cents", ceiling_cents),
            computed("eligibility", eligibility), computed("explanation", explanation));
  }
  bool operator==(ProjectFiled const&) const = default;
};

struct ComplementRequested {
  static constexpr About about{.name = "aap.complement_requested",
                               .kind = DossierKind::aap,
                               .proposers = Roles::of(Role::ars),
                               .label = "Complément demandé",
                               .basis = "CRPA art. L. 114-5"};

  Some<Line> items;
  Date due_on;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("items", items), field("due_on", due_on));
  }
  bool operator==(ComplementRequested const&) const = default;
};

struct ComplementReceived {
  static constexpr About about{.name = "aap.complement_received",
                               .kind = DossierKind::aap,
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

struct ProjectWithdrawn {
  static constexpr About about{.name = "aap.project_withdrawn",
                               .kind = DossierKind::aap,
                               .proposers = filers,
                               .label = "Projet retiré",
                               .basis = "AAP HOP'EN 2, Modalité de soumission des projets"};

  Prose grounds;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("grounds", grounds));
  }
  bool operator==(ProjectWithdrawn const&) const = default;
};

struct CriterionAssessment {
  Line name;
  Prose assessment;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("name", name), field("assessment", assessment));
  }
  bool operator==(CriterionAssessment const&) const = default;
};

struct ProjectSelected {
  static constexpr About about{.name = "aap.project_selected",
                               .kind = DossierKind::aap,
                               .proposers = deciders,
                               .label = "Projet retenu",
                               .basis = "AAP HOP'EN 2, Modalités de sélection par les ARS"};

  AdministrativeDecision decision;
  Money granted_cents;
  Some<CriterionAssessment> criteria;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("decision", decision), field("granted_cents", granted_cents),
            field("criteria", criteria));
  }
  bool operator==(ProjectSelected const&) const = default;
};

struct ProjectNotSelected {
  static constexpr About about{
      .name = "aap.project_not_selected",
      .kind = DossierKind::aap,
      .proposers = deciders,
      .label = "Projet non retenu",
      .basis = "AAP HOP'EN 2, Modalités de sélection par les ARS ; CRPA art. L. 211-2"};

  AdministrativeDecision decision;
  Prose grounds;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("decision", decision), field("grounds", grounds));
  }
  bool operator==(ProjectNotSelected const&) const = default;
};

struct ConventionSigned {
  static constexpr About about{
      .name = "aap.convention_signed",
      .kind = DossierKind::aap,
      .proposers = Roles::of(Role::ars),
      .label = "Convention signée",
      .basis = "AAP HOP'EN 2, Calendrier (convention HOP'EN2-AAP par ARS)"};

  Date signed_on;
  Some<Line> signatories;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("signed_on", signed_on), field("signatories", signatories));
  }
  bool operator==(ConventionSigned const&) const = default;
};

struct InstalmentOrdered {
  static constexpr About about{.name = "aap.instalment_ordered",
                               .kind = DossierKind::aap,
                               .proposers = Roles::of(Role::ars_authorising_officer),
                               .label = "Tranche ordonnancée",
                               .basis = "AAP HOP'EN 2, Modalités de financement (50 % / 50 %)"};

  InstalmentNumber instalment;
  Line order_reference;
  Money amount_cents;
  Explanation explanation;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("instalment", instalment), field("order_reference", order_reference),
            computed("amount_cents", amount_cents), computed("explanation", explanation));
  }
  bool operator==(InstalmentOrdered const&) const = default;
};

struct InstalmentPaid {
  static constexpr About about{.name = "aap.instalment_paid",
                               .kind = DossierKind::aap,
                               .proposers = Roles::of(Role::ars_accounting_officer),
                               .label = "Tranche payée",
                               .basis = "AAP HOP'EN 2, Modalités de financement (50 % / 50 %)"};

  InstalmentNumber instalment;
  Line payment_reference;
  Date paid_on;
  Money amount_cents;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("instalment", instalment), field("payment_reference", payment_reference),
            field("paid_on", paid_on), computed("amount_cents", amount_cents));
  }
  bool operator==(InstalmentPaid const&) const = default;
};

struct TargetAttainment {
  Line label;
  bool achieved = false;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("label", label), field("achieved", achieved));
  }
  bool operator==(TargetAttainment const&) const = default;
};

struct ProofsDeposited {
  static constexpr About about{.name = "aap.proofs_deposited",
                               .kind = DossierKind::aap,
                               .proposers = filers,
                               .label = "Preuves déposées",
                               .basis = "AAP HOP'EN 2, Calendrier (30 juin 2027)"};

  Some<TargetAttainment> targets;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("targets", targets));
  }
  bool operator==(ProofsDeposited const&) const = default;
};

struct AttainmentValidated {
  static constexpr About about{
      .name = "aap.attainment_validated",
      .kind = DossierKind::aap,
      .proposers = Roles::of(Role::ars),
      .label = "Atteinte des objectifs validée",
      .basis = "AAP HOP'EN 2, Modalités de financement (atteinte validée par l'ARS)"};

  AdministrativeDecision decision;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("decision", decision));
  }
  bool operator==(AttainmentValidated const&) const = default;
};

struct AttainmentRefused {
  static constexpr About about{
      .name = "aap.attainment_refused",
      .kind = DossierKind::aap,
      .proposers = Roles::of(Role::ars),
      .label = "Atteinte des objectifs non validée",
      .basis = "AAP HOP'EN 2, Modalités de financement ; CRPA art. L. 211-2"};

  AdministrativeDecision decision;
  Prose grounds;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("decision", decision), field("grounds", grounds));
  }
  bool operator==(AttainmentRefused const&) const = default;
};

}  // namespace probant::aap

namespace probant {
template <>
struct Names<aap::Theme> {
  static constexpr std::array<std::string_view, 4> values{
      "maturity_catch_up", "emergency_flow", "health_product_logistics", "working_time_hr"};
};
template <>
struct Names<aap::TargetKind> {
  static constexpr std::array<std::string_view, 2> values{"quantitative", "qualitative"};
};
template <>
struct Names<aap::Category> {
  static constexpr std::array<std::string_view, 4> values{"A", "B", "C", "D"};
};
}  // namespace probant
