// The keys of a log, as its events name them: which there must be, how each handed over to the next
// (evidence/rotations, and lost/…/rotations for the logs before), and whether the private key that
// lies here is the one that signs. Problems and notices are French.
#pragma once

#include <filesystem>

#include "adapters/notary/notary.hpp"

namespace probant::cli {

struct KeysCheck {
  std::vector<std::string> problems;
  std::vector<std::string> notices;
  std::string signing;      ///< the public key that is in force
  std::string private_key;  ///< matches, other, absent, unreadable; backup: none belongs there
};

/// Everything above.
KeysCheck check_keys(EventStore const& store, std::filesystem::path const& directory,
                     notary::Evidence const& evidence);

/// Whose absence cuts off those who know an earlier key: each missing passage, in French.
std::vector<std::string> missing_passages(EventStore const& store,
                                          std::filesystem::path const& directory,
                                          notary::Evidence const& evidence,
                                          std::vector<std::string>& notices);

}  // namespace probant::cli
