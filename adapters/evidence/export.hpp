// The export of a journal, or of one dossier, format 1: a folder that anyone can check without this
// program (see FORMAT.md). Same journal and same checkpoint give the same bytes: nothing in it
// depends on the clock, the machine or the moment.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "engine/log/checkpoint.hpp"
#include "engine/log/event_store.hpp"

namespace probant {

/// An RFC 3161 answer over exactly these checkpoint bytes.
struct KeptTimestamp {
  std::string size;  ///< of the checkpoint, decimal: the name of its files
  std::string checkpoint;
  std::string token;
};

/// A checkpoint of the log from before the newest one.
struct KeptCheckpoint {
  std::string size;  ///< of the checkpoint, decimal: the name of its file
  std::string checkpoint;
};

/// What is kept of a journal that this one goes on from after a loss, and what was lost of it.
struct KeptForebear {
  std::string origin;
  std::string restored_at;
  std::int64_t events = 0;  ///< of it that this journal begins with: the name of its folder
  std::int64_t lost = 0;    ///< as far as anyone outside knew, at least
  bool handover = false;    ///< signed by its key
  bool drill = false;       ///< to try out a backup: what was recorded since counts for nothing
  std::vector<std::pair<std::string, std::string>> files{};  ///< name and bytes, by name
};

/// Another history, signed in the journal's name: for the same number of events, another root.
struct KnownFork {
  std::uint64_t size = 0;
  Sha256 root, other_root;  ///< of this journal, and of the other
};

/// What is known of a journal beside its events: the newest signed checkpoint, the keys, newest
/// first, the timestamps, how each key handed over to the next, what witnesses last cosigned, and
/// the journals before it.
struct KeptEvidence {
  OpenedCheckpoint checkpoint;
  std::vector<VerifierKey> keys;
  std::vector<KeptTimestamp> timestamps;
  std::vector<KeptCheckpoint> rotations;
  std::vector<KeptCheckpoint> cosigned{};
  std::vector<KeptForebear> forebears{};
  std::vector<KnownFork> forks{};
  std::vector<VerifierKey> witnesses{};  ///< whose keys are known here
  bool simulation = false;               ///< of a trial store: nothing of it is real
};

/// What a simulation must say of itself wherever it may pass for a log. French.
inline constexpr std::string_view simulation_words =
    "rien de ce journal n'est réel : sa clé est connue de tous, n'importe qui a pu l'écrire et le "
    "signer";

/// What was asked for cannot be: no such dossier or position, a folder that holds something.
/// `what()` is French. A store that is damaged, or a disk that fails, is a StoreError.
class ExportError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Those of a folder, by size; none when there is no folder. Throws StoreError.
std::vector<KeptTimestamp> read_timestamps(std::filesystem::path const& folder);
std::vector<KeptCheckpoint> read_checkpoints(std::filesystem::path const& folder);

/// Of a folder evidence/lost/<size>: its keys, handover, certificate, newest checkpoint, rotations.
std::vector<std::pair<std::string, std::string>> read_lost(std::filesystem::path const& folder);

/// Throws StoreError unless the checkpoint is good, and of the beginning of `store`.
void ensure_attested(EventStore const& store, OpenedCheckpoint const& checkpoint);

struct ExportSummary {
  std::uint64_t size = 0;  ///< events in the journal, as of the checkpoint
  std::int64_t events = 0;
  std::int64_t erased = 0;
};

using ExportProgress = std::function<void(std::size_t done, std::size_t total)>;

/// Looks at the folder that is written before it takes its name; nothing is left when it throws.
using ExportCheck = std::function<void(std::filesystem::path const& folder)>;

/// Writes beside `to` and renames at the end: either all of it is there or nothing. `to` must not
/// exist, or be an empty folder. No dossier: the whole journal. Throws ExportError, StoreError.
ExportSummary write_export(EventStore const& store, KeptEvidence const& evidence,
                           std::optional<DossierId> const& dossier, std::filesystem::path const& to,
                           ExportProgress const& progress, ExportCheck const& check = {});

}  // namespace probant
