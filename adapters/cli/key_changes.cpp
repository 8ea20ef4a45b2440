#include "adapters/cli/key_changes.hpp"

#include "adapters/cli/certificates.hpp"
#include "adapters/cli/terminal.hpp"
#include "adapters/notary/files.hpp"
#include "engine/kernel/event_reader.hpp"

namespace probant::cli {

namespace fs = std::filesystem;

std::vector<KeyChange> changes_in(EventStore const& store) {
  std::vector<KeyChange> changes;
  EventReader reader;
  Position restored_at = -1;
  store.scan_dossier(DossierId::journal(), [&](StoredEvent const& stored) {
    auto const& event = reader.read(stored).event;
    if (std::holds_alternative<journal::Restored>(event.body)) restored_at = stored.position;
    auto const* rotated = std::get_if<journal::KeyRotated>(&event.body);
    if (rotated == nullptr) return true;
    auto from = VerifierKey::parse(rotated->previous_key.value);
    auto to = VerifierKey::parse(rotated->key.value);
    if (!from || !to) return true;
    bool const by_restore = restored_at >= 0 && stored.position == restored_at + 1 &&
                            stored.actor.id == restorer_account;
    changes.push_back(
        {stored.position, *std::move(from), *std::move(to), stored.actor.id, by_restore});
    return true;
  });
  return changes;
}

std::vector<Replaced> take_replaced(std::vector<KeyChange>& changes) {
  std::vector<Replaced> replaced;
  std::vector<KeyChange> effective;
  for (std::size_t at = 0; at < changes.size(); ++at) {
    auto const& one = changes[at];
    auto const* next = at + 1 < changes.size() ? &changes[at + 1] : nullptr;
    bool const gives_way = next != nullptr && !one.without_passage &&
                           one.from.name() == one.to.name() && next->from == one.from &&
                           next->to != one.to && next->to != next->from;
    if (gives_way) {
      replaced.push_back({one, *next});
    } else {
      effective.push_back(one);
    }
  }
  changes = std::move(effective);
  return replaced;
}

bool prepared_is(fs::path const& file, VerifierKey const& key) {
  try {
    auto const bytes = notary::read_file(file, notary::max_key_file_bytes);
    if (!bytes) return false;
    auto const prepared = SigningKey::parse(bytes->substr(0, bytes->find('\n')));
    return prepared && prepared->verifier() == key;
  } catch (StoreError const&) {
    return true;  // whoever may not read it cannot tell
  }
}

std::string unprepared_words(KeyChange const& change) {
  return "la position " + std::to_string(change.position) + " nomme la clé suivante, " +
         change.to.text() +
         ", qui n'a rien signé ici et n'est pas celle que « probant rotate-key » aurait préparée "
         "(evidence/signing-key.next) : ou bien cette commande a été interrompue et la clé "
         "préparée perdue, ou bien quelqu'un d'autre a inscrit cet événement ; « probant history "
         "journal:main » dit sous quel nom. La clé en vigueur reste " +
         change.from.text() +
         ". Une fois compris d'où il vient, « probant rotate-key » abandonne ce remplacement et "
         "met en place une autre clé";
}

std::string waiting_rotation(EventStore const& store, fs::path const& directory,
                             VerifierKey const& signing) {
  auto const changes = changes_in(store);
  if (changes.empty() || changes.back().from != signing) return {};
  auto const next = notary::Places{directory}.next_key();
  return prepared_is(next, changes.back().to) ? std::string{waiting_words}
                                              : unprepared_words(changes.back());
}

void tell_waiting_rotation(EventStore const& store, fs::path const& directory,
                           VerifierKey const& signing) {
  auto const waiting = waiting_rotation(store, directory, signing);
  if (!waiting.empty()) complain("probant : attention, " + waiting + ".");
}

}  // namespace probant::cli
