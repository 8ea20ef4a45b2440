#include "engine/kernel/repetition.hpp"

#include "engine/log/digest.hpp"
#include "events/codec/json_out.hpp"

namespace probant {

Repetition repetition_of(EventStore const& store, Proposal const& proposal) {
  auto const record = store.find_proposal(proposal.id);
  if (!record) return Repetition::none;
  Hasher hasher;
  auto const asked = canonical_proposal(proposal);
  // Stores of earlier programs hold the digest alone.
  bool same = record->body_hash == hasher.sha256(asked);
  store.scan_leaves(record->position, record->position + 1, [&](StoredLeaf const& leaf) {
    same = same || leaf.erased ||
           record->body_hash == hasher.hmac_sha256(as_text(leaf.blinding), asked);
    return false;
  });
  return same ? Repetition::same : Repetition::other;
}

std::string used_for_another(std::string const& id) {
  return "L'identifiant « " + id +
         " » a déjà servi pour une autre proposition : un nouvel acte demande un nouvel "
         "identifiant.";
}

}  // namespace probant
