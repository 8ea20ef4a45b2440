// Stored bytes to events: the path of every replay, so it owns its parser and buffers and decodes
// in place. Older schema versions are upcast here and nowhere else.
#pragma once

#include <memory>
#include <span>
#include <stdexcept>
#include <string_view>

#include "events/codec/upcast.hpp"
#include "events/event.hpp"

namespace probant {

/// Stored bytes that no version of this program has written: damage, or a newer program. `what()`
/// is French; the caller knows the position and adds it.
class CodecError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Used over and over by one thread.
class Decoder {
 public:
  explicit Decoder(std::span<Upcaster const> steps = upcasters());
  ~Decoder();
  Decoder(Decoder const&) = delete;
  Decoder& operator=(Decoder const&) = delete;

  /// Fills `event` from the canonical JSON `payload` of an event of `type`, written at schema
  /// version `schema`. Fastest when `event` held the same type before. Throws CodecError; `event`
  /// may then hold anything.
  void decode_stored(EventType type, int schema, std::string_view payload, Event& event);

 private:
  struct Buffers;
  std::unique_ptr<Buffers> buffers_;
  std::span<Upcaster const> steps_;
};

/// The same for a single event.
Event decode_stored(EventType type, int schema, std::string_view payload);

}  // namespace probant
