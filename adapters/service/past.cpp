#include "adapters/service/past.hpp"

#include <algorithm>

#include "projections/readership.hpp"

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

/// Who reads a dossier is told by the present alone, so that its past is read by the region that
/// has it now, and no more by the one that had it.
void Service::note_readable(Call& call) {
  auto const& reader = call.caller().actor;
  if (reads_everything(reader.role)) return;
  auto const& arguments = call.arguments();
  auto const id = arguments.knows("dossier") ? arguments.dossier("dossier") : std::nullopt;
  if (!id) {
    call.readable_now_ = readable_to(reader, call.reading_at_);
    return;
  }
  auto const& world = present();
  auto const* dossier = world.find(*id);
  auto readable = std::make_shared<std::unordered_set<DossierId>>();
  if (dossier && probant::may_read(world, *dossier, reader, call.reading_at_))
    readable->insert(*id);
  call.readable_now_ = std::move(readable);
}

/// Looking at every dossier holds everybody up: kept as long as nothing is recorded, which alone
/// changes who reads what.
std::shared_ptr<std::unordered_set<DossierId> const> Service::readable_to(Actor const& reader,
                                                                          Instant at) {
  constexpr std::size_t max_readers = 64;
  auto const& world = present();
  if (readable_.before != world.next_position() || readable_.by_reader.size() >= max_readers) {
    readable_ = {world.next_position(), {}};
  }
  auto& kept = readable_.by_reader[{reader.role, reader.organisation}];
  if (kept) return kept;
  auto readable = std::make_shared<std::unordered_set<DossierId>>();
  for (auto const* dossier : world.dossiers()) {
    if (probant::may_read(world, *dossier, reader, at)) readable->insert(dossier->id);
  }
  kept = std::move(readable);
  return kept;
}

}  // namespace probant::service
