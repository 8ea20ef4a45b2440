#include "projections/inbox.hpp"

#include <algorithm>

#include "engine/kernel/event_reader.hpp"
#include "engine/kernel/outcome.hpp"
#include "engine/kernel/stored_reasons.hpp"
#include "events/codec/update_in.hpp"
#include "projections/json_object.hpp"

namespace probant {
namespace {

/// The sender's id, which is kept when the content is erased.
std::string message_of(std::string_view proposal_id) {
  auto const prefix = receipt_id("").size();
  return std::string{proposal_id.substr(std::min(prefix, proposal_id.size()))};
}

}  // namespace

std::vector<Position> waiting_updates(World const& world,
                                      std::function<bool(Dossier const&)> const& may_read) {
  std::vector<Position> positions;
  for (auto const* dossier : world.with_kept_updates()) {
    if (!may_read(*dossier)) continue;
    for (auto const& [position, sequence] : std::get<ConvergenceState>(dossier->state).kept) {
      positions.push_back(position);
    }
  }
  std::ranges::sort(positions);
  return positions;
}

std::optional<InboxItem> received_update(EventStore const& store, Position position) {
  std::optional<InboxItem> item;
  EventReader reader;
  store.scan(position, position + 1, [&](StoredEvent const& stored) {
    auto const& event = reader.read(stored);
    auto const* update = std::get_if<convergence::UpdateReceived>(&event.event.body);
    if (!update) return false;
    item = {position, event.dossier, event.recorded_at, event.actor, *update};
    if (stored.erased) item->update.webhook_id = message_of(stored.proposal_id);
    return false;
  });
  return item;
}

std::optional<InboxItem> received_update(EventStore const& store, std::string_view webhook_id) {
  if (!is_message_id(webhook_id)) return std::nullopt;
  auto const receipt = store.find_proposal(receipt_id(webhook_id));
  return receipt ? received_update(store, receipt->position) : std::nullopt;
}

bool is_waiting(World const& world, InboxItem const& item) {
  auto const* state = world.state<ConvergenceState>(item.reference);
  return state && state->kept.contains(item.position);
}

std::string to_json(InboxItem const& item) {
  auto const& update = item.update;
  JsonObject headers;
  headers.text("webhook-id", update.webhook_id.value);
  if (update.webhook_timestamp) headers.text("webhook-timestamp", update.webhook_timestamp->value);
  if (update.webhook_signature) headers.text("webhook-signature", update.webhook_signature->value);
  return JsonObject{}
      .text("id", update.webhook_id.value)
      .number("position", item.position)
      .text("reference", item.reference.reference)
      .text("dossier", update.concerns.text())
      .number("sequence", update.sequence)
      .text("status", update.status.value)
      .text_or_null("type", update.mapped_type)
      .text("happened_at", update.happened_at.text())
      .text("received_at", item.received_at.text())
      .text("received_from", item.received_from.id)
      .flag("signed", update.webhook_signature.has_value())
      .raw("reasons", to_json(reasons_of(update.reasons)))
      .text("body", update.raw_body.value)
      .raw("headers", headers.json())
      .json();
}

}  // namespace probant
