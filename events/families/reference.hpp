// The reference register, as facts: entities, sites, workforce, activity, usage payments, published
// ceilings. Add at the end; never edit a fact that has been stored: a change is a new schema.
#pragma once

#include "events/parts.hpp"
#include "events/values/region.hpp"

namespace probant::reference {

inline constexpr Roles keepers = Roles::of(Role::operator_, Role::ans);

enum class LegalStatus : std::uint8_t { public_, private_nonprofit, private_forprofit };
enum class GhtRole : std::uint8_t { support, member };
enum class UsageProgramme : std::uint8_t { sun_es, hopen2_phase1 };

struct SiteRecord {
  Site site;
  Line name;
  Line category;
  std::optional<Pmsi> pmsi;
  std::optional<RegisterDate> opened;
  std::optional<RegisterDate> closed;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("site", site), field("name", name), field("category", category),
            field("pmsi", pmsi), field("opened", opened), field("closed", closed));
  }
  bool operator==(SiteRecord const&) const = default;
};

struct EntityRecorded {
  static constexpr About about{
      .name = "register.entity_recorded",
      .kind = DossierKind::register_,
      .proposers = keepers,
      .label = "Entité juridique inscrite au référentiel",
      .basis = "Répertoire FINESS ; arrêté du 27/01/2026, annexe 2, Définitions"};

  Entity entity;
  Line name;
  LegalStatus legal_status = LegalStatus::public_;
  Region region;
  std::optional<Line> ght;
  std::optional<GhtRole> ght_role;
  std::optional<bool> ghu;
  List<SiteRecord, 0, 5000> sites;
  Line source;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("entity", entity), field("name", name), field("legal_status", legal_status),
            field("region", region), field("ght", ght), field("ght_role", ght_role),
            field("ghu", ghu), field("sites", sites), field("source", source));
  }
  bool operator==(EntityRecorded const&) const = default;
};

/// SAE workforce of a site. An absent figure was not declared; a zero was (annexe 2, Définitions).
struct WorkforceRecorded {
  static constexpr About about{
      .name = "register.workforce_recorded",
      .kind = DossierKind::register_,
      .proposers = keepers,
      .label = "Effectif SAE inscrit",
      .basis = "Arrêté du 27/01/2026, annexe 2, Définitions (effectifs SAE)"};

  Site site;
  Year year;
  std::optional<Count> salaried;
  std::optional<Count> liberal;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("site", site), field("year", year), field("salaried", salaried),
            field("liberal", liberal));
  }
  bool operator==(WorkforceRecorded const&) const = default;
};

struct ActivityRecorded {
  static constexpr About about{
      .name = "register.activity_recorded",
      .kind = DossierKind::register_,
      .proposers = keepers,
      .label = "Activité combinée inscrite",
      .basis = "AAP HOP'EN 2, Modalités de financement (activité combinée)"};

  Pmsi pmsi;
  Year year;
  Count combined_activity;
  Line source;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("pmsi", pmsi), field("year", year), field("combined_activity", combined_activity),
            field("source", source));
  }
  bool operator==(ActivityRecorded const&) const = default;
};

struct UsagePaymentRecorded {
  static constexpr About about{
      .name = "register.usage_payment_recorded",
      .kind = DossierKind::register_,
      .proposers = keepers,
      .label = "Versement d'usage inscrit",
      .basis = "AAP HOP'EN 2, Conditions d'éligibilité (rattrapage de la maturité numérique)"};

  Pmsi pmsi;
  UsageProgramme programme = UsageProgramme::sun_es;
  Money amount_cents;
  Date paid_on;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("pmsi", pmsi), field("programme", programme), field("amount_cents", amount_cents),
            field("paid_on", paid_on));
  }
  bool operator==(UsagePaymentRecorded const&) const = default;
};

struct CeilingPublished {
  static constexpr About about{
      .name = "register.ceiling_published",
      .kind = DossierKind::register_,
      .proposers = keepers,
      .label = "Plafond publié par l'ANS",
      .basis =
          "Arrêté du 27/01/2026, annexe 2, Liste des établissements éligibles et montants "
          "plafonds"};

  Entity entity;
  Money amount_cents;
  Line source;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("entity", entity), field("amount_cents", amount_cents), field("source", source));
  }
  bool operator==(CeilingPublished const&) const = default;
};

struct ImportCompleted {
  static constexpr About about{.name = "register.import_completed",
                               .kind = DossierKind::register_,
                               .proposers = keepers,
                               .label = "Import de données de référence",
                               .basis = "Traçabilité des données de référence"};

  Line source;
  Line file_name;
  Sha256 sha256;
  std::optional<Date> extracted_on;
  Count read;
  Count recorded;
  Count unchanged;
  Count rejected;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("source", source), field("file_name", file_name), field("sha256", sha256),
            field("extracted_on", extracted_on), field("read", read), field("recorded", recorded),
            field("unchanged", unchanged), field("rejected", rejected));
  }
  bool operator==(ImportCompleted const&) const = default;
};

}  // namespace probant::reference

namespace probant {
template <>
struct Names<reference::LegalStatus> {
  static constexpr std::array<std::string_view, 3> values{"public", "private_nonprofit",
                                                          "private_forprofit"};
};
template <>
struct Names<reference::GhtRole> {
  static constexpr std::array<std::string_view, 2> values{"support", "member"};
};
template <>
struct Names<reference::UsageProgramme> {
  static constexpr std::array<std::string_view, 2> values{"sun_es", "hopen2_phase1"};
};
}  // namespace probant
