// GET /metrics: what the service knows of how things stand.
#include <algorithm>

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
};

class Counting {
 public:
  Counts const& counts(Call const& call) {
    auto const now = call.ports().now();
    if (counted_at_ && now < counted_at_->plus_seconds(counts_kept_seconds)) return counts_;
    DeadlineFilter filter;
    filter.state = DeadlineState::overdue;
    auto const& world = call.world();
    counts_.overdue = static_cast<std::int64_t>(deadlines(world, call.asked().at, filter).size());
    counts_.inbox = waiting_updates(world, [](Dossier const&) { return true; });
    counted_at_ = now;
    return counts_;
  }

 private:
  std::optional<Instant> counted_at_;
  Counts counts_;
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

Standing standing(Call const& call, Counting& counting) {
  auto const& ports = call.ports();
  auto const& counts = counting.counts(call);
  Standing now;
  now.now = ports.now();
  auto const head = ports.store.head();
  now.events = head.next;
  now.ahead_seconds = seconds_ahead(head.recorded_at, now.now);
  now.checkpoint_events = static_cast<Position>(ports.checkpoint().checkpoint.size);
  now.unsigned_seconds = age_of(call, now.checkpoint_events);
  now.overdue = counts.overdue;
  now.inbox = counts.inbox.size();
  if (!counts.inbox.empty()) now.inbox_seconds = age_of(call, counts.inbox.front());
  now.condition = ports.condition();
  return now;
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
    auto now = standing(call, *counting);
    now.around = around();
    return http::respond(200, metrics_type, metrics.text(now));
  };
  return routes;
}

}  // namespace probant::service
