// What a copy of the log must give again: how many events, under which root, and the answers of the
// projections as hashes. `backup` signs it as a note (C2SP signed-note); `verify` and `restore`
// compute it anew and compare. The text of the note is the two lines
//
//   probant backup certificate v1
//   {"code_version":…,"dossiers":…,…}        canonical JSON
//
// A checkpoint's first line is a key's name, which has no spaces: neither can pass for the other.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "engine/kernel/world.hpp"
#include "events/values/sha256.hpp"

namespace probant {

/// Hashes (SHA-256) of the answers at the last recorded instant: JSON arrays, as the commands print
/// them. Another version of the code may answer otherwise, so its number is part of it.
struct ProjectionCertificate {
  Position position = -1;  ///< of the last event folded
  std::string code_version;
  Sha256 deadlines;
  Sha256 directory;
  Sha256 exposure;
  bool operator==(ProjectionCertificate const&) const = default;
};

ProjectionCertificate certify(World const& world, std::string_view code_version);

struct BackupCertificate {
  static constexpr std::string_view expected =
      "un certificat de sauvegarde : une ligne de titre, puis une ligne de JSON canonique";

  std::string origin;
  std::int64_t events = 0;
  Sha256 root;
  std::int64_t dossiers = 0;
  std::int64_t erased = 0;
  std::int64_t proposals = 0;
  Sha256 database;  ///< of the bytes of log.sqlite
  /// Files that lie beside the log and their digests; nothing: a version of before wrote it.
  std::optional<std::map<std::string, Sha256>> evidence{};
  std::string made_at;
  ProjectionCertificate projections;

  std::string text() const;
  /// Nothing unless it is one to the letter: `text()` of the result is `text`.
  static std::optional<BackupCertificate> parse(std::string_view text);
  bool operator==(BackupCertificate const&) const = default;
};

/// What the log in use answered when a command that wrote closed it. The text of the note is the
/// line `probant world certificate v1` and one of canonical JSON.
struct WorldCertificate {
  std::string origin;
  Sha256 root;  ///< of the events up to `projections.position`
  ProjectionCertificate projections;

  std::string text() const;
  /// Nothing unless it is one to the letter: `text()` of the result is `text`.
  static std::optional<WorldCertificate> parse(std::string_view text);
  bool operator==(WorldCertificate const&) const = default;
};

/// What `restore` says of itself: the line `probant restore certificate v1` and one of canonical
/// JSON. What is told again, of all that it says.
struct RestoreCertificate {
  std::string backup_made_at;
  bool drill = false;  ///< an exercise: nothing of the log it made counts
  std::int64_t erasures_reapplied = 0;
  std::int64_t events = 0;  ///< of the backup
  bool handover = false;    ///< signed by the key before
  std::string key;
  std::int64_t lost = 0;  ///< known and not in the backup: at least as many
  std::string origin;
  std::string previous_key;
  std::string previous_origin;
  std::string restored_at;
  Sha256 root;  ///< of `events`

  static std::optional<RestoreCertificate> parse(std::string_view text);
};

inline constexpr std::string_view restore_certificate_title = "probant restore certificate v1\n";

}  // namespace probant
