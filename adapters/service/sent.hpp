// What was sent to whom under which version, so that 304 hides nothing: an answer about a dossier
// also changes without an event of its own, with the day (a deadline is overdue) and with events of
// others (a ceiling, a recovery), and its ETag, which is its version, does not.
#pragma once

#include <mutex>
#include <string>
#include <unordered_map>

#include "events/envelope.hpp"
#include "events/values/sha256.hpp"

namespace probant::service {

/// Any thread.
class Sent {
 public:
  /// Then all is forgotten, and the next answers are whole ones.
  static constexpr std::size_t max_kept = 50'000;

  /// Whether everything that was sent to `whom`, of whatever they asked, under this version was
  /// this content, and some of it was; from now on it counts as sent.
  bool only_this(std::string const& whom, Version version, Sha256 const& content);

 private:
  struct Last {
    Version version = 0;
    Sha256 content;
    bool always = true;  ///< nothing else was sent under this version
  };
  std::mutex mutex_;
  std::unordered_map<std::string, Last> last_;
};

}  // namespace probant::service
