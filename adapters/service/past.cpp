#include "adapters/service/past.hpp"

#include <algorithm>

namespace probant::service {
namespace {

struct Stopped {};

}  // namespace

bool Service::Past::ask(Bounds const& bounds, std::string const& caller, Use answer) {
  {
    std::lock_guard const lock{mutex_};
    if (!has_room_now(caller)) return false;
    waiting_.push_back({bounds, caller, std::move(answer)});
    if (!thread_.joinable()) thread_ = std::thread{[this] { work(); }};
  }
  wanted_.notify_one();
  return true;
}

bool Service::Past::has_room(std::string const& caller) {
  std::lock_guard const lock{mutex_};
  return has_room_now(caller);
}

bool Service::Past::has_room_now(std::string const& caller) const {
  auto const own =
      std::ranges::count(waiting_, caller, &Question::caller) + (answering_ == caller ? 1 : 0);
  return !stopping_ && waiting_.size() < max_waiting &&
         static_cast<std::size_t>(own) < max_per_caller;
}

void Service::Past::stop() {
  {
    std::lock_guard const lock{mutex_};
    stopping_ = true;
  }
  wanted_.notify_one();
  if (thread_.joinable()) thread_.join();
  for (auto const& question : waiting_) question.answer(nullptr);
  waiting_.clear();
}

void Service::Past::work() {
  std::unique_lock lock{mutex_};
  for (;;) {
    wanted_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    if (stopping_) return;
    auto const question = std::move(waiting_.front());
    waiting_.pop_front();
    answering_ = question.caller;
    lock.unlock();
    question.answer(world_of(question.bounds));
    lock.lock();
    answering_.clear();
  }
}

World const* Service::Past::world_of(Bounds const& bounds) {
  // What is known at an instant gone by does not grow; an erasure can only take away, and asks for
  // the log anew.
  auto whole = bounds;
  whole.before = store_.head().next;
  bool const same = world_ && bounds_.valid_at == whole.valid_at &&
                    bounds_.known_at == whole.known_at && bounds_.before == whole.before;
  if (same) return world_.get();
  try {
    world_.reset();
    bounds_ = whole;
    auto const watch = [this](RecordedEvent const& event, StoredEvent const&, World const&) {
      constexpr Position now_and_then = 1024;
      if (event.position % now_and_then != 0) return;
      std::lock_guard const lock{mutex_};
      if (stopping_) throw Stopped{};
    };
    world_ = std::make_unique<World>(replay(store_, whole, nullptr, watch));
    return world_.get();
  } catch (Stopped const&) {
    return nullptr;
  } catch (StoreError const&) {
    return nullptr;
  }
}

}  // namespace probant::service
