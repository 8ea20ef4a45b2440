// What stands where a log publishes its checkpoints, read before it is replaced. A checkpoint that
// is not of the log's own past tells that somebody else signs in its name, or publishes in its
// place: from then on nothing is signed. Errors of the environment throw StoreError.
#pragma once

#include <filesystem>
#include <span>

#include "engine/log/checkpoint.hpp"
#include "engine/log/event_store.hpp"

namespace probant::notary {

/// Two histories are told in the name of this log, or about to be. French, with the way out.
class SecondHistory : public StoreError {
 public:
  using StoreError::StoreError;
};

/// How a copy's checkpoint that a retired key signed is renamed, before its size.
inline constexpr std::string_view retired_prefix = "checkpoint.retired-";

/// What is added to the cause of a SecondHistory.
inline constexpr std::string_view second_history_way_out =
    ". Plus rien n'est signé ni enregistré : deux journaux parlent sous un même nom ou publient au "
    "même endroit. Ne supprimez rien ; engine/log/EVIDENCE.md, « Two histories », dit comment en "
    "sortir.";

/// French: of a checkpoint of the log of `origin`, before that of `own`.
std::string other_log_words(std::string const& origin, std::string const& own);

/// Where the log of `origin` publishes in a directory of copies that is another log's: a folder of
/// its own, so that neither takes the other's place.
std::filesystem::path folder_in(std::filesystem::path const& copy, std::string const& origin);
/// The directory, and the folders that logs which found it taken have made there.
std::vector<std::filesystem::path> places_in(std::filesystem::path const& copy);

/// `key`, and those of `known` that handed over to it, one after another, by these passages.
std::vector<VerifierKey> keys_leading_to(VerifierKey const& key,
                                         std::vector<VerifierKey> const& known,
                                         std::vector<OpenedCheckpoint> const& passages);

/// Why what the file holds must not be replaced by a checkpoint of this log, in French; empty when
/// it may: there is no such file, or a beginning of the log signed by one of `keys`.
std::string not_replaceable(std::filesystem::path const& file, EventStore const& store,
                            std::span<VerifierKey const> keys,
                            std::span<VerifierKey const> witnesses);

}  // namespace probant::notary
