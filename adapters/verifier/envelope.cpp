#include "adapters/verifier/envelope.hpp"

#include <algorithm>
#include <chrono>

#include "adapters/verifier/bytes.hpp"

namespace probant::verifier {
namespace {

constexpr std::size_t to_the_second = 19;  // "2026-05-20T08:00:00"

void add(std::string& out, std::string_view before, std::string_view text) {
  out += before;
  append_string(out, text);
}

void add(std::string& out, std::string_view before, std::int64_t number) {
  out += before;
  out += std::to_string(number);
}

bool is_digest_text(std::string const& text) { return text.size() == 64 && from_hex(text); }

Envelope read(Fields& fields) {
  Envelope e;
  if (fields.has("causation")) e.causation = fields.number("causation");
  if (fields.has("correlation")) e.correlation = fields.text("correlation");
  e.dossier = fields.text("dossier");
  e.occurred_at = fields.text("occurred_at");
  e.payload_commit = fields.text("payload_commit");
  e.position = fields.number("position");
  e.proposal = fields.text("proposal");
  e.recorded_at = fields.text("recorded_at");
  e.rulebook = fields.text("rulebook");
  e.schema = fields.number("schema");
  e.subjects = fields.texts("subjects");
  e.type = fields.text("type");
  e.version = fields.number("version");
  if (fields.has("warnings_sha256")) e.warnings_sha256 = fields.text("warnings_sha256");
  return e;
}

/// The attributes of the CloudEvent, in their order, up to what only the event's line tells.
std::string attributes(Envelope const& e, std::string_view origin) {
  std::string out;
  add(out, R"({"specversion":"1.0","id":)", std::to_string(e.position));
  add(out, R"(,"source":)", origin);
  add(out, R"(,"type":)", e.type);
  add(out, R"(,"subject":)", e.dossier);
  add(out, R"(,"time":)", e.occurred_at);
  add(out, R"(,"datacontenttype":"application/json","position":)", e.position);
  add(out, R"(,"dossierversion":)", e.version);
  add(out, R"(,"schemaversion":)", e.schema);
  add(out, R"(,"recordedat":)", e.recorded_at);
  add(out, R"(,"actorid":)", e.actor_id);
  add(out, R"(,"actorrole":)", e.actor_role);
  add(out, R"(,"actororganisation":)", e.actor_organisation);
  add(out, R"(,"rulebook":)", e.rulebook);
  add(out, R"(,"proposal":)", e.proposal);
  if (e.causation) add(out, R"(,"causation":)", *e.causation);
  if (e.correlation) add(out, R"(,"correlation":)", *e.correlation);
  return out;
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

}  // namespace

std::optional<Envelope> Envelope::parse(JsonReader& reader, std::string_view text) {
  if (text.size() > max_envelope_bytes) return std::nullopt;
  auto const object = reader.object(text);
  if (!object) return std::nullopt;
  Fields fields{*object};
  auto envelope = read(fields);
  auto const inner = fields.object("actor");
  if (fields.number("v") != 1 || !inner || !fields.complete()) return std::nullopt;
  Fields actor{*inner};
  envelope.actor_id = actor.text("id");
  envelope.actor_organisation = actor.text("organisation");
  envelope.actor_role = actor.text("role");
  bool const right = actor.complete() && is_digest_text(envelope.payload_commit) &&
                     (!envelope.warnings_sha256 || is_digest_text(*envelope.warnings_sha256)) &&
                     instant_order(envelope.occurred_at) && instant_order(envelope.recorded_at) &&
                     envelope.canonical() == text;
  if (!right) return std::nullopt;
  return envelope;
}

std::string Envelope::canonical() const {
  std::string out;
  add(out, R"({"actor":{"id":)", actor_id);
  add(out, R"(,"organisation":)", actor_organisation);
  add(out, R"(,"role":)", actor_role);
  out += '}';
  if (causation) add(out, R"(,"causation":)", *causation);
  if (correlation) add(out, R"(,"correlation":)", *correlation);
  add(out, R"(,"dossier":)", dossier);
  add(out, R"(,"occurred_at":)", occurred_at);
  add(out, R"(,"payload_commit":)", payload_commit);
  add(out, R"(,"position":)", position);
  add(out, R"(,"proposal":)", proposal);
  add(out, R"(,"recorded_at":)", recorded_at);
  add(out, R"(,"rulebook":)", rulebook);
  add(out, R"(,"schema":)", schema);
  out += R"(,"subjects":[)";
  for (auto const& subject : subjects) add(out, out.back() == '[' ? "" : ",", subject);
  add(out, R"(],"type":)", type);
  add(out, R"(,"v":1,"version":)", version);
  if (warnings_sha256) add(out, R"(,"warnings_sha256":)", *warnings_sha256);
  return out + '}';
}

namespace {

/// Of text in the shape of an instant: whether there is such a day, and such a time in it.
bool is_in_the_calendar(std::string_view text) {
  auto const number = [text](std::size_t at, std::size_t digits) {
    int value = 0;
    for (auto const c : text.substr(at, digits)) value = 10 * value + (c - '0');
    return value;
  };
  std::chrono::year_month_day const day{std::chrono::year{number(0, 4)},
                                        std::chrono::month{static_cast<unsigned>(number(5, 2))},
                                        std::chrono::day{static_cast<unsigned>(number(8, 2))}};
  return day.ok() && number(0, 4) > 0 && number(11, 2) < 24 && number(14, 2) < 60 &&
         number(17, 2) < 60;
}

}  // namespace

std::optional<std::string> instant_order(std::string_view text) {
  constexpr std::string_view shape = "0000-00-00T00:00:00";
  if (text.size() < to_the_second + 1 || !text.ends_with('Z')) return std::nullopt;
  auto const is_digit = [](char c) { return c >= '0' && c <= '9'; };
  for (std::size_t i = 0; i < to_the_second; ++i) {
    if (shape[i] == '0' ? !is_digit(text[i]) : text[i] != shape[i]) return std::nullopt;
  }
  if (!is_in_the_calendar(text)) return std::nullopt;
  auto fraction = text.substr(to_the_second, text.size() - to_the_second - 1);
  std::string order{text.substr(0, to_the_second)};
  if (!fraction.empty()) {
    if (fraction.front() != '.') return std::nullopt;
    fraction.remove_prefix(1);
    bool const right = !fraction.empty() && fraction.size() <= 9 && fraction.back() != '0' &&
                       std::ranges::all_of(fraction, is_digit);
    if (!right) return std::nullopt;
    order += fraction;
  }
  order.resize(to_the_second + 9, '0');
  return order;
}

std::optional<EventLine> read_event_line(JsonReader& reader, std::string_view line,
                                         Envelope const& envelope, std::string_view origin) {
  auto const expected = attributes(envelope, origin);
  if (!line.starts_with(expected) || !reader.object(line)) return std::nullopt;
  auto rest = line.substr(expected.size());
  EventLine event;
  if (envelope.warnings_sha256) {
    constexpr std::string_view key = R"(,"warnings":)";
    if (!rest.starts_with(key)) return std::nullopt;
    rest.remove_prefix(key.size());
    auto const quoted = leading_string(rest);
    auto const object = reader.object("{\"w\":" + std::string{quoted} + "}");
    if (quoted.empty() || !object) return std::nullopt;
    event.warnings = Fields{*object}.text("w");
    std::string again;
    append_string(again, event.warnings);
    if (again != quoted) return std::nullopt;
    rest.remove_prefix(quoted.size());
  }
  if (rest == R"(,"erased":true})") return event;
  constexpr std::string_view key = R"(,"data":)";
  if (!rest.starts_with(key) || !rest.ends_with('}')) return std::nullopt;
  event.payload = rest.substr(key.size(), rest.size() - key.size() - 1);
  // One object and nothing beside it, or the payload could bring attributes of its own.
  if (!reader.object(*event.payload)) return std::nullopt;
  return event;
}

}  // namespace probant::verifier
