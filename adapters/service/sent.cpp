#include "adapters/service/sent.hpp"

namespace probant::service {

bool Sent::only_this(std::string const& whom, Version version, Sha256 const& content) {
  std::lock_guard const lock{mutex_};
  if (last_.size() >= max_kept && !last_.contains(whom)) last_.clear();
  auto const [place, first] = last_.try_emplace(whom, Last{version, content});
  auto& last = place->second;
  if (first) return false;
  if (last.version != version) {
    last = {version, content};
    return false;
  }
  last.always = last.always && last.content == content;
  return last.always;
}

}  // namespace probant::service
