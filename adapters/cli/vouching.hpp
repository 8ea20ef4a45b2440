// Has those outside whom a log's settings name vouch for it, without anybody asking: witnesses for
// its newest checkpoint, the time-stamping authority once a day. Nobody out of reach is waited for
// longer than a few seconds, and nothing recorded depends on their answers.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "adapters/cli/session.hpp"
#include "engine/kernel/committer.hpp"

namespace probant::cli {

/// Records that a checkpoint was stamped; throws StoreError when the log takes no more.
using RecordStamp = std::function<void(journal::CheckpointTimestamped const&)>;

/// Why some did not `within` that time, in French; empty when all did, or when none is named.
std::vector<std::string> have_vouched(std::string const& store_directory, EventStore const& store,
                                      notary::Notary& notary, RecordStamp const& record,
                                      std::chrono::milliseconds within);

/// The same every minute while a service runs, on a thread of its own: no append and no signature
/// waits for it. What fails is told on standard error when it changes.
class Vouching {
 public:
  /// Both must outlive it.
  Vouching(WritingSession& session, Committer& committer);
  ~Vouching();
  Vouching(Vouching const&) = delete;
  Vouching& operator=(Vouching const&) = delete;

 private:
  void work();
  void once();

  WritingSession& session_;
  Committer& committer_;
  std::mutex mutex_;
  std::condition_variable wanted_;
  bool stopping_ = false;
  std::string told_;
  std::thread thread_;
};

}  // namespace probant::cli
