// How one key of a log is said to have followed another, as its journal tells it: which changes
// took effect, which never did, and which one waits for its end. Texts are French.
#pragma once

#include <filesystem>

#include "adapters/notary/notary.hpp"

namespace probant::cli {

/// One key taking over from another, as the journal tells it.
struct KeyChange {
  Position position = 0;
  VerifierKey from;
  VerifierKey to;
  std::string actor;
  bool without_passage = false;  ///< a restoration that had no key to sign one with
};

/// By position.
std::vector<KeyChange> changes_in(EventStore const& store);

/// A change that was recorded and never took effect: the key that named another named one more.
struct Replaced {
  KeyChange change;
  KeyChange next;
};

/// Takes those out of the changes.
std::vector<Replaced> take_replaced(std::vector<KeyChange>& changes);

inline constexpr std::string_view waiting_words =
    "un changement de clé a été inscrit et n'a pas été mené à son terme : "
    "relancez « probant rotate-key »";

/// Of one that waits and cannot be ended: the key that it names is not to be had.
std::string unprepared_words(KeyChange const& change);

/// Whether that file has the private half of the key, or cannot be read.
bool prepared_is(std::filesystem::path const& file, VerifierKey const& key);

/// What waits for the key that was named last to take over from the one that signs; empty: nothing.
std::string waiting_rotation(EventStore const& store, std::filesystem::path const& directory,
                             VerifierKey const& signing);
/// The same, on standard error.
void tell_waiting_rotation(EventStore const& store, std::filesystem::path const& directory,
                           VerifierKey const& signing);

}  // namespace probant::cli
