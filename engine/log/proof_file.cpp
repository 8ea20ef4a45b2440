#include "engine/log/proof_file.hpp"

#include "engine/kernel/ensure.hpp"
#include "engine/log/base64.hpp"
#include "engine/log/merkle.hpp"

namespace probant {
namespace {

constexpr std::string_view header = "c2sp.org/tlog-proof@v1\n";
constexpr std::string_view extra_label = "extra ";
constexpr std::string_view index_label = "index ";
constexpr std::size_t max_path_hashes = 63;

/// Base64 is at most half as long again as its bytes.
bool is_too_long(std::string_view base64) { return base64.size() / 2 > max_proof_extra_bytes; }

}  // namespace

std::optional<ProofFile> ProofFile::parse(std::string_view file) {
  ProofFile proof;
  if (!file.starts_with(header)) return std::nullopt;
  file.remove_prefix(header.size());
  if (auto const base64 = take_line(file, extra_label)) {
    if (is_too_long(*base64)) return std::nullopt;
    proof.extra = from_base64(*base64);
    if (!proof.extra || proof.extra->size() > max_proof_extra_bytes) return std::nullopt;
  }
  auto const digits = take_line(file, index_label);
  auto const index = digits ? parse_tree_number(*digits) : std::nullopt;
  if (!index) return std::nullopt;
  proof.index = *index;
  for (auto line = take_line(file); !line || !line->empty();) {
    auto const hash = line ? hash_from_base64(*line) : std::nullopt;
    if (!hash || proof.path.size() == max_path_hashes) return std::nullopt;
    proof.path.push_back(*hash);
    line = take_line(file);
  }
  auto note = SignedNote::parse(file);
  if (!note || !Checkpoint::parse(note->text)) return std::nullopt;
  proof.checkpoint = *std::move(note);
  return proof;
}

std::string ProofFile::bytes() const {
  std::string file{header};
  if (extra) file += std::string{extra_label} + to_base64(*extra) + '\n';
  file += std::string{index_label} + std::to_string(index) + '\n';
  for (auto const& hash : path) file += to_base64(as_text(hash)) + '\n';
  return file + '\n' + checkpoint.bytes();
}

ProofFile make_proof_file(Tree& tree, std::uint64_t index, SignedNote checkpoint) {
  auto const said = Checkpoint::parse(checkpoint.text);
  ensure(said && said->size == tree.size() && said->root == tree.root(),
         "a checkpoint is that of the tree a proof is made from");
  return {std::nullopt, index, inclusion_proof(tree, index), std::move(checkpoint)};
}

OpenedCheckpoint check_proof_file(ProofFile const& proof, std::string_view entry,
                                  VerifierKey const& log_key,
                                  std::span<VerifierKey const> witnesses) {
  auto opened = open_checkpoint(proof.checkpoint.bytes(), log_key, witnesses);
  if (!opened.good()) return opened;
  Hasher hasher;
  auto const& [origin, size, root, extensions] = opened.checkpoint;
  if (proof.index >= size) {
    opened.why = "la preuve porte sur l'événement " + std::to_string(proof.index) +
                 " alors que le point de contrôle n'en compte que " + std::to_string(size);
  } else if (!verify_inclusion(leaf_hash(hasher, entry), proof.index, size, proof.path, root)) {
    opened.why = "l'enveloppe n'est pas celle de l'événement " + std::to_string(proof.index) +
                 " du journal : l'enveloppe ou la preuve a été modifiée";
  }
  return opened;
}

}  // namespace probant
