#include "adapters/cli/restorations.hpp"

#include <algorithm>
#include <optional>

#include "adapters/cli/key_changes.hpp"
#include "adapters/cli/origins.hpp"
#include "engine/kernel/event_reader.hpp"

namespace probant::cli {
namespace {

std::string difference(RestoreCertificate const& said, ToldRestoration const& told) {
  if (said.previous_key != told.before.text()) return "la clé d'avant";
  if (said.key != told.office.text()) return "la clé d'après";
  if (said.events != told.said.size.value) return "le nombre d'événements restaurés";
  if (said.root != told.said.root) return "la racine restaurée";
  auto const lost = told.said.known_size.value - told.said.size.value;
  if (said.lost != std::max<std::int64_t>(lost, 0)) return "ce qui a été perdu";
  if (said.restored_at != told.recorded_at.text()) return "la date";
  if (said.backup_made_at != told.said.backup_made_at.value) return "la date de la sauvegarde";
  if (said.erasures_reapplied != told.said.erasures_reapplied.value) return "les effacements";
  return {};
}

}  // namespace

std::vector<ToldRestoration> restorations_in(EventStore const& store,
                                             notary::Evidence const& evidence) {
  struct Restored {
    Position position;
    std::string actor;
    Instant recorded_at;
    journal::Restored said;
  };
  auto changes = changes_in(store);
  take_replaced(changes);
  // Nor did one that waits take effect.
  if (!changes.empty() && changes.back().from == evidence.keys.front()) changes.pop_back();
  std::vector<Restored> restored;
  EventReader reader;
  store.scan_dossier(DossierId::journal(), [&](StoredEvent const& stored) {
    auto const& event = reader.read(stored).event;
    if (auto const* one = std::get_if<journal::Restored>(&event.body)) {
      restored.push_back({stored.position, stored.actor.id, stored.recorded_at, *one});
    }
    return true;
  });
  std::vector<ToldRestoration> told;
  for (auto const& event : restored) {
    auto before = changes.empty() ? evidence.keys.back() : changes.front().from;
    auto office = before;
    for (auto const& one : changes) {
      bool const its_own = one.position == event.position + 1 && one.actor == event.actor;
      if (one.position < event.position) before = one.to;
      if (one.position < event.position || its_own) office = one.to;
      if (its_own) before = one.from;  // it may have taken over in what was lost
    }
    told.push_back({event.position, event.said, event.recorded_at, before, office});
  }
  return told;
}

std::string differs_words(RestoreCertificate const& certificate,
                          std::vector<ToldRestoration> const& told, bool last) {
  if (certificate.drill != is_drill_of(certificate.origin, certificate.previous_origin)) {
    return "le certificat ne dit pas comme le nom du journal s'il est d'un exercice";
  }
  auto const of_it = [&](ToldRestoration const& one) {
    return one.before.text() == certificate.previous_key && one.office.text() == certificate.key;
  };
  auto const found =
      last && !told.empty() ? std::prev(told.end()) : std::ranges::find_if(told, of_it);
  if (found == told.end()) {
    return "aucun événement du journal ne raconte la restauration de ce certificat, de la clé " +
           certificate.previous_key + " à la clé " + certificate.key;
  }
  auto const other = difference(certificate, *found);
  if (other.empty()) return {};
  return "ce certificat ne dit pas ce que dit de la restauration l'événement de la position " +
         std::to_string(found->position) + " : " + other + " ; c'est l'événement qui fait foi";
}

}  // namespace probant::cli
