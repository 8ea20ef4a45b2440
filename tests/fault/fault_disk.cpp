#include "tests/fault/fault_disk.hpp"

#include <algorithm>

namespace probant::test {
namespace {

constexpr std::size_t sector = 512;

/// Some sectors of a write and not the others: never all of it.
std::string torn(std::string const& bytes, std::string_view before, std::mt19937_64& random) {
  std::string left{before.substr(0, bytes.size())};
  left.resize(bytes.size());
  auto const sectors = (bytes.size() + sector - 1) / sector;
  auto const missing = random() % std::max<std::size_t>(sectors, 1);
  for (std::size_t i = 0; i < sectors; ++i) {
    if (i == missing || random() % 2 == 0) continue;
    auto const from = i * sector;
    auto const size = std::min(sector, bytes.size() - from);
    left.replace(from, size, bytes, from, size);
  }
  return left;
}

}  // namespace

void DurableFile::write(std::uint64_t offset, std::string bytes) {
  changes_.push_back({Kind::write, offset, std::move(bytes)});
}
void DurableFile::truncate(std::uint64_t size) { changes_.push_back({Kind::truncate, size, {}}); }
void DurableFile::remove() { changes_.push_back({Kind::remove, 0, {}}); }

void DurableFile::sync() {
  bool settled = true;
  for (auto& change : changes_) {
    if (change.state == State::pending) change.state = State::synced;
    settled = settled && change.state == State::synced;
  }
  if (!settled) return;
  for (auto const& change : changes_) apply(change, synced_);
  changes_.clear();
}

void DurableFile::settle_removal() {
  for (auto& change : changes_) {
    if (change.kind == Kind::remove) change.state = State::synced;
  }
}

void DurableFile::lose_sync() {
  for (auto& change : changes_) {
    if (change.state == State::pending) change.state = State::lost;
  }
}

void DurableFile::apply(Change const& change, std::optional<std::string>& image) {
  if (change.kind == Kind::remove) {
    image.reset();
    return;
  }
  if (!image) image.emplace();
  auto const end = change.at + change.bytes.size();
  if (change.kind == Kind::truncate || image->size() < end) image->resize(end);
  image->replace(change.at, change.bytes.size(), change.bytes);
}

std::optional<std::string> DurableFile::after_crash(Survival survival,
                                                    std::mt19937_64& random) const {
  auto image = synced_;
  for (auto const& change : changes_) {
    if (torn_ && &change == &changes_.back() && change.kind == Kind::write) {
      auto const before = image ? std::string_view{*image} : std::string_view{};
      auto part = change;
      part.bytes = torn(change.bytes, before.substr(std::min(before.size(), change.at)), random);
      apply(part, image);
      continue;
    }
    bool const survives = change.state == State::synced || survival == Survival::everything ||
                          (survival == Survival::some && random() % 2 == 0);
    if (survives) {
      apply(change, image);
    } else if (change.kind == Kind::remove) {
      break;  // what follows was done to another file of that name
    }
  }
  return image;
}

}  // namespace probant::test
