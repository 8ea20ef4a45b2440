// The logs that have gone on from the one of a backup after a loss, as copies and files show them.
#include <algorithm>

#include "adapters/cli/restore.hpp"
#include "adapters/notary/files.hpp"
#include "engine/log/handover.hpp"
#include "engine/rules/counted.hpp"
#include "projections/span_words.hpp"

namespace probant::cli {
namespace {

namespace fs = std::filesystem;

/// What a copy holds that tells of them, put aside or not: `name`, `name.lost-…`.
std::vector<fs::path> entries(fs::path const& copy, std::string const& name) {
  std::vector<fs::path> files;
  std::error_code error;
  for (auto const& entry : fs::directory_iterator{copy, error}) {
    auto const file = entry.path().filename().string();
    if (file == name || file.starts_with(name + ".lost-")) files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

std::vector<std::string> notes_in(std::vector<fs::path> const& files) {
  std::vector<std::string> notes;
  for (auto const& file : files) {
    if (!fs::is_regular_file(file)) continue;
    notes.push_back(notary::read_file(file, max_note_bytes).value_or(""));
  }
  return notes;
}

std::vector<fs::path> in_copies(Backup const& backup, std::string const& name) {
  std::vector<fs::path> files;
  for (auto const& copy : backup.copies) {
    for (auto& one : entries(copy, name)) files.push_back(std::move(one));
  }
  return files;
}

/// Every note that is at hand, of whatever log.
std::vector<std::string> all_notes(Backup const& backup, std::vector<fs::path> const& given) {
  auto files = given;
  for (auto const* name : {"checkpoint", "handover"}) {
    for (auto& one : in_copies(backup, name)) files.push_back(std::move(one));
  }
  for (auto const& folder : in_copies(backup, "rotations")) {
    std::error_code error;
    for (auto const& entry : fs::directory_iterator{folder, error}) files.push_back(entry.path());
  }
  return notes_in(files);
}

Continued& named(std::vector<Continued>& logs, std::string const& origin) {
  auto const found = std::ranges::find(logs, origin, &Continued::origin);
  return found != logs.end() ? *found : logs.emplace_back(Continued{.origin = origin});
}

/// Those that a key of `before` has handed over to.
void add_heirs(std::vector<Continued>& logs, notary::Evidence const& before,
               std::vector<std::string> const& notes) {
  for (auto const& bytes : notes) {
    auto const opened = before.open(bytes);
    if (!opened.good()) continue;
    auto const next = handed_to(opened.checkpoint, opened.note, continuation_label);
    if (!next) continue;
    auto& one = named(logs, next->name());
    one.events = std::max(one.events, static_cast<Position>(opened.checkpoint.size));
    if (!one.evidence.keys.empty()) continue;
    one.evidence.keys = {*next};
    one.evidence.follow(notes);
  }
}

}  // namespace

bool goes_on_from(std::string const& origin, std::string const& name) {
  auto const before = rank_of(origin);
  auto const after = rank_of(name);
  return before.first == after.first && before.second < after.second;
}

std::vector<Continued> continued_from(Backup const& backup, std::vector<fs::path> const& given,
                                      std::vector<fs::path> lists) {
  auto const notes = all_notes(backup, given);
  std::vector<Continued> logs;
  add_heirs(logs, backup.evidence, notes);
  for (std::size_t i = 0; i < logs.size(); ++i) {
    auto const before = logs[i].evidence;  // what is added may move it
    add_heirs(logs, before, notes);
  }
  for (auto const& bytes : notes) {
    auto const note = SignedNote::parse(bytes);
    auto const said = note ? Checkpoint::parse(note->text) : std::nullopt;
    if (!said) continue;
    bool const heir = std::ranges::find(logs, said->origin, &Continued::origin) != logs.end();
    if (!heir && !goes_on_from(backup.evidence.settings.origin, said->origin)) continue;
    auto& one = named(logs, said->origin);
    one.events = std::max(one.events, static_cast<Position>(said->size));
  }
  for (auto& file : in_copies(backup, "erasures")) lists.push_back(std::move(file));
  for (auto& one : logs) {
    for (auto const& file : lists) {
      if (one.evidence.keys.empty() || !notary::listed_by(file, one.evidence)) continue;
      one.erased = notary::merged(std::move(one.erased), notary::read_erasures(file, one.evidence));
    }
  }
  return logs;
}

std::string continued_words(std::vector<Continued> const& logs) {
  std::string text;
  for (auto const& one : logs) {
    text += " « " + one.origin +
            " » continue ce journal depuis une restauration : il a eu au moins " +
            event_count(one.events) +
            ", et rien de ce qu'il a ajouté n'est dans cette sauvegarde ; si son magasin ou une "
            "sauvegarde de lui existe, c'est elle "
            "qu'il faut restaurer.";
    if (one.erasures_known()) continue;
    text += " Attention : des effacements décidés dans « " + one.origin +
            " » ne seront pas appliqués, faute de sa liste (--erasures) et du passage signé de "
            "l'ancienne clé à la sienne (--checkpoint evidence/lost/N/handover) ; ce qui y a été "
            "effacé redevient lisible.";
  }
  return text;
}

}  // namespace probant::cli
