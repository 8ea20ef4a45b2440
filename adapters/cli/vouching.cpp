#include "adapters/cli/vouching.hpp"

#include <algorithm>

#include "adapters/cli/outside.hpp"
#include "adapters/cli/terminal.hpp"
#include "adapters/cli/timestamps.hpp"

namespace probant::cli {
namespace {

constexpr std::chrono::milliseconds short_patience{5'000};
constexpr std::chrono::seconds pause{60};

bool cosigned_by_all(OpenedCheckpoint const& checkpoint, notary::Settings const& settings) {
  auto const& lines = checkpoint.note.signatures;
  return std::ranges::all_of(settings.witnesses, [&lines](notary::WitnessSettings const& one) {
    return std::ranges::any_of(lines,
                               [&one](NoteSignature const& line) { return line.made_by(one.key); });
  });
}

}  // namespace

std::vector<std::string> have_vouched(std::string const& store_directory, EventStore const& store,
                                      notary::Notary& notary, RecordStamp const& record,
                                      std::chrono::milliseconds within) {
  std::vector<std::string> problems;
  auto const& settings = notary.settings();
  auto const ca_file = ca_file_of(settings, store_directory);
  try {
    bool const stamps = !settings.tsa_url.empty() && !ca_file.empty();
    if (stamps && stamp_is_due(store, wall_clock())) {
      record(stamp_last(notary, store_directory, {settings.tsa_url, ca_file, within}));
    }
  } catch (std::exception const& error) {
    problems.emplace_back(error.what());
  }
  try {
    if (settings.witnesses.empty()) return problems;
    auto const checkpoint = notary.sign();
    if (cosigned_by_all(checkpoint, settings)) return problems;
    for (auto const& answer : have_cosigned(notary, store, checkpoint, within)) {
      if (!answer.why.empty()) {
        problems.push_back("point de contrôle non contresigné : " + answer.why);
      }
    }
  } catch (std::exception const& error) {
    problems.push_back(std::string{"point de contrôle non contresigné : "} + error.what());
  }
  return problems;
}

Vouching::Vouching(WritingSession& session, Committer& committer)
    : session_{session}, committer_{committer} {
  auto const& settings = session.notary().settings();
  if (settings.witnesses.empty() && settings.tsa_url.empty()) return;
  thread_ = std::thread{[this] { work(); }};
}

Vouching::~Vouching() {
  {
    std::lock_guard const lock{mutex_};
    stopping_ = true;
  }
  wanted_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Vouching::work() {
  std::unique_lock lock{mutex_};
  do {
    lock.unlock();
    once();
    lock.lock();
  } while (!wanted_.wait_for(lock, pause, [this] { return stopping_; }));
}

void Vouching::once() {
  auto const record = [this](journal::CheckpointTimestamped const& stamp) {
    committer_.between([stamp](Engine& engine) {
      try {
        record_stamp(engine, stamp);
      } catch (std::exception const& error) {
        complain(std::string{"probant : "} + error.what());
      }
    });
  };
  std::string all;
  for (auto const& why : have_vouched(session_.directory(), session_.store(), session_.notary(),
                                      record, short_patience)) {
    all += (all.empty() ? "" : "\nprobant : ") + why;
  }
  if (!all.empty() && all != told_) complain("probant : " + all);
  told_ = std::move(all);
}

}  // namespace probant::cli
