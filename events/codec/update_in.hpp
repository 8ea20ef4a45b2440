// A status update of the Convergence platform as it comes from outside (interface, section 5) to
// typed fields: parsed once, strictly, with every fault and its path. A field that the platform
// adds is no fault: it is told apart, for a person to look at. What `payload` holds is read later,
// by the event that `status` stands for.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "events/codec/issue.hpp"
#include "events/families/convergence.hpp"

namespace probant {

struct Update {
  std::string type;     ///< of the message: "convergence.status_changed"
  Instant sent_at;      ///< when the platform wrote it
  DossierId reference;  ///< `convergence:<number>`
  DossierId dossier;    ///< that it is about
  std::int64_t sequence = 0;
  std::string status;
  Instant occurred_at;
  std::string payload;  ///< JSON text of the event's data
  Issues strangers;     ///< fields beside these, which nobody here knows the meaning of
};

/// One line of a file of missed updates: `{"webhook_id","body"}`, the body as the text that was
/// sent, or the body alone; `webhook_id` is then empty.
struct FeedLine {
  std::string webhook_id;
  std::string body;
};

/// What a person decides about an update that was kept: `{"resolution","grounds","payload"?}`.
struct ResolutionIn {
  convergence::Resolution resolution = convergence::Resolution::dismissed;
  std::string grounds;
  std::optional<std::string> payload;  ///< JSON text of the event's data, corrected
};

/// Owns its parser; for use over and over by one thread.
class UpdateReader {
 public:
  UpdateReader();
  ~UpdateReader();
  UpdateReader(UpdateReader const&) = delete;
  UpdateReader& operator=(UpdateReader const&) = delete;

  std::variant<Update, Issues> read(std::string_view body);
  std::variant<FeedLine, Issues> read_line(std::string_view line);
  /// `resolution` is `apply` or `dismiss`.
  std::variant<ResolutionIn, Issues> read_resolution(std::string_view json);

 private:
  struct Buffers;
  std::unique_ptr<Buffers> buffers_;
};

/// Who leads the project that the body of an update would file; nothing when it does not say.
std::optional<Pmsi> lead_in(std::string_view body);

/// What the sender's id of a message looks like: 1 to 100 visible ASCII characters without a dot.
bool is_message_id(std::string_view text) noexcept;
/// Under which the log keeps the message for good.
std::string receipt_id(std::string_view webhook_id);

}  // namespace probant
