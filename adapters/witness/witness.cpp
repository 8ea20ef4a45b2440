#include "adapters/witness/witness.hpp"

#include <algorithm>

#include "engine/log/cosignature.hpp"
#include "engine/log/handover.hpp"
#include "engine/log/proofs.hpp"
#include "engine/rules/counted.hpp"

namespace probant::witness {
namespace {

Answer refusal(int status, std::string sentence) {
  return {status, "text/plain; charset=utf-8", std::move(sentence) + "\n"};
}

Sha256 empty_root() { return sha256(""); }

std::string key_file(std::string const& log_file, std::size_t number) {
  return log_file + ".key-" + std::to_string(number);
}

/// When one of the keys hands over by this checkpoint: the next takes its place.
bool follow(std::vector<VerifierKey>& keys, Checkpoint const& checkpoint, SignedNote const& note) {
  auto const next = handed_to(checkpoint, note, rotation_label);
  if (!next) return false;
  auto const before = std::find_if(keys.begin(), keys.end(), [&](VerifierKey const& key) {
    auto const check = check_signatures(note, std::span{&key, std::size_t{1}});
    return key != *next && check.good() && !check.signers.empty();
  });
  if (before == keys.end()) return false;
  keys.erase(before);
  if (std::find(keys.begin(), keys.end(), *next) == keys.end()) keys.push_back(*next);
  return true;
}

}  // namespace

std::string origin_hash(std::string_view origin) { return sha256(origin).text(); }

Witness::Witness(SigningKey key, std::vector<VerifierKey> const& logs, Ports ports)
    : key_{std::move(key)}, ports_{std::move(ports)} {
  for (auto const& log_key : logs) {
    auto& log = logs_[log_key.name()];
    if (std::find(log.keys.begin(), log.keys.end(), log_key) == log.keys.end()) {
      log.keys.push_back(log_key);
    }
  }
  for (auto& [origin, log] : logs_) {
    log.file = origin_hash(origin);
    log.root = empty_root();
    recall(log, origin);
  }
}

SignedNote Witness::ours(std::string const& file, std::string const& bytes,
                         std::string const& origin) const {
  auto note = SignedNote::parse(bytes);
  auto const checkpoint = note ? Checkpoint::parse(note->text) : std::nullopt;
  bool const ours =
      checkpoint && checkpoint->origin == origin &&
      std::any_of(note->signatures.begin(), note->signatures.end(),
                  [&](auto const& line) { return cosigned_at(key(), note->text, line); });
  if (ours) return *std::move(note);
  throw StoreError{
      file + " : le point de contrôle gardé pour « " + origin +
      " » ne porte pas la signature de ce témoin : le fichier a été changé, ou la clé du témoin "
      "remplacée. Remettez l'un ou l'autre depuis une copie ; à défaut, un nouveau témoin, avec "
      "une nouvelle clé, se crée dans un répertoire vide."};
}

void Witness::recall_keys(Log& log, std::string const& origin) const {
  for (;;) {
    auto const file = key_file(log.file, log.handovers);
    auto const kept = ports_.read(file);
    if (!kept) return;
    auto const note = ours(file, *kept, origin);
    follow(log.keys, *Checkpoint::parse(note.text), note);
    ++log.handovers;
  }
}

void Witness::recall(Log& log, std::string const& origin) const {
  recall_keys(log, origin);
  auto kept = ports_.read(log.file);
  if (!kept) return;
  auto const checkpoint = *Checkpoint::parse(ours(log.file, *kept, origin).text);
  log.size = checkpoint.size;
  log.root = checkpoint.root;
  log.note = *std::move(kept);
}

Answer Witness::add_checkpoint(std::string_view body) {
  auto const request = AddCheckpoint::parse(body);
  if (!request) return refusal(400, "Attendu : " + std::string{AddCheckpoint::expected} + ".");
  std::lock_guard const lock{mutex_};
  auto const found = logs_.find(request->checkpoint.origin);
  if (found == logs_.end()) return refusal(404, "Ce témoin ne connaît pas ce journal.");
  return extend(found->second, *request);
}

Answer Witness::extend(Log& log, AddCheckpoint const& request) {
  auto const check = check_signatures(request.note, log.keys);
  if (!check.good()) return refusal(403, "Le point de contrôle : " + check.why);
  auto const& next = request.checkpoint;
  if (request.old_size > next.size) {
    return refusal(400, "La taille « old » dépasse celle du point de contrôle.");
  }
  if (log.in_doubt) {
    return refusal(500, "Le disque du témoin a failli ; il doit être redémarré avant de signer.");
  }
  if (request.old_size != log.size) {
    return {409, std::string{tree_size_type}, std::to_string(log.size) + "\n"};
  }
  if (next.size == 0 && next.root != empty_root()) {
    return refusal(422, "La racine d'un journal vide est celle de l'arbre vide.");
  }
  if (!verify_consistency(log.size, log.root, next.size, next.root, request.proof)) {
    return refusal(422,
                   "La preuve ne montre pas que ce point de contrôle prolonge celui de " +
                       counted(static_cast<std::int64_t>(log.size), "événement", "événements") +
                       " que ce témoin a signé.");
  }
  return keep_and_cosign(log, request, check);
}

Answer Witness::keep_and_cosign(Log& log, AddCheckpoint const& request, NoteCheck const& check) {
  auto keys = log.keys;
  bool const hands_over = follow(keys, request.checkpoint, request.note);
  auto signers = check.signers;
  if (hands_over) signers.push_back(*handed_to(request.checkpoint, request.note, rotation_label));
  SignedNote kept{request.note.text, {}};
  for (auto const& line : request.note.signatures) {
    bool const known = std::any_of(signers.begin(), signers.end(),
                                   [&](auto const& signer) { return line.made_by(signer); });
    if (known) kept.signatures.push_back(line);
  }
  auto const cosignature = cosign(key_, kept.text, ports_.now());
  kept.signatures.push_back(cosignature);
  auto bytes = kept.bytes();
  try {
    if (hands_over) ports_.write(key_file(log.file, log.handovers), bytes);
    ports_.write(log.file, bytes);
  } catch (std::exception const& error) {
    // It may be on the disk or not: only a new start can tell.
    log.in_doubt = true;
    return refusal(500,
                   "Le point de contrôle n'a pas pu être gardé : " + std::string{error.what()});
  }
  log.keys = std::move(keys);
  if (hands_over) ++log.handovers;
  log.size = request.checkpoint.size;
  log.root = request.checkpoint.root;
  log.note = std::move(bytes);
  return {200, "text/plain; charset=utf-8", cosignature.line()};
}

std::optional<std::string> Witness::checkpoint(std::string_view hash) const {
  std::lock_guard const lock{mutex_};
  for (auto const& [origin, log] : logs_) {
    if (log.file == hash && !log.note.empty()) return log.note;
  }
  return std::nullopt;
}

}  // namespace probant::witness
