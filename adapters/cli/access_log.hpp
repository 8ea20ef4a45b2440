// Who asked for what, and when: one JSON object a line, a file a day (UTC), kept for a number of
// days; apart from the log of decisions, and without its guarantees: a line is in the file within
// a second. What was refused says why, also when the HTTP guard refused it. Who asks appears by the
// id of their token; where another issuer made it by a pseudonym of their account, always the same,
// since what an issuer calls a person may be their national number. Whoever holds the key finds the
// lines of an account, whoever has the log alone finds nobody. There is never an address of the
// network, a name, or what was searched for.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>

#include "adapters/service/service.hpp"

namespace spdlog {
class logger;
}

namespace probant::cli {

/// Any thread.
class AccessLog {
 public:
  /// Lines without a token that a day may have: whoever makes them up fills no disk. What is
  /// beyond is counted by the metrics only.
  static constexpr std::int64_t nameless_per_day = 100'000;

  /// Files `access-<day>.jsonl` in `directory`; empty: lines on standard error, kept by whoever
  /// reads them. `key`: of the pseudonyms. Throws StoreError when nothing can be written there.
  AccessLog(std::filesystem::path directory, std::int64_t days_kept, std::string key);
  ~AccessLog();
  AccessLog(AccessLog const&) = delete;
  AccessLog& operator=(AccessLog const&) = delete;

  void note(service::Answered const& answered);
  /// Something went wrong inside: an error line, with what is known of it.
  void fault(std::string_view route, std::string_view trace, std::string_view what);

 private:
  void write(Instant now, std::string const& line);
  void begin(std::string const& day);
  void forget_old(Instant now) const;

  std::filesystem::path directory_;
  std::int64_t days_kept_;
  std::string key_;
  std::mutex mutex_;
  std::string day_;
  std::int64_t nameless_ = 0;
  std::shared_ptr<spdlog::logger> lines_;
};

/// The key of the pseudonyms, `service/access.key` of the store, made when there is none. Throws
/// StoreError.
std::string access_key(std::filesystem::path const& store);

}  // namespace probant::cli
