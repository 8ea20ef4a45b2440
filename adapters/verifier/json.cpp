#include "adapters/verifier/json.hpp"

#include <algorithm>
#include <new>

namespace probant::verifier {
namespace {

void append_escape(std::string& out, char c) {
  constexpr std::string_view named = "\"\\\b\t\n\f\r";
  constexpr std::string_view letters = "\"\\btnfr";
  constexpr std::string_view digits = "0123456789abcdef";
  if (auto const at = named.find(c); at != std::string_view::npos) {
    out += '\\';
    out += letters[at];
    return;
  }
  auto const byte = static_cast<unsigned char>(c);
  out += "\\u00";
  out += digits[byte >> 4U];
  out += digits[byte & 15U];
}

/// No key twice in any object: whoever reads it otherwise would read another content.
bool is_unambiguous(simdjson::dom::element const& element) {
  simdjson::dom::array array;
  if (element.get(array) == simdjson::SUCCESS) return std::ranges::all_of(array, is_unambiguous);
  simdjson::dom::object object;
  if (element.get(object) != simdjson::SUCCESS) return true;
  std::vector<std::string_view> keys;
  for (auto const field : object) {
    if (!is_unambiguous(field.value)) return false;
    keys.push_back(field.key);
  }
  std::ranges::sort(keys);
  return std::ranges::adjacent_find(keys) == keys.end();
}

}  // namespace

void append_string(std::string& out, std::string_view text) {
  out += '"';
  for (auto const c : text) {
    if (c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20) {
      append_escape(out, c);
    } else {
      out += c;
    }
  }
  out += '"';
}

JsonReader::JsonReader() {
  // Capacity grows with the texts, whose sizes the callers bound.
  if (parser_.allocate(4'096, max_depth) != simdjson::SUCCESS) throw std::bad_alloc{};
}

std::optional<simdjson::dom::object> JsonReader::object(std::string_view text) {
  simdjson::dom::element element;
  simdjson::dom::object object;
  bool const right = parser_.parse(text.data(), text.size()).get(element) == simdjson::SUCCESS &&
                     element.get(object) == simdjson::SUCCESS && is_unambiguous(element);
  if (!right) return std::nullopt;
  return object;
}

Fields::Fields(simdjson::dom::object object) : object_{object}, size_{object.size()} {}

std::string Fields::text(std::string_view name) {
  std::string_view text;
  auto const found = take(name);
  if (!found || found->get_string().get(text) != simdjson::SUCCESS) good_ = false;
  return std::string{text};
}

std::int64_t Fields::number(std::string_view name) {
  std::int64_t number = 0;
  auto const found = take(name);
  if (!found || found->get_int64().get(number) != simdjson::SUCCESS || number < 0) good_ = false;
  return number;
}

template <class T, class Read>
std::vector<T> Fields::items(std::string_view name, Read read) {
  std::vector<T> values;
  simdjson::dom::array array;
  auto const found = take(name);
  if (!found || found->get_array().get(array) != simdjson::SUCCESS) {
    good_ = false;
    return values;
  }
  for (auto const item : array) {
    if (!read(item, values)) good_ = false;
  }
  return values;
}

std::vector<std::string> Fields::texts(std::string_view name) {
  return items<std::string>(name, [](simdjson::dom::element item, auto& values) {
    std::string_view text;
    if (item.get_string().get(text) != simdjson::SUCCESS) return false;
    values.emplace_back(text);
    return true;
  });
}

std::vector<std::int64_t> Fields::numbers(std::string_view name) {
  return items<std::int64_t>(name, [](simdjson::dom::element item, auto& values) {
    std::int64_t number = 0;
    if (item.get_int64().get(number) != simdjson::SUCCESS || number < 0) return false;
    values.push_back(number);
    return true;
  });
}

std::optional<simdjson::dom::object> Fields::object(std::string_view name) {
  simdjson::dom::object object;
  auto const found = take(name);
  if (found && found->get_object().get(object) == simdjson::SUCCESS) return object;
  good_ = false;
  return std::nullopt;
}

bool Fields::is_true(std::string_view name) const {
  auto const found = find(name);
  bool value = false;
  return found && found->get(value) == simdjson::SUCCESS && value;
}

bool Fields::is_null(std::string_view name) const {
  auto const found = find(name);
  return found && found->is_null();
}

std::optional<simdjson::dom::element> Fields::find(std::string_view name) const {
  simdjson::dom::element element;
  if (object_.at_key(name).get(element) != simdjson::SUCCESS) return std::nullopt;
  return element;
}

std::optional<simdjson::dom::element> Fields::take(std::string_view name) {
  auto found = find(name);
  if (found) ++taken_;
  return found;
}

}  // namespace probant::verifier
