#include "adapters/witness/request.hpp"

#include "engine/log/base64.hpp"
#include "engine/log/digest.hpp"

namespace probant::witness {

std::optional<AddCheckpoint> AddCheckpoint::parse(std::string_view body) {
  if (body.size() > max_request_bytes) return std::nullopt;
  AddCheckpoint request;
  auto line = take_line(body, "old ");
  auto const size = line ? parse_tree_number(*line) : std::nullopt;
  if (!size) return std::nullopt;
  request.old_size = *size;
  for (line = take_line(body); line && !line->empty(); line = take_line(body)) {
    auto const hash = hash_from_base64(*line);
    if (!hash || request.proof.size() == max_proof_lines) return std::nullopt;
    request.proof.push_back(*hash);
  }
  if (!line) return std::nullopt;
  auto note = SignedNote::parse(body);
  auto checkpoint = note ? Checkpoint::parse(note->text) : std::nullopt;
  if (!checkpoint) return std::nullopt;
  request.note = *std::move(note);
  request.checkpoint = *std::move(checkpoint);
  return request;
}

std::string AddCheckpoint::bytes() const {
  auto text = "old " + std::to_string(old_size) + "\n";
  for (auto const& hash : proof) text += to_base64(as_text(hash)) + "\n";
  return text + "\n" + note.bytes();
}

}  // namespace probant::witness
