#include "adapters/identity/inquiries.hpp"

#include "adapters/identity/desk.hpp"

namespace probant::identity {

bool Inquiries::add(std::string const& token, std::string const& from, Tell& tell) {
  std::lock_guard const lock{mutex_};
  if (closed_) return false;
  if (auto const known = listeners_.find(token); known != listeners_.end()) {
    if (known->second.size() >= max_listeners) return false;
    known->second.push_back(std::move(tell));
    return true;
  }
  auto const network = tokens_.find(from);
  bool const full = network != tokens_.end() && network->second.size() >= max_each;
  if (full || waiting_ >= max_waiting) return false;
  if (network == tokens_.end()) turns_.push_back(from);
  tokens_[from].push_back(token);
  listeners_[token].push_back(std::move(tell));
  ++waiting_;
  wanted_.notify_one();
  return true;
}

std::optional<std::string> Inquiries::take() {
  std::unique_lock lock{mutex_};
  wanted_.wait(lock, [this] { return closed_ || !turns_.empty(); });
  if (closed_) return std::nullopt;
  auto const network = tokens_.find(turns_.front());
  auto token = std::move(network->second.front());
  network->second.pop_front();
  --waiting_;
  if (network->second.empty()) {
    tokens_.erase(network);
  } else {
    turns_.push_back(turns_.front());
  }
  turns_.pop_front();
  return token;
}

void Inquiries::answer(std::string const& token, Bearer const& bearer) {
  std::vector<Tell> told;
  {
    std::lock_guard const lock{mutex_};
    auto const found = listeners_.find(token);
    if (found == listeners_.end()) return;
    told = std::move(found->second);
    listeners_.erase(found);
  }
  for (auto const& tell : told) tell(bearer);
}

void Inquiries::close(Bearer const& bearer) {
  std::unordered_map<std::string, std::vector<Tell>> left;
  {
    std::lock_guard const lock{mutex_};
    closed_ = true;
    left.swap(listeners_);
  }
  wanted_.notify_all();
  for (auto const& [token, told] : left) {
    for (auto const& tell : told) tell(bearer);
  }
}

}  // namespace probant::identity
