// Signs what a log says of itself, and remembers it outside the database: `evidence/` beside the
// log holds the signing key, the settings, the public keys and the last checkpoint signed, which is
// also copied to wherever the settings say. A notary never signs two histories: each checkpoint is
// signed only after the log has been found to hold the last one as its beginning, and what stands
// where it is published too. C2SP signed-note, tlog-checkpoint. Everything throws StoreError with
// the way out.
#pragma once

#include <functional>
#include <mutex>

#include "adapters/notary/copies.hpp"
#include "adapters/notary/forebears.hpp"
#include "adapters/notary/retired.hpp"
#include "adapters/notary/settings.hpp"
#include "engine/log/seal.hpp"

namespace probant::notary {

/// Where a store keeps its evidence.
struct Places {
  std::filesystem::path directory;

  explicit Places(std::filesystem::path const& store) : directory{store / "evidence"} {}
  std::filesystem::path signing_key() const { return directory / "signing-key"; }
  std::filesystem::path next_key() const { return directory / "signing-key.next"; }
  std::filesystem::path public_keys() const { return directory / "log.vkey"; }
  std::filesystem::path checkpoint() const { return directory / "checkpoint"; }
  std::filesystem::path settings() const { return directory / "evidence.toml"; }
  std::filesystem::path timestamps() const { return directory / "timestamps"; }
  /// The checkpoints that handed over from one key to the next, `<size>.checkpoint`.
  std::filesystem::path rotations() const { return directory / "rotations"; }
  /// What witnesses cosigned, `<size>.checkpoint`: for each witness the last one it did.
  std::filesystem::path cosigned() const { return directory / "cosigned"; }
  std::filesystem::path erasures() const { return directory / "erasures"; }
  /// What is kept of the logs that this one goes on from after a loss, a folder each.
  std::filesystem::path lost() const { return directory / "lost"; }
  /// Until a log that goes on from another has taken its place in the copies: a line with the size
  /// that is known of the other, by which what it left there is named.
  std::filesystem::path to_take_over() const { return directory / "to-take-over"; }
};

/// Makes the evidence directory of a new store: settings, key from 32 random bytes, public key, and
/// the checkpoint of the empty log, so that from then on there always is one.
void create_evidence(std::filesystem::path const& store, std::string const& origin,
                     Bytes32 const& seed);

/// The last checkpoint that a file holds, here or in a copy.
struct HeldCheckpoint {
  std::filesystem::path file;
  OpenedCheckpoint opened;
};

/// Refuses settings that name a directory of copies that is not there: it may know of a later
/// checkpoint than the one found here.
void ensure_copies(Settings const& settings, Places const& places);

/// What lies where the settings have checkpoints copied to, and is none of this log.
struct ForeignCopy {
  std::filesystem::path file;
  std::string origin;    ///< of whose log it is; empty: of none
  std::string why;       ///< French
  bool retired = false;  ///< signed in the log's name by a key that had handed over
};

/// What is known of a log from outside its database, without its private key.
struct Evidence {
  Settings settings;
  /// Of the log, newest first; those it handed over to since, as far as handovers are at hand here
  /// or in copies, too.
  std::vector<VerifierKey> keys;
  std::optional<OpenedCheckpoint> checkpoint;  ///< the last one, here or in a copy, if any
  std::vector<Forebear> forebears{};           ///< logs that this one goes on from
  std::vector<HeldCheckpoint> held{};          ///< the last one of here and of each copy
  std::vector<ForeignCopy> foreign{};
  std::vector<RetiredKey> retired{};  ///< as far as handovers are at hand

  /// A checkpoint signed by any of the log's keys; its `why` tells when none did, or only one that
  /// had handed over before.
  OpenedCheckpoint open(std::string_view note) const;
  /// The same, or by those of a log that this one goes on from, of what it has of it.
  OpenedCheckpoint open_earlier(std::string_view note) const;
  /// Of a checkpoint that no key known here signed: whose it says to be, and what would tell more.
  /// French; empty for any other.
  std::string unknown_words(std::string_view note) const;
  /// The one of that name; null for none.
  Forebear const* forebear(std::string_view origin) const;
  /// Goes on from the newest key by those of these notes that are handovers, in whatever order they
  /// come: a copy from before a change of keys learns who signs since.
  void follow(std::vector<std::string> const& notes);
};
Evidence read_evidence(std::filesystem::path const& store);

/// By what the private key beside a log seals its head; nothing where it is none of `known`, or
/// this account may not read it. One that is prepared seals nothing before it takes over.
std::optional<SealKey> seal_key_in(Places const& places, std::span<VerifierKey const> known);

/// Where a copy tells that the newest key the store has handed over to one that it does not have:
/// the log goes on in another store. French, with the way out, without the full stop; empty: none.
std::string gone_on_elsewhere(Places const& places, Settings const& settings);

/// Any thread.
class Notary {
 public:
  /// Refuses a key that others may read or that is not the newest of the log's, a log whose last
  /// checkpoint is not to be found, here and in every copy, and one that does not go on from it.
  Notary(std::filesystem::path const& store_directory, EventStore const& store);

  /// A checkpoint of the log as it stands, on the disk before it is returned; the last one again
  /// when nothing was added.
  /// Throws SecondHistory, and ever after, once a copy has been found not to be of this log's past:
  /// nothing is published over it.
  OpenedCheckpoint sign();
  /// Compares what stands where checkpoints are published with the log, and puts there what was
  /// taken away.
  void look_at_copies();
  /// A checkpoint of this log that somebody outside has: throws SecondHistory unless the log holds
  /// it.
  void compare_with(OpenedCheckpoint const& seen, std::string const& by);
  /// Called once, when a second history is found, on the thread that finds it, with why.
  void when_forked(std::function<void(std::string const&)> told);
  /// The last one signed.
  OpenedCheckpoint last() const;
  /// Keeps cosignatures of a checkpoint that was signed here: in `cosigned`, whatever is signed
  /// afterwards, and with the last checkpoint when it still is that one.
  void add_cosignatures(OpenedCheckpoint const& checkpoint,
                        std::vector<NoteSignature> const& lines);
  /// Those by which one key of this log handed over to the next, by size.
  std::vector<OpenedCheckpoint> passages() const;
  /// Of how many events the last checkpoint is that `witness` cosigned; 0 for none.
  std::uint64_t cosigned_size(VerifierKey const& witness) const;
  /// Signs a text that cannot be taken for a checkpoint: a certificate.
  SignedNote sign_statement(std::string_view text) const;
  /// By the key that signs. Waits for nothing that is being signed.
  Bytes32 seal(Head const& head) const;
  /// Also by the one that signed when this was made: a change of keys may have been finished since.
  bool seal_holds(Head const& head, std::optional<Bytes32> const& seal) const;
  Settings const& settings() const { return settings_; }
  VerifierKey const& key() const { return key_.verifier(); }
  /// That key, and those before it as far as each handed over to the next.
  std::vector<VerifierKey> keys() const;
  /// Of those, the ones that handed over.
  std::vector<RetiredKey> retired() const;

  /// Prepares another key; nothing is signed by it yet. Returns its public form.
  VerifierKey prepare_key(Bytes32 const& seed);
  /// One that was prepared and has not taken over.
  std::optional<VerifierKey> prepared_key() const;
  /// Signs one checkpoint with both keys, kept in `rotations`, then goes on with the prepared one.
  OpenedCheckpoint rotate();

 private:
  void ensure_newest_key(std::vector<VerifierKey> const& known) const;
  /// That the log holds what was signed of it, here and in its copies.
  void ensure_held(Evidence const& evidence) const;
  /// By the key and, when there is one, by the `next` that takes over.
  OpenedCheckpoint sign_with_key(SigningKey const* next);
  void publish(OpenedCheckpoint const& checkpoint);
  void ensure_one_history() const;
  void ensure_copies_ours();
  void take_over_copies(std::vector<Forebear> const& forebears);
  void put_retired_aside(std::filesystem::path const& file);
  void finish_rotation();
  /// The passage is signed: keeps it, here and in the copies, and signs with `next` from then on.
  void take_over(OpenedCheckpoint const& passage, SigningKey next);
  [[noreturn]] void stop_signing(std::string const& why);

  Places places_;
  EventStore const& store_;
  Settings settings_;
  SigningKey key_;
  mutable std::mutex sealing_;        ///< of what follows
  std::vector<SealKey> seal_keys_;    ///< that of `key_` first
  std::vector<VerifierKey> leading_;  ///< what these signed may be replaced
  std::vector<RetiredKey> retired_;
  mutable std::mutex mutex_;
  std::optional<OpenedCheckpoint> last_;
  bool copied_ = true;  ///< every copy has the last one
  std::string second_history_;
  std::function<void(std::string const&)> forked_;
};

}  // namespace probant::notary
