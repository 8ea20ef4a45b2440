// A receipt that one event is in the log (C2SP tlog-proof, `.tlog-proof`), to be kept and checked
// without the log: where the event stands, the way up to the root, and a signed checkpoint.
//
//   c2sp.org/tlog-proof@v1
//   [extra <base64>]
//   index <decimal>
//   <base64 of each hash, nearest to the leaf first>
//
//   <the checkpoint, verbatim>
#pragma once

#include "engine/log/checkpoint.hpp"
#include "engine/log/proofs.hpp"

namespace probant {

/// Room for an envelope and the largest payload, twice escaped.
inline constexpr std::size_t max_proof_extra_bytes = std::size_t{16} * 1024 * 1024;

struct ProofFile {
  static constexpr std::string_view expected =
      "une preuve d'inclusion « c2sp.org/tlog-proof@v1 » : une ligne « index », le chemin jusqu'à "
      "la racine, une ligne vide, un point de contrôle signé";

  std::optional<std::string> extra{};  ///< opaque, vouched for by nobody
  std::uint64_t index = 0;
  std::vector<Sha256> path;  ///< at most 63
  SignedNote checkpoint;

  /// Nothing unless it is such a file to the letter: `bytes()` of the result is `file`.
  static std::optional<ProofFile> parse(std::string_view file);
  std::string bytes() const;
  bool operator==(ProofFile const&) const = default;
};

/// The receipt of event `index` under a checkpoint of this tree's size and root.
ProofFile make_proof_file(Tree& tree, std::uint64_t index, SignedNote checkpoint);

/// Whether `entry`, the exact bytes of an envelope, stands in the log where the proof says.
/// `opened.why` tells what does not hold.
OpenedCheckpoint check_proof_file(ProofFile const& proof, std::string_view entry,
                                  VerifierKey const& log_key,
                                  std::span<VerifierKey const> witnesses = {});

}  // namespace probant
