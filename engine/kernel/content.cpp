#include "engine/kernel/content.hpp"

#include "events/codec/json_out.hpp"

namespace probant {
namespace {

using convergence::UpdateReceived;

/// Its data without what the engine computed.
std::string said_by(Event event) {
  Proposal proposal;
  proposal.event = std::move(event);
  return canonical_proposal(proposal);
}

}  // namespace

std::optional<std::string> Contents::said(EventType type, std::string_view payload) {
  auto data = proposals_.read_data(type, payload);
  auto* event = std::get_if<Event>(&data);
  if (event == nullptr) return std::nullopt;
  return said_by(std::move(*event));
}

Content Contents::of(UpdateReceived const& receipt) {
  Content content;
  if (receipt.mapped_type) content.type = event_type(receipt.mapped_type->value);
  auto const read = updates_.read(receipt.raw_body.value);
  auto const* update = std::get_if<Update>(&read);
  if (update == nullptr || update->payload == "{}") return content;
  content.sent = update->payload;
  if (content.type) content.said = said(*content.type, update->payload).value_or("");
  return content;
}

Content Contents::of(Event const& act) {
  if (auto const* receipt = std::get_if<UpdateReceived>(&act.body)) return of(*receipt);
  return {{}, act.type(), said_by(act)};
}

bool Contents::differ(UpdateReceived const& receipt, Event const& act) {
  auto const read = updates_.read(receipt.raw_body.value);
  auto const* update = std::get_if<Update>(&read);
  return update == nullptr || said(act.type(), update->payload) != said_by(act);
}

}  // namespace probant
