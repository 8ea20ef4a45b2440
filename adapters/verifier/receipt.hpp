// Verifies what one person holds of a log, without an export: the receipt of one event (a
// .tlog-proof that brings its envelope and payload along), or the proof that a log goes on from an
// earlier checkpoint (the form witnesses take: C2SP tlog-witness, add-checkpoint).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "adapters/verifier/export_check.hpp"

namespace probant::verifier {

/// Whether `proof` shows that its envelope, or the one given, is in the log of its checkpoint, and
/// that the payload it brings along is the one the envelope commits to.
Report check_proof(std::string_view proof, std::optional<std::string> const& envelope,
                   Given const& given);

/// Whether `proof` shows that the log of its checkpoint goes on from each of `given.checkpoints`.
Report check_consistency(std::string_view proof, Given const& given);

inline constexpr std::size_t max_consistency_bytes = 300'000;

}  // namespace probant::verifier
