// By what the key of a log seals its head between two checkpoints (engine/log/seal.hpp).
#include <unistd.h>

#include <algorithm>

#include "adapters/notary/files.hpp"
#include "adapters/notary/notary.hpp"

namespace probant::notary {

std::optional<SealKey> seal_key_in(Places const& places, std::span<VerifierKey const> known) {
  auto const file = places.signing_key();
  if (::access(file.c_str(), R_OK) != 0) return std::nullopt;
  auto const text = read_file(file, max_key_file_bytes).value_or("");
  auto const key = SigningKey::parse(std::string_view{text}.substr(0, text.find('\n')));
  bool const ours = key && std::ranges::find(known, key->verifier()) != known.end();
  return ours ? std::optional{SealKey{*key}} : std::nullopt;
}

Bytes32 Notary::seal(Head const& head) const {
  std::lock_guard const lock{sealing_};
  return seal_keys_.front().seal(head);
}

bool Notary::seal_holds(Head const& head, std::optional<Bytes32> const& seal) const {
  std::lock_guard const lock{sealing_};
  return holds(seal_keys_, head, seal);
}

}  // namespace probant::notary
