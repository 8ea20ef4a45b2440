// Calendar feeds of one second, by who reads them, so that each is written once however many ask.
// Nothing is locked while one is written: two threads may write the same one, with the same bytes.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace probant::service {

/// Any thread.
class Feeds {
 public:
  static constexpr std::size_t max_kept = 64;

  std::optional<std::string> find(std::string const& key) const {
    std::lock_guard const lock{mutex_};
    auto const known = texts_.find(key);
    return known == texts_.end() ? std::nullopt : std::optional{known->second};
  }

  void keep(std::string const& key, std::string const& text) {
    std::lock_guard const lock{mutex_};
    if (texts_.size() < max_kept) texts_.emplace(key, text);
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::string> texts_;
};

}  // namespace probant::service
