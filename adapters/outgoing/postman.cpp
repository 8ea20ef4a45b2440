#include "adapters/outgoing/postman.hpp"

#include <algorithm>
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
  thread_ = std::thread{[this] { work(); }};
}

Postman::~Postman() {
  {
    std::lock_guard const lock{mutex_};
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
  for (auto& [id, round] : rounds_) {
    if (round.thread.joinable()) round.thread.join();
  }
}

void Postman::wake() {
  {
    std::lock_guard const lock{mutex_};
    ++heard_.wakes;
  }
  changed_.notify_all();
}

void Postman::look() {
  auto const subscriptions = book_.all();
  {
    std::lock_guard const lock{mutex_};
    for (auto const& one : subscriptions) rounds_.try_emplace(one.id);
    ++heard_.looks;
  }
  changed_.notify_all();
}

void Postman::work() {
  std::unique_lock lock{mutex_};
  while (!stopping_) {
    auto const before = heard_;
    for (auto const id : ready()) {
      if (stopping_) return;
      look_at(id, lock);
    }
    rest(before, lock);
  }
}

void Postman::look_at(std::int64_t id, std::unique_lock<std::mutex>& lock) {
  auto const found = rounds_.find(id);
  auto& round = found->second;
  if (round.thread.joinable()) round.thread.join();  // it has said that it ends
  round.heard = heard_;
  lock.unlock();
  auto const next = attempt(look_for_letter, id);
  lock.lock();
  round.next = next;
  if (next.step == Step::gone) {
    rounds_.erase(found);  // ids are not used again
  } else if (next.step == Step::at_once && !stopping_) {
    round.delivering = true;
    round.thread = std::thread{[this, id] { deliver(id); }};
  }
}

void Postman::deliver(std::int64_t id) {
  Next next;
  Heard heard;
  do {
    {
      std::lock_guard const lock{mutex_};
      if (stopping_) return;
      heard = heard_;
    }
    next = attempt(deliver_next, id);
  } while (next.step == Step::at_once);
  {
    std::lock_guard const lock{mutex_};
    auto& round = rounds_.at(id);
    round.next = next.step == Step::gone ? Next{Step::at_once} : next;
    round.heard = heard;
    round.delivering = false;
    ++heard_.ends;
  }
  changed_.notify_all();
}

Next Postman::attempt(Next (*step)(Book&, Ports const&, std::int64_t), std::int64_t id) {
  try {
    return step(book_, ports_, id);
  } catch (std::exception const& error) {
    failed_(error.what());
    return {Step::later, ports_.now().plus_seconds(failure_seconds)};
  }
}

std::vector<std::int64_t> Postman::ready() const {
  auto const now = ports_.now();
  std::vector<std::int64_t> ids;
  for (auto const& [id, round] : rounds_) {
    if (round.delivering) continue;
    auto const& [step, at] = round.next;
    bool const changed = round.heard.looks != heard_.looks;
    bool const grown = step == Step::when_woken && round.heard.wakes != heard_.wakes;
    bool const due = step == Step::later && at <= now;
    if (step == Step::at_once || changed || grown || due) ids.push_back(id);
  }
  return ids;
}

/// Until something is heard of or a letter is due again.
void Postman::rest(Heard const& before, std::unique_lock<std::mutex>& lock) {
  auto const now = ports_.now();
  auto until = now.plus_seconds(longest_rest_seconds);
  for (auto const& [id, round] : rounds_) {
    if (!round.delivering && round.next.step == Step::later) until = std::min(until, round.next.at);
  }
  auto const wait = std::chrono::nanoseconds{until.unix_ns() - now.unix_ns()};
  if (!changed_.wait_for(lock, wait, [&] { return stopping_ || heard_ != before; })) return;
  changed_.wait_for(lock, moment, [this] { return stopping_; });
}

}  // namespace probant::outgoing
