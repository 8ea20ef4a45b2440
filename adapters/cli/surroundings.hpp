// What the metrics tell of what stands around a service: its connections and queue, who vouches for
// its log, what it owes to subscribers.
#pragma once

#include <functional>

#include "adapters/cli/post_office.hpp"
#include "adapters/cli/session.hpp"
#include "adapters/service/metrics.hpp"

namespace probant::cli {

/// How the store is, in words that strangers may read.
service::Condition condition_of(WritingSession& session);

/// The engine knows that the store takes no more, not why: puts that in its answers.
void say_why_not_recorded(WritingSession& session, std::span<Outcome> outcomes);

/// When the last checkpoint was signed, and for each witness of the settings what it cosigned last.
/// Reads the store's evidence folder anew at most every few seconds. One thread.
class Attested {
 public:
  explicit Attested(WritingSession& session) : session_{session} {}
  void tell(service::Surroundings& around);

 private:
  void look();

  WritingSession& session_;
  Instant looked_at_;
  std::optional<Instant> signed_at_;
  std::vector<service::Surroundings::Witness> witnesses_;
};

}  // namespace probant::cli
