// GET /metrics: what the service knows of how things stand.
#include <algorithm>
#include <mutex>

#include "adapters/service/metrics.hpp"
#include "adapters/service/routes.hpp"
#include "projections/ahead.hpp"
#include "projections/inbox.hpp"

namespace probant::service {
namespace {

/// Counting what is overdue, and what waits, looks at every dossier.
constexpr std::int64_t counts_kept_seconds = 60;

/// What takes a while to count.
struct Counts {
  std::int64_t overdue = 0;
  std::vector<Position> inbox;
  Instant at;  ///< by the clock
};

/// Counted on the thread of the lists, read on that of the service too.
class Counting {
 public:
  std::optional<Counts> last() const {
    std::lock_guard const lock{mutex_};
    return counts_;
  }
  std::optional<Counts> fresh(Instant now) const {
    auto counts = last();
    if (counts && now < counts->at.plus_seconds(counts_kept_seconds)) return counts;
    return std::nullopt;
  }
  void count(World const& world, Instant day, Instant now) {
    if (fresh(now)) return;  // by whoever waited in front
    DeadlineFilter filter;
    filter.state = DeadlineState::overdue;
    Counts counts;
    counts.overdue = static_cast<std::int64_t>(deadlines(world, day, filter).size());
    counts.inbox = waiting_updates(world, [](Dossier const&) { return true; });
    counts.at = now;
    std::lock_guard const lock{mutex_};
    counts_ = std::move(counts);
  }

 private:
  mutable std::mutex mutex_;
  std::optional<Counts> counts_;
};

/// Seconds since the event at `position` was recorded; 0 when there is none.
std::int64_t age_of(Call const& call, Position position) {
  std::int64_t age = 0;
  call.ports().store.scan(position, position + 1, [&](StoredEvent const& event) {
    age = call.ports().now().unix_seconds() - event.recorded_at.unix_seconds();
    return false;
  });
  return std::max<std::int64_t>(age, 0);
}

/// But for what has to be counted.
Standing standing(Call const& call) {
  auto const& ports = call.ports();
  Standing now;
  now.now = ports.now();
  auto const head = ports.store.head();
  now.events = head.next;
  now.ahead_seconds = seconds_ahead(head.recorded_at, now.now);
  now.checkpoint_events = static_cast<Position>(ports.checkpoint().checkpoint.size);
  now.unsigned_seconds = age_of(call, now.checkpoint_events);
  now.condition = ports.condition();
  return now;
}

http::Response answer(Call const& call, Metrics const& metrics, Standing now,
                      Counts const& counts) {
  now.overdue = counts.overdue;
  now.inbox = counts.inbox.size();
  if (!counts.inbox.empty()) now.inbox_seconds = age_of(call, counts.inbox.front());
  return http::respond(200, metrics_type, metrics.text(now));
}

}  // namespace

Routes metrics_routes(Metrics const& metrics, std::function<Surroundings()> around) {
  Routes routes;
  auto& one = routes.emplace_back();
  one.name = "getMetrics";
  one.method = "GET";
  one.path = "/metrics";
  one.summary = "Compteurs et mesures (Prometheus)";
  one.replies = {{200, metrics_type, "", "Format texte 0.0.4"},
                 {404, "application/problem+json", "Problem", "Tenus à une autre adresse"}};
  one.direct = [&metrics, around = std::move(around),
                counting = std::make_shared<Counting>()](Call const& call) {
    auto now = standing(call);
    now.around = around();
    if (auto const counts = counting->fresh(now.now)) return answer(call, metrics, now, *counts);
    // Who cannot count now tells what was counted last.
    call.answer_from_lists([&call, &metrics, counting, now](World const* world) {
      if (world) counting->count(*world, call.asked().at, now.now);
      auto const counts = counting->last();
      return counts ? answer(call, metrics, now, *counts) : too_many_lists();
    });
    return http::Response{};
  };
  return routes;
}

}  // namespace probant::service
