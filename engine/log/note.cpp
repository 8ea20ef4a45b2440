#include "engine/log/note.hpp"

#include <algorithm>

#include "engine/kernel/ensure.hpp"
#include "engine/log/base64.hpp"
#include "engine/log/cosignature.hpp"
#include "events/codec/utf8.hpp"

namespace probant {
namespace {

constexpr std::string_view dash = "\u2014 ";
constexpr std::size_t id_bytes = 4;

bool verifies(VerifierKey const& key, std::string_view text, NoteSignature const& signature) {
  switch (key.type()) {
    case KeyType::ed25519:
      return key.verifies(text, signature.bytes);
    case KeyType::cosignature:
      return cosigned_at(key, text, signature).has_value();
  }
  return false;
}

}  // namespace

std::string NoteSignature::line() const {
  std::string blob;
  for (int shift = 24; shift >= 0; shift -= 8) {
    blob += static_cast<char>(key_id >> static_cast<unsigned>(shift) & 0xFFU);
  }
  return std::string{dash} + name + ' ' + to_base64(blob + bytes) + '\n';
}

std::optional<NoteSignature> NoteSignature::parse(std::string_view line) {
  if (!line.starts_with(dash) || !line.ends_with('\n')) return std::nullopt;
  line = line.substr(dash.size(), line.size() - dash.size() - 1);
  auto const space = line.find(' ');
  if (space == std::string_view::npos || !is_key_name(line.substr(0, space))) return std::nullopt;
  auto const blob = from_base64(line.substr(space + 1));
  if (!blob || blob->size() <= id_bytes) return std::nullopt;
  NoteSignature signature{std::string{line.substr(0, space)}, 0, blob->substr(id_bytes)};
  for (std::size_t i = 0; i < id_bytes; ++i) {
    signature.key_id = signature.key_id << 8U | static_cast<unsigned char>((*blob)[i]);
  }
  return signature;
}

bool is_note_text(std::string_view text) {
  auto const barred = [](char c) { return static_cast<unsigned char>(c) < ' ' && c != '\n'; };
  return text.ends_with('\n') && std::ranges::none_of(text, barred) && is_valid_utf8(text);
}

std::optional<SignedNote> SignedNote::parse(std::string_view note) {
  if (note.size() > max_note_bytes || !is_note_text(note)) return std::nullopt;
  auto const split = note.rfind("\n\n");
  if (split == std::string_view::npos) return std::nullopt;
  SignedNote parsed{std::string{note.substr(0, split + 1)}, {}};
  for (auto rest = note.substr(split + 2); !rest.empty();) {
    auto const size = rest.find('\n') + 1;
    auto signature = NoteSignature::parse(rest.substr(0, size));
    if (!signature || parsed.signatures.size() == max_note_signatures) return std::nullopt;
    parsed.signatures.push_back(*std::move(signature));
    rest.remove_prefix(size);
  }
  if (parsed.signatures.empty()) return std::nullopt;
  return parsed;
}

std::string SignedNote::bytes() const {
  auto all = text + '\n';
  for (auto const& signature : signatures) all += signature.line();
  return all;
}

NoteSignature sign_note(SigningKey const& key, std::string_view text) {
  ensure(key.verifier().type() == KeyType::ed25519, "a note is signed with a key for notes");
  ensure(is_note_text(text), "what is signed is the text of a note");
  return {key.verifier().name(), key.verifier().id(), key.sign(text)};
}

NoteCheck check_signatures(SignedNote const& note, std::span<VerifierKey const> keys) {
  NoteCheck check;
  for (auto const& signature : note.signatures) {
    auto const made = [&](VerifierKey const& key) { return signature.made_by(key); };
    auto const key = std::ranges::find_if(keys, made);
    if (key == keys.end()) continue;
    if (!verifies(*key, note.text, signature)) {
      return {{},
              "la signature de « " + key->name() +
                  " » est fausse : le texte signé ou la "
                  "signature a été modifié"};
    }
    if (std::ranges::find(check.signers, *key) == check.signers.end()) {
      check.signers.push_back(*key);
    }
  }
  if (check.signers.empty()) {
    check.why = "aucune signature n'est d'une clé connue : vérifiez la clé publique attendue";
  }
  return check;
}

std::optional<std::string_view> take_line(std::string_view& text, std::string_view label) {
  auto const end = text.find('\n');
  if (!text.starts_with(label) || end == std::string_view::npos) return std::nullopt;
  auto const line = text.substr(label.size(), end - label.size());
  text.remove_prefix(end + 1);
  return line;
}

}  // namespace probant
