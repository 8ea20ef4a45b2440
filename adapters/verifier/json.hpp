// Strict reading of small JSON objects: fields are taken one by one by name; a missing, repeated,
// unknown or mistyped one makes the whole object wrong. And the one way a string is written (RFC
// 8785). The texts that are checked here are canonical: what was read is written again and must
// give the same bytes.
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace probant::verifier {

void append_string(std::string& out, std::string_view text);

/// Deeper texts are refused.
inline constexpr std::size_t max_depth = 64;

class JsonReader {
 public:
  JsonReader();
  /// Nothing unless `text` is one JSON object, in which no key comes twice, however deep. The
  /// object holds until the next call.
  std::optional<simdjson::dom::object> object(std::string_view text);

 private:
  simdjson::dom::parser parser_;
};

class Fields {
 public:
  explicit Fields(simdjson::dom::object object);

  std::string text(std::string_view name);
  std::int64_t number(std::string_view name);
  std::vector<std::string> texts(std::string_view name);
  std::vector<std::int64_t> numbers(std::string_view name);
  std::optional<simdjson::dom::object> object(std::string_view name);
  bool has(std::string_view name) const { return find(name).has_value(); }
  bool is_null(std::string_view name) const;
  bool is_true(std::string_view name) const;

  /// Everything asked for was there, once, and of its type.
  bool good() const { return good_; }
  /// And nothing else was there.
  bool complete() const { return good_ && taken_ == size_; }

 private:
  std::optional<simdjson::dom::element> find(std::string_view name) const;
  std::optional<simdjson::dom::element> take(std::string_view name);
  template <class T, class Read>
  std::vector<T> items(std::string_view name, Read read);

  simdjson::dom::object object_;
  std::size_t size_ = 0;
  std::size_t taken_ = 0;
  bool good_ = true;
};

}  // namespace probant::verifier
