#include "adapters/cli/certificates.hpp"

#include <openssl/evp.h>

#include <fstream>

#include "adapters/notary/files.hpp"
#include "adapters/sqlite/backup.hpp"
#include "adapters/sqlite/directory.hpp"
#include "engine/kernel/replay.hpp"

namespace probant::cli {

namespace fs = std::filesystem;

fs::path certificate_file(fs::path const& backup) { return backup / "certificate"; }

void ensure_no_backup(fs::path const& store) {
  auto const file = certificate_file(store);
  std::error_code error;
  if (!fs::is_regular_file(file, error)) return;
  std::string when;
  try {
    auto const bytes = notary::read_file(file, max_note_bytes);
    auto const note = bytes ? SignedNote::parse(*bytes) : std::nullopt;
    auto const said = note ? BackupCertificate::parse(note->text) : std::nullopt;
    if (said) when = ", certifiée le " + said->made_at;
  } catch (std::exception const&) {
    // Whatever becomes of its certificate, it is one.
  }
  auto const name = store.string();
  throw StoreError{name + " : c'est une sauvegarde" + when +
                   ", pas un magasin : rien n'y est écrit. Elle se lit sur place (probant verify, "
                   "show, export… --store " +
                   name +
                   ") ; pour continuer le journal, restaurez-la ailleurs : probant restore " +
                   name + " --store NOUVEAU --key CLÉ."};
}

Sha256 sha256_of_file(fs::path const& file) {
  std::ifstream stream{file, std::ios::binary};
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> const context{EVP_MD_CTX_new(),
                                                                        &EVP_MD_CTX_free};
  bool good = stream && context && EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) == 1;
  std::vector<char> piece(1'048'576);
  while (good && stream) {
    stream.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    auto const size = static_cast<std::size_t>(stream.gcount());
    good = !stream.bad() && EVP_DigestUpdate(context.get(), piece.data(), size) == 1;
  }
  Sha256 digest;
  good = good && EVP_DigestFinal_ex(context.get(), digest.bytes.data(), nullptr) == 1;
  if (good) return digest;
  throw StoreError{file.string() +
                   " : ce fichier n'a pas pu être lu ; vérifiez le disque et les "
                   "droits."};
}

BackupCertificate read_certificate(fs::path const& file, notary::Evidence const& evidence) {
  auto const bytes = notary::read_file(file, max_note_bytes);
  if (!bytes) {
    throw StoreError{file.string() +
                     " : le certificat de la sauvegarde manque ; prenez une autre sauvegarde."};
  }
  auto const note = SignedNote::parse(*bytes);
  if (!note) {
    throw StoreError{file.string() + " : ce n'est pas " + std::string{SignedNote::expected} + "."};
  }
  auto const check = check_signatures(*note, evidence.keys);
  if (!check.good()) throw StoreError{file.string() + " : " + check.why};
  auto const certificate = BackupCertificate::parse(note->text);
  if (!certificate) {
    throw StoreError{file.string() + " : ce n'est pas " + std::string{BackupCertificate::expected} +
                     "."};
  }
  auto const late = notary::retired_words(
      check.signers, static_cast<std::uint64_t>(certificate->events), evidence.retired);
  if (!late.empty()) throw StoreError{file.string() + " : " + late};
  if (certificate->origin == check.signers.front().name()) return *certificate;
  throw StoreError{file.string() + " : ce certificat est celui d'un autre journal, « " +
                   certificate->origin + " »."};
}

std::map<std::string, Sha256> evidence_beside(fs::path const& backup) {
  notary::Places const places{backup};
  constexpr std::string_view plain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-/";
  std::map<std::string, Sha256> found;
  std::error_code error;
  for (auto const& entry : fs::recursive_directory_iterator{places.directory, error}) {
    auto const name = entry.path().lexically_relative(places.directory).generic_string();
    bool const left_out = entry.path() == places.settings() || name.starts_with("timestamps/");
    bool const ours = name.find_first_not_of(plain) == std::string::npos;
    if (entry.is_regular_file() && ours && !left_out) found[name] = sha256_of_file(entry.path());
  }
  return found;
}

std::vector<std::string> missing_beside(BackupCertificate const& certified,
                                        fs::path const& backup) {
  std::vector<std::string> problems;
  if (!certified.evidence) return problems;
  auto const found = evidence_beside(backup);
  for (auto const& [name, digest] : *certified.evidence) {
    auto const one = found.find(name);
    if (one != found.end() && one->second == digest) continue;
    problems.push_back((notary::Places{backup}.directory / name).string() +
                       " : ce fichier, certifié dans la sauvegarde du " + certified.made_at +
                       (one == found.end() ? ", n'y est plus" : ", n'est plus celui d'alors"));
  }
  return problems;
}

BackupCertificate certificate_of(SqliteEventStore const& store, LogCheck const& check,
                                 fs::path const& directory, std::string origin, Instant made_at) {
  auto const world = replay(store);
  BackupCertificate found;
  found.origin = std::move(origin);
  found.events = check.checked;
  found.root = check.root;
  found.dossiers = static_cast<std::int64_t>(world.dossiers().size());
  found.erased = check.erased;
  found.proposals = sqlite::count_proposals(directory);
  found.database = sha256_of_file(sqlite::log_file(directory));
  found.made_at = made_at.text();
  found.projections = certify(world, PROBANT_VERSION);
  return found;
}

std::vector<std::string> differences(BackupCertificate const& certified,
                                     BackupCertificate const& found) {
  std::vector<std::string> all;
  auto const compare = [&](auto const& one, auto const& other, std::string const& what) {
    if (one == other) return;
    all.push_back("certificat de sauvegarde : " + what + " différent de ce qui a été certifié le " +
                  certified.made_at);
  };
  compare(certified.database, found.database, "fichier log.sqlite");
  compare(certified.events, found.events, "nombre d'événements");
  compare(certified.root, found.root, "racine de l'arbre");
  compare(certified.dossiers, found.dossiers, "nombre de dossiers");
  compare(certified.erased, found.erased, "nombre de contenus effacés");
  compare(certified.proposals, found.proposals, "nombre de propositions");
  if (certified.projections.code_version == found.projections.code_version) {
    compare(certified.projections, found.projections, "résultat des projections");
  }
  return all;
}

}  // namespace probant::cli
