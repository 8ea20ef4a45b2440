// The programme itself, as facts: the rules adopted and the calendar. Deadlines are data set by
// these events, never constants. Add at the end; never edit a fact that has been stored.
#pragma once

#include "events/parts.hpp"

namespace probant::programme {

inline constexpr Roles keepers = Roles::of(Role::operator_, Role::ans);

/// `content` is the whole TOML text; `sha256` is its digest, checked when it is adopted.
struct RulebookAdopted {
  static constexpr About about{
      .name = "programme.rulebook_adopted",
      .kind = DossierKind::programme,
      .proposers = keepers,
      .label = "Jeu de règles adopté",
      .basis = "Arrêté du 27/01/2026, annexe 2 ; instruction DNS/2025/180"};

  Line name;
  Line version;
  Sha256 sha256;
  FileContent content;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("name", name), field("version", version), field("sha256", sha256),
            field("content", content));
  }
  bool operator==(RulebookAdopted const&) const = default;
};

struct DateSet {
  static constexpr About about{
      .name = "programme.date_set",
      .kind = DossierKind::programme,
      .proposers = keepers,
      .label = "Échéance fixée",
      .basis = "Arrêté du 27/01/2026, annexe 2, Calendrier de l'appel à financement"};

  Line key;
  Date date;
  Prose reason;
  Line source;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("key", key), field("date", date), field("reason", reason),
            field("source", source));
  }
  bool operator==(DateSet const&) const = default;
};

struct WindowOpened {
  static constexpr About about{
      .name = "programme.window_opened",
      .kind = DossierKind::programme,
      .proposers = keepers,
      .label = "Guichet ouvert",
      .basis =
          "AAP HOP'EN 2, Modalité de soumission des projets ; arrêté du 27/01/2026, annexe 2, "
          "Calendrier"};

  Line key;
  Date opens_on;
  Date closes_on;
  Prose reason;
  Line source;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("key", key), field("opens_on", opens_on), field("closes_on", closes_on),
            field("reason", reason), field("source", source));
  }
  bool operator==(WindowOpened const&) const = default;
};

}  // namespace probant::programme
