#include "events/codec/json_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <stdexcept>

namespace probant {
namespace {

bool needs_escape(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\'; }

/// Whether any of eight bytes needs an escape, looked at as one word: "Determine if a word has a
/// byte less than n", Bit Twiddling Hacks.
bool any_needs_escape(char const* eight) {
  constexpr std::uint64_t ones = 0x0101010101010101;
  std::uint64_t word = 0;
  std::memcpy(&word, eight, sizeof word);
  auto const below = [](std::uint64_t bytes, std::uint64_t limit) {
    return (bytes - ones * limit) & ~bytes & (ones * 0x80);
  };
  return (below(word, 0x20) | below(word ^ (ones * '"'), 1) | below(word ^ (ones * '\\'), 1)) != 0;
}

/// Offset of the first byte from `at` on that needs an escape; the size when there is none.
std::size_t next_escape(std::string_view text, std::size_t at) {
  while (at + 8 <= text.size() && !any_needs_escape(text.data() + at)) at += 8;
  while (at < text.size() && !needs_escape(text[at])) ++at;
  return at;
}

void append_escape(std::string& out, char c) {
  constexpr std::string_view digits = "0123456789abcdef";
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\b':
      out += "\\b";
      return;
    case '\t':
      out += "\\t";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\f':
      out += "\\f";
      return;
    case '\r':
      out += "\\r";
      return;
    default:
      break;
  }
  out += "\\u00";
  out += digits[static_cast<unsigned char>(c) >> 4];
  out += digits[static_cast<unsigned char>(c) & 0xf];
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  for (std::size_t at = 0; at < text.size();) {
    auto const escape = next_escape(text, at);
    out.append(text, at, escape - at);
    if (escape < text.size()) append_escape(out, text[escape]);
    at = escape + 1;
  }
  out += '"';
}

void append_json_integer(std::string& out, std::int64_t number) {
  std::array<char, 20> digits{};
  auto const end = std::to_chars(digits.begin(), digits.end(), number).ptr;
  out.append(digits.begin(), end);
}

void JsonWriter::reset() {
  frames_.clear();
  members_.clear();
  key_written_ = false;
}

JsonWriter& JsonWriter::begin_object() {
  open('{', true);
  return *this;
}

JsonWriter& JsonWriter::begin_array() {
  open('[', false);
  return *this;
}

JsonWriter& JsonWriter::end_object() {
  if (frames_.empty() || !frames_.back().is_object || key_written_) {
    throw std::logic_error{"JsonWriter: no object to close here"};
  }
  sort_members(frames_.back());
  members_.resize(frames_.back().first_member);
  frames_.pop_back();
  out_ += '}';
  end_member();
  return *this;
}

JsonWriter& JsonWriter::end_array() {
  if (frames_.empty() || frames_.back().is_object) {
    throw std::logic_error{"JsonWriter: no array to close here"};
  }
  frames_.pop_back();
  out_ += ']';
  end_member();
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  if (frames_.empty() || !frames_.back().is_object || key_written_ ||
      next_escape(name, 0) < name.size()) {
    throw std::logic_error{"JsonWriter: no place for the key " + std::string{name}};
  }
  if (out_.size() > frames_.back().begin) out_ += ',';
  members_.push_back({out_.size(), name.size(), 0});
  out_ += '"';
  out_ += name;
  out_ += "\":";
  key_written_ = true;
  return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
  before_value();
  append_json_string(out_, text);
  end_member();
  return *this;
}

JsonWriter& JsonWriter::integer(std::int64_t number) {
  before_value();
  append_json_integer(out_, number);
  end_member();
  return *this;
}

JsonWriter& JsonWriter::raw(std::string_view json) {
  before_value();
  out_ += json;
  end_member();
  return *this;
}

void JsonWriter::open(char bracket, bool is_object) {
  before_value();
  if (frames_.size() == max_json_depth) throw std::logic_error{"JsonWriter: nested too deep"};
  out_ += bracket;
  frames_.push_back({out_.size(), members_.size(), is_object});
}

void JsonWriter::before_value() {
  if (frames_.empty()) return;
  if (frames_.back().is_object != key_written_) {
    throw std::logic_error{"JsonWriter: a value without a key in an object"};
  }
  if (!key_written_ && out_.size() > frames_.back().begin) out_ += ',';
  key_written_ = false;
}

void JsonWriter::end_member() {
  if (!frames_.empty() && frames_.back().is_object) members_.back().end = out_.size();
}

std::string_view JsonWriter::name_of_member(Member const& member) const {
  return std::string_view{out_}.substr(member.begin + 1, member.name_size);
}

void JsonWriter::sort_members(Frame const& frame) {
  auto const first = members_.begin() + static_cast<std::ptrdiff_t>(frame.first_member);
  auto const by_name = [this](Member const& a, Member const& b) {
    return name_of_member(a) < name_of_member(b);
  };
  bool const in_order = std::is_sorted(first, members_.end(), by_name);
  if (!in_order) std::sort(first, members_.end(), by_name);
  auto const twice = std::adjacent_find(first, members_.end(), [this](auto& a, auto& b) {
    return name_of_member(a) == name_of_member(b);
  });
  if (twice != members_.end()) {
    throw std::logic_error{"JsonWriter: twice the key " + std::string{name_of_member(*twice)}};
  }
  if (in_order) return;
  sorted_.clear();
  for (auto member = first; member != members_.end(); ++member) {
    if (member != first) sorted_ += ',';
    sorted_.append(out_, member->begin, member->end - member->begin);
  }
  out_.replace(frame.begin, std::string::npos, sorted_);
}

}  // namespace probant
