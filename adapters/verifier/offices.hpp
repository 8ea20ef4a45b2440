// Who may sign: what handovers, and the events of a log, say of its keys. Whoever got hold of a key
// that was given up can sign by it, and can leave out of an export by what it handed over: then the
// events that the export holds say so still.
#pragma once

#include <span>

#include "adapters/verifier/lineage.hpp"

namespace probant::verifier {

/// As an event tells it: from then on `to` signs.
struct KeyChange {
  std::int64_t position = 0;
  VerifierKey from;
  VerifierKey to;
  std::string actor{};  ///< who recorded it
};

/// One that was recorded and never took effect: the key that named another named one more.
struct Abandoned {
  KeyChange change;
  KeyChange next;
};

/// Takes out of `changes` those that never took effect. A restoration without the key is none: what
/// it names signs without a passage.
std::vector<Abandoned> take_abandoned(std::vector<KeyChange>& changes);

/// French.
std::string abandoned_words(Abandoned const& abandoned);

/// Only the key in office names the next, and none that was given up is ever in office again:
/// reports the first change that is not so, and handovers that say otherwise. `changes` by
/// position. Which key was the last of a log before, the certificate of the restoration says:
/// of the events that would, and of the handovers that led to it, some may be lost.
void check_key_changes(std::span<KeyChange const> changes, Lineage const& lineage, Report& report);

/// Reports handovers to a key that had itself handed over in its log before, as events or handovers
/// tell: none comes back, whoever signs it. `seen`: of all that an export holds.
void check_none_back(std::span<KeyChange const> changes, std::vector<Handover> const& seen,
                     Report& report);

/// Of more events than the one by which a key takes over, this one must have signed or one that it
/// leads to, or the one before it as far as a handover by it goes: why the note of `size` events is
/// not so, in French; empty when it is. `changes` by position. Nor may it be signed by a key of
/// those `abandoned`: that one had taken over.
std::string given_up_words(std::vector<KeyChange> const& changes,
                           std::vector<Abandoned> const& abandoned, Lineage const& lineage,
                           Note const& note, std::int64_t size);

/// After how many events the last of `keys` that signed the note handed over to another of its log:
/// when all of those did, and before its `size`.
std::optional<std::int64_t> retired_before(std::vector<VerifierKey> const& keys,
                                           std::vector<Handover> const& handovers, Note const& note,
                                           std::int64_t size);

/// A key hands over once to another of its log: why `other` speaks against `passed`, by which `key`
/// did. French; empty when it does not.
std::string second_passage_words(VerifierKey const& key, Handover const& passed,
                                 Handover const& other);

}  // namespace probant::verifier
