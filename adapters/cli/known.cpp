#include <algorithm>
#include <set>

#include "adapters/cli/exit.hpp"
#include "adapters/cli/origins.hpp"
#include "adapters/cli/outside.hpp"
#include "adapters/cli/restore.hpp"
#include "adapters/notary/files.hpp"
#include "adapters/notary/forebear_keys.hpp"

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
  known.all.push_back({from, opened.checkpoint});
  known.from.push_back(std::move(from));
  bool const newer =
      !known.checkpoint || opened.checkpoint.size > known.checkpoint->checkpoint.size;
  if (newer) known.checkpoint = std::move(opened);
}

/// Those have been looked at already: they say nothing of the log of the backup itself.
bool of_continued(Known const& known, fs::path const& file) {
  auto const note = SignedNote::parse(notary::read_file(file, max_note_bytes).value_or(""));
  auto const said = note ? Checkpoint::parse(note->text) : std::nullopt;
  auto const of_it = [&said](Continued const& one) { return one.origin == said->origin; };
  return said &&
         (std::ranges::any_of(known.continued, of_it) || std::ranges::any_of(known.beside, of_it));
}

bool listed_by_continued(Known const& known, fs::path const& file) {
  auto const by = [&file](Continued const& one) {
    return !one.evidence.keys.empty() && notary::listed_by(file, one.evidence);
  };
  return std::ranges::any_of(known.continued, by) || std::ranges::any_of(known.beside, by);
}

void learn_file(Known& known, Backup const& backup, fs::path const& file) {
  auto const bytes = notary::read_file(file, max_note_bytes).value_or("");
  auto opened = backup.evidence.open_earlier(bytes);
  if (opened.good()) return learn(known, std::move(opened), file.string());
  auto const unknown = backup.evidence.unknown_words(bytes);
  bool const retired = open_checkpoint(bytes, backup.evidence.keys).good();
  throw StoreError{file.string() + " : " + (unknown.empty() ? opened.why : unknown) +
                   (retired ? ". Si une copie du journal a continué sous cette clé, c'est une "
                              "autre histoire, qu'elle n'avait plus qualité pour attester : gardez "
                              "ce fichier, il le prouve, et relancez sans lui"
                            : "") +
                   "."};
}

/// Those of the files that tell who signs since the backup.
void learn_keys(Backup& backup, std::vector<fs::path> const& files) {
  std::vector<std::string> notes;
  for (auto const& file : files) {
    notes.push_back(notary::read_file(file, max_note_bytes).value_or(""));
  }
  auto const known = backup.evidence.keys.size();
  backup.evidence.follow(notes);
  if (backup.evidence.keys.size() == known) return;
  for (auto const& note : notes) {
    auto opened = backup.evidence.open(note);
    if (opened.good() && notary::handed_over_to(opened)) {
      backup.passages.push_back(std::move(opened));
    }
  }
}

/// What restorations with loss put aside in a copy: it knows of what was lost.
std::vector<fs::path> put_aside(fs::path const& copy, std::string_view name) {
  std::vector<fs::path> files;
  std::error_code error;
  for (auto const& entry : fs::directory_iterator{copy, error}) {
    bool const aside = entry.path().filename().string().starts_with(std::string{name} + ".lost-");
    if (aside) files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

/// By which keys followed each other, in copies: those that a restoration put aside with the rest,
/// and those of folders that are not in the settings.
std::vector<fs::path> further_passages(Backup const& backup) {
  std::vector<fs::path> files;
  for (auto const& copy : backup.copies) {
    auto folders = put_aside(copy, "rotations");
    folders.push_back(copy / "rotations");
    for (auto const& folder : folders) {
      std::error_code error;
      for (auto const& entry : fs::directory_iterator{folder, error}) {
        if (entry.is_regular_file()) files.push_back(entry.path());
      }
    }
  }
  return files;
}

bool is_foreign(Backup const& backup, fs::path const& file) {
  auto const& origin = backup.evidence.settings.origin;
  return std::ranges::any_of(backup.evidence.foreign, [&](notary::ForeignCopy const& one) {
    return one.file == file && !one.origin.empty() && one.origin != origin;
  });
}

notary::ForeignCopy const* retired_in(Backup const& backup, fs::path const& file) {
  auto const& foreign = backup.evidence.foreign;
  auto const found = std::ranges::find_if(
      foreign, [&](notary::ForeignCopy const& one) { return one.file == file && one.retired; });
  return found == foreign.end() ? nullptr : &*found;
}

/// What copies hold of the log beside their checkpoint.
void learn_beside(Known& known, Backup const& backup) {
  auto const& copies = backup.evidence.settings.copies;
  for (auto const& place : backup.copies) {
    auto files = put_aside(place, "checkpoint");
    bool const own_folder = std::ranges::find(copies, place) == copies.end();
    if (own_folder) files.push_back(place / "checkpoint");
    for (auto const& file : files) {
      auto opened = backup.evidence.open(notary::read_file(file, max_note_bytes).value_or(""));
      if (opened.good()) learn(known, std::move(opened), file.string());
    }
  }
}

void learn_copies(Known& known, Backup const& backup, bool drill) {
  learn_beside(known, backup);
  for (auto const& copy : backup.evidence.settings.copies) {
    auto const file = copy / "checkpoint";
    if (!fs::exists(file)) {
      known.silent.push_back("copie " + copy.string() +
                             " : pas de point de contrôle à cet endroit");
    } else if (is_foreign(backup, file)) {
      known.taken.push_back(copy);
      known.silent.push_back(
          "copie " + copy.string() +
          " : un autre journal y publie ses points de contrôle ; celui-ci " +
          (drill ? "n'y publiera rien" : "le fera à côté, dans un dossier à lui"));
    } else if (auto const* retired = retired_in(backup, file)) {
      known.silent.push_back("copie " + copy.string() + " : " + retired->why);
    } else {
      learn_file(known, backup, file);
      ++known.copies_read;
    }
  }
}

/// What is known from outside may contradict itself beyond what the backup can be compared with:
/// one contradiction of each size.
std::vector<std::string> forks_beyond(Position backup, std::vector<notary::Attested> const& all) {
  std::set<std::uint64_t> told;
  std::vector<std::string> forks;
  for (auto one = all.begin(); one != all.end(); ++one) {
    if (static_cast<Position>(one->checkpoint.size) <= backup) continue;
    for (auto other = all.begin(); other != one; ++other) {
      auto const fork = notary::fork_between(*other, *one);
      if (!fork || !told.insert(fork->size).second) continue;
      forks.push_back(notary::fork_words(one->checkpoint.origin, *fork));
    }
  }
  return forks;
}

/// What the logs before the one of the backup ordered, of what they share with it, by lists given,
/// which are taken away, and those of copies: it is erased in the backup already, unless no list
/// was at hand when that log was begun.
std::vector<ErasedPayload> erased_before(Backup const& backup, std::vector<fs::path>& lists) {
  auto all = lists;
  for (auto const& copy : backup.copies) {
    for (auto const& aside : put_aside(copy, "erasures")) all.push_back(aside);
  }
  std::vector<ErasedPayload> erased;
  for (auto const& one : backup.evidence.forebears) {
    notary::Evidence before;
    before.settings.origin = one.origin;
    before.keys = one.keys;
    before.retired = notary::retired_of(one);
    for (auto const& list : all) {
      if (!notary::listed_by(list, before)) continue;
      erased = merged(std::move(erased), notary::read_erasures(list, before).erasures);
      std::erase(lists, list);
    }
  }
  return erased;
}

/// Of a log that goes on from that of the backup, or from one before it: its key is known by the
/// handover that names it alone.
void ensure_no_successors(fs::path const& list, Backup const& backup) {
  auto const origin = notary::listed_origin(list);
  auto const& own = backup.evidence.settings.origin;
  auto const precedes = [&](notary::Forebear const& one) {
    return goes_on_from(one.origin, origin);
  };
  bool const follows =
      goes_on_from(own, origin) || std::ranges::any_of(backup.evidence.forebears, precedes);
  if (origin == own || !follows) return;
  throw StoreError{"--erasures " + list.string() + " : cette liste est de « " + origin +
                   " », qui continue ce journal ou un autre d'avant : sa clé n'est connue que par "
                   "le passage que l'ancienne a signé. Donnez-le aussi : --checkpoint "
                   "evidence/lost/N/handover, du magasin de « " +
                   origin +
                   " », d'une sauvegarde ou d'un export de lui (lost/N/handover), ou "
                   "« handover.lost-… » d'une copie."};
}

/// The lists of erasures that copies hold of this log.
std::vector<fs::path> lists_in_copies(Known const& known, Backup const& backup) {
  std::vector<fs::path> lists;
  for (auto const& copy : backup.evidence.settings.copies) {
    bool const taken = std::ranges::find(known.taken, copy) != known.taken.end();
    if (!taken) lists.push_back(copy / "erasures");
  }
  for (auto const& place : backup.copies) {
    auto files = put_aside(place, "erasures");
    files.push_back(place / "erasures");
    for (auto const& file : files) {  // other logs have theirs there too
      if (notary::listed_by(file, backup.evidence)) lists.push_back(file);
    }
  }
  return lists;
}

}  // namespace

Known known_of(Backup& backup, RestoreOptions const& options) {
  Known known;
  known.checkpoint = backup.evidence.checkpoint;
  auto held = notary::attested_by(backup.evidence, notary::Places{backup.sound});
  for (auto& one : held) {
    if (one.name == notary::own_name) known.all.push_back(std::move(one));  // copies are read below
  }
  auto const given = given_files(options.checkpoints);
  auto passages = further_passages(backup);
  passages.insert(passages.end(), given.begin(), given.end());
  learn_keys(backup, passages);
  auto lists = given_files(options.erasures);
  auto branches = branches_of(backup, given, lists);
  known.continued = std::move(branches.continued);
  known.beside = std::move(branches.beside);
  for (auto const& file : given) {
    if (!of_continued(known, file)) learn_file(known, backup, file);
  }
  learn_copies(known, backup, options.drill);
  for (auto& seen : last_seen_by_witnesses(backup.evidence)) {
    if (seen.under_unknown_key) {
      known.from.push_back("témoin " + seen.witness + ", sous une clé plus récente du journal");
      known.all.push_back({known.from.back(), seen.last.checkpoint});
    } else if (seen.last.good()) {
      learn(known, std::move(seen.last), "témoin " + seen.witness);
    } else {
      known.silent.push_back("témoin " + seen.witness + " : " + seen.last.why);
    }
  }
  auto all = notary::read_erasures(notary::Places{backup.sound}.erasures(), backup.evidence);
  all.covers = std::max(all.covers, backup.certificate.events);  // its log orders them itself
  std::erase_if(lists, [&known](fs::path const& file) { return listed_by_continued(known, file); });
  known.erased_before = erased_before(backup, lists);
  for (auto const& file : lists) ensure_no_successors(file, backup);
  for (auto const& file : lists_in_copies(known, backup)) lists.push_back(file);
  for (auto const& file : lists) {
    known.erasures_listed = known.erasures_listed || std::filesystem::exists(file);
    all = notary::merged(std::move(all), notary::read_erasures(file, backup.evidence));
  }
  known.erasures = std::move(all.erasures);
  known.erasures_cover = all.covers;
  known.size = backup.certificate.events;
  known.root = backup.certificate.root;
  for (auto const& [name, checkpoint] : known.all) {
    if (static_cast<Position>(checkpoint.size) <= known.size) continue;
    known.size = static_cast<Position>(checkpoint.size);
    known.root = checkpoint.root;
  }
  known.forks = forks_beyond(backup.certificate.events, known.all);
  // An erasure tells of the event that ordered it, even when no checkpoint does.
  for (auto const& one : known.erasures) known.size = std::max(known.size, one.ordered_by + 1);
  return known;
}

}  // namespace probant::cli
