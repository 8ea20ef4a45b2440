#include "adapters/cli/surroundings.hpp"

#include <sys/stat.h>

#include "adapters/notary/cosigned.hpp"
#include "engine/log/cosignature.hpp"

namespace probant::cli {
namespace {

constexpr std::int64_t looked_every_seconds = 5;

std::optional<Instant> written_at(std::filesystem::path const& file) {
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0) return std::nullopt;
  return Instant::from_unix_seconds(status.st_mtim.tv_sec);
}

service::Surroundings::Witness seen_by(VerifierKey const& witness,
                                       std::vector<notary::CosignedFile> const& files) {
  service::Surroundings::Witness seen{witness.name()};
  for (auto const& file : files) {
    for (auto const& line : file.note.signatures) {
      if (!line.made_by(witness)) continue;
      auto const seconds = cosigned_at(witness, file.note.text, line);
      if (!seconds) continue;
      seen.size = file.checkpoint.size;
      seen.at = Instant::from_unix_seconds(*seconds);
    }
  }
  return seen;
}

}  // namespace

void Attested::look() {
  notary::Places const places{session_.directory()};
  signed_at_ = written_at(places.checkpoint());
  auto const& witnesses = session_.notary().settings().witnesses;
  if (witnesses.empty()) return;
  auto const files = notary::read_cosigned(places.cosigned());
  witnesses_.clear();
  for (auto const& witness : witnesses) witnesses_.push_back(seen_by(witness.key, files));
}

void Attested::tell(service::Surroundings& around) {
  auto const now = wall_clock();
  bool const fresh = now < looked_at_.plus_seconds(looked_every_seconds) && looked_at_ <= now;
  if (!fresh) {
    looked_at_ = now;
    try {
      look();
    } catch (StoreError const&) {
      // What was known last stays, and grows old.
    }
  }
  around.signed_at = signed_at_;
  around.witnesses = witnesses_;
}

}  // namespace probant::cli
