// The logs that have gone on from the one of a backup after a loss, as copies and files show them.
#include <algorithm>

#include "adapters/cli/origins.hpp"
#include "adapters/cli/restore.hpp"
#include "adapters/notary/files.hpp"
#include "adapters/notary/forebear_keys.hpp"
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

/// And those they have handed over to in their turn, the one of the backup left alone.
void add_their_heirs(std::vector<Continued>& logs, Backup const& backup,
                     std::vector<std::string> const& notes) {
  for (std::size_t i = 0; i < logs.size(); ++i) {
    auto const before = logs[i].evidence;  // what is added may move it
    if (logs[i].origin != backup.evidence.settings.origin) add_heirs(logs, before, notes);
  }
}

std::vector<Continued> heirs_of(Backup const& backup, std::vector<std::string> const& notes) {
  std::vector<Continued> logs;
  add_heirs(logs, backup.evidence, notes);
  add_their_heirs(logs, backup, notes);
  return logs;
}

std::vector<Continued> beside(Backup const& backup, std::vector<std::string> const& notes) {
  std::vector<Continued> logs;
  for (auto const& one : backup.evidence.forebears) {
    notary::Evidence before;
    before.settings.origin = one.origin;
    before.keys = one.keys;
    before.retired = notary::retired_of(one);
    add_heirs(logs, before, notes);
  }
  add_their_heirs(logs, backup, notes);
  std::erase_if(logs, [&](Continued const& one) {
    return one.origin == backup.evidence.settings.origin ||
           backup.evidence.forebear(one.origin) != nullptr;
  });
  return logs;
}

bool is_among(std::vector<Continued> const& logs, std::string const& origin) {
  return std::ranges::find(logs, origin, &Continued::origin) != logs.end();
}

void learn_lists(std::vector<Continued>& logs, std::vector<fs::path> const& lists) {
  for (auto& one : logs) {
    for (auto const& file : lists) {
      if (one.evidence.keys.empty() || !notary::listed_by(file, one.evidence)) continue;
      one.erased = notary::merged(std::move(one.erased), notary::read_erasures(file, one.evidence));
    }
  }
}

/// Why erasures of those are not applied.
std::string unlisted_words(Continued const& one) {
  return " Attention : des effacements décidés dans « " + one.origin +
         " » ne seront pas appliqués, faute de sa liste (--erasures) et du passage signé de "
         "l'ancienne clé à la sienne (--checkpoint evidence/lost/N/handover) ; ce qui y a été "
         "effacé redevient lisible.";
}

}  // namespace

Branches branches_of(Backup const& backup, std::vector<fs::path> const& given,
                     std::vector<fs::path> lists) {
  auto const notes = all_notes(backup, given);
  Branches all{heirs_of(backup, notes), beside(backup, notes)};
  for (auto const& bytes : notes) {
    auto const note = SignedNote::parse(bytes);
    auto const said = note ? Checkpoint::parse(note->text) : std::nullopt;
    if (!said) continue;
    bool const heir = is_among(all.continued, said->origin);
    bool const other = !heir && is_among(all.beside, said->origin);
    if (!heir && !other && !goes_on_from(backup.evidence.settings.origin, said->origin)) continue;
    auto& one = named(other ? all.beside : all.continued, said->origin);
    one.events = std::max(one.events, static_cast<Position>(said->size));
  }
  for (auto& file : in_copies(backup, "erasures")) lists.push_back(std::move(file));
  learn_lists(all.continued, lists);
  learn_lists(all.beside, lists);
  return all;
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
    if (!one.erasures_known()) text += unlisted_words(one);
  }
  return text;
}

std::string beside_words(std::vector<Continued> const& logs) {
  std::string text;
  for (auto const& one : logs) {
    if (one.erasures_known()) continue;
    text += " « " + one.origin + " » a le même passé que ce journal, jusqu'à une restauration." +
            unlisted_words(one);
  }
  return text;
}

}  // namespace probant::cli
