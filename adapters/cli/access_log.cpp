#include "adapters/cli/access_log.hpp"

#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <chrono>

#include "adapters/cli/session.hpp"
#include "adapters/cli/terminal.hpp"
#include "adapters/notary/files.hpp"
#include "engine/log/digest.hpp"
#include "projections/json_object.hpp"

namespace probant::cli {
namespace {

constexpr auto name = "access";
/// A line at a time would cost more than most answers.
constexpr std::chrono::seconds flushed_every{1};
constexpr std::string_view prefix = "access-";
constexpr std::string_view suffix = ".jsonl";

std::string day_of(Instant instant) { return instant.text().substr(0, 10); }

std::shared_ptr<spdlog::logger> logger_to(spdlog::sink_ptr sink) {
  spdlog::drop(name);
  auto lines = std::make_shared<spdlog::logger>(name, std::move(sink));
  lines->set_pattern("%v");
  lines->set_error_handler([](std::string const& what) {
    complain("probant : le journal d'accès n'a pas pu être écrit (" + what + ").");
  });
  spdlog::register_logger(lines);  // so that it is flushed
  spdlog::flush_every(flushed_every);
  return lines;
}

/// The day of a file's name; empty when it is not one of ours.
std::string day_in(std::string const& file) {
  bool const ours = file.size() == prefix.size() + 10 + suffix.size() && file.starts_with(prefix) &&
                    file.ends_with(suffix);
  return ours ? file.substr(prefix.size(), 10) : std::string{};
}

/// The issuer's name, and what nobody guesses without the key: numbers of persons are few.
std::string pseudonym(std::string const& account, std::string const& key) {
  constexpr std::size_t digits = 32;
  return account.substr(0, account.find(':') + 1) +
         hmac_sha256(key, account).text().substr(0, digits);
}

}  // namespace

AccessLog::AccessLog(std::filesystem::path directory, std::int64_t days_kept, std::string key)
    : directory_{std::move(directory)}, days_kept_{days_kept}, key_{std::move(key)} {
  if (directory_.empty()) {
    lines_ = logger_to(std::make_shared<spdlog::sinks::stderr_sink_mt>());
    return;
  }
  try {
    std::filesystem::create_directories(directory_);
    std::filesystem::permissions(directory_, std::filesystem::perms::owner_all);
    auto const now = wall_clock();
    begin(day_of(now));
    forget_old(now);
  } catch (spdlog::spdlog_ex const& error) {
    throw StoreError{directory_.string() + " : le journal d'accès ne peut y être écrit (" +
                     error.what() + ")."};
  }
}

AccessLog::~AccessLog() {
  lines_->flush();
  spdlog::drop(name);
}

void AccessLog::begin(std::string const& day) {
  auto const file = directory_ / (std::string{prefix} + day + std::string{suffix});
  if (lines_) lines_->flush();
  lines_ = logger_to(std::make_shared<spdlog::sinks::basic_file_sink_mt>(file.string()));
  day_ = day;
  nameless_ = 0;
}

void AccessLog::forget_old(Instant now) const {
  constexpr std::int64_t day_seconds = 86'400;
  auto const first_kept = day_of(now.plus_seconds(-days_kept_ * day_seconds));
  std::error_code ignored;
  for (auto const& entry : std::filesystem::directory_iterator{directory_, ignored}) {
    auto const day = day_in(entry.path().filename().string());
    if (!day.empty() && day < first_kept) std::filesystem::remove(entry.path(), ignored);
  }
}

void AccessLog::write(Instant now, std::string const& line) {
  auto const day = day_of(now);
  if (!directory_.empty() && day != day_) {
    try {
      begin(day);
      forget_old(now);
    } catch (spdlog::spdlog_ex const& error) {
      complain(std::string{"probant : nouveau fichier d'accès impossible : "} + error.what());
    }
  }
  lines_->info(line);
}

void AccessLog::note(service::Answered const& answered) {
  auto const now = wall_clock();
  JsonObject line;
  line.text("at", now.text()).text("event", "access").text("method", answered.method);
  line.text("route", answered.route.empty() ? "none" : answered.route);
  line.number("status", answered.status);
  line.number("bytes", static_cast<std::int64_t>(answered.bytes));
  line.number("us", answered.microseconds);
  if (!answered.reason.empty()) line.text("reason", answered.reason);
  if (!answered.token.empty()) {
    line.text("token", answered.vouched ? pseudonym(answered.token, key_) : answered.token);
  }
  auto const& assurance = answered.assurance;
  if (!assurance.acr.empty()) line.text("acr", assurance.acr);
  if (assurance.authenticated_at) line.number("auth_time", *assurance.authenticated_at);
  if (!answered.dossier.empty()) line.text("dossier", answered.dossier);
  if (!answered.asked.empty()) line.text("asked", answered.asked);
  if (!answered.trace.empty()) line.text("trace_id", answered.trace);
  std::lock_guard const lock{mutex_};
  if (answered.token.empty() && day_of(now) == day_ && ++nameless_ > nameless_per_day) return;
  write(now, line.json());
}

std::string access_key(std::filesystem::path const& store) {
  auto const file = store / "service" / "access.key";
  constexpr std::size_t max_bytes = 256;
  auto key = notary::read_file(file, max_bytes);
  if (!key) {
    key = Sha256{random_bytes()}.text() + "\n";
    notary::write_file(file, *key, notary::Readers::owner_only);
  } else if (notary::readable_by_others(file)) {
    throw StoreError{file.string() +
                     " : cette clé est lisible par d'autres que son propriétaire ; faites "
                     "« chmod 600 »."};
  }
  while (key->ends_with('\n')) key->pop_back();
  return *std::move(key);
}

void AccessLog::fault(std::string_view route, std::string_view trace, std::string_view what) {
  auto const now = wall_clock();
  JsonObject line;
  line.text("at", now.text()).text("event", "fault").text("route", route).text("what", what);
  if (!trace.empty()) line.text("trace_id", trace);
  std::lock_guard const lock{mutex_};
  write(now, line.json());
}

}  // namespace probant::cli
