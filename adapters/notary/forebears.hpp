// evidence/lost/<size>/: of a log that this one goes on from, of which it has the first
// `size` events. Whoever trusted that log is led to this one by its last word, `handover`: a
// checkpoint of that size that names the key of the log that goes on (`log-continues <vkey>`),
// signed by both. Without the old key nobody could sign one. Everything throws StoreError.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "engine/log/checkpoint.hpp"

namespace probant::notary {

inline constexpr std::size_t max_key_file_bytes = 64 * 1024;

struct Forebear {
  std::filesystem::path folder;
  std::string origin;
  std::uint64_t size = 0;         ///< events of it that this log begins with
  std::vector<VerifierKey> keys;  ///< newest first, at least one
  std::optional<OpenedCheckpoint> handover;

  std::filesystem::path certificate() const { return folder / "certificate"; }
  std::filesystem::path checkpoint() const { return folder / "checkpoint"; }
  std::filesystem::path rotations() const { return folder / "rotations"; }
};

/// By size. Refuses a folder without keys, and a handover that is none.
std::vector<Forebear> read_forebears(std::filesystem::path const& lost);

/// One a line, newest first.
std::vector<VerifierKey> read_public_keys(std::filesystem::path const& file);

/// The key that signs from a checkpoint on, when it says so and that key has signed it too.
std::optional<VerifierKey> handed_over_to(OpenedCheckpoint const& opened);

/// The last word of the log of `key` at this state: that the log of `next` goes on from it.
SignedNote sign_handover(SigningKey const& key, std::uint64_t size, Sha256 const& root,
                         SigningKey const& next);

}  // namespace probant::notary
