#include "adapters/outgoing/postman.hpp"

#include <chrono>

namespace probant::outgoing {
namespace {

using Step = Next::Step;
constexpr std::int64_t failure_seconds = 30;
/// What is recorded one after the other is looked for once.
constexpr std::chrono::milliseconds moment{50};
/// A clock that is set back must not put a letter off for long.
constexpr std::int64_t longest_rest_seconds = 60;

}  // namespace

Postman::Postman(Book& book, Ports ports, std::function<void(std::string const&)> failed)
    : book_{book}, ports_{std::move(ports)}, failed_{std::move(failed)} {
  look();
}

Postman::~Postman() {
  {
    std::lock_guard const lock{mutex_};
    stopping_ = true;
  }
  changed_.notify_all();
  for (auto& [id, thread] : threads_) thread.join();
}

void Postman::wake() {
  {
    std::lock_guard const lock{mutex_};
    ++wakes_;
  }
  changed_.notify_all();
}

void Postman::look() {
  auto const subscriptions = book_.all();
  {
    std::lock_guard const lock{mutex_};
    if (stopping_) return;
    for (auto const& one : subscriptions) {
      if (threads_.contains(one.id)) continue;
      threads_.emplace(one.id, std::thread{[this, id = one.id] { work(id); }});
    }
  }
  wake();
}

void Postman::work(std::int64_t id) {
  for (;;) {
    std::uint64_t seen = 0;
    {
      std::lock_guard const lock{mutex_};
      if (stopping_) return;
      seen = wakes_;
    }
    auto const next = attempt(id);
    if (next.step == Step::gone) return;  // ids are not used again
    if (next.step != Step::at_once) rest(next, seen);
  }
}

Next Postman::attempt(std::int64_t id) {
  try {
    return deliver_next(book_, ports_, id);
  } catch (std::exception const& error) {
    failed_(error.what());
    return {Step::later, ports_.now().plus_seconds(failure_seconds)};
  }
}

void Postman::rest(Next const& next, std::uint64_t seen) {
  std::unique_lock lock{mutex_};
  auto const woken = [&] { return stopping_ || wakes_ != seen; };
  if (next.step == Step::when_woken) {
    changed_.wait(lock, woken);
    changed_.wait_for(lock, moment, [&] { return stopping_; });
    return;
  }
  auto const seconds = (next.at.unix_ns() - ports_.now().unix_ns()) / 1'000'000'000 + 1;
  changed_.wait_for(lock, std::chrono::seconds{std::min(seconds, longest_rest_seconds)}, woken);
}

}  // namespace probant::outgoing
