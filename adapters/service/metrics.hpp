// Counters and gauges for Prometheus (text format 0.0.4). Labels are names of routes, statuses,
// outcomes, reasons, witnesses and issuers: never a dossier, a person or a token.
#pragma once

#include <memory>
#include <string>

#include "adapters/service/service.hpp"

namespace probant::service {

/// How things stand around the service when the text is asked for.
struct Surroundings {
  std::size_t waiting = 0;  ///< proposals not yet decided
  std::size_t connections = 0;
  std::optional<Instant> signed_at;  ///< the last checkpoint

  struct Witness {
    std::string name;
    std::uint64_t size = 0;       ///< of the last checkpoint it cosigned; 0: none
    std::optional<Instant> at{};  ///< when it did, as it says
  };
  std::vector<Witness> witnesses{};

  /// What subscriptions of one state are owed.
  struct Outbox {
    std::string state;
    std::size_t subscriptions = 0;
    std::size_t letters = 0;
    std::size_t dead_letters = 0;
    std::optional<Instant> oldest{};  ///< since when the oldest letter waits
  };
  std::vector<Outbox> outboxes{};

  struct Issuer {
    std::string name;
    std::int64_t failures = 0;  ///< how often it did not answer since the start
  };
  std::vector<Issuer> issuers{};
};

/// With what the service itself knows. Ages in seconds, 0 when there is nothing.
struct Standing {
  Instant now;
  Position events = 0;                ///< in the log
  Position checkpoint_events = 0;     ///< of them, under the last checkpoint signed
  std::int64_t unsigned_seconds = 0;  ///< since the first event that is not
  std::int64_t ahead_seconds = 0;     ///< of the last event, before the clock
  std::int64_t overdue = 0;           ///< deadlines past, and not met
  std::size_t inbox = 0;              ///< updates that wait for a person
  std::int64_t inbox_seconds = 0;     ///< since the oldest of them came
  Condition condition;
  Surroundings around;
};

/// Any thread.
class Metrics {
 public:
  Metrics();
  ~Metrics();
  Metrics(Metrics const&) = delete;
  Metrics& operator=(Metrics const&) = delete;

  void count(Answered const& answered);
  void count(std::vector<Outcome> const& outcomes);
  /// Proposals that were answered `invalid`, without being judged.
  void count_invalid(std::size_t proposals);
  std::string text(Standing const& standing) const;

 private:
  struct Series;
  std::unique_ptr<Series> series_;
};

inline constexpr auto metrics_type = "text/plain; version=0.0.4; charset=utf-8";

/// `GET /metrics`. `around` is asked on the service's thread. `metrics` must outlive it.
Routes metrics_routes(Metrics const& metrics, std::function<Surroundings()> around);

}  // namespace probant::service
