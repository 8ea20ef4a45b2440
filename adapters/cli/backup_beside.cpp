#include "adapters/cli/keys_check.hpp"
#include "adapters/cli/lineage.hpp"
#include "adapters/cli/restore.hpp"
#include "adapters/cli/session.hpp"
#include "adapters/cli/signed_check.hpp"
#include "adapters/cli/timestamps.hpp"

namespace probant::cli {

Beside check_beside(SqliteEventStore const& store, std::filesystem::path const& backup) {
  // Read anew: what was given to the restoration is no part of the backup.
  auto const evidence = notary::read_evidence(backup);
  auto problems = lineage_of(store, evidence).problems;
  auto const add = [&problems](std::vector<std::string> more) {
    for (auto& one : more) problems.push_back(std::move(one));
  };
  if (auto unlike = kind_conflict(store, evidence); !unlike.empty()) add({std::move(unlike)});
  add(check_keys(store, backup, evidence).problems);
  auto timestamps = check_timestamps(store, backup, evidence, "");
  add(std::move(timestamps.problems));
  Verdict verdict;
  verdict.evidence = evidence;
  try {
    check_cosigned(verdict, store, backup);
  } catch (StoreError const& error) {
    problems.emplace_back(error.what());
  }
  add(std::move(verdict.problems));
  return {std::move(problems), std::move(timestamps.broken)};
}

}  // namespace probant::cli
