#include "adapters/evidence/prefix_store.hpp"

#include <algorithm>
#include <stdexcept>

namespace probant {

PrefixStore::PrefixStore(EventStore const& whole, Position size, Sha256 const& root)
    : whole_{whole}, head_{size, {}, root} {
  if (size == 0) return;
  whole_.scan(size - 1, size, [this](StoredEvent const& last) {
    head_.recorded_at = last.recorded_at;
    return true;
  });
}

AppendResult PrefixStore::append(AppendBatch const&) {
  throw std::logic_error("the beginning of a log is only read");
}

void PrefixStore::scan(Position from, Position to, Visitor const& visit) const {
  whole_.scan(from, std::min(to, head_.next), visit);
}

void PrefixStore::scan_dossier(DossierId const& dossier, Visitor const& visit) const {
  whole_.scan_dossier(dossier, [&](StoredEvent const& event) {
    return event.position < head_.next && visit(event);
  });
}

void PrefixStore::scan_leaves(Position from, Position to, LeafVisitor const& visit) const {
  whole_.scan_leaves(from, std::min(to, head_.next), visit);
}

std::optional<ProposalRecord> PrefixStore::find_proposal(std::string_view id) const {
  auto record = whole_.find_proposal(id);
  if (record && record->position >= head_.next) record.reset();
  return record;
}

std::vector<Sha256> PrefixStore::tile(TileId id, unsigned width) const {
  return whole_.tile(id, width);
}

}  // namespace probant
