// The shapes of bodies and answers, as JSON Schema 2020-12. Each stands on one line as its members
// are written: `name:type`, with `?` behind a member that may be absent. Types: string, integer,
// boolean, instant, date, object (any), any; problem and reason, their codes; `a|null`; `@Shape`;
// `[type]`.
#include <algorithm>
#include <array>
#include <utility>

#include "adapters/service/openapi.hpp"
#include "adapters/service/problems.hpp"
#include "engine/kernel/figures.hpp"
#include "events/codec/schema_out.hpp"
#include "projections/json_object.hpp"

namespace probant::service {
namespace {

struct Shape {
  std::string_view name;
  std::string_view members;
};

constexpr std::array shapes{
    Shape{"Actor", "id:string role:string organisation:string?"},
    Shape{"Reason", "code:reason field:string? message:string rule:string? source:string?"},
    Shape{"Warning", "code:string message:string rule:string? source:string?"},
    Shape{"Problem",
          "type:problem title:string status:integer detail:string field:string? outcome:string? "
          "id:string? dossier:string? reasons:[@Reason]?"},
    Shape{"Refusal",
          "type:problem title:string status:integer detail:string outcome:string id:string? "
          "dossier:string? position:integer? reasons:[@Reason]"},
    Shape{"Outcome",
          "outcome:string id:string type:string position:integer dossier:string version:integer "
          "recorded_at:instant data:object? erased:boolean? warnings:[@Warning]?"},
    Shape{"Deadline",
          "dossier:string programme:string key:string label:string responsible:string "
          "region:string|null opens_on:date|null due_on:date due_at:instant state:string "
          "days_left:integer|null met_at:instant|null met_by_position:integer|null source:string "
          "extended_from:date|null"},
    Shape{"Track", "track:string phase:string"},
    Shape{"Dossier",
          "dossier:string kind:string phase:string version:integer position:integer|null "
          "facts:object amounts:object deadlines:[@Deadline] allowed_next:[string] "
          "tracks:[@Track]"},
    Shape{"DirectoryEntry",
          "dossier:string kind:string name:string phase:string region:string|null version:integer"},
    Shape{"Change", "track:string before:string after:string"},
    Shape{"FieldCorrection", "field:string was:any becomes:any"},
    Shape{"Correction",
          "position:integer recorded_at:instant grounds:string fields:[@FieldCorrection]"},
    Shape{"Erasure", "position:integer recorded_at:instant legal_basis:string unlawful:string?"},
    Shape{"CameBy",
          "position:integer received_from:string signed:boolean? erased:boolean? "
          "happened_at:instant? "
          "resolved_by:@Actor? resolved_position:integer? altered:boolean?"},
    Shape{"HistoryItem",
          "position:integer version:integer type:string label:string occurred_at:instant "
          "recorded_at:instant actor:@Actor came_by:@CameBy? data:object|null phase_before:string "
          "phase_after:string changes:[@Change] legal_basis:string rulebook:string "
          "proposal:string warnings:[@Warning]? corrections:[@Correction]? erased:boolean? "
          "missing:boolean? erasure:@Erasure? former_date:date?"},
    Shape{"Explanation",
          "label:string unit:string value:any formula:string? rule:string? source:string? "
          "position:integer? operands:[@Explanation]? rulebooks:[string]?"},
    Shape{"CloudEvent",
          "specversion:string id:string source:string type:string subject:string time:instant "
          "datacontenttype:string position:integer dossierversion:integer schemaversion:integer "
          "recordedat:instant actorid:string actorrole:string actororganisation:string "
          "rulebook:string proposal:string causation:integer? correlation:string? "
          "warnings:string? erased:boolean? missing:boolean? data:object?"},
    Shape{"SubscriptionRequest",
          "url:string types:[string]? kinds:[string]? regions:[string]? from:integer?"},
    Shape{"Subscription",
          "id:integer url:string types:[string] kinds:[string] regions:[string] owner:@Actor "
          "state:string why:string? vouched_until:instant? created_at:instant next:integer "
          "attempt:integer due_at:instant? owed:integer owed_exact:boolean owed_since:instant? "
          "secret:string?"},
    Shape{"Attempt",
          "position:integer at:instant number:integer status:integer milliseconds:integer "
          "answer:string"},
    Shape{"DeadLetter", "position:integer at:instant why:string again:boolean"},
    Shape{"Revived", "revived:integer"},
    Shape{"ConvergenceData",
          "reference:string dossier:string sequence:integer status:string occurred_at:instant "
          "payload:object"},
    Shape{"ConvergenceUpdate", "type:string timestamp:instant data:@ConvergenceData"},
    Shape{"UpdateAnswer",
          "outcome:string id:string disposition:string? erased:boolean? dossier:string "
          "version:integer position:integer recorded_at:instant applied_position:integer? "
          "reasons:[@Reason]?"},
    Shape{"InboxHeaders", "webhook-id:string webhook-timestamp:string? webhook-signature:string?"},
    Shape{"InboxItem",
          "id:string position:integer reference:string dossier:string|null sequence:integer|null "
          "status:string|null type:string|null happened_at:instant|null received_at:instant "
          "received_from:string signed:boolean|null erased:boolean? reasons:[@Reason] "
          "body:string|null headers:@InboxHeaders"},
    Shape{"Resolution", "resolution:string grounds:string payload:object?"},
    Shape{"Live", "live:boolean"},
    Shape{"Description",
          "openapi:string info:object servers:[object] paths:object webhooks:object "
          "components:object"},
    Shape{"Ready",
          "ready:boolean writable:boolean fsync_failed:boolean events:integer holes:integer "
          "missing_contents:integer checkpoint_size:integer checkpoint_age_seconds:integer|null "
          "sqlite:string "
          "problems:[string] notices:[string]"},
};

constexpr std::array<std::pair<std::string_view, std::string_view>, 9> lists{{
    {"Directory", "DirectoryEntry"},
    {"History", "HistoryItem"},
    {"Deadlines", "Deadline"},
    {"CloudEvents", "CloudEvent"},
    {"Exposure", "ExposureRow"},
    {"Subscriptions", "Subscription"},
    {"Attempts", "Attempt"},
    {"DeadLetters", "DeadLetter"},
    {"Inbox", "InboxItem"},
}};

std::string reference(std::string_view name) {
  return JsonObject{}.text("$ref", "#/components/schemas/" + std::string{name}).json();
}

std::string schema_of(std::string_view type) {
  if (type.starts_with('[')) {
    auto const items = schema_of(type.substr(1, type.size() - 2));
    return JsonObject{}.text("type", "array").raw("items", items).json();
  }
  if (type.starts_with('@')) return reference(type.substr(1));
  if (type == "any") return "{}";
  if (type == "problem") return problem_type_schema();
  if (type == "reason") return reason_code_schema();
  bool const nullable = type.ends_with("|null");
  if (nullable) type.remove_suffix(5);
  bool const text = type == "instant" || type == "date";
  std::string name{text ? "string" : type};
  JsonObject schema;
  if (nullable) {
    schema.raw("type", "[\"" + name + "\",\"null\"]");
  } else {
    schema.text("type", name);
  }
  if (text) schema.text("format", type == "date" ? "date" : "date-time");
  return schema.json();
}

class Members {
 public:
  void add(std::string_view name, std::string const& schema, bool required) {
    properties_.raw(name, schema);
    if (required) required_ += (required_.empty() ? "\"" : ",\"") + std::string{name} + "\"";
  }
  std::string json(bool closed) const {
    JsonObject object;
    object.text("type", "object").raw("properties", properties_.json());
    object.raw("required", "[" + required_ + "]");
    if (closed) object.flag("additionalProperties", false);
    return object.json();
  }

 private:
  JsonObject properties_;
  std::string required_;
};

std::vector<Member> parted(std::string_view members) {
  std::vector<Member> parts;
  while (!members.empty()) {
    auto const end = std::min(members.find(' '), members.size());
    auto member = members.substr(0, end);
    members.remove_prefix(std::min(end + 1, members.size()));
    bool const optional = member.ends_with('?');
    if (optional) member.remove_suffix(1);
    auto const colon = member.find(':');
    parts.push_back({member.substr(0, colon), member.substr(colon + 1), optional});
  }
  return parts;
}

std::string shape_json(std::string_view members) {
  Members shape;
  for (auto const& [name, type, optional] : parted(members)) {
    shape.add(name, schema_of(type), !optional);
  }
  return shape.json(true);
}

/// A row by dossier, or by what `by` says with the number of dossiers and of those that a sum
/// leaves out, their amount being unknown.
std::string exposure_row_json() {
  Members row;
  for (auto const* name : {"dossier", "programme", "beneficiary", "region", "payer"}) {
    row.add(name, schema_of("string|null"), false);
  }
  row.add("dossiers", schema_of("integer"), false);
  for (auto const name : Names<Figure>::values) row.add(name, schema_of("integer|null"), true);
  Members unknown;
  for (auto const name : Names<Figure>::values) unknown.add(name, schema_of("integer"), false);
  row.add("unknown", unknown.json(true), false);
  return row.json(true);
}

/// What is proposed: the shape of `data` follows from `type`.
std::string proposal_json() {
  std::string types;
  std::string cases;
  for (EventType type = 0; type < event_type_count; ++type) {
    auto const& about = catalogue[type];
    if (about.proposers.empty()) continue;
    std::string const name{about.name};
    types += (types.empty() ? "\"" : ",\"") + name + "\"";
    cases += cases.empty() ? "" : ",";
    cases += R"({"if":{"properties":{"type":{"const":")" + name +
             R"("}}},"then":{"properties":{"data":)" + reference(name) + "}}}";
  }
  Members proposal;
  proposal.add("id", R"({"type":"string","minLength":1,"maxLength":128})", false);
  proposal.add("type", R"({"type":"string","enum":[)" + types + "]}", true);
  proposal.add("dossier", schema_of("string"), true);
  proposal.add("actor", reference("Actor"), false);
  proposal.add("occurred_at", schema_of("instant"), false);
  proposal.add("expected_version", R"({"type":"integer","minimum":0})", false);
  proposal.add("correlation", R"({"type":"string","minLength":1,"maxLength":128})", false);
  proposal.add("data", schema_of("object"), true);
  auto json = proposal.json(true);
  return json.substr(0, json.size() - 1) + ",\"allOf\":[" + cases + "]}";
}

/// The schema of an event's data as a part of this document: without an identity of its own, its
/// references begin at the document's root.
std::string event_json(EventType type) {
  auto json = json_schema(type);
  auto const id = json.find("\"$id\":\"");
  if (id != std::string::npos) json.erase(id, json.find(',', id) + 1 - id);
  std::string const here = "\"$ref\":\"#/";
  auto const there = here + "components/schemas/" + std::string{catalogue[type].name} + "/";
  for (auto at = json.find(here); at != std::string::npos;
       at = json.find(here, at + there.size())) {
    json.replace(at, here.size(), there);
  }
  return json;
}

}  // namespace

std::string schemas_json() {
  JsonObject schemas;
  for (auto const& shape : shapes) schemas.raw(shape.name, shape_json(shape.members));
  schemas.raw("ExposureRow", exposure_row_json());
  for (auto const& [name, item] : lists) {
    schemas.raw(name, schema_of("[@" + std::string{item} + "]"));
  }
  schemas.raw("Proposal", proposal_json());
  for (EventType type = 0; type < event_type_count; ++type) {
    if (!catalogue[type].proposers.empty()) schemas.raw(catalogue[type].name, event_json(type));
  }
  return schemas.json();
}

bool has_schema(std::string_view name) {
  return name == "Proposal" || name == "ExposureRow" ||
         std::ranges::any_of(shapes, [&](Shape const& shape) { return shape.name == name; }) ||
         std::ranges::any_of(lists, [&](auto const& list) { return list.first == name; });
}

std::vector<Member> members_of(std::string_view shape) {
  auto const found = std::ranges::find(shapes, shape, &Shape::name);
  return found == shapes.end() ? std::vector<Member>{} : parted(found->members);
}

}  // namespace probant::service
