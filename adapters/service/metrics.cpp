#include "adapters/service/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <tuple>

#include "adapters/service/routes.hpp"

namespace probant::service {
namespace {

/// Counting what is overdue looks at every dossier.
constexpr std::int64_t overdue_kept_seconds = 60;

prometheus::Histogram::BucketBoundaries const seconds{0.0005, 0.001, 0.002, 0.005, 0.01, 0.02,
                                                      0.05,   0.1,   0.2,   0.5,   1,    5};

prometheus::Gauge& gauge(prometheus::Registry& registry, std::string const& name,
                         std::string const& help) {
  return prometheus::BuildGauge().Name(name).Help(help).Register(registry).Add({});
}

prometheus::Family<prometheus::Counter>& counter(prometheus::Registry& registry,
                                                 std::string const& name, std::string const& help) {
  return prometheus::BuildCounter().Name(name).Help(help).Register(registry);
}

class Overdue {
 public:
  std::int64_t count(Call const& call) {
    auto const now = call.ports().now();
    if (!counted_at_ || counted_at_->plus_seconds(overdue_kept_seconds) <= now) {
      DeadlineFilter filter;
      filter.state = DeadlineState::overdue;
      count_ = static_cast<std::int64_t>(deadlines(call.world(), call.asked().at, filter).size());
      counted_at_ = now;
    }
    return count_;
  }

 private:
  std::optional<Instant> counted_at_;
  std::int64_t count_ = 0;
};

Gauges gauges_of(Call const& call) {
  auto const& ports = call.ports();
  Gauges gauges;
  gauges.events = ports.store.head().next;
  gauges.checkpoint_events = static_cast<Position>(ports.checkpoint().checkpoint.size);
  auto const first = gauges.checkpoint_events;
  ports.store.scan(first, first + 1, [&](StoredEvent const& event) {
    auto const age = ports.now().unix_seconds() - event.recorded_at.unix_seconds();
    gauges.unsigned_seconds = std::max<std::int64_t>(age, 0);
    return false;
  });
  gauges.writable = ports.condition().cannot_write.empty();
  return gauges;
}

}  // namespace

struct Metrics::Series {
  /// The series of one kind of answer: to find them by their labels takes longer than to answer.
  struct Kind {
    prometheus::Counter* answers;
    prometheus::Histogram* durations;
  };
  Kind& kind_of(Answered const& answered);

  std::mutex mutex;
  std::map<std::tuple<std::string_view, std::string, int>, Kind> kinds;
  prometheus::Registry registry;
  prometheus::Family<prometheus::Counter>& requests = counter(
      registry, "probant_http_requests_total", "Answers given, by route, method and status.");
  prometheus::Family<prometheus::Histogram>& durations =
      prometheus::BuildHistogram()
          .Name("probant_http_request_duration_seconds")
          .Help("From a whole request to its answer, by route.")
          .Register(registry);
  prometheus::Family<prometheus::Counter>& proposals =
      counter(registry, "probant_proposals_total", "Proposals answered, by outcome.");
  prometheus::Gauge& events = gauge(registry, "probant_log_tree_size", "Events in the log.");
  prometheus::Gauge& checkpoint_events =
      gauge(registry, "probant_checkpoint_tree_size", "Events under the last checkpoint signed.");
  prometheus::Gauge& unsigned_seconds =
      gauge(registry, "probant_checkpoint_age_seconds",
            "Since the first event under no checkpoint was recorded, 0 when there is none.");
  prometheus::Gauge& overdue =
      gauge(registry, "probant_deadlines_overdue", "Deadlines past and not met.");
  prometheus::Gauge& waiting =
      gauge(registry, "probant_proposals_waiting", "Proposals not yet decided.");
  prometheus::Gauge& writable =
      gauge(registry, "probant_log_writable", "1 while events can be appended.");
};

Metrics::Metrics() : series_{std::make_unique<Series>()} {
  for (auto const outcome : Names<OutcomeKind>::values) {
    series_->proposals.Add({{"outcome", std::string{outcome}}});
  }
}
Metrics::~Metrics() = default;

Metrics::Series::Kind& Metrics::Series::kind_of(Answered const& answered) {
  // Addresses and methods that do not exist are one series: who makes them up makes no labels.
  bool const known = !answered.route.empty();
  std::string_view const route = known ? answered.route : "none";
  auto const method = known ? answered.method : "none";
  std::lock_guard const lock{mutex};
  auto const found = kinds.find({route, method, answered.status});
  if (found != kinds.end()) return found->second;
  std::string const name{route};
  auto const status = std::to_string(answered.status);
  Kind const kind{
      &requests.Add({{"route", name}, {"method", method}, {"status", status}}),
      &durations.Add({{"route", name}}, seconds),
  };
  return kinds.emplace(std::tuple{route, method, answered.status}, kind).first->second;
}

void Metrics::count(Answered const& answered) {
  auto const& kind = series_->kind_of(answered);
  kind.answers->Increment();
  kind.durations->Observe(static_cast<double>(answered.microseconds) / 1e6);
}

void Metrics::count(std::vector<Outcome> const& outcomes) {
  for (auto const& outcome : outcomes) {
    series_->proposals.Add({{"outcome", std::string{name_of(outcome.kind)}}}).Increment();
  }
}

std::string Metrics::text(Gauges const& gauges) const {
  series_->events.Set(static_cast<double>(gauges.events));
  series_->checkpoint_events.Set(static_cast<double>(gauges.checkpoint_events));
  series_->unsigned_seconds.Set(static_cast<double>(gauges.unsigned_seconds));
  series_->overdue.Set(static_cast<double>(gauges.overdue));
  series_->waiting.Set(static_cast<double>(gauges.waiting));
  series_->writable.Set(gauges.writable ? 1 : 0);
  return prometheus::TextSerializer{}.Serialize(series_->registry.Collect());
}

Routes metrics_routes(Metrics const& metrics, std::function<std::size_t()> waiting) {
  Routes routes;
  auto& one = routes.emplace_back();
  one.name = "getMetrics";
  one.method = "GET";
  one.path = "/metrics";
  one.summary = "Compteurs et mesures (Prometheus)";
  one.replies = {{200, metrics_type, "", "Format texte 0.0.4"},
                 {404, "application/problem+json", "Problem", "Tenus à une autre adresse"}};
  one.direct = [&metrics, waiting = std::move(waiting),
                overdue = std::make_shared<Overdue>()](Call const& call) {
    auto gauges = gauges_of(call);
    gauges.overdue = overdue->count(call);
    gauges.waiting = waiting();
    return http::respond(200, metrics_type, metrics.text(gauges));
  };
  return routes;
}

}  // namespace probant::service
