#include "projections/came_by.hpp"

#include "engine/kernel/content.hpp"
#include "engine/kernel/replay.hpp"
#include "events/codec/decoder.hpp"
#include "events/codec/json_out.hpp"
#include "projections/inbox.hpp"
#include "projections/json_object.hpp"
#include "projections/words.hpp"

namespace probant {
namespace {

using convergence::UpdateReceived;
using convergence::UpdateResolved;

/// What brings an act stands right before it, and the envelope says that it caused it: this much is
/// never erased.
bool is_brought(EventStore const& store, StoredEvent const& act) {
  // What is brought answers to nobody, which leaves few to look at.
  if (!act.proposal_id.empty() || act.position == 0) return false;
  // Quotes inside values are escaped, so a key is found where it stands.
  auto const cause = ",\"causation\":" + std::to_string(act.position - 1) + ",";
  bool found = false;
  store.scan_leaves(act.position, act.position + 1, [&](StoredLeaf const& leaf) {
    found = leaf.envelope.find(cause) != std::string_view::npos;
    return false;
  });
  return found;
}

/// The event as it was recorded; once erased, with what was kept of it.
std::optional<RecordedEvent> recorded(EventStore const& store, Position position) {
  std::optional<RecordedEvent> event;
  EventReader reader;
  store.scan(position, position + 1, [&](StoredEvent const& stored) {
    Amendments known;
    if (stored.erased) known.erasures = amendments_of(store, stored.dossier, {}).erasures;
    event = reader.read_amended(stored, known);
    return false;
  });
  return event;
}

}  // namespace

std::optional<CameBy> came_by(EventStore const& store, StoredEvent const& act) {
  if (!is_brought(store, act)) return std::nullopt;
  auto const cause = recorded(store, act.position - 1);
  if (!cause) return std::nullopt;
  CameBy how;
  how.position = cause->position;
  if (auto const* resolved = std::get_if<UpdateResolved>(&cause->event.body)) {
    how.position = resolved->position.value;
    how.resolved_by = cause->actor;
    how.resolved_position = cause->position;
  } else if (!std::holds_alternative<UpdateReceived>(cause->event.body)) {
    return std::nullopt;
  }
  auto const receipt = received_update(store, how.position);
  if (!receipt) return std::nullopt;
  how.received_from = receipt->received_from;
  if (receipt->erased) return how;
  how.is_signed = receipt->update.webhook_signature.has_value();
  if (receipt->update.happened_at > act.occurred_at) {
    how.happened_at = receipt->update.happened_at;
  }
  if (how.resolved_by && !act.erased) {
    auto const event = decode_stored(act.type, act.schema, act.payload);
    how.altered = Contents{}.differ(receipt->update, event);
  }
  return how;
}

std::string to_json(CameBy const& how) {
  JsonObject json;
  json.number("position", how.position).text("received_from", how.received_from.id);
  how.is_signed ? json.flag("signed", *how.is_signed) : json.flag("erased", true);
  if (how.happened_at) json.text("happened_at", how.happened_at->text());
  if (how.resolved_by) {
    json.raw("resolved_by", to_canonical_json(*how.resolved_by))
        .number("resolved_position", how.resolved_position);
  }
  if (how.altered) json.flag("altered", true);
  return json.json();
}

std::string in_words(CameBy const& how) {
  bool const by_file = how.received_from.role != Role::convergence;
  std::string text = by_file ? "remis par fichier" : "reçu de Convergence";
  if (how.is_signed) text += *how.is_signed ? ", signé" : ", non signé";
  if (by_file) text += ", par " + actor_words(how.received_from);
  text += " (position " + std::to_string(how.position) + ")";
  if (!how.is_signed) text += ", contenu de la réception effacé";
  if (how.happened_at) {
    text += ", daté du " + to_french(*how.happened_at) + ", en avance sur l'heure d'ici";
  }
  if (how.resolved_by) {
    text += " ; appliqué par " + actor_words(*how.resolved_by) + " (position " +
            std::to_string(how.resolved_position) + ")";
  }
  return text + (how.altered ? ", avec un contenu autre que celui reçu" : "");
}

}  // namespace probant
