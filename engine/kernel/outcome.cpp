#include "engine/kernel/outcome.hpp"

#include "events/codec/decoder.hpp"
#include "events/codec/json_text.hpp"

namespace probant {
namespace {

void member(std::string& out, std::string_view name, std::string_view text) {
  out += ",\"" + std::string{name} + "\":";
  append_json_string(out, text);
}

void raw_member(std::string& out, std::string_view name, std::string_view json) {
  out += ",\"" + std::string{name} + "\":" + std::string{json};
}

}  // namespace

std::string to_json(Warnings const& warnings) {
  std::string out;
  JsonWriter json{out};
  json.begin_array();
  for (auto const& warning : warnings) {
    json.begin_object().member("code", warning.code).member("message", warning.message);
    if (!warning.rule.empty()) json.member("rule", warning.rule);
    if (!warning.source.empty()) json.member("source", warning.source);
    json.end_object();
  }
  json.end_array();
  return out;
}

Warnings read_warnings(std::string_view json) {
  Warnings warnings;
  if (json.empty()) return warnings;
  // Warnings are written as the reasons of a refusal are, so they are read as such.
  std::string const refusal =
      R"({"proposal":"-","reasons":)" + std::string{json} + R"(,"type":"-"})";
  auto const type = type_of<transverse::ProposalRefused>();
  auto const event = decode_stored(type, 1, refusal);
  for (auto const& stored : std::get<transverse::ProposalRefused>(event.body).reasons) {
    warnings.push_back({stored.code.value, stored.message.value,
                        stored.rule ? stored.rule->value : "",
                        stored.source ? stored.source->value : ""});
  }
  return warnings;
}

std::string to_json(Reasons const& reasons) {
  std::string out;
  JsonWriter json{out};
  json.begin_array();
  for (auto const& reason : reasons) {
    json.begin_object().member("code", name_of(reason.code));
    if (!reason.field.empty()) json.member("field", reason.field);
    json.member("message", reason.message);
    if (!reason.rule.empty()) json.member("rule", reason.rule);
    if (!reason.source.empty()) json.member("source", reason.source);
    json.end_object();
  }
  json.end_array();
  return out;
}

std::string to_json(Outcome const& outcome) {
  std::string out = "{\"outcome\":\"" + std::string{name_of(outcome.kind)} + "\"";
  if (outcome.line) raw_member(out, "line", std::to_string(*outcome.line));
  if (!outcome.id.empty()) member(out, "id", outcome.id);
  if (!outcome.type.empty()) member(out, "type", outcome.type);
  if (outcome.position >= 0 && outcome.reasons.empty()) {
    raw_member(out, "position", std::to_string(outcome.position));
  }
  if (!outcome.dossier.empty()) member(out, "dossier", outcome.dossier);
  if (outcome.reasons.empty()) {
    raw_member(out, "version", std::to_string(outcome.version));
    member(out, "recorded_at", outcome.recorded_at.text());
    if (outcome.erased) {
      raw_member(out, "erased", "true");
    } else {
      raw_member(out, "data", outcome.data.empty() ? "{}" : outcome.data);
    }
    if (!outcome.warnings.empty()) raw_member(out, "warnings", outcome.warnings);
  } else {
    if (outcome.erased) raw_member(out, "erased", "true");
    raw_member(out, "reasons", to_json(outcome.reasons));
  }
  return out + "}";
}

}  // namespace probant
