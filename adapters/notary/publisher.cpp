#include "adapters/notary/publisher.hpp"

#include <chrono>

namespace probant::notary {
namespace {

constexpr std::chrono::milliseconds pause{500};

}  // namespace

Publisher::Publisher(EventStore const& store, Notary& notary,
                     std::function<void(OpenedCheckpoint const&)> published)
    : store_{store}, notary_{notary}, published_{std::move(published)}, thread_{[this] {
        work();
      }} {}

Publisher::~Publisher() { stop(); }

void Publisher::stop() {
  {
    std::lock_guard const lock{mutex_};
    stopping_ = true;
  }
  wanted_.notify_all();
  if (!thread_.joinable()) return;
  thread_.join();
  sign_if_grown();
}

std::string Publisher::failure() const {
  std::lock_guard const lock{mutex_};
  return failure_;
}

void Publisher::work() {
  std::unique_lock lock{mutex_};
  while (!wanted_.wait_for(lock, pause, [this] { return stopping_; })) {
    lock.unlock();
    sign_if_grown();
    lock.lock();
  }
}

void Publisher::sign_if_grown() {
  std::string failure;
  try {
    if (store_.head().next == signed_) return;
    auto const made = notary_.sign();
    signed_ = static_cast<Position>(made.checkpoint.size);
    if (published_) published_(made);
  } catch (StoreError const& error) {
    failure = error.what();
  }
  std::lock_guard const lock{mutex_};
  failure_ = std::move(failure);
}

}  // namespace probant::notary
