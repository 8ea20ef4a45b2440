// Measures what the project promises (P1 to P6) as ratios against raw loops run in the same
// process, on the machine at hand. Nothing here asserts a time.
#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <random>
#include <string>
#include <thread>

#include "adapters/sqlite/event_store.hpp"
#include "engine/kernel/committer.hpp"
#include "engine/log/check.hpp"
#include "engine/log/digest.hpp"
#include "engine/log/envelope.hpp"
#include "engine/log/merkle.hpp"
#include "projections/deadlines.hpp"
#include "projections/exposure.hpp"
#include "tests/bench/log_maker.hpp"
#include "tests/bench/raw_sqlite.hpp"

namespace {

using namespace probant;
using Clock = std::chrono::steady_clock;

template <class Work>
double seconds(Work&& work) {
  auto const start = Clock::now();
  work();
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// On the wall and on the processors.
struct Taken {
  double wall;
  double cpu;
};
template <class Work>
Taken once(Work& work) {
  auto const begun = std::clock();
  auto const start = Clock::now();
  [[maybe_unused]] auto const made = work();  // thrown away after the clocks were read
  double const wall = std::chrono::duration<double>(Clock::now() - start).count();
  return {wall, static_cast<double>(std::clock() - begun) / CLOCKS_PER_SEC};
}

/// Of each the median of five, by turns: a machine is faster at one moment than at the next.
template <class... Work>
std::array<Taken, sizeof...(Work)> taken(Work&&... works) {
  constexpr std::size_t turns = 5;
  std::array<std::array<Taken, sizeof...(Work)>, turns> all;
  for (auto& turn : all) turn = {once(works)...};
  std::array<Taken, sizeof...(Work)> medians;
  for (std::size_t i = 0; i < medians.size(); ++i) {
    auto const median = [&](double Taken::*clock) {
      std::array<double, turns> times;
      std::ranges::transform(all, times.begin(), [&](auto const& one) { return one[i].*clock; });
      std::ranges::sort(times);
      return times[turns / 2];
    };
    medians[i] = {median(&Taken::wall), median(&Taken::cpu)};
  }
  return medians;
}

void report(char const* name, std::string const& figure, std::string const& ratio,
            std::string const& goal) {
  std::printf("%-4s %-46s %-34s %s\n", name, figure.c_str(), ratio.c_str(), goal.c_str());
  std::fflush(stdout);
}

std::string number(double value, int decimals = 0) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", decimals, value);
  return text;
}

EnginePorts ports() {
  return {[] { return *Instant::parse("2026-02-01T08:00:00Z"); },
          [](Position position) { return sha256(std::to_string(position)).bytes; }};
}

/// Proposals that are all accepted: the register facts of ever new entities.
std::vector<Proposal> register_facts(std::int64_t count) {
  std::vector<Proposal> proposals;
  for (std::int64_t number = 0; std::ssize(proposals) < count; ++number) {
    auto all = bench::beneficiary(number);
    for (std::size_t i = 0; i < 3; ++i) proposals.push_back(std::move(all[i]));
  }
  return proposals;
}

void measure_single_appends(std::filesystem::path const& directory, std::int64_t events) {
  auto store = SqliteEventStore::open(directory / "p1", SqliteEventStore::Mode::create);
  Engine engine{*store, ports()};
  auto const proposals = register_facts(events);
  bench::RawLog raw_log{directory};
  // By turns: a disk is faster at one moment than at the next.
  constexpr std::size_t turn = 100;
  double ours = 0;
  double theirs = 0;
  for (std::size_t i = 0; i < proposals.size(); ++i) {
    if (i % turn == 0) theirs += raw_log.append(turn, 1);
    ours += seconds([&] { engine.record({&proposals[i], 1}); });
  }
  double const rate = static_cast<double>(proposals.size()) / ours;
  double const raw = static_cast<double>((proposals.size() + turn - 1) / turn * turn) / theirs;
  report("P1", number(rate) + " events/s, one a transaction",
         number(rate / raw, 2) + " x raw (" + number(raw) + "/s)", "goal >= 0.8 x raw");
}

void measure_group_commit(std::filesystem::path const& directory, std::int64_t events) {
  constexpr std::size_t proposers = 64;
  auto store = SqliteEventStore::open(directory / "p2", SqliteEventStore::Mode::create);
  Engine engine{*store, ports()};
  auto const proposals = register_facts(events);
  double elapsed = 0;
  {
    Committer committer{engine};
    elapsed = seconds([&] {
      std::vector<std::thread> threads;
      for (std::size_t t = 0; t < proposers; ++t) {
        threads.emplace_back([&, t] {
          // Each proposer keeps one beneficiary's facts in order and waits for each answer.
          for (std::size_t i = t * 3; i + 2 < proposals.size(); i += proposers * 3) {
            for (std::size_t k = 0; k < 3; ++k) committer.propose(proposals[i + k]).get();
          }
        });
      }
      for (auto& thread : threads) thread.join();
    });
  }
  double const rate = static_cast<double>(store->head().next) / elapsed;
  double const raw =
      static_cast<double>(events) / bench::RawLog{directory}.append(events, proposers);
  report("P2", number(rate) + " events/s, 64 proposers",
         number(rate / raw, 2) + " x raw batch 64 (" + number(raw) + "/s)",
         "goal >= 0.4 x raw, 60k/s");
}

void measure_reading(std::filesystem::path const& directory, std::int64_t events) {
  auto const path = directory / "national";
  {
    auto store = SqliteEventStore::open(path, SqliteEventStore::Mode::create);
    bench::fill(*store, events);
  }
  auto store = SqliteEventStore::open(path, SqliteEventStore::Mode::read_only);
  auto const total = static_cast<double>(store->head().next);
  bench::raw_scan_seconds(path);  // warms the page cache
  auto const [scan, alone, together] = taken([&] { return bench::raw_scan_seconds(path); },
                                             [&] {
                                               World world;
                                               catch_up(world, *store);  // on this thread alone
                                               return world;
                                             },
                                             [&] { return replay(*store); });
  report("P3", number(total / alone.cpu) + " events/s of CPU replayed, one core",
         number(alone.cpu / scan.cpu, 2) + " x a bare scan (" + number(total / scan.cpu) + "/s)",
         "goal >= 1M/s, <= 3 x scan");
  report("", number(total / together.wall) + " events/s replayed, all cores",
         number(alone.wall / together.wall, 2) + " x one core", "goal >= 1.6M/s on two");

  constexpr int looks = 3000;
  std::mt19937_64 chance{20260129};
  auto const beneficiaries = static_cast<std::uint64_t>(total / 20);
  double const cold = seconds([&] {
    for (int i = 0; i < looks; ++i) {
      auto const which = static_cast<std::int64_t>(chance() % beneficiaries);
      fold_amended(*store, bench::funding_dossier(which), {});
    }
  });
  report("P4", number(looks / cold) + " dossiers/s, folded from the store", "", "goal >= 15k/s");

  auto const past = *Instant::parse("2027-01-31T12:00:00Z");
  double const asked = seconds([&] {
    auto const then = replay(*store, {past, past});
    exposure(then, past);
    deadlines(then, past);
  });
  report("P5", number(asked, 2) + " s for " + number(total) + " events, all at a past instant", "",
         "goal <= 1 s at 1M");

  LogCheck check;
  // What no verification does without: both tables, and the digests of commitment and leaf.
  auto const read_and_hash = [&] {
    Hasher hasher;
    store->scan(0, store->head().next, [&](StoredEvent const& event) {
      payload_commitment(hasher, {}, event.payload);
      return true;
    });
    store->scan_leaves(0, store->head().next, [&](StoredLeaf const& leaf) {
      leaf_hash(hasher, leaf.envelope);
      return true;
    });
    return true;
  };
  auto const [verified, bound] = taken([&] { return check = check_log(*store); }, read_and_hash);
  report("P6", number(total / verified.wall) + " events/s verified, all cores",
         check.good() ? number(bound.cpu / verified.cpu, 2) + " x reading and hashing alone"
                      : check.why,
         "goal >= 1M/s, >= 0.65 x");
}

}  // namespace

int main(int count, char** arguments) {
  std::int64_t const events = count > 1 ? std::stoll(arguments[1]) : 200'000;
  auto const directory = std::filesystem::path{count > 2 ? arguments[2] : "bench-stores"};
  std::filesystem::remove_all(directory);
  std::filesystem::create_directories(directory);
  std::printf("%lld events; ratios are against raw loops in this same run\n",
              static_cast<long long>(events));
  measure_single_appends(directory, 6'000);
  measure_group_commit(directory, 60'000);
  measure_reading(directory, events);
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  report("", "peak memory " + number(static_cast<double>(usage.ru_maxrss) / 1024) + " MiB", "", "");
  std::filesystem::remove_all(directory);
  return 0;
}
