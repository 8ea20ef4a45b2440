// What happens to the log itself, recorded by the engine alone in `journal:main`: a new signing
// key, a time stamp from outside, a restoration, a clock that went back. Add at the end; never edit
// a fact that has been stored.
#pragma once

#include <optional>

#include "events/parts.hpp"

namespace probant::journal {

/// Both keys are C2SP verifier keys, `origin+hash+base64`. The first checkpoint after this event is
/// signed by both, so that whoever trusts the old key has reason to trust the new one.
struct KeyRotated {
  static constexpr About about{.name = "journal.key_rotated",
                               .kind = DossierKind::journal,
                               .label = "Clé de signature remplacée",
                               .basis = "C2SP signed-note ; RGS, gestion des clés"};

  Line key;
  Line previous_key;
  Prose grounds;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("key", key), field("previous_key", previous_key), field("grounds", grounds));
  }
  bool operator==(KeyRotated const&) const = default;
};

/// A time stamp (RFC 3161) over the checkpoint of `size` events; `token_sha256` is that of the
/// stored answer, `generated_at` what the authority asserts, RFC 3339.
struct CheckpointTimestamped {
  static constexpr About about{
      .name = "journal.checkpoint_timestamped",
      .kind = DossierKind::journal,
      .label = "Point de contrôle horodaté par un tiers",
      .basis = "RFC 3161 ; règlement (UE) n° 910/2014, art. 41 ; NF Z42-013"};

  Count size;
  Sha256 root;
  Line authority;
  Line generated_at;
  Sha256 token_sha256;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("size", size), field("root", root), field("authority", authority),
            field("generated_at", generated_at), field("token_sha256", token_sha256));
  }
  bool operator==(CheckpointTimestamped const&) const = default;
};

/// The log goes on from a backup of `size` events although a checkpoint of `known_size` events was
/// known: the events between are lost. Equal when nothing is. `stamps_lost`: positions of the
/// time stamps among them whose token or checkpoint was in the backup no more; schema 1 did not
/// name them.
struct Restored {
  static constexpr About about{.name = "journal.restored",
                               .schema = 2,
                               .kind = DossierKind::journal,
                               .label = "Journal restauré depuis une sauvegarde",
                               .basis = "Continuité d'activité ; traçabilité des pertes"};

  Count size;
  Sha256 root;
  Count known_size;
  Sha256 known_root;
  Count erasures_reapplied;
  Line backup_made_at;
  std::optional<List<Count, 1, 20'000>> stamps_lost;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("size", size), field("root", root), field("known_size", known_size),
            field("known_root", known_root), field("erasures_reapplied", erasures_reapplied),
            field("backup_made_at", backup_made_at), field("stamps_lost", stamps_lost));
  }
  bool operator==(Restored const&) const = default;
};

/// The machine's clock showed an earlier instant than the last one recorded; events keep the last
/// one until the clock has caught up. Instants are RFC 3339.
struct ClockWentBack {
  static constexpr About about{.name = "journal.clock_went_back",
                               .kind = DossierKind::journal,
                               .label = "Recul de l'horloge constaté",
                               .basis = "ANSSI PA-012, horodatage des journaux"};

  Line shown;
  Line last_recorded;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("shown", shown), field("last_recorded", last_recorded));
  }
  bool operator==(ClockWentBack const&) const = default;
};

}  // namespace probant::journal
