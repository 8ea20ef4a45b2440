#include "adapters/notary/publisher.hpp"

#include <chrono>

namespace probant::notary {
namespace {

constexpr std::chrono::milliseconds pause{500};
/// A log that does not grow looks at its copies every so many pauses.
constexpr int pauses_between_looks = 20;

}  // namespace

Publisher::Publisher(EventStore const& store, Notary& notary,
                     std::function<void(std::string const&)> failed, std::function<void()> rested)
    : store_{store},
      notary_{notary},
      failed_{std::move(failed)},
      rested_{std::move(rested)},
      thread_{[this] { work(); }} {}

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
    if (store_.head().next == signed_) {
      if (++idle_ % pauses_between_looks != 0) return;
      notary_.look_at_copies();
      if (rested_) rested_();
      return;
    }
    auto const made = notary_.sign();
    signed_ = static_cast<Position>(made.checkpoint.size);
  } catch (StoreError const& error) {
    failure = error.what();
  }
  std::unique_lock lock{mutex_};
  bool const told = failure.empty() || failure == failure_;
  failure_ = failure;
  lock.unlock();
  if (!told && failed_) failed_(failure);
}

}  // namespace probant::notary
