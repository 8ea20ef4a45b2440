#include "engine/log/checkpoint.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

#include "engine/kernel/ensure.hpp"
#include "engine/log/base64.hpp"
#include "engine/log/digest.hpp"

namespace probant {
namespace {

OpenedCheckpoint refused(std::string why) { return {{}, {}, {}, std::move(why)}; }

}  // namespace

std::optional<std::uint64_t> parse_tree_number(std::string_view text) {
  std::uint64_t number = 0;
  auto const end = text.data() + text.size();
  auto const [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || stop != end || (text.front() == '0' && text.size() > 1)) {
    return std::nullopt;
  }
  if (number > std::numeric_limits<Position>::max()) return std::nullopt;
  return number;
}

std::optional<Checkpoint> Checkpoint::parse(std::string_view text) {
  if (text.size() > max_note_bytes || !is_note_text(text)) return std::nullopt;
  auto const origin = take_line(text);
  auto const size = take_line(text);
  auto const root = take_line(text);
  if (!origin || origin->empty() || !size || !root) return std::nullopt;
  auto const number = parse_tree_number(*size);
  auto const hash = hash_from_base64(*root);
  if (!number || !hash) return std::nullopt;
  if (text.starts_with('\n') || text.find("\n\n") != std::string_view::npos) return std::nullopt;
  return Checkpoint{std::string{*origin}, *number, *hash, std::string{text}};
}

std::string Checkpoint::text() const {
  return origin + '\n' + std::to_string(size) + '\n' + to_base64(as_text(root)) + '\n' + extensions;
}

SignedNote sign_checkpoint(SigningKey const& key, std::uint64_t size, Sha256 const& root,
                           std::string extensions) {
  Checkpoint const checkpoint{key.verifier().name(), size, root, std::move(extensions)};
  SignedNote note{checkpoint.text(), {}};
  note.signatures.push_back(sign_note(key, note.text));
  return note;
}

std::string key_rotation_line(VerifierKey const& next) {
  return "key-rotation " + next.text() + "\n";
}

std::string log_continues_line(VerifierKey const& next) {
  return "log-continues " + next.text() + "\n";
}

OpenedCheckpoint open_checkpoint(std::string_view note, VerifierKey const& log_key,
                                 std::span<VerifierKey const> witnesses) {
  auto parsed = SignedNote::parse(note);
  if (!parsed) return refused("ce n'est pas " + std::string{SignedNote::expected});
  auto checkpoint = Checkpoint::parse(parsed->text);
  if (!checkpoint) return refused("ce n'est pas " + std::string{Checkpoint::expected});
  std::vector<VerifierKey> keys{log_key};
  keys.insert(keys.end(), witnesses.begin(), witnesses.end());
  auto check = check_signatures(*parsed, keys);
  if (!check.good()) return refused(std::move(check.why));
  if (std::ranges::find(check.signers, log_key) == check.signers.end()) {
    return refused("le point de contrôle n'est pas signé par la clé du journal, « " +
                   log_key.name() + " »");
  }
  if (checkpoint->origin != log_key.name()) {
    return refused("le point de contrôle est celui d'un autre journal que « " + log_key.name() +
                   " »");
  }
  return {*std::move(checkpoint), *std::move(parsed), std::move(check.signers), {}};
}

OpenedCheckpoint open_checkpoint(std::string_view note, std::span<VerifierKey const> log_keys,
                                 std::span<VerifierKey const> witnesses) {
  auto opened = refused("aucune clé publique du journal n'est connue.");
  for (auto const& key : log_keys) {
    opened = open_checkpoint(note, key, witnesses);
    if (opened.good()) break;
  }
  return opened;
}

}  // namespace probant
