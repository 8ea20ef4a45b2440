#include "projections/cloud_event.hpp"

#include "engine/kernel/replay.hpp"
#include "engine/log/erasures.hpp"
#include "events/codec/json_pieces.hpp"
#include "events/event.hpp"

namespace probant {
namespace {

/// `,"causation":…,"correlation":…` as the envelope has them, between its actor and its dossier.
/// Quotes inside values are escaped, so these keys are found where they stand.
std::string_view links_in(std::string_view envelope) {
  auto const role = envelope.find(R"(,"role":")");
  auto const begin = envelope.find(R"("})", role + 9);
  auto const end = envelope.find(R"(,"dossier":")", begin);
  if (role == std::string_view::npos || end == std::string_view::npos) {
    throw StoreError("Une enveloppe du magasin n'a pas la forme attendue ; lancez probant verify.");
  }
  return envelope.substr(begin + 2, end - begin - 2);
}

std::string written(StoredEvent const& event, std::string_view envelope, std::string_view origin,
                    std::string_view without_data) {
  std::string out;
  add_text(out, R"({"specversion":"1.0","id":)", std::to_string(event.position));
  add_text(out, R"(,"source":)", origin);
  add_text(out, R"(,"type":)", catalogue[event.type].name);
  add_text(out, R"(,"subject":)", event.dossier.text());
  add_text(out, R"(,"time":)", event.occurred_at.text());
  add_number(out, R"(,"datacontenttype":"application/json","position":)", event.position);
  add_number(out, R"(,"dossierversion":)", event.version);
  add_number(out, R"(,"schemaversion":)", event.schema);
  add_text(out, R"(,"recordedat":)", event.recorded_at.text());
  add_text(out, R"(,"actorid":)", event.actor.id);
  add_text(out, R"(,"actorrole":)", name_of(event.actor.role));
  add_text(out, R"(,"actororganisation":)", event.actor.organisation);
  add_text(out, R"(,"rulebook":)", event.rulebook);
  add_text(out, R"(,"proposal":)", event.proposal_id);
  out += links_in(envelope);
  if (!event.warnings.empty()) add_text(out, R"(,"warnings":)", event.warnings);
  out += event.erased ? without_data : R"(,"data":)";
  out += event.payload;
  return out + "}";
}

}  // namespace

std::string cloud_event(StoredEvent const& event, std::string_view envelope,
                        std::string_view origin) {
  return written(event, envelope, origin, R"(,"erased":true)");
}

std::string cloud_event(EventStore const& store, StoredEvent const& event, std::string_view origin,
                        World const& world) {
  std::string_view const without_data =
      content_is_missing(store, event, world) ? R"(,"missing":true)" : R"(,"erased":true)";
  auto const* dossier = world.find(event.dossier);
  bool const ordered = dossier && dossier->transverse.erasures.contains(event.position);
  auto const shown = ordered ? emptied(event) : event;
  std::string out;
  store.scan_leaves(event.position, event.position + 1, [&](StoredLeaf const& leaf) {
    out = written(shown, leaf.envelope, origin, without_data);
    return false;
  });
  return out;
}

bool content_is_missing(EventStore const& store, StoredEvent const& event, World const& world) {
  if (!event.erased) return false;
  auto const* dossier = world.find(event.dossier);
  if (dossier && dossier->transverse.erasures.contains(event.position)) return false;
  return !amendments_of(store, event.dossier, {}).erasures.contains(event.position);
}

}  // namespace probant
