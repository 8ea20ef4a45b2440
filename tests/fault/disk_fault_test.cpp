// A short recording run, repeated with each kind of fault at each call in turn. After each: crash,
// restart, and the run goes on to its end. What was answered stands, nothing half is seen.
#include <iostream>

#include "tests/fault/fault_vfs.hpp"
#include "tests/fault/recording_run.hpp"
#include "tests/support/desk.hpp"
#include "tests/support/temporary_directory.hpp"

namespace probant::test {
namespace {

struct Tally {
  int runs = 0;
  int struck = 0;
  int latched = 0;
  std::map<std::string, int> found;
};

/// A run on a disk of its own.
struct Trial {
  TemporaryDirectory place;
  std::filesystem::path directory = place.path() / "store";
  FaultVfs disk{directory};
  RecordingRun run{directory};
};

/// The log of a run that nothing disturbs.
Head const& undisturbed() {
  static Head const head = [] {
    Trial trial;
    REQUIRE(trial.run.play() == End::finished);
    return trial.run.confirmed();
  }();
  return head;
}

int calls_to_strike(Fault fault) {
  Trial trial;
  trial.disk.plan(fault, 0);
  REQUIRE(trial.run.play() == End::finished);
  trial.run.close();
  return trial.disk.calls();
}

/// After the restart: what was confirmed is there, and the run ends as if nothing had been.
void check_recovers(Trial& trial) {
  if (!trial.run.check_reopened()) std::filesystem::remove_all(trial.directory);
  auto const end = trial.run.play();
  INFO(trial.run.reason());
  CHECK(end == End::finished);
  CHECK(trial.run.confirmed().next == undisturbed().next);
  CHECK(trial.run.confirmed().root == undisturbed().root);
}

void crash(Trial& trial, Survival survival, int at) {
  trial.disk.power_off();
  trial.run.close();
  trial.disk.restart(survival, static_cast<std::uint64_t>(at));
}

void try_fault(Fault fault, int at, Survival survival, Tally& tally) {
  Trial trial;
  trial.disk.plan(fault, at);
  auto const end = trial.run.play();
  INFO("call " << at << ", survival " << static_cast<int>(survival) << ", end "
               << static_cast<int>(end) << " " << trial.run.reason());
  if (end == End::read_only && !trial.disk.down()) {
    trial.run.check_latched();
    ++tally.latched;
  }
  if (!trial.disk.struck()) trial.run.close();  // the call is one of those at the end
  tally.struck += trial.disk.struck() ? 1 : 0;
  ++tally.runs;
  crash(trial, survival, at);
  check_recovers(trial);
}

void report(char const* name, Tally const& tally) {
  std::cout << "fault: " << name << ": " << tally.runs << " runs, " << tally.struck << " struck, "
            << tally.latched << " latched";
  for (auto const& [how, times] : tally.found) std::cout << ", " << times << " " << how;
  std::cout << '\n';
}

/// The disk is well again, and the power goes only after the rest of the run was played without a
/// restart: what a recovery confirmed is as good as what a restart would have.
void try_recovery(Fault fault, int at, Survival survival, Tally& tally) {
  Trial trial;
  trial.disk.plan(fault, at);
  auto const end = trial.run.play();
  ++tally.runs;
  if (end != End::read_only) return;
  ++tally.latched;
  INFO("call " << at << ", survival " << static_cast<int>(survival));
  trial.disk.plan(Fault::none, 0);
  CHECK(trial.run.recover_and_go_on() == End::finished);
  CHECK(trial.run.confirmed().root == undisturbed().root);
  crash(trial, survival, at);
  check_recovers(trial);
}

void try_recovery_everywhere(char const* name, Fault fault) {
  Tally tally;
  auto const calls = calls_to_strike(fault);
  for (int at = 1; at <= calls; ++at) {
    for (auto const survival : {Survival::nothing, Survival::everything, Survival::some}) {
      try_recovery(fault, at, survival, tally);
    }
  }
  report(name, tally);
  CHECK(tally.latched > 0);
}

void try_everywhere(char const* name, Fault fault, std::vector<Survival> const& survivals) {
  Tally tally;
  auto const calls = calls_to_strike(fault);
  REQUIRE(calls > 3);
  for (int at = 1; at <= calls; ++at) {
    for (auto const survival : survivals) try_fault(fault, at, survival, tally);
  }
  report(name, tally);
  CHECK(tally.struck == tally.runs);
}

std::vector<Survival> const all_survivals{Survival::nothing, Survival::everything, Survival::some};

}  // namespace

TEST_CASE("disk fault: a short write at every call loses nothing confirmed", "[fault][disk]") {
  try_everywhere("short write", Fault::short_write, {Survival::some});
}
TEST_CASE("disk fault: EIO at every write loses nothing confirmed", "[fault][disk]") {
  try_everywhere("EIO on write", Fault::write_error, {Survival::some});
}
TEST_CASE("disk fault: a disk full from any write on loses nothing confirmed", "[fault][disk]") {
  try_everywhere("ENOSPC", Fault::no_space, {Survival::some});
}
TEST_CASE("disk fault: EIO at every fsync loses nothing confirmed", "[fault][disk]") {
  try_everywhere("EIO on fsync", Fault::sync_error, all_survivals);
}
TEST_CASE("disk fault: EIO at every read loses nothing confirmed", "[fault][disk]") {
  try_everywhere("EIO on read", Fault::read_error, {Survival::some});
}
TEST_CASE("disk fault: a page torn at every write loses nothing confirmed", "[fault][disk]") {
  try_everywhere("torn page", Fault::torn_page, {Survival::everything, Survival::some});
}
TEST_CASE("disk fault: a crash before every call loses nothing confirmed", "[fault][disk]") {
  try_everywhere("crash", Fault::crash, all_survivals);
}

TEST_CASE("disk fault: a disk that is well again is written to without a restart",
          "[fault][disk]") {
  try_recovery_everywhere("recovery after EIO on write", Fault::write_error);
  try_recovery_everywhere("recovery after ENOSPC", Fault::no_space);
  try_recovery_everywhere("recovery after EIO on fsync", Fault::sync_error);
}

TEST_CASE("disk fault: a disk that is still full is found to be so", "[fault][disk]") {
  int still_full = 0;
  auto const calls = calls_to_strike(Fault::no_space);
  for (int at = 1; at <= calls; ++at) {
    Trial trial;
    INFO("call " << at);
    trial.disk.plan(Fault::no_space, at);
    if (trial.run.play() != End::read_only) continue;
    if (trial.run.recovers()) continue;  // what it wrote needed no more room
    ++still_full;
    trial.run.check_latched();
    CHECK_FALSE(trial.run.recovers());
    trial.disk.plan(Fault::none, 0);
    CHECK(trial.run.recover_and_go_on() == End::finished);
  }
  CHECK(still_full > 0);
}

TEST_CASE("disk fault: what a lying disk lost is found by what was remembered outside",
          "[fault][disk]") {
  Tally tally;
  auto const calls = calls_to_strike(Fault::lost_sync);
  REQUIRE(calls > 3);
  for (int at = 1; at <= calls; ++at) {
    for (auto const survival : all_survivals) {
      for (bool const at_once : {true, false}) {
        Trial trial;
        INFO("fsync " << at << (at_once ? ", crash at once" : ", crash at the end"));
        trial.disk.plan(Fault::lost_sync, at);
        trial.run.play([&] { return at_once && trial.disk.struck(); });
        if (!trial.disk.struck()) trial.run.close();
        tally.struck += trial.disk.struck() ? 1 : 0;
        ++tally.runs;
        crash(trial, survival, at);
        auto const how = trial.run.how_loss_is_found();
        ++tally.found[how.empty() ? "without loss" : "found by " + how];
      }
    }
  }
  report("lost fsync", tally);
  CHECK(tally.struck == tally.runs);
}

}  // namespace probant::test
