#include "adapters/evidence/receipt.hpp"

#include "engine/log/erasures.hpp"
#include "projections/span_words.hpp"

namespace probant {

Receipt receipt_of(EventStore const& store, KeptEvidence const& evidence, Position position) {
  auto const& opened = evidence.checkpoint;
  ensure_attested(store, opened);
  if (position < 0 || static_cast<std::uint64_t>(position) >= opened.checkpoint.size) {
    throw ExportError("La position " + std::to_string(position) +
                      " n'est pas couverte par le point de contrôle, qui compte " +
                      event_count(static_cast<std::int64_t>(opened.checkpoint.size)) + ".");
  }
  ensure_as_ordered(store, position);
  Tree tree{store, opened.checkpoint.size};
  return receipt_of(store, tree, opened.note, position);
}

}  // namespace probant
