#include "adapters/verifier/manifest.hpp"

namespace probant::verifier {

std::optional<Manifest> Manifest::parse(JsonReader& reader, std::string_view text) {
  auto const object = reader.object(text);
  if (!object) return std::nullopt;
  Fields fields{*object};
  Manifest manifest;
  manifest.erased = fields.numbers("erased");
  manifest.events = fields.number("events");
  manifest.log_key = fields.text("log_key");
  manifest.origin = fields.text("origin");
  manifest.scope = fields.text("scope");
  manifest.size = fields.number("size");
  if (fields.number("format") != 1 || !fields.complete()) return std::nullopt;
  if (manifest.canonical() != text) return std::nullopt;
  return manifest;
}

std::string Manifest::canonical() const {
  std::string out = R"({"erased":[)";
  for (auto const position : erased) {
    if (out.back() != '[') out += ',';
    out += std::to_string(position);
  }
  out += R"(],"events":)" + std::to_string(events) + R"(,"format":1,"log_key":)";
  append_string(out, log_key);
  out += R"(,"origin":)";
  append_string(out, origin);
  out += R"(,"scope":)";
  append_string(out, scope);
  return out + R"(,"size":)" + std::to_string(size) + "}\n";
}

}  // namespace probant::verifier
