// Canonical JSON text, RFC 8785: no spaces, keys in order, the shortest escapes, whole numbers
// only. Appends to a std::string of the caller, so that one buffer serves many texts. Strings are
// taken to be valid UTF-8. A broken promise (a key twice, an unclosed object) throws
// std::logic_error.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace probant {

/// Objects and arrays that may be open at once, for every JSON text written or read here.
inline constexpr std::size_t max_json_depth = 64;

/// Appends `text` between quotes, escaped as RFC 8785 section 3.2.2.2 wants.
void append_json_string(std::string& out, std::string_view text);
void append_json_integer(std::string& out, std::int64_t number);

/// Writes one JSON value piece by piece; commas and the order of keys are its business:
///
///   JsonWriter json{out};
///   json.begin_object().member("version", 3).member("dossier", "aap:2026-0417");
///   json.key("list").begin_array().value(1).value(true).end_array().end_object();
///
/// Keys may come in any order and are sorted when the object closes. They are ASCII names, for
/// which byte order is the UTF-16 order of the RFC; one that would need an escape is a broken
/// promise. One thread.
class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(out) {}

  /// Forgets what is open, for a fresh start after the text was cleared or an exception.
  void reset();

  JsonWriter& begin_object();
  JsonWriter& end_object();
  JsonWriter& begin_array();
  JsonWriter& end_array();
  JsonWriter& key(std::string_view name);

  JsonWriter& value(std::string_view text);
  JsonWriter& value(char const* text) { return value(std::string_view{text}); }
  JsonWriter& value(std::string const& text) { return value(std::string_view{text}); }
  JsonWriter& value(std::same_as<bool> auto truth) { return raw(truth ? "true" : "false"); }
  template <std::integral T>
  requires(!std::same_as<T, bool> && !std::same_as<T, char>) JsonWriter& value(T number) {
    return integer(static_cast<std::int64_t>(number));
  }
  JsonWriter& null() { return raw("null"); }
  /// `json` is a whole canonical value already, copied as it is.
  JsonWriter& raw(std::string_view json);

  template <class T>
  JsonWriter& member(std::string_view name, T const& content) {
    return key(name).value(content);
  }

 private:
  struct Member {  ///< offsets in out_: `"name":value`
    std::size_t begin;
    std::size_t name_size;
    std::size_t end;
  };
  struct Frame {
    std::size_t begin;         ///< offset just after the opening bracket
    std::size_t first_member;  ///< in members_
    bool is_object;
  };

  JsonWriter& integer(std::int64_t number);
  void open(char bracket, bool is_object);
  void before_value();
  void end_member();
  void sort_members(Frame const& frame);
  std::string_view name_of_member(Member const& member) const;

  std::string& out_;
  std::vector<Frame> frames_;
  std::vector<Member> members_;
  std::string sorted_;
  bool key_written_ = false;
};

}  // namespace probant
