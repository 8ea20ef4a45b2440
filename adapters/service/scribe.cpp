#include "adapters/service/scribe.hpp"

namespace probant::service {

bool Scribe::ask(std::string const& caller, std::size_t rows, std::function<void()> work) {
  {
    std::lock_guard const lock{mutex_};
    // One is always taken, however long.
    auto const own = rows_.find(caller);
    bool const full = (all_ > 0 && all_ + rows > max_rows) ||
                      (own != rows_.end() && own->second + rows > max_rows_of_caller);
    if (stopping_ || full) return false;
    rows_[caller] += rows;
    all_ += rows;
    waiting_.push_back({caller, rows, std::move(work)});
    if (!thread_.joinable()) thread_ = std::thread{[this] { this->work(); }};
  }
  wanted_.notify_one();
  return true;
}

void Scribe::stop() {
  {
    std::lock_guard const lock{mutex_};
    stopping_ = true;
  }
  wanted_.notify_one();
  if (thread_.joinable()) thread_.join();
  waiting_.clear();
}

void Scribe::work() {
  std::unique_lock lock{mutex_};
  for (;;) {
    wanted_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    if (stopping_) return;
    auto order = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    order.work();
    order.work = {};
    lock.lock();
    all_ -= order.rows;
    auto const own = rows_.find(order.caller);
    if ((own->second -= order.rows) == 0) rows_.erase(own);
  }
}

}  // namespace probant::service
