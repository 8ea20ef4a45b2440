#include "engine/log/envelope.hpp"

#include <algorithm>

#include "events/codec/json_pieces.hpp"

namespace probant {
namespace {

constexpr std::size_t digest_digits = 64;

/// What both an event to store and a stored one know.
struct Around {
  Position position;
  DossierId const& dossier;
  Version version;
  EventType type;
  int schema;
  Instant occurred_at;
  Instant recorded_at;
  Actor const& actor;
  std::string_view proposal;
  std::string_view rulebook;
  std::string_view warnings;
};

Around around(NewEvent const& event, Position position) {
  return {position,          event.dossier,     event.version,     event.type,
          event.schema,      event.occurred_at, event.recorded_at, event.actor,
          event.proposal_id, event.rulebook,    event.warnings};
}

Around around(StoredEvent const& event) {
  return {event.position,    event.dossier,     event.version,     event.type,
          event.schema,      event.occurred_at, event.recorded_at, event.actor,
          event.proposal_id, event.rulebook,    event.warnings};
}

void add_actor(std::string& out, Actor const& actor) {
  add_text(out, R"({"actor":{"id":)", actor.id);
  add_text(out, R"(,"organisation":)", actor.organisation);
  add_text(out, R"(,"role":)", name_of(actor.role));
  out += '}';
}

void add_links(std::string& out, std::optional<Position> causation, std::string_view correlation) {
  if (causation) add_number(out, R"(,"causation":)", *causation);
  if (!correlation.empty()) add_text(out, R"(,"correlation":)", correlation);
}

void add_facts(std::string& out, Around const& event, std::string_view commitment) {
  add_text(out, R"(,"dossier":)", event.dossier.text());
  add_text(out, R"(,"occurred_at":)", event.occurred_at.text());
  add_text(out, R"(,"payload_commit":)", commitment);
  add_number(out, R"(,"position":)", event.position);
  add_text(out, R"(,"proposal":)", event.proposal);
  add_text(out, R"(,"recorded_at":)", event.recorded_at.text());
  add_text(out, R"(,"rulebook":)", event.rulebook);
  add_number(out, R"(,"schema":)", event.schema);
  out += R"(,"subjects":[)";
}

void add_subjects(std::string& out, std::vector<Subject> const& subjects) {
  for (auto const& subject : subjects) {
    if (&subject != &subjects.front()) out += ',';
    append_json_string(out, subject);
  }
}

void add_end(std::string& out, Hasher& hasher, Around const& event) {
  add_text(out, R"(],"type":)", catalogue[event.type].name);
  add_number(out, R"(,"v":1,"version":)", event.version);
  if (!event.warnings.empty()) {
    add_text(out, R"(,"warnings_sha256":)", hasher.sha256(event.warnings).text());
  }
  out += '}';
}

/// The JSON string, quotes included, that `text` begins with; empty when it does not.
std::string_view leading_string(std::string_view text) {
  if (!text.starts_with('"')) return {};
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '"') return text.substr(0, i + 1);
    if (text[i] == '\\') ++i;
  }
  return {};
}

/// The digits of the commitment; empty when the envelope has none.
std::string_view commitment_in(std::string_view envelope) {
  constexpr std::string_view key = R"(,"payload_commit":")";
  auto const at = envelope.find(key);
  if (at == std::string_view::npos) return {};
  return envelope.substr(at + key.size(), digest_digits);
}

}  // namespace

Sha256 payload_commitment(Hasher& hasher, Bytes32 const& blinding, std::string_view payload) {
  return hasher.hmac_sha256(as_text(blinding), payload);
}

void write_envelope(std::string& envelope, Hasher& hasher, NewEvent const& event, Position position,
                    std::optional<Position> causation) {
  auto const facts = around(event, position);
  envelope.clear();
  add_actor(envelope, event.actor);
  add_links(envelope, causation, event.correlation);
  add_facts(envelope, facts, payload_commitment(hasher, event.blinding, event.payload).text());
  add_subjects(envelope, event.subjects);
  add_end(envelope, hasher, facts);
}

// The pieces whose values are stored beside the envelope are written again and compared where they
// must stand; links and subjects, which only the envelope tells, are stepped over. A search for a
// key cannot be misled by text in a value: there its quotes are escaped.
bool envelope_agrees(std::string_view envelope, Hasher& hasher, StoredEvent const& event,
                     std::optional<Sha256> const& commitment) {
  auto const facts = around(event);
  std::string expected;
  expected.reserve(envelope.size());
  add_actor(expected, event.actor);
  if (!envelope.starts_with(expected)) return false;

  auto const links_end = envelope.find(R"(,"dossier":")", expected.size());
  if (links_end == std::string_view::npos) return false;
  envelope.remove_prefix(links_end);
  expected.clear();
  auto const digits = commitment ? commitment->text() : std::string{commitment_in(envelope)};
  add_facts(expected, facts, digits);
  if (digits.size() != digest_digits || !envelope.starts_with(expected)) return false;

  auto const subjects_end = envelope.find(R"(],"type":")", expected.size());
  if (subjects_end == std::string_view::npos) return false;
  envelope.remove_prefix(subjects_end);
  expected.clear();
  add_end(expected, hasher, facts);
  return envelope == expected;
}

bool envelope_concerns(std::string_view envelope, std::vector<Subject> const& subjects) {
  std::vector<std::string> wanted(subjects.size());
  for (std::size_t i = 0; i < subjects.size(); ++i) append_json_string(wanted[i], subjects[i]);
  constexpr std::string_view key = R"(,"subjects":[)";
  auto const begin = envelope.find(key);
  if (begin == std::string_view::npos) return false;
  auto rest = envelope.substr(begin + key.size());
  for (auto one = leading_string(rest); !one.empty(); one = leading_string(rest)) {
    if (std::ranges::find(wanted, one) != wanted.end()) return true;
    rest.remove_prefix(std::min(one.size() + 1, rest.size()));
  }
  return false;
}

}  // namespace probant
