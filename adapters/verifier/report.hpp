// What a verification found: problems, each with its place, and what it established. Messages are
// French. Once `max_problems` are known, further ones are only counted.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace probant::verifier {

/// `file` is a path in the export, with the line where there are lines: "leaves.jsonl:12".
struct Problem {
  std::optional<std::int64_t> position;
  std::string file;
  std::string message;
};

/// What a witness, whose key the reader gave, saw last.
struct Cosigned {
  std::string witness;
  std::int64_t size = 0;  ///< events in the log then
  std::string at;         ///< RFC 3339, as the witness asserts
};

/// A checkpoint stamped by an authority (RFC 3161): what it covers was there at that time.
struct Stamped {
  std::int64_t size = 0;  ///< events in the log then
  std::string time;       ///< RFC 3339, as the token asserts
  std::string authority;
  bool verified = false;  ///< under the certificates given
  std::string until{};    ///< a minute after it: as far as two clocks may differ
  /// The first event that it covers and that says to be recorded after that; of several tokens that
  /// cover it, the earliest has it.
  std::optional<std::int64_t> recorded_later{};
};

/// A log that the one of the export goes on from after a loss, as its certificate says.
struct Continued {
  std::string origin;
  std::int64_t events = 0;  ///< of it that were restored
  std::int64_t lost = 0;    ///< known of then, and not restored; 0: nobody knew
  std::string restored_at;
  bool handover = false;  ///< signed by the old key
  bool drill = false;     ///< to try out a backup: what was recorded since counts for nothing
};

struct Report {
  static constexpr std::size_t max_problems = 200;

  std::string origin;
  std::string scope;
  bool is_export = true;               ///< not what one person holds
  std::int64_t size = 0;               ///< events in the log
  std::int64_t events = 0;             ///< of these, in the export
  std::vector<std::int64_t> erased;    ///< positions lawfully erased, of the export
  bool simulation = false;             ///< of a trial store, whose key is nobody's secret
  bool key_given = false;              ///< by the reader
  bool key_pinned = false;             ///< the reader has given the key, and it signed
  std::vector<Cosigned> cosigned;      ///< one for each witness asked for that did
  std::vector<Stamped> timestamps{};   ///< tokens over these checkpoints, checked or not
  std::vector<Continued> continues{};  ///< logs before this one, oldest first
  std::vector<std::string> notices;    ///< what the verification does not reach
  /// Of a receipt that holds: its event, as canonical JSON texts.
  std::optional<std::string> envelope;
  std::optional<std::string> payload;
  std::vector<Problem> problems;
  std::size_t more_problems = 0;

  bool verified() const { return problems.empty(); }
  void add(std::optional<std::int64_t> position, std::string file, std::string message);
  std::optional<std::int64_t> first_bad_position() const;
};

/// French: "1 événement", "12 événements"; 0 takes the singular.
std::string event_count(std::int64_t count);
/// French: "position 5", "positions 2 à 4".
std::string span_words(std::int64_t first, std::int64_t count);

std::string to_text(Report const& report);
/// One object, with a line feed.
std::string to_json(Report const& report);

/// The folder or the disk cannot be read: not an answer about the export. French.
struct CannotRead {
  std::string message;
};

}  // namespace probant::verifier
