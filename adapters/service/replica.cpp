#include "adapters/service/replica.hpp"

#include <algorithm>

#include "projections/readership.hpp"

namespace probant::service {
namespace {

struct Stopped {};

http::Response unreadable() {
  return unavailable("store_unavailable", "Le journal ne se lit pas.", 5);
}

constexpr std::string_view busy_words = "Trop de questions sur le passé attendent déjà.";

}  // namespace

bool Service::Replica::ask(Bounds const& bounds, std::string const& caller, Use answer) {
  {
    std::lock_guard const lock{mutex_};
    if (!has_room_now(caller)) return false;
    waiting_.push_back({bounds, caller, std::move(answer)});
    if (!thread_.joinable()) thread_ = std::thread{[this] { work(); }};
  }
  wanted_.notify_one();
  return true;
}

bool Service::Replica::has_room(std::string const& caller) {
  std::lock_guard const lock{mutex_};
  return has_room_now(caller);
}

bool Service::Replica::has_room_now(std::string const& caller) const {
  auto const own =
      std::ranges::count(waiting_, caller, &Question::caller) + (answering_ == caller ? 1 : 0);
  return !stopping_ && waiting_.size() < room_.waiting &&
         static_cast<std::size_t>(own) < room_.of_caller;
}

void Service::Replica::stop() {
  {
    std::lock_guard const lock{mutex_};
    stopping_ = true;
  }
  wanted_.notify_one();
  if (thread_.joinable()) thread_.join();
  for (auto const& question : waiting_) question.answer(nullptr);
  waiting_.clear();
}

void Service::Replica::work() {
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

World const* Service::Replica::world_of(Bounds const& bounds) {
  try {
    if (!bounds.valid_at && !bounds.known_at) {
      if (!world_) world_ = replayed({});
      catch_up(*world_, store_);
      return world_.get();
    }
    // What is known at an instant gone by does not grow; an erasure can only take away, and asks
    // for the log anew.
    auto whole = bounds;
    whole.before = store_.head().next;
    bool const same = world_ && bounds_.valid_at == whole.valid_at &&
                      bounds_.known_at == whole.known_at && bounds_.before == whole.before;
    if (same) return world_.get();
    world_.reset();
    bounds_ = whole;
    world_ = replayed(whole);
    return world_.get();
  } catch (Stopped const&) {
    world_.reset();
  } catch (StoreError const&) {
    world_.reset();  // half folded: the next question folds it anew
  }
  return nullptr;
}

std::unique_ptr<World> Service::Replica::replayed(Bounds const& bounds) const {
  auto const watch = [this](RecordedEvent const& event, StoredEvent const&, World const&) {
    constexpr Position now_and_then = 1024;
    if (event.position % now_and_then != 0) return;
    std::lock_guard const lock{mutex_};
    if (stopping_) throw Stopped{};
  };
  return std::make_unique<World>(replay(store_, bounds, nullptr, watch));
}

/// From all dossiers as they are, on the thread of the lists.
void Service::list(std::shared_ptr<Call> const& call, Answer const& answer) {
  auto const use = [this, call, answer](World const* world) {
    call->world_ = world;
    world ? answer_now(call, answer) : answer(unreadable());
  };
  if (lists_->ask({}, call->caller().token, use)) return;
  answer(too_many_lists());
}

/// Once it is known who reads what now.
void Service::read_past(std::shared_ptr<Call> const& call, Answer const& answer) {
  auto const& caller = call->caller();
  auto const& arguments = call->arguments();
  auto const id = arguments.knows("dossier") ? arguments.dossier("dossier") : std::nullopt;
  if (!past_->has_room(caller.token)) return answer(unavailable("busy", busy_words, 2));
  if (reads_everything(caller.actor.role)) return replay_for(call, answer);
  if (id) {
    note_readable(*call, *id);
    return replay_for(call, answer);
  }
  auto const use = [this, call, answer](World const* now) {
    if (!now) return answer(unreadable());
    call->readable_now_ = readable_to(call->caller().actor, call->reading_at_, *now);
    replay_for(call, answer);
  };
  if (!lists_->ask({}, caller.token, use)) answer(unavailable("busy", busy_words, 2));
}

void Service::replay_for(std::shared_ptr<Call> const& call, Answer const& answer) {
  auto const use = [call, answer](World const* world) {
    call->world_ = world;
    answer(world ? run(*call)
                 : unavailable("store_unavailable", "Le journal n'a pas pu être rejoué.", 5));
  };
  if (past_->ask(call->asked_.bounds, call->caller().token, use)) return;
  answer(unavailable("busy", busy_words, 2));
}

/// Who reads a dossier is told by the present alone, so that its past is read by the region that
/// has it now, and no more by the one that had it.
void Service::note_readable(Call& call, DossierId const& id) {
  auto const& reader = call.caller().actor;
  auto const& world = present();
  auto const* dossier = world.find(id);
  auto readable = std::make_shared<std::unordered_set<DossierId>>();
  if (dossier && probant::may_read(world, *dossier, reader, call.reading_at_)) readable->insert(id);
  call.readable_now_ = std::move(readable);
}

/// Kept as long as nothing is recorded, which alone changes who reads what.
std::shared_ptr<std::unordered_set<DossierId> const> Service::readable_to(Actor const& reader,
                                                                          Instant at,
                                                                          World const& world) {
  constexpr std::size_t max_readers = 64;
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
