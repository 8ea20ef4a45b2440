// What `verify` found, and how it tells it: one JSON document, or French for people.
#pragma once

#include "adapters/cli/commands.hpp"
#include "adapters/cli/keys_check.hpp"
#include "adapters/cli/lineage.hpp"
#include "adapters/cli/timestamps.hpp"
#include "adapters/notary/histories.hpp"
#include "engine/log/check.hpp"

namespace probant::cli {

struct Verdict {
  LogCheck log;
  bool altered = false;                   ///< the log itself: its events, its file, or what it was
  std::vector<std::string> problems;      ///< French sentences, of the log first
  std::vector<std::string> notices;       ///< French sentences: what was not there to compare with
  std::size_t checkpoints = 0;            ///< compared with
  std::vector<notary::SignedFork> forks;  ///< each is a problem too
  bool simulation = false;                ///< of a trial store: nothing of it is real
  Position unsigned_events = 0;           ///< at the end: no checkpoint compared with covers them
  /// Of these: "none" there are, the key "holds" them sealed, they are "certified" as of a backup,
  /// "unchecked" for want of the key, "broken".
  std::string seal = "none";
  bool two_ends = false;  ///< what is signed elsewhere has others in their place; a problem too
  TimestampCheck timestamps;
  std::string projections = "none";  ///< as WorldCheck::state
  notary::Evidence evidence;
  Lineage lineage;
  KeysCheck keys;

  bool good() const { return problems.empty(); }
};

std::string in_json(Verdict const& verdict);
std::string in_words(Verdict const& verdict);

}  // namespace probant::cli
