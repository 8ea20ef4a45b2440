#include "projections/inbox.hpp"

#include <algorithm>

#include "engine/kernel/event_reader.hpp"
#include "engine/kernel/name_rules.hpp"
#include "engine/kernel/outcome.hpp"
#include "engine/kernel/replay.hpp"
#include "engine/kernel/stored_reasons.hpp"
#include "engine/log/check.hpp"
#include "engine/transverse/kept.hpp"
#include "events/codec/update_in.hpp"
#include "projections/json_object.hpp"

namespace probant {
namespace {

/// The sender's id, which is kept when the content is erased.
std::string message_of(std::string_view proposal_id) {
  auto const prefix = receipt_id("").size();
  return std::string{proposal_id.substr(std::min(prefix, proposal_id.size()))};
}

/// What the order of the erasure kept of the receipt, and the reason why nothing else is there.
convergence::UpdateReceived kept_update(EventStore const& store, InboxItem const& item) {
  transverse::KeptFacts kept;
  std::string by;
  auto const order = type_of<transverse::PayloadErased>();
  EventReader reader;
  store.scan_dossier(item.reference, [&](StoredEvent const& stored) {
    if (stored.erased || stored.type != order) return true;
    auto const& erasure = std::get<transverse::PayloadErased>(reader.read(stored).event.body);
    if (erasure.position.value != item.position) return true;
    if (erasure.kept) kept = *erasure.kept;
    by = " (" + erasure.legal_basis.value + "), par l'acte à la position " +
         std::to_string(stored.position);
    return true;
  });
  auto body = transverse::emptied_body(type_of<convergence::UpdateReceived>(), kept);
  auto update = std::get<convergence::UpdateReceived>(static_cast<EventTypes&&>(body));
  update.webhook_id = item.update.webhook_id;
  update.reasons.push_back(to_stored(house_reason(
      ReasonCode::not_allowed_now,
      "Contenu effacé légalement" + by + " : il n'en reste rien à appliquer, écartez-la.",
      "dossier.erasure")));
  return update;
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

bool is_shared(Dossier const& number) {
  auto const* state = std::get_if<ConvergenceState>(&number.state);
  return state && !state->concerns;
}

Dossier alone(InboxItem const& item) {
  auto number = new_dossier(item.reference);
  RecordedEvent receipt;
  receipt.position = item.position;
  receipt.dossier = item.reference;
  receipt.recorded_at = item.received_at;
  receipt.event.body = item.update;
  fold(number, receipt);
  return number;
}

std::optional<InboxItem> received_update(EventStore const& store, Position position) {
  ensure_unaltered(store, position);  // what it says is applied in the sender's name
  std::optional<InboxItem> item;
  std::string message;
  EventReader reader;
  store.scan(position, position + 1, [&](StoredEvent const& stored) {
    auto const& event = reader.read(stored);
    auto const* update = std::get_if<convergence::UpdateReceived>(&event.event.body);
    if (!update) return false;
    item = {position, event.dossier, event.recorded_at, event.actor, *update};
    message = message_of(stored.proposal_id);
    item->erased = stored.erased;
    return false;
  });
  if (!item) return item;
  bool const put_back =
      !item->erased && amendments_of(store, item->reference, {}).erasures.contains(position);
  item->erased = item->erased || put_back;
  if (item->erased) item->update.webhook_id = message;
  if (item->erased) item->update = kept_update(store, *item);
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
  JsonObject json;
  auto const known = [&json](std::string_view name, bool is_known, std::string const& value) {
    is_known ? json.text(name, value) : json.raw(name, "null");
  };
  bool const whole = !item.erased;
  json.text("id", update.webhook_id.value)
      .number("position", item.position)
      .text("reference", item.reference.reference);
  known("dossier", item.knows_dossier(), update.concerns.text());
  std::optional<std::int64_t> sequence;
  if (item.knows_dossier()) sequence = update.sequence.value;
  json.number_or_null("sequence", sequence);
  known("status", whole, update.status.value);
  json.text_or_null("type", update.mapped_type);
  known("happened_at", whole, update.happened_at.text());
  json.text("received_at", item.received_at.text()).text("received_from", item.received_from.id);
  json.raw("signed", whole ? update.webhook_signature ? "true" : "false" : "null");
  if (item.erased) json.flag("erased", true);
  json.raw("reasons", to_json(reasons_of(update.reasons)));
  known("body", whole, update.raw_body.value);
  return json.raw("headers", headers.json()).json();
}

}  // namespace probant
