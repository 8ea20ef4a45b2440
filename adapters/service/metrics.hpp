// Counters and gauges for Prometheus (text format 0.0.4). Labels are names of routes, statuses and
// outcomes: never a dossier, a person or a token.
#pragma once

#include <memory>
#include <string>

#include "adapters/service/service.hpp"

namespace probant::service {

/// How things stand when the text is asked for.
struct Gauges {
  Position events = 0;                ///< in the log
  Position checkpoint_events = 0;     ///< of them, under the last checkpoint signed
  std::int64_t unsigned_seconds = 0;  ///< since the first event that is not, 0 when all are
  std::int64_t overdue = 0;           ///< deadlines past, and not met
  std::size_t waiting = 0;            ///< proposals not yet decided
  bool writable = true;
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
  std::string text(Gauges const& gauges) const;

 private:
  struct Series;
  std::unique_ptr<Series> series_;
};

inline constexpr auto metrics_type = "text/plain; version=0.0.4; charset=utf-8";

/// `GET /metrics`. `waiting`: how many proposals wait to be decided. `metrics` must outlive it.
Routes metrics_routes(Metrics const& metrics, std::function<std::size_t()> waiting);

}  // namespace probant::service
