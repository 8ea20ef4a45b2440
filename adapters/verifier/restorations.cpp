#include "adapters/verifier/restorations.hpp"

#include <algorithm>

#include "adapters/verifier/envelope.hpp"

namespace probant::verifier {
namespace {

/// By which the log of `one` went on under the key that signed its certificate; null: none.
KeyChange const* change_of(Forebear const& one, Told const& told) {
  auto const found = std::ranges::find_if(told.key_changes, [&one](KeyChange const& change) {
    return change.from == one.keys.front() && change.to == one.next;
  });
  return found == told.key_changes.end() ? nullptr : &*found;
}

/// The two events follow each other.
Restoration const* restoration_at(std::int64_t position, Told const& told) {
  auto const found = std::ranges::find(told.restorations, position, &Restoration::position);
  return found == told.restorations.end() ? nullptr : &*found;
}

/// In what the certificate differs from the event; empty: in nothing.
std::string difference(Forebear const& one, Restoration const& event) {
  if (one.said.events != event.size) return "le nombre d'événements restaurés";
  if (one.root != event.root) return "la racine restaurée";
  if (one.said.lost != event.lost()) return "ce qui a été perdu";
  if (instant_order(one.said.restored_at) != instant_order(event.recorded_at)) return "la date";
  if (one.backup_made_at != event.backup_made_at) return "la date de la sauvegarde";
  if (one.erasures_reapplied != event.erasures_reapplied) return "les effacements appliqués";
  return {};
}

/// Of how many events the newest checkpoint is that was kept of it; 0: none was.
std::int64_t newest_of(Forebear const& one) {
  for (auto const& [name, bytes] : one.kept) {
    auto const note = name == one.folder + "checkpoint" ? Note::parse(bytes) : std::nullopt;
    auto const said = note ? Checkpoint::parse(note->text) : std::nullopt;
    if (said) return said->size;
  }
  return 0;
}

}  // namespace

void check_restorations(Told const& told, Lineage const& lineage, Folder& folder, Report& report) {
  if (!told.complete) return;
  for (auto const& one : lineage.forebears) {
    auto const* change = change_of(one, told);
    auto const* event = change == nullptr ? nullptr : restoration_at(change->position - 1, told);
    auto const file = one.folder + "certificate";
    if (event == nullptr) {
      report.add({}, file,
                 "aucun événement ne dit que ce journal en continue un autre, de la clé " +
                     one.keys.front().text() + " à la clé " + one.next.text());
      continue;
    }
    if (newest_of(one) > event->known) {
      report.add({}, one.folder + "checkpoint",
                 "est de plus d'événements que la restauration n'en connaissait, " +
                     std::to_string(event->known) + " selon l'événement de la position " +
                     std::to_string(event->position));
    }
    auto const other = difference(one, *event);
    if (other.empty()) continue;
    report.add({}, file,
               "ne dit pas ce que dit de cette restauration l'événement de la position " +
                   std::to_string(event->position) + " : " + other +
                   " ; c'est l'événement qui fait foi");
  }
  for (auto const& one : told.restorations) {
    auto const forks = [&one](KeyChange const& change) {
      return change.position == one.position + 1 && change.from.name != change.to.name;
    };
    if (one.lost() == 0 && std::ranges::none_of(told.key_changes, forks)) continue;
    auto const file = std::string{lost} + std::to_string(one.size) + "/certificate";
    if (folder.has(file)) continue;
    report.add(one.position, file,
               "le certificat de la restauration que cet événement raconte manque");
  }
}

void check_missing_stamps(Told const& told, Report& report) {
  if (!told.complete) return;  // a restoration may be in what could not be read
  for (auto const& stamp : told.stamps) {
    auto const lost_before = std::ranges::find_if(told.restorations, [&stamp](auto const& one) {
      return stamp.position < one.size &&
             std::ranges::find(one.stamps_lost, stamp.position) != one.stamps_lost.end();
    });
    if (lost_before != told.restorations.end()) {
      report.notices.push_back(stamp.token() +
                               " : jeton d'horodatage perdu avant la restauration du " +
                               lost_before->recorded_at +
                               ", comme le dit l'événement de la "
                               "position " +
                               std::to_string(lost_before->position));
    } else {
      report.add(stamp.position, stamp.token(),
                 "le jeton d'horodatage que cet événement nomme manque");
    }
  }
}

void tell_unled(Told const& told, Lineage const& lineage, Report& report) {
  for (auto const& one : lineage.forebears) {
    auto const& last = one.keys.front();
    auto key = one.keys.back();
    for (auto const& change : told.key_changes) {
      if (change.to.name == one.said.origin) key = change.to;
    }
    auto const led = terms(key, lineage.handovers);
    if (std::ranges::find(led, last, &Term::key) != led.end()) continue;
    report.notices.push_back(one.folder + std::string{rotations} + " : du journal « " +
                             one.said.origin +
                             " », un passage d'une clé à la suivante n'est pas dans cet export ; "
                             "que sa dernière clé fût " +
                             last.text() +
                             ", seul le dit ce qui l'a suivi (le certificat de la restauration) ; "
                             "qui ne connaît que " +
                             key.text() + " n'y est pas mené");
  }
}

void tell_unproven(Lineage const& lineage, Report& report) {
  for (auto const& one : lineage.forebears) {
    bool const given_up = std::ranges::any_of(lineage.handovers, [&one](Handover const& handover) {
      return !handover.forks() && handover.leads_on(one.next);
    });
    if (!given_up) continue;
    report.notices.push_back(
        one.folder +
        "certificate : la clé qui l'a signé a été remplacée depuis ; ce qu'il dit de "
        "la perte et de sa date, seul l'export du journal entier le prouve, par ses "
        "événements");
  }
}

}  // namespace probant::verifier
