#include "adapters/witness/submit.hpp"

#include "adapters/witness/witness.hpp"
#include "engine/log/cosignature.hpp"
#include "engine/rules/counted.hpp"

namespace probant::witness {
namespace {

/// Another sender may have been faster once; a witness that moves on again and again is not asked
/// for ever.
constexpr int max_attempts = 4;
constexpr std::size_t max_shown_bytes = 300;

Cosigned failed(Peer const& peer, std::string const& why, bool refused = false) {
  return {std::nullopt, "témoin " + peer.key.name() + " : " + why, refused};
}

std::string shown(std::string_view body) {
  auto text = std::string{body.substr(0, std::min(body.find('\n'), max_shown_bytes))};
  for (auto& c : text) {
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  }
  return text;
}

Cosigned read_cosignature(Peer const& peer, std::string const& text, std::string body) {
  if (!body.ends_with('\n')) body += '\n';
  for (std::string_view rest = body; !rest.empty();) {
    auto const size = rest.find('\n') + 1;
    auto line = NoteSignature::parse(rest.substr(0, size));
    if (line && cosigned_at(peer.key, text, *line)) return {std::move(line), {}};
    rest.remove_prefix(size);
  }
  return failed(peer, "sa réponse ne contient pas de signature valable de sa clé.");
}

}  // namespace

Cosigned ask(Peer const& peer, OpenedCheckpoint const& checkpoint, Tree& tree, Post const& post,
             std::uint64_t known_size) {
  auto const size = checkpoint.checkpoint.size;
  for (int attempt = 0; attempt < max_attempts; ++attempt) {
    if (known_size > size) {
      return failed(peer,
                    "il a signé un point de contrôle de " +
                        counted(static_cast<std::int64_t>(known_size), "événement", "événements") +
                        ", alors que ce journal n'en a que " + std::to_string(size) +
                        " : une copie ancienne a été remise à la place du journal, ou deux "
                        "journaux portent le même nom.",
                    true);
    }
    AddCheckpoint request{known_size, {}, checkpoint.note, checkpoint.checkpoint};
    if (known_size != 0 && known_size != size) request.proof = consistency_proof(tree, known_size);
    auto const answer = post(peer.url + "/add-checkpoint", request.bytes());
    if (!answer.why.empty()) return failed(peer, answer.why);
    if (answer.status == 200) return read_cosignature(peer, checkpoint.note.text, answer.body);
    std::string_view size_line = answer.body;
    if (size_line.ends_with('\n')) size_line.remove_suffix(1);
    auto const told = parse_tree_number(size_line);
    if (answer.status != 409 || answer.content_type != tree_size_type || !told) {
      return failed(
          peer, "il refuse (statut " + std::to_string(answer.status) + ") : " + shown(answer.body),
          true);
    }
    known_size = *told;
  }
  return failed(peer, "un autre envoi le devance sans cesse ; recommencez plus tard.");
}

}  // namespace probant::witness
