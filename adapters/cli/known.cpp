#include <algorithm>

#include "adapters/cli/exit.hpp"
#include "adapters/cli/outside.hpp"
#include "adapters/cli/restore.hpp"
#include "adapters/notary/files.hpp"

namespace probant::cli {
namespace {

namespace fs = std::filesystem;

/// Files the operator names must be there.
std::vector<fs::path> given_files(std::vector<std::string> const& given) {
  std::vector<fs::path> files;
  for (auto const& file : given) {
    if (!fs::exists(file)) throw UsageError(file + " : ce fichier n'existe pas.");
    files.emplace_back(file);
  }
  return files;
}

void learn(Known& known, OpenedCheckpoint opened, std::string from) {
  known.all.push_back(opened.checkpoint);
  known.from.push_back(std::move(from));
  bool const newer =
      !known.checkpoint || opened.checkpoint.size > known.checkpoint->checkpoint.size;
  if (newer) known.checkpoint = std::move(opened);
}

void learn_file(Known& known, Backup const& backup, fs::path const& file) {
  auto opened = backup.evidence.open(notary::read_file(file, max_note_bytes).value_or(""));
  if (!opened.good()) throw StoreError{file.string() + " : " + opened.why};
  learn(known, std::move(opened), file.string());
}

void learn_copies(Known& known, Backup const& backup) {
  for (auto const& copy : backup.evidence.settings.copies) {
    if (fs::exists(copy / "checkpoint")) {
      learn_file(known, backup, copy / "checkpoint");
    } else {
      known.silent.push_back("copie " + copy.string() +
                             " : pas de point de contrôle à cet endroit");
    }
  }
}

}  // namespace

Known known_of(Backup const& backup, RestoreOptions const& options) {
  Known known;
  known.checkpoint = backup.evidence.checkpoint;
  for (auto const& file : given_files(options.checkpoints)) learn_file(known, backup, file);
  learn_copies(known, backup);
  for (auto& seen : last_seen_by_witnesses(backup.evidence)) {
    if (seen.under_unknown_key) {
      known.all.push_back(seen.last.checkpoint);
      known.from.push_back("témoin " + seen.witness + ", sous une clé plus récente du journal");
    } else if (seen.last.good()) {
      learn(known, std::move(seen.last), "témoin " + seen.witness);
    } else {
      known.silent.push_back("témoin " + seen.witness + " : " + seen.last.why);
    }
  }
  auto const& keys = backup.evidence.keys;
  known.erasures = notary::read_erasures(notary::Places{backup.directory}.erasures(), keys);
  auto lists = given_files(options.erasures);
  for (auto const& copy : backup.evidence.settings.copies) lists.push_back(copy / "erasures");
  for (auto const& file : lists) {
    known.erasures_listed = known.erasures_listed || std::filesystem::exists(file);
    known.erasures = merged(std::move(known.erasures), notary::read_erasures(file, keys));
  }
  known.size = backup.certificate.events;
  known.root = backup.certificate.root;
  if (known.checkpoint) known.all.push_back(known.checkpoint->checkpoint);
  for (auto const& checkpoint : known.all) {
    if (static_cast<Position>(checkpoint.size) <= known.size) continue;
    known.size = static_cast<Position>(checkpoint.size);
    known.root = checkpoint.root;
  }
  // An erasure tells of the event that ordered it, even when no checkpoint does.
  for (auto const& one : known.erasures) known.size = std::max(known.size, one.ordered_by + 1);
  return known;
}

}  // namespace probant::cli
