// Calendar feeds of one second, by who reads them: written once, on whatever thread writes first.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>

namespace probant::service {

/// Any thread.
class Feeds {
 public:
  static constexpr std::size_t max_kept = 64;

  std::string written(std::string const& key, std::function<std::string()> const& write) {
    std::lock_guard const lock{mutex_};
    auto const known = texts_.find(key);
    if (known != texts_.end()) return known->second;
    auto text = write();
    if (texts_.size() < max_kept) texts_.emplace(key, text);
    return text;
  }

 private:
  std::mutex mutex_;
  std::map<std::string, std::string> texts_;
};

}  // namespace probant::service
