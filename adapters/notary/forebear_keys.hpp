// Handovers from one key of a log to the next, as they are kept; and which keys of a log that this
// one goes on from had handed over, by those kept of it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "adapters/notary/forebears.hpp"
#include "adapters/notary/retired.hpp"

namespace probant::notary {

/// Checkpoints by which keys handed over; those of a log's copies too.
std::vector<std::string> handovers_in(std::vector<std::filesystem::path> const& folders);

/// To which key, of the same log, that one handed over by one of these notes; nothing: to none.
std::optional<VerifierKey> next_key(std::vector<std::string> const& notes, VerifierKey const& key);

std::vector<RetiredKey> retired_of(Forebear const& forebear);

}  // namespace probant::notary
