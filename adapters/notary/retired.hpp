// Keys of a log that handed over to another. What one of them signed of the log until then stays
// good; what it alone signed of more events is nobody's word about the log: whoever got hold of a
// key that was given up could stop the log by it, or pass off another for it.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "engine/log/checkpoint.hpp"

namespace probant::notary {

struct RetiredKey {
  VerifierKey key;
  std::uint64_t events = 0;  ///< in the checkpoint by which it handed over
};

/// Adds who hands over in the note, one of `known`, to another key of the same log.
void retire(std::vector<RetiredKey>& retired, SignedNote const& note,
            std::span<VerifierKey const> known);

/// Goes on from the newest of `keys`, the first, by those of these notes that are handovers, in
/// whatever order they come; who handed over is added to `retired`.
void follow_keys(std::vector<VerifierKey>& keys, std::vector<RetiredKey>& retired,
                 std::span<std::string const> notes);

/// Why what `signers` signed of the log's first `events` events is not to be believed: all of them
/// are witnesses, or keys that had handed over before. French; empty when it may be.
std::string retired_words(std::span<VerifierKey const> signers, std::uint64_t events,
                          std::span<RetiredKey const> retired);

}  // namespace probant::notary
