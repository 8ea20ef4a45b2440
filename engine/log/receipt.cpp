#include "engine/log/receipt.hpp"

#include "engine/log/envelope.hpp"
#include "events/codec/json_text.hpp"

namespace probant {
namespace {

std::string extra_of(Receipt const& receipt) {
  std::string text = R"({"blinding":)";
  if (receipt.blinding) {
    append_json_string(text, Sha256{*receipt.blinding}.text());
  } else {
    text += "null";
  }
  text += R"(,"envelope":)";
  append_json_string(text, receipt.envelope);
  text += R"(,"payload":)";
  if (receipt.payload) {
    append_json_string(text, *receipt.payload);
  } else {
    text += "null";
  }
  return text + "}";
}

/// A receipt is given of what was recorded, or of what is lawfully empty: of nothing else.
void ensure_as_recorded(StoredEvent const& event, Receipt const& receipt) {
  Hasher hasher;
  std::optional<Sha256> commitment;
  if (receipt.payload) {
    commitment = payload_commitment(hasher, *receipt.blinding, *receipt.payload);
  }
  bool const whole = event.erased == !receipt.payload;
  if (whole && envelope_agrees(receipt.envelope, hasher, event, commitment)) return;
  throw StoreError("L'événement " + std::to_string(event.position) +
                   " n'est plus tel qu'il a été inscrit : aucun reçu n'en est donné ; lancez "
                   "probant verify.");
}

}  // namespace

Receipt receipt_of(EventStore const& store, Tree& tree, SignedNote const& checkpoint,
                   Position position) {
  Receipt receipt;
  store.scan_leaves(position, position + 1, [&receipt](StoredLeaf const& leaf) {
    receipt.envelope = leaf.envelope;
    if (!leaf.erased) receipt.blinding = leaf.blinding;
    return true;
  });
  store.scan(position, position + 1, [&receipt](StoredEvent const& event) {
    if (event.erased) {
      receipt.blinding.reset();
    } else if (receipt.blinding) {
      receipt.payload = event.payload;
    }
    ensure_as_recorded(event, receipt);
    return true;
  });
  auto proof = make_proof_file(tree, static_cast<std::uint64_t>(position), checkpoint);
  proof.extra = extra_of(receipt);
  receipt.file = proof.bytes();
  return receipt;
}

}  // namespace probant
