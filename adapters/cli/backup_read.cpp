#include "adapters/cli/backup_read.hpp"

#include "adapters/cli/exit.hpp"
#include "adapters/notary/files.hpp"

namespace probant::cli {

namespace fs = std::filesystem;

namespace {

/// Nothing was certified of them, for a person may put them right.
void ensure_settings(fs::path const& backup, Sound const& sound, std::string const& origin) {
  auto const file = notary::Places{sound.directory()}.settings();
  std::string why = "le fichier des réglages de preuve manque";
  try {
    auto const text = notary::read_file(file, notary::max_settings_bytes);
    if (text) {
      notary::parse_settings(*text, file.string());
      return;
    }
    why = notary::Places{backup}.settings().string() + " : " + why;
  } catch (StoreError const& error) {
    why = sound.told(error.what());
  }
  while (why.ends_with('.')) why.pop_back();
  throw StoreError{why + ". Reprenez ce fichier du magasin ou d'une autre sauvegarde, ou " +
                   "refaites-le : une ligne « origin = \"" + origin +
                   "\" » y suffit, mais les copies et les témoins qu'il nommait ne seront "
                   "interrogés que s'il les nomme encore."};
}

}  // namespace

Sound::Sound(fs::path backup, BackupCertificate const& certified) : backup_{std::move(backup)} {
  if (!certified.evidence) return;
  auto const found = evidence_beside(backup_);
  std::vector<std::string> changed;
  for (auto const& [name, digest] : *certified.evidence) {
    auto const one = found.find(name);
    if (one != found.end() && one->second != digest) changed.push_back(name);
  }
  if (changed.empty()) return;
  copy_.emplace("probant-restore-");
  notary::Places const to{copy_->path()};
  notary::copy_folder(notary::Places{backup_}.directory, to.directory, max_erasures_bytes);
  for (auto const& name : changed) fs::remove(to.directory / name);
  fs::copy_file(certificate_file(backup_), certificate_file(copy_->path()));
}

std::string Sound::told(std::string text) const {
  if (!copy_) return text;
  auto const from = (copy_->path() / "").string();
  auto const to = (backup_ / "").string();
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

BackupCertificate certificate_in(fs::path const& backup, notary::Evidence const& evidence) {
  auto const file = certificate_file(backup);
  try {
    return read_certificate(file, evidence);
  } catch (StoreError const& error) {
    if (!fs::exists(file)) throw;
    throw Altered{{error.what()}};
  }
}

notary::Evidence evidence_in(fs::path const& backup, Sound const& sound) {
  notary::Places const places{sound.directory()};
  auto const keys = notary::read_public_keys(places.public_keys());
  ensure_settings(backup, sound, keys.front().name());
  try {
    notary::read_forebears(places.lost());
  } catch (StoreError const& error) {
    throw Altered{{sound.told(error.what())}, {}, false, true};
  }
  return notary::read_evidence(sound.directory());
}

}  // namespace probant::cli
