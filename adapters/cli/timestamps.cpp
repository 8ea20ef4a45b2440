#include "adapters/cli/timestamps.hpp"

#include <algorithm>
#include <set>

#include "adapters/cli/exit.hpp"
#include "adapters/notary/files.hpp"
#include "adapters/timestamp/timestamp.hpp"
#include "engine/kernel/event_reader.hpp"
#include "engine/log/continuity.hpp"
#include "engine/log/digest.hpp"
#include "projections/span_words.hpp"

namespace probant::cli {
namespace {

namespace fs = std::filesystem;

/// A stamp as an event tells of it.
struct NamedStamp {
  Position position = 0;
  journal::CheckpointTimestamped stamped;
  std::string lost_before;  ///< when a restoration was recorded that says it is lost; empty: none
};

std::vector<NamedStamp> recorded_timestamps(EventStore const& store) {
  std::vector<NamedStamp> found;
  EventReader reader;
  store.scan_dossier(DossierId::journal(), [&](StoredEvent const& stored) {
    auto const& event = reader.read(stored).event;
    if (auto const* stamped = std::get_if<journal::CheckpointTimestamped>(&event.body)) {
      found.push_back({stored.position, *stamped, {}});
    }
    auto const* restored = std::get_if<journal::Restored>(&event.body);
    if (restored == nullptr || !restored->stamps_lost) return true;
    for (auto const& lost : *restored->stamps_lost) {
      auto const named = std::ranges::find(found, lost.value, &NamedStamp::position);
      bool const restored_then = lost.value < restored->size.value;
      if (named == found.end() || !restored_then) continue;
      if (named->lost_before.empty()) named->lost_before = stored.recorded_at.text();
    }
    return true;
  });
  return found;
}

/// `foreign`: the token is the one the journal names, and other certificates are trusted. `lost`:
/// it was, before a restoration.
struct Finding {
  std::string why;
  bool foreign = false;
  bool lost = false;
};

Finding problem_with(NamedStamp const& named, fs::path const& directory,
                     notary::Evidence const& evidence, std::string const& ca_file) {
  auto const& stamped = named.stamped;
  auto const name = std::to_string(stamped.size.value);
  auto const checkpoint = notary::read_file(directory / (name + ".checkpoint"), max_note_bytes);
  auto const token = notary::read_file(directory / (name + ".tsr"), timestamp::max_answer_bytes);
  if (!checkpoint || !token) {
    if (named.lost_before.empty()) return {"le jeton ou son point de contrôle manque"};
    return {"perdu avant la restauration du " + named.lost_before + ", dont l'événement le dit",
            false, true};
  }
  if (sha256(*token) != stamped.token_sha256) return {"le jeton n'est pas celui qui a été reçu"};
  auto const opened = evidence.open_earlier(*checkpoint);
  if (!opened.good()) return {opened.why};
  if (opened.checkpoint.root != stamped.root ||
      opened.checkpoint.size != static_cast<std::uint64_t>(stamped.size.value)) {
    return {"le point de contrôle n'est pas celui que le journal nomme"};
  }
  auto const stamp = timestamp::check_answer(*token, *checkpoint, "");
  if (!stamp.good()) return {stamp.why};
  if (ca_file.empty()) return {};
  auto const trusted = timestamp::check_answer(*token, *checkpoint, ca_file);
  return {trusted.why, !trusted.good()};
}

/// A token may have come and not been recorded, as when the process was killed: it goes with
/// exports, and is then one of the log.
std::string problem_with_unnamed(fs::path const& checkpoint, EventStore const& store,
                                 notary::Evidence const& evidence) {
  auto token = checkpoint;
  auto const note = notary::read_file(checkpoint, max_note_bytes);
  auto const answer =
      notary::read_file(token.replace_extension(".tsr"), timestamp::max_answer_bytes);
  if (!note || !answer) return {};  // no pair, and not exported
  auto const opened = evidence.open_earlier(*note);
  if (!opened.good()) return opened.why;
  if (checkpoint.stem() != std::to_string(opened.checkpoint.size)) {
    return "ce point de contrôle n'est pas celui de ce nombre d'événements";
  }
  if (auto why = conflict_with(store, opened.checkpoint); !why.empty()) return why;
  return timestamp::check_answer(*answer, *note, "").why;
}

Instant recorded_at(EventStore const& store, Position position) {
  Instant found;
  store.scan(position, position + 1, [&found](StoredEvent const& event) {
    found = event.recorded_at;
    return false;
  });
  return found;
}

/// What an authority saw cannot have been recorded later, but by clocks that differ. Instants of a
/// log never go back: the last event that is covered tells, and the first is found by halves, from
/// `low` on.
std::string recorded_later(journal::CheckpointTimestamped const& stamped, EventStore const& store,
                           Instant at, Position low) {
  constexpr std::int64_t minute = 60;
  auto const size = stamped.size.value;
  if (size > store.head().next) return {};
  auto const until = at.plus_seconds(minute);
  Position high = size;  // none from there on counts
  while (low < high) {
    auto const middle = low + (high - low) / 2;
    if (recorded_at(store, middle) > until) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  if (low >= size) return {};
  return "horodatage de " + event_count(size) + " : l'événement de la position " +
         std::to_string(low) + " dit avoir été enregistré le " + recorded_at(store, low).text() +
         ", après cet horodatage (" + stamped.generated_at.value +
         ") : c'est ce dernier qui fait foi, l'horloge de qui l'a enregistré avançait";
}

/// Of several stamps that cover an event, the earliest tells of it.
void find_later(TimestampCheck& check, EventStore const& store) {
  std::vector<std::pair<Instant, journal::CheckpointTimestamped const*>> by_time;
  for (auto const& one : check.found) {
    if (auto const at = Instant::parse(one.generated_at.value)) by_time.emplace_back(*at, &one);
  }
  std::ranges::sort(by_time, {}, [](auto const& one) {
    return std::pair{one.first, one.second->size.value};
  });
  Position covered = 0;
  for (auto const& [at, stamped] : by_time) {
    auto late = recorded_later(*stamped, store, at, covered);
    if (!late.empty()) check.later.push_back(std::move(late));
    covered = std::max(covered, static_cast<Position>(stamped->size.value));
  }
}

void check_unnamed(TimestampCheck& check, fs::path const& directory, EventStore const& store,
                   notary::Evidence const& evidence, std::set<std::string> const& named) {
  std::error_code error;
  for (auto const& entry : fs::directory_iterator{directory, error}) {
    auto const& file = entry.path();
    bool const other = !parse_tree_number(file.stem().string()) || named.contains(file.stem());
    if (file.extension() != ".checkpoint" || other) continue;
    auto const why = problem_with_unnamed(file, store, evidence);
    if (why.empty()) continue;
    check.problems.push_back(file.string() + " : " + why +
                             " ; aucun événement ne nomme cet horodatage : déplacez-le, avec son "
                             "jeton, hors du dossier evidence, sans le supprimer");
  }
}

}  // namespace

void ensure_certificates(std::string const& ca_file) {
  if (ca_file.empty() || timestamp::has_certificates(ca_file)) return;
  throw UsageError("--tsa-ca " + ca_file +
                   " : ce fichier n'existe pas, ou ne contient pas de certificat (PEM).");
}

TimestampCheck check_timestamps(EventStore const& store, std::string const& store_directory,
                                notary::Evidence const& evidence, std::string const& ca_file) {
  TimestampCheck check;
  check.verified = !ca_file.empty();
  auto const directory = notary::Places{store_directory}.timestamps();
  std::set<std::string> named;
  for (auto const& one : recorded_timestamps(store)) {
    auto const& stamped = one.stamped;
    named.insert(std::to_string(stamped.size.value));
    auto const finding = problem_with(one, directory, evidence, ca_file);
    auto const words = "horodatage de " + event_count(stamped.size.value) + " : " + finding.why;
    if (finding.foreign) {
      check.untrusted.push_back(words + " ; ces certificats ne sont pas ceux de l'autorité, « " +
                                stamped.authority.value + " »");
    } else if (finding.lost) {
      check.lost.push_back(words);
    } else if (!finding.why.empty()) {
      check.broken.push_back({one.position, stamped, words});
    } else {
      check.found.push_back(stamped);
    }
  }
  find_later(check, store);
  check_unnamed(check, directory, store, evidence, named);
  return check;
}

std::string ca_file_of(notary::Settings const& settings, std::string const& store_directory) {
  if (settings.tsa_ca_file.empty()) return {};
  return (notary::Places{store_directory}.directory / settings.tsa_ca_file).string();
}

}  // namespace probant::cli
