// JSON objects of a fixed shape, written piece by piece: what stands before a value, then the
// value. Faster than JsonWriter, which sorts keys and counts brackets; here that is the caller's
// business.
#pragma once

#include "events/codec/json_text.hpp"

namespace probant {

/// `before` is the comma or bracket, the key and its colon.
inline void add_text(std::string& out, std::string_view before, std::string_view text) {
  out += before;
  append_json_string(out, text);
}

inline void add_number(std::string& out, std::string_view before, std::int64_t number) {
  out += before;
  append_json_integer(out, number);
}

}  // namespace probant
