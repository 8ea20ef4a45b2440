// A witness (C2SP tlog-witness): it cosigns the checkpoints of the logs it knows as long as each
// goes on from the one before, and keeps the last of each on its own disk. A log that shows two
// histories finds no witness for the second. Whoever hosts one, an ARS, the ministry, an auditor,
// need not trust the log nor understand what is in it.
#pragma once

#include <functional>
#include <map>
#include <mutex>

#include "adapters/witness/request.hpp"

namespace probant::witness {

/// The seams to the outside. Files are named by the SHA-256 of a log's origin.
struct Ports {
  /// Nothing when there is no such file. Throws StoreError.
  std::function<std::optional<std::string>(std::string const& name)> read;
  /// All of it or nothing after a crash; on the disk when it returns. Throws when it may not be.
  std::function<void(std::string const& name, std::string_view bytes)> write;
  std::function<std::int64_t()> now;  ///< seconds since 1970
};

/// As HTTP has it; `body` of a refusal is a sentence in French.
struct Answer {
  int status = 200;
  std::string content_type;
  std::string body;
};

inline constexpr std::string_view tree_size_type = "text/x.tlog.size";

/// Any thread.
class Witness {
 public:
  /// `key` is a KeyType::cosignature; several `logs` of one name are keys of the same log. A log
  /// whose key hands over to another, by a checkpoint that both sign, is followed by itself, and
  /// the key given up is heard no more. Reads what was kept; throws StoreError when it does not
  /// bear this witness's own cosignature.
  Witness(SigningKey key, std::vector<VerifierKey> const& logs, Ports ports);

  /// Answers 200 with the cosignature only after the checkpoint is on the disk.
  Answer add_checkpoint(std::string_view body);
  /// The last one cosigned, with the log's signature and ours. `origin_hash`: 64 hex digits.
  std::optional<std::string> checkpoint(std::string_view origin_hash) const;

  VerifierKey const& key() const { return key_.verifier(); }
  std::size_t logs() const { return logs_.size(); }

 private:
  struct Log {
    std::vector<VerifierKey> keys;
    std::size_t handovers = 0;  ///< kept, `<file>.key-0` and on
    std::string file;
    std::uint64_t size = 0;
    Sha256 root{};       ///< of `size` leaves
    std::string note{};  ///< empty: nothing cosigned yet
    bool in_doubt = false;
  };

  void recall(Log& log, std::string const& origin) const;
  void recall_keys(Log& log, std::string const& origin) const;
  SignedNote ours(std::string const& file, std::string const& bytes,
                  std::string const& origin) const;
  Answer extend(Log& log, AddCheckpoint const& request);
  Answer keep_and_cosign(Log& log, AddCheckpoint const& request, NoteCheck const& check);

  SigningKey key_;
  Ports ports_;
  mutable std::mutex mutex_;
  std::map<std::string, Log> logs_;  ///< by origin
};

/// What the monitoring path and the files name a log by.
std::string origin_hash(std::string_view origin);

}  // namespace probant::witness
