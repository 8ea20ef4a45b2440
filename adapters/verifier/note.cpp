#include "adapters/verifier/note.hpp"

#include <algorithm>

#include "adapters/verifier/utf8.hpp"

namespace probant::verifier {
namespace {

constexpr std::string_view dash = "\xe2\x80\x94 ";
constexpr std::size_t id_bytes = 4;
constexpr std::size_t signature_bytes = 64;
constexpr std::size_t time_bytes = 8;

bool is_key_name(std::string_view name) {
  return !name.empty() && is_utf8(name) && std::ranges::none_of(name, [](char c) {
    return static_cast<unsigned char>(c) <= 0x20 || c == '+' || c == 0x7f;
  });
}

bool is_note_text(std::string_view text) {
  return is_utf8(text) && std::ranges::none_of(text, [](char c) {
           return static_cast<unsigned char>(c) < 0x20 && c != '\n';
         });
}

std::optional<SignatureLine> signature_line(std::string_view line) {
  if (!line.starts_with(dash)) return std::nullopt;
  line.remove_prefix(dash.size());
  auto const space = line.find(' ');
  if (space == std::string_view::npos || !is_key_name(line.substr(0, space))) return std::nullopt;
  auto const blob = from_base64(line.substr(space + 1));
  if (!blob || blob->size() <= id_bytes) return std::nullopt;
  return SignatureLine{std::string{line.substr(0, space)}, blob->substr(0, id_bytes),
                       blob->substr(id_bytes)};
}

/// What a witness signs: its time and the whole checkpoint (tlog-cosignature).
std::string cosigned_message(std::string_view time, std::string const& text) {
  std::uint64_t seconds = 0;
  for (auto const c : time) seconds = seconds << 8U | static_cast<unsigned char>(c);
  return "cosignature/v1\ntime " + std::to_string(seconds) + "\n" + text;
}

bool verifies(SignatureLine const& line, VerifierKey const& key, std::string const& text) {
  std::string_view const blob = line.signature;
  if (key.kind == KeyKind::log) {
    return blob.size() == signature_bytes && ed25519_verifies(key.public_key, text, blob);
  }
  return blob.size() == time_bytes + signature_bytes &&
         ed25519_verifies(key.public_key, cosigned_message(blob.substr(0, time_bytes), text),
                          blob.substr(time_bytes));
}

}  // namespace

std::optional<VerifierKey> VerifierKey::parse(std::string_view text) {
  auto const first = text.find('+');
  if (first == std::string_view::npos) return std::nullopt;
  auto const second = text.find('+', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  auto const id = from_hex(text.substr(first + 1, second - first - 1));
  auto const blob = from_base64(text.substr(second + 1));
  if (!id || !blob || blob->size() != 33 || !is_key_name(text.substr(0, first))) {
    return std::nullopt;
  }
  auto const kind = static_cast<KeyKind>(blob->front());
  if (kind != KeyKind::log && kind != KeyKind::witness) return std::nullopt;
  VerifierKey key{std::string{text.substr(0, first)}, *id, kind, blob->substr(1)};
  auto const expected = sha256({key.name, "\n", *blob});
  if (as_text(expected).substr(0, id_bytes) != *id) return std::nullopt;
  return key;
}

std::string VerifierKey::text() const {
  return name + "+" + to_hex(id) + "+" + to_base64(static_cast<char>(kind) + public_key);
}

std::optional<Note> Note::parse(std::string_view bytes) {
  if (bytes.size() > max_bytes || !bytes.ends_with('\n')) return std::nullopt;
  auto const split = bytes.rfind("\n\n");
  if (split == std::string_view::npos) return std::nullopt;
  Note note;
  note.text = bytes.substr(0, split + 1);
  if (!is_note_text(note.text)) return std::nullopt;
  auto rest = bytes.substr(split + 2);
  while (!rest.empty()) {
    auto const end = rest.find('\n');
    auto const line = signature_line(rest.substr(0, end));
    if (!line || note.signatures.size() == max_signatures) return std::nullopt;
    note.signatures.push_back(*line);
    rest.remove_prefix(end + 1);
  }
  if (note.signatures.empty()) return std::nullopt;
  return note;
}

std::optional<Checkpoint> Checkpoint::parse(std::string_view text) {
  std::array<std::string_view, 3> lines;
  for (auto& line : lines) {
    auto const end = text.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    line = text.substr(0, end);
    text.remove_prefix(end + 1);
  }
  auto const size = from_decimal(lines[1]);
  auto const root = from_base64(lines[2]);
  if (lines[0].empty() || !size || !root || root->size() != 32) return std::nullopt;
  // Extension lines are allowed, but none of them is empty.
  if (text.starts_with('\n') || text.find("\n\n") != std::string_view::npos) return std::nullopt;
  return Checkpoint{std::string{lines[0]}, *size, *as_digest(*root), std::string{text}};
}

Signed signed_by(Note const& note, VerifierKey const& key) {
  auto found = Signed::no;
  for (auto const& line : note.signatures) {
    if (line.name != key.name || line.id != key.id) continue;
    if (!verifies(line, key, note.text)) return Signed::wrongly;
    found = Signed::yes;
  }
  return found;
}

}  // namespace probant::verifier
