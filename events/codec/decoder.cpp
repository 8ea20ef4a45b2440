#include "events/codec/decoder.hpp"

#include <string>

#include "events/codec/json_in.hpp"

namespace probant {

using codec::JsonIn;
using codec::JsonParser;

struct Decoder::Buffers {
  JsonParser parser;
  JsonIn in;
};

Decoder::Decoder(std::span<Upcaster const> steps)
    : buffers_(std::make_unique<Buffers>()), steps_(steps) {}
Decoder::~Decoder() = default;

void Decoder::decode_stored(EventType type, int schema, std::string_view payload, Event& event) {
  auto const& about = catalogue.at(type);
  std::string upcasted;
  if (schema != about.schema) {
    upcasted = upcast(steps_, about.name, schema, about.schema, payload);
    payload = upcasted;
  }
  auto& [parser, in] = *buffers_;
  if (!parser.parse(payload)) {
    throw CodecError{std::string{about.name} + " : " + std::string{parser.error()}};
  }
  bool const may_hold_surrogates = payload.find("\\u") != std::string_view::npos;
  in.start(codec::Reading::recorded, may_hold_surrogates);
  codec::read_data(in, parser.root(), type, event);
  if (!in.issues().empty()) {
    throw CodecError{std::string{about.name} + " : " + to_text(in.issues())};
  }
}

Event decode_stored(EventType type, int schema, std::string_view payload) {
  Event event;
  Decoder{}.decode_stored(type, schema, payload, event);
  return event;
}

}  // namespace probant
