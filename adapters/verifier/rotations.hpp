// How one key of a log handed over to the next, and one log to the one that goes on from it after a
// loss: checkpoints that name the key which signs from then on, signed by both. Trust goes forward
// only: what is signed says to which key, so that with a key that was given up nobody gets back to
// being believed.
#pragma once

#include "adapters/verifier/note.hpp"

namespace probant::verifier {

inline constexpr std::string_view rotations = "rotations/";

struct Handover {
  std::string file;
  std::string bytes;
  Note note;
  Checkpoint checkpoint;
  VerifierKey next;

  /// To another log: after a loss.
  bool forks() const { return next.name != checkpoint.origin; }
  /// Whether `key` signed it, and goes on to another.
  bool leads_on(VerifierKey const& key) const {
    return checkpoint.origin == key.name && next != key && signed_by(note, key) == Signed::yes;
  }
};

/// Nothing unless the note is a checkpoint that names another key in its one further line, by which
/// it is signed as well.
std::optional<Handover> read_handover(std::string file, std::string bytes);

/// Adds what any file may be, unless it is there already.
void add_handover(std::vector<Handover>& all, std::string_view file, std::string_view bytes);

/// From the key that is `trusted` to the one it handed over to, and so on; `passed` are those that
/// led there, in order.
struct Followed {
  VerifierKey key;
  std::vector<Handover const*> passed;
};
Followed follow(VerifierKey trusted, std::vector<Handover> const& handovers);

/// A key that may sign; of no more than `until` events once it handed over to another of its log.
struct Term {
  VerifierKey key;
  std::optional<std::int64_t> until;

  bool holds(std::int64_t size) const { return !until || size <= *until; }
};

/// That of the key that is `trusted`, and of those it leads to, in order.
std::vector<Term> terms(VerifierKey trusted, std::vector<Handover> const& handovers);

/// French: why a checkpoint of `size` events says nothing, whose keys had all handed over, the last
/// of them after `until`.
std::string retired_words(std::int64_t until, std::int64_t size);

}  // namespace probant::verifier
