// Events to bytes: the canonical JSON (RFC 8785) of an event's data and attachments, merged in one
// object; absent optional fields are left out. What this returns is what is stored and hashed.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "events/envelope.hpp"

namespace probant {

/// Owns its buffers, for use over and over by one thread. An event that could not be read back
/// (text that is not UTF-8, nested too deep, a number out of its range) throws std::logic_error.
class Encoder {
 public:
  Encoder();
  ~Encoder();
  Encoder(Encoder const&) = delete;
  Encoder& operator=(Encoder const&) = delete;

  /// The view holds until the next call.
  std::string_view encode(Event const& event);

 private:
  struct Buffers;
  std::unique_ptr<Buffers> buffers_;
};

std::string to_canonical_json(Event const& event);

/// What a repeated proposal must equal: type, dossier, actor, occurred_at and data without computed
/// fields, as canonical JSON. The id and the expected version are not part of it.
std::string canonical_proposal(Proposal const& proposal);

/// `{"id":…,"organisation":…,"role":…}`
std::string to_canonical_json(Actor const& actor);

}  // namespace probant
