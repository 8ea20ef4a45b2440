// The strict JSON archive: reads one field after another out of a parsed document and collects
// every fault with its path. A value at fault is left as it was. Internal to events/codec; callers
// use Decoder (stored events) and read_proposal (texts from outside).
#pragma once

#include <array>
#include <cereal/cereal.hpp>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "events/codec/dossier_hint.hpp"
#include "events/codec/expected.hpp"
#include "events/codec/issue.hpp"
#include "events/codec/json_parser.hpp"
#include "events/codec/json_text.hpp"
#include "events/codec/kinds.hpp"
#include "events/event.hpp"

namespace probant::codec {

/// Limits of size bind what comes in from outside; what was once recorded is read as it is. Types,
/// names, dates, ranges of numbers and the set of fields are checked in both.
enum class Reading : std::uint8_t {
  proposal,  ///< computed fields are forbidden and left as they are
  recorded,  ///< computed fields are required
};

/// More keys than any structure has; an object with more is refused before its keys are compared.
inline constexpr std::size_t max_object_keys = 64;

/// simdjson counts no further than this.
inline constexpr std::size_t max_countable = 0xffffff;

/// A value taken as it comes, to be read later.
struct RawValue {
  std::optional<simdjson::dom::element> element;
};

/// Reused from text to text by one thread: `start`, `open_object`, fields, `close_object`.
class JsonIn : public cereal::InputArchive<JsonIn> {
 public:
  using Element = simdjson::dom::element;

  JsonIn() : InputArchive(this) {}

  /// `check_text`: recorded text is looked at only where it may hold escaped surrogates, which the
  /// parser lets through; text from outside always is.
  void start(Reading reading, bool check_text = true);
  Issues const& issues() const { return issues_; }
  Issues take_issues() { return std::move(issues_); }
  /// After `start`: fields that nobody asked for are no issues, but told apart.
  void tell_strangers_apart() { strangers_apart_ = true; }
  Issues take_strangers() { return std::move(strangers_); }

  /// False, with an issue, when `element` is not an object of a reasonable size.
  bool open_object(Element element);
  /// Reports every field that nobody asked for.
  void close_object();
  void push_path(std::string_view name) {
    if (path_size_ == path_.size()) throw std::logic_error{"JsonIn: a path deeper than its text"};
    path_[path_size_++] = {name, 0};
  }
  void pop_path() { --path_size_; }
  /// Reports at the current path, or at a path of the caller's.
  void report(IssueCode code, std::string message) { report_at(path(), code, std::move(message)); }
  void report_at(std::string field, IssueCode code, std::string message);

  template <class T>
  void member(std::string_view name, T& value) {
    auto const* found = take(name);
    if (found == nullptr) {
      if constexpr (is_optional<T>) {
        value.reset();
      } else {
        report_missing(name, &expected_value<T>);
      }
      return;
    }
    auto const element = found->value;
    push_path(name);
    read(element, value);
    pop_path();
  }

  template <class T>
  void computed_member(std::string_view name, T& value) {
    if (reading_ == Reading::recorded) return member(name, value);
    if (take(name) != nullptr) report_computed(name);
  }

 private:
  using Expected = std::string (*)();
  struct Member {
    std::string_view key;
    Element value;
    bool taken;
  };
  struct Segment {
    std::string_view name;  ///< empty for a list item
    std::size_t index;
  };

  template <class T>
  void read(Element element, std::optional<T>& value) {
    if (!value) value.emplace();
    read(element, *value);
  }
  template <StructValue T>
  void read(Element element, T& value) {
    if (!open_object(element)) return;
    (*this)(value);
    close_object();
  }
  template <ListValue T>
  void read(Element element, T& items) {
    simdjson::dom::array array;
    if (element.get_array().get(array) != simdjson::SUCCESS) {
      return report_mismatch(element, &expected_value<T>);
    }
    auto const count = array.size();
    bool const limited = reading_ == Reading::proposal;
    if (limited ? count < T::min_items || count > T::max_items : count >= max_countable) {
      return report_mismatch(element, &expected_value<T>);
    }
    items.resize(count);
    push_path({});
    auto& index = path_[path_size_ - 1].index;
    for (auto const item : array) {
      read(item, items[index]);
      if (issues_.size() >= max_issues) break;
      ++index;
    }
    pop_path();
  }
  template <TextValue T>
  void read(Element element, T& value) {
    std::string_view text;
    if (element.get_string().get(text) != simdjson::SUCCESS || !is_text(text)) {
      return report_mismatch(element, &expected_value<T>);
    }
    if constexpr (is_bounded_text<T>) {
      if (reading_ == Reading::recorded) {
        value.value.assign(text);
        return;
      }
    }
    auto parsed = T::parse(text);
    if (!parsed) {
      std::string hint;
      if constexpr (std::is_same_v<T, DossierId>) hint = " ; " + dossier_hint(text);
      return report_mismatch(element, &expected_value<T>, hint);
    }
    value = std::move(*parsed);
  }
  template <Named T>
  void read(Element element, T& value) {
    std::string_view text;
    if (element.get_string().get(text) == simdjson::SUCCESS) {
      if (auto const parsed = parse_name<T>(text)) {
        value = *parsed;
        return;
      }
    }
    report_mismatch(element, &expected_value<T>);
  }
  template <NumberValue T>
  void read(Element element, T& value) {
    read_integer(element, T::min, T::max, value.value, &expected_value<T>);
  }
  void read(Element element, std::int64_t& value) {
    using Limits = std::numeric_limits<std::int64_t>;
    read_integer(element, Limits::min(), Limits::max(), value, &expected_value<std::int64_t>);
  }
  void read(Element element, Money& value);
  void read(Element element, bool& value) {
    if (element.get_bool().get(value) != simdjson::SUCCESS) {
      report_mismatch(element, &expected_value<bool>);
    }
  }
  void read(Element element, Scalar& value);
  void read(Element element, RawValue& value) { value.element = element; }

  void read_integer(Element element, std::int64_t min, std::int64_t max, std::int64_t& value,
                    Expected expected) {
    std::int64_t number = 0;
    if (element.get_int64().get(number) != simdjson::SUCCESS || number < min || number > max) {
      return report_mismatch(element, expected);
    }
    value = number;
  }

  bool is_text(std::string_view text) const { return !check_text_ || is_clean(text); }
  bool is_clean(std::string_view text) const;

  Member const* take(std::string_view name) {
    for (auto i = first_member_; i < members_.size(); ++i) {
      if (members_[i].key == name) {
        members_[i].taken = true;
        ++taken_;
        return &members_[i];
      }
    }
    return nullptr;
  }
  void report_missing(std::string_view name, Expected expected);
  void report_computed(std::string_view name);
  void report_mismatch(Element element, Expected expected, std::string_view hint = {});
  void report_untaken();
  std::string path() const;

  Reading reading_ = Reading::proposal;
  bool check_text_ = true;
  Issues issues_;
  Issues strangers_;
  bool strangers_apart_ = false;
  /// One segment a level of the text, one for the caller, one for a field reported.
  std::array<Segment, max_json_depth + 2> path_;
  std::size_t path_size_ = 0;
  std::vector<Member> members_;  ///< of all open objects, the innermost last
  struct Frame {
    std::size_t first_member;
    std::size_t taken;
  };
  std::vector<Frame> outer_;
  std::size_t first_member_ = 0;
  std::size_t taken_ = 0;
};

template <class T>
void load(JsonIn& in, Field<T>& field) {
  in.member(field.name, field.value);
}
template <class T>
void load(JsonIn& in, Computed<T>& field) {
  in.computed_member(field.name, field.value);
}

/// Reads the data of an event of `type`: body and attachments, in place when `event` has that type
/// already, so that its memory serves again.
void read_data(JsonIn& in, JsonIn::Element data, EventType type, Event& event);

}  // namespace probant::codec
