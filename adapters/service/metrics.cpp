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

#include "adapters/service/convergence.hpp"

namespace probant::service {
namespace {

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

prometheus::Family<prometheus::Gauge>& gauges(prometheus::Registry& registry,
                                              std::string const& name, std::string const& help) {
  return prometheus::BuildGauge().Name(name).Help(help).Register(registry);
}

/// By the codes of the webhook's answers; what its own rules refuse is kept, not rejected.
std::string rejection(Answered const& answered) {
  if (answered.reason == "signature_invalid") return "signature";
  if (answered.reason == "timestamp_invalid") return "timestamp";
  switch (answered.status) {
    case 400:
    case 415:
      return "malformed";
    case 409:
      return "conflict";
    case 413:
      return "too_large";
    case 503:
      return "unavailable";
    default:
      return "other";
  }
}

std::int64_t age(Instant now, std::optional<Instant> at) {
  return at ? std::max<std::int64_t>(now.unix_seconds() - at->unix_seconds(), 0) : 0;
}

/// A counter that something else counts.
void follow(prometheus::Counter& counter, std::int64_t count) {
  counter.Increment(std::max(static_cast<double>(count) - counter.Value(), 0.0));
}

}  // namespace

struct Metrics::Series {
  /// The series of one kind of answer: to find them by their labels takes longer than to answer.
  struct Kind {
    prometheus::Counter* answers;
    prometheus::Histogram* durations;
  };
  Kind& kind_of(Answered const& answered);
  void set(Surroundings const& around, Instant now) const;

  std::mutex mutex;
  std::mutex telling;  ///< one at a time: what is followed is not counted twice
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
  prometheus::Gauge& ahead_seconds =
      gauge(registry, "probant_log_ahead_seconds",
            "How far ahead of the clock the last event was recorded, 0 when it was not.");
  prometheus::Gauge& overdue =
      gauge(registry, "probant_deadlines_overdue", "Deadlines past and not met.");
  prometheus::Family<prometheus::Counter>& refused =
      counter(registry, "probant_http_refused_total",
              "Requests and connections refused before the service saw them, by reason.");
  prometheus::Family<prometheus::Counter>& rejected =
      counter(registry, "probant_webhook_rejected_total",
              "Updates of Convergence answered 4xx or 5xx, by reason.");
  prometheus::Gauge& connections =
      gauge(registry, "probant_http_connections", "Connections open now.");
  prometheus::Gauge& inbox =
      gauge(registry, "probant_inbox_updates", "Updates that wait for a person.");
  prometheus::Gauge& inbox_seconds =
      gauge(registry, "probant_inbox_oldest_age_seconds",
            "Since the oldest update that waits for a person came, 0 when there is none.");
  prometheus::Counter& failures =
      counter(registry, "probant_store_failures_total", "How often the log became read-only.")
          .Add({});
  prometheus::Counter& sync_errors =
      counter(registry, "probant_store_fsync_errors_total", "How often an fsync of the log failed.")
          .Add({});
  prometheus::Counter& recoveries =
      counter(registry, "probant_store_recoveries_total",
              "How often the log took writes again without a restart.")
          .Add({});
  prometheus::Gauge& signed_seconds =
      gauge(registry, "probant_checkpoint_signed_age_seconds", "Since a checkpoint was signed.");
  prometheus::Family<prometheus::Gauge>& witness_size =
      gauges(registry, "probant_witness_cosigned_tree_size",
             "Events under the newest checkpoint that a witness cosigned.");
  prometheus::Family<prometheus::Gauge>& witness_seconds =
      gauges(registry, "probant_witness_cosign_age_seconds",
             "Since a witness cosigned a checkpoint, by its clock.");
  prometheus::Family<prometheus::Gauge>& subscriptions =
      gauges(registry, "probant_outbox_subscriptions", "Subscriptions, by state.");
  prometheus::Family<prometheus::Gauge>& letters =
      gauges(registry, "probant_outbox_letters",
             "Letters not yet delivered, by state of the "
             "subscription.");
  prometheus::Family<prometheus::Gauge>& letter_seconds =
      gauges(registry, "probant_outbox_oldest_age_seconds",
             "Since the oldest letter not yet delivered was recorded and its subscription made "
             "or resumed, 0 when there is none.");
  prometheus::Family<prometheus::Gauge>& dead_letters =
      gauges(registry, "probant_outbox_dead_letters", "Letters given up, by state.");
  prometheus::Family<prometheus::Counter>& issuer_failures =
      counter(registry, "probant_issuer_failures_total",
              "How often an issuer of tokens gave no answer, or one that is none.");
  prometheus::Gauge& waiting =
      gauge(registry, "probant_proposals_waiting", "Proposals not yet decided.");
  prometheus::Gauge& second_history =
      gauge(registry, "probant_log_second_history",
            "1 once another history signed in the name of this log has been found.");
  prometheus::Gauge& writable =
      gauge(registry, "probant_log_writable", "1 while events can be appended.");
};

Metrics::Metrics() : series_{std::make_unique<Series>()} {
  for (auto const outcome : Names<OutcomeKind>::values) {
    series_->proposals.Add({{"outcome", std::string{outcome}}});
  }
  for (auto const* reason :
       {"signature", "timestamp", "malformed", "conflict", "too_large", "unavailable"}) {
    series_->rejected.Add({{"reason", reason}});
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
  constexpr int first_error = 400;
  if (answered.route == webhook_name && answered.status >= first_error) {
    series_->rejected.Add({{"reason", rejection(answered)}}).Increment();
  }
  if (answered.guarded) {
    series_->refused.Add({{"reason", answered.reason}}).Increment();
    return;  // it took no time that means anything
  }
  kind.durations->Observe(static_cast<double>(answered.microseconds) / 1e6);
}

void Metrics::count(std::vector<Outcome> const& outcomes) {
  for (auto const& outcome : outcomes) {
    series_->proposals.Add({{"outcome", std::string{name_of(outcome.kind)}}}).Increment();
  }
}

void Metrics::count_invalid(std::size_t proposals) {
  auto const outcome = std::string{name_of(OutcomeKind::invalid)};
  series_->proposals.Add({{"outcome", outcome}}).Increment(static_cast<double>(proposals));
}

void Metrics::Series::set(Surroundings const& around, Instant now) const {
  waiting.Set(static_cast<double>(around.waiting));
  connections.Set(static_cast<double>(around.connections));
  signed_seconds.Set(static_cast<double>(age(now, around.signed_at)));
  for (auto const& witness : around.witnesses) {
    prometheus::Labels const labels{{"witness", witness.name}};
    witness_size.Add(labels).Set(static_cast<double>(witness.size));
    if (witness.at) witness_seconds.Add(labels).Set(static_cast<double>(age(now, witness.at)));
  }
  for (auto const& issuer : around.issuers) {
    follow(issuer_failures.Add({{"issuer", issuer.name}}), issuer.failures);
  }
  for (auto const& outbox : around.outboxes) {
    prometheus::Labels const labels{{"state", outbox.state}};
    subscriptions.Add(labels).Set(static_cast<double>(outbox.subscriptions));
    letters.Add(labels).Set(static_cast<double>(outbox.letters));
    dead_letters.Add(labels).Set(static_cast<double>(outbox.dead_letters));
    letter_seconds.Add(labels).Set(static_cast<double>(age(now, outbox.oldest)));
  }
}

std::string Metrics::text(Standing const& standing) const {
  std::lock_guard const lock{series_->telling};
  auto const& condition = standing.condition;
  series_->events.Set(static_cast<double>(standing.events));
  series_->checkpoint_events.Set(static_cast<double>(standing.checkpoint_events));
  series_->unsigned_seconds.Set(static_cast<double>(standing.unsigned_seconds));
  series_->ahead_seconds.Set(static_cast<double>(standing.ahead_seconds));
  series_->overdue.Set(static_cast<double>(standing.overdue));
  series_->inbox.Set(static_cast<double>(standing.inbox));
  series_->inbox_seconds.Set(static_cast<double>(standing.inbox_seconds));
  series_->second_history.Set(condition.second_history ? 1 : 0);
  series_->writable.Set(condition.cannot_write.empty() ? 1 : 0);
  follow(series_->failures, condition.failures);
  follow(series_->sync_errors, condition.sync_errors);
  follow(series_->recoveries, condition.recoveries);
  series_->set(standing.around, standing.now);
  return prometheus::TextSerializer{}.Serialize(series_->registry.Collect());
}

}  // namespace probant::service
