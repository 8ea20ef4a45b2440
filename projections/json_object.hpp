// A JSON object whose keys keep the order they are written in, as the public interface shows them.
// (Stored events use the sorted, canonical form of events/codec instead.)
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events/codec/json_text.hpp"
#include "events/values/money.hpp"

namespace probant {

class JsonObject {
 public:
  JsonObject& raw(std::string_view name, std::string_view json) {
    out_ += out_.empty() ? "{" : ",";
    append_json_string(out_, name);
    out_ += ':';
    out_ += json;
    return *this;
  }
  JsonObject& text(std::string_view name, std::string_view value) {
    std::string quoted;
    append_json_string(quoted, value);
    return raw(name, quoted);
  }
  JsonObject& number(std::string_view name, std::int64_t value) {
    return raw(name, std::to_string(value));
  }
  JsonObject& flag(std::string_view name, bool value) {
    return raw(name, value ? "true" : "false");
  }
  JsonObject& number_or_null(std::string_view name, std::optional<std::int64_t> value) {
    return raw(name, value ? std::to_string(*value) : "null");
  }
  JsonObject& cents_or_null(std::string_view name, std::optional<Money> value) {
    return raw(name, value ? std::to_string(value->cents()) : "null");
  }
  /// Any value with `text()`.
  template <class T>
  JsonObject& text_or_null(std::string_view name, std::optional<T> const& value) {
    return value ? text(name, value->text()) : raw(name, "null");
  }

  std::string json() const { return out_.empty() ? "{}" : out_ + "}"; }

 private:
  std::string out_;
};

/// `[a,b]` from a range and a function that gives each element's JSON.
template <class Range, class ToJson>
std::string json_array(Range const& range, ToJson&& to_json) {
  std::string out = "[";
  for (auto const& element : range) {
    if (out.size() > 1) out += ',';
    out += to_json(element);
  }
  return out + "]";
}

/// `["a","b"]`.
inline std::string json_texts(std::vector<std::string> const& texts) {
  return json_array(texts, [](std::string const& text) {
    std::string out;
    append_json_string(out, text);
    return out;
  });
}

}  // namespace probant
