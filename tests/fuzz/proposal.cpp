// Fuzz: bytes taken for a proposal line. What is read must be encodable, decodable, and give the
// same proposal again when its canonical form is proposed.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "events/codec/decoder.hpp"
#include "events/codec/json_out.hpp"
#include "events/codec/json_text.hpp"
#include "events/codec/proposal_in.hpp"
#include "events/codec/utf8.hpp"

namespace {

using namespace probant;

void check(bool holds) {
  if (!holds) std::abort();
}

void check_invalid(Invalid const& invalid) {
  check(!invalid.reasons.empty() && invalid.reasons.size() <= max_issues);
  for (auto const& issue : invalid.reasons) {
    check(!issue.message.empty() && is_valid_utf8(issue.message) && is_valid_utf8(issue.field));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  static ProposalReader reader;
  auto const read = reader.read({reinterpret_cast<char const*>(data), size});
  if (auto const* invalid = std::get_if<Invalid>(&read)) {
    check_invalid(*invalid);
    return 0;
  }
  auto const& proposal = std::get<Proposal>(read);
  auto const& event = proposal.event;
  check(decode_stored(event.type(), event.about().schema, to_canonical_json(event)) == event);

  auto const body = canonical_proposal(proposal);
  std::string line = "{\"id\":";
  append_json_string(line, proposal.id);
  line.append(",").append(body, 1);
  auto const again = reader.read(line);
  check(std::holds_alternative<Proposal>(again));
  check(canonical_proposal(std::get<Proposal>(again)) == body);
  return 0;
}
