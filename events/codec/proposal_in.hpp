// A proposal as it comes from outside, one JSON object a line (interface, section 3), to a typed
// Proposal: parsed once, strictly, with every fault and its path. No rule is checked here.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "events/codec/issue.hpp"
#include "events/envelope.hpp"

namespace probant {

/// Room for a whole rulebook (FileContent) with all its escapes, and no more.
inline constexpr std::size_t max_proposal_bytes = std::size_t{2} * 1024 * 1024;

struct Invalid {
  std::optional<std::string> id;  ///< when that much could be read
  Issues reasons;                 ///< never empty
  bool operator==(Invalid const&) const = default;
};

/// What a caller is known to say by other means than the text: a token, headers. The text may then
/// leave it out; where it says otherwise it is at fault.
struct Given {
  std::optional<std::string> id{};
  std::optional<Actor> actor{};  ///< another than this one is forbidden_role
  std::optional<Version> expected_version{};
};

/// Owns its parser; for use over and over by one thread.
class ProposalReader {
 public:
  ProposalReader();
  ~ProposalReader();
  ProposalReader(ProposalReader const&) = delete;
  ProposalReader& operator=(ProposalReader const&) = delete;

  std::variant<Proposal, Invalid> read(std::string_view line);
  /// An id given that is no id is reported as one of the text would be.
  std::variant<Proposal, Invalid> read(std::string_view line, Given const& given);

  /// Only the `data` of an event of `type`, from a text that holds nothing else.
  std::variant<Event, Issues> read_data(EventType type, std::string_view json);

 private:
  struct Buffers;
  std::unique_ptr<Buffers> buffers_;
};

/// The same for a single line.
std::variant<Proposal, Invalid> read_proposal(std::string_view line);

/// What an id of the caller's looks like: 1 to 128 printable ASCII characters, no space at either
/// end, so that two ids that look alike are the same.
bool is_identifier(std::string_view text) noexcept;

/// Ids that begin so are made here, from those of another system's messages: nobody outside can
/// take one before its message comes.
inline constexpr std::string_view reserved_ids = "webhook/";

}  // namespace probant
