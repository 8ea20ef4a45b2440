#include "projections/cloud_event.hpp"

#include "events/codec/json_text.hpp"
#include "events/event.hpp"

namespace probant {
namespace {

void add(std::string& out, std::string_view before, std::string_view text) {
  out += before;
  append_json_string(out, text);
}

void add(std::string& out, std::string_view before, std::int64_t number) {
  out += before;
  append_json_integer(out, number);
}

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

}  // namespace

std::string cloud_event(StoredEvent const& event, std::string_view envelope,
                        std::string_view origin) {
  std::string out;
  add(out, R"({"specversion":"1.0","id":)", std::to_string(event.position));
  add(out, R"(,"source":)", origin);
  add(out, R"(,"type":)", catalogue[event.type].name);
  add(out, R"(,"subject":)", event.dossier.text());
  add(out, R"(,"time":)", event.occurred_at.text());
  add(out, R"(,"datacontenttype":"application/json","position":)", event.position);
  add(out, R"(,"dossierversion":)", event.version);
  add(out, R"(,"schemaversion":)", event.schema);
  add(out, R"(,"recordedat":)", event.recorded_at.text());
  add(out, R"(,"actorid":)", event.actor.id);
  add(out, R"(,"actorrole":)", name_of(event.actor.role));
  add(out, R"(,"actororganisation":)", event.actor.organisation);
  add(out, R"(,"rulebook":)", event.rulebook);
  add(out, R"(,"proposal":)", event.proposal_id);
  out += links_in(envelope);
  if (!event.warnings.empty()) add(out, R"(,"warnings":)", event.warnings);
  out += event.erased ? R"(,"erased":true)" : R"(,"data":)";
  out += event.payload;
  return out + "}";
}

std::string cloud_event(EventStore const& store, StoredEvent const& event,
                        std::string_view origin) {
  std::string out;
  store.scan_leaves(event.position, event.position + 1, [&](StoredLeaf const& leaf) {
    out = cloud_event(event, leaf.envelope, origin);
    return false;
  });
  return out;
}

}  // namespace probant
