// A small log on disk in the hands of someone who knows its format, its guards already dropped, and
// what the outside still holds against them: a checkpoint signed with the log's own key.
#pragma once

#include <sqlite3.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "adapters/sqlite/event_store.hpp"
#include "engine/log/checkpoint.hpp"
#include "tests/support/temporary_directory.hpp"

namespace probant::test {

/// Where tampering was found first; empty for nowhere.
using Finding = std::string;

class ForgedLog {
 public:
  /// Plays the recording run, with refusals, a correction and an erasure.
  ForgedLog();

  Position size() const { return size_; }
  std::filesystem::path file() const { return directory_ / "log.sqlite"; }
  std::filesystem::path const& directory() const { return directory_; }
  /// The signed checkpoint of the whole log, and the key an auditor has pinned.
  std::string const& checkpoint() const { return checkpoint_; }
  VerifierKey const& pinned() const { return pinned_; }

  /// Throws std::runtime_error when SQLite refuses.
  void execute(std::string const& sql) const;
  /// Puts the log back to what it was.
  void restore() const;

  /// What the program says of the log as it is: on opening, by check_log, by check_file,
  /// against the checkpoint, and by its seal.
  Finding finding() const;
  /// Computes leaves' tree anew and writes its head, as the log itself would have.
  void recompute_head(Position size) const;
  /// Another content for an event that has one, with its commitment and the whole tree to match.
  void rewrite_payload(Position position) const;

 private:
  TemporaryDirectory place_;
  std::filesystem::path directory_ = place_.path() / "store";
  Position size_ = 0;
  std::string checkpoint_;
  VerifierKey pinned_;
};

/// The key the log signs with, and one that an attacker would make.
SigningKey journal_key();
SigningKey other_key();

/// Whether the log as opened is the one the checkpoint speaks of, or goes on from it.
Finding against_checkpoint(EventStore const& store, std::string const& note,
                           VerifierKey const& pinned);
/// The same for all that can be asked of an open log.
Finding finding_in(SqliteEventStore const& store, std::string const& note,
                   VerifierKey const& pinned);

/// Numbers of drills by what was drilled and where it was found.
class Drills {
 public:
  void add(std::string const& what, Finding const& finding) { ++counts_[what][finding]; }
  /// Prints one line for each.
  void print() const;
  int missed(std::string const& what) const;
  int total() const;

 private:
  std::map<std::string, std::map<Finding, int>> counts_;
};

}  // namespace probant::test
