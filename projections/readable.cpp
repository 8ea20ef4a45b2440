#include "projections/readable.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "engine/rules/counted.hpp"
#include "events/codec/json_parser.hpp"
#include "events/values/date.hpp"
#include "events/values/instant.hpp"
#include "events/values/money.hpp"
#include "events/values/region.hpp"
#include "projections/words.hpp"

namespace probant {
namespace {

namespace dom = simdjson::dom;

constexpr std::size_t max_text_bytes = 600;
constexpr std::size_t max_elements = 30;

/// Where a value stands: the field it is in and the one around that.
struct Place {
  std::string_view within;
  std::string_view field;
  bool money = false;     ///< whole numbers are cents whatever the field is called
  std::string_view as{};  ///< the field whose words the value is one of, when it is another
};

/// The field at the end of a path: `paid_on` of `costs[0].paid_on`, `entities` of `entities[1]`.
std::string_view last_name(std::string_view path) {
  auto const dot = path.rfind('.');
  auto const last = dot == std::string_view::npos ? path : path.substr(dot + 1);
  return last.substr(0, last.find('['));
}

std::string shortened(std::string_view text) {
  if (text.size() <= max_text_bytes) return std::string{text};
  auto end = max_text_bytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) --end;
  return std::string{text.substr(0, end)} + "… (" +
         counted(static_cast<std::int64_t>(text.size()), "octet", "octets") + ")";
}

/// `costs[0].paid_on` → "payé le (costs[0].paid_on)".
std::string path_in_words(std::string_view path) {
  auto const last = last_name(path);
  auto const label = field_label(last);
  return label == path ? std::string{path} : std::string{label} + " (" + std::string{path} + ")";
}

std::string text_in_words(std::string_view text, Place const& place) {
  bool const corrected = place.within == "corrections" || place.within == "recomputed";
  if (corrected && place.field == "field") return path_in_words(text);
  if (auto const date = Date::parse(text)) return to_french(*date);
  if (auto const instant = Instant::parse(text)) return to_french(*instant);
  auto const field = place.as.empty() ? place.field : place.as;
  if (field == "region") {
    auto const region = Region::parse(text);
    if (region) return std::string{text} + " " + region_name(*region);
  }
  return shortened(value_label(place.within, field, text));
}

bool has(dom::object const& object, std::string_view key) {
  return object.at_key(key).error() == simdjson::SUCCESS;
}

std::string_view text_of(dom::object const& object, std::string_view key) {
  std::string_view text;
  return object.at_key(key).get(text) == simdjson::SUCCESS ? text : std::string_view{};
}

std::string scalar(dom::element const& value, Place const& place) {
  std::string_view text;
  if (value.get(text) == simdjson::SUCCESS) return text_in_words(text, place);
  std::int64_t number = 0;
  if (value.get(number) == simdjson::SUCCESS) {
    bool const money = place.money || place.field.ends_with("_cents");
    return money ? to_french(Money::cents(number)) : std::to_string(number);
  }
  bool flag = false;
  if (value.get(flag) == simdjson::SUCCESS) return flag ? "oui" : "non";
  return "—";
}

/// "le 20/05/2026 10:00:00 (position 12)": when and where in the log something happened.
bool is_happening(dom::object const& object) {
  return object.size() == 2 && has(object, "position") && has(object, "occurred_at");
}
bool is_explanation(dom::object const& object) {
  return has(object, "label") && has(object, "unit") && has(object, "value");
}

using Part = std::pair<std::string_view, dom::element>;

/// In the order they are read in: of what a correction changes, the field and its former value
/// first.
std::vector<Part> parts_of(dom::object const& object) {
  std::vector<Part> parts;
  for (auto const& [key, value] : object) parts.emplace_back(key, value);
  if (has(object, "field") && has(object, "was") && has(object, "becomes")) {
    std::ranges::stable_partition(parts, [](Part const& part) { return part.first != "becomes"; });
  }
  return parts;
}

/// What a correction changes tells how its two values read.
Place inside(dom::object const& object, Place const& place, std::string_view key) {
  bool const either = key == "was" || key == "becomes";
  if (!either) return {place.field, key};
  auto const changed = last_name(text_of(object, "field"));
  return {place.field, key, changed.ends_with("_cents"), changed};
}

class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}

  void fields(dom::object const& object, Place const& place, std::size_t indent) {
    for (auto const& [key, value] : parts_of(object))
      field(value, inside(object, place, key), indent);
  }

 private:
  void line(std::size_t indent, std::string_view text) {
    out_.append(indent, ' ');
    for (char const c : text) {
      out_ += c;
      if (c == '\n') out_.append(indent + 2, ' ');
    }
    out_ += '\n';
  }

  void field(dom::element const& value, Place const& place, std::size_t indent) {
    auto const label = std::string{field_label(place.field)} + " : ";
    dom::object object;
    dom::array array;
    if (value.get(object) == simdjson::SUCCESS) {
      if (auto const text = one_line(object)) return line(indent, label + *text);
      line(indent, std::string{field_label(place.field)} + " :");
      return is_explanation(object) ? explanation(object, indent + 2)
                                    : fields(object, place, indent + 2);
    }
    if (value.get(array) != simdjson::SUCCESS) return line(indent, label + scalar(value, place));
    if (auto const text = one_line(array, place)) return line(indent, label + *text);
    line(indent, std::string{field_label(place.field)} + " :");
    elements(array, place, indent + 2);
  }

  /// What is short enough to stand beside its label.
  static std::optional<std::string> one_line(dom::object const& object) {
    if (is_happening(object)) {
      return "le " + scalar(object.at_key("occurred_at").value_unsafe(), {}) + " (position " +
             scalar(object.at_key("position").value_unsafe(), {}) + ")";
    }
    if (has(object, "first_name") && has(object, "last_name")) {
      std::string text{text_of(object, "first_name")};
      text += " " + std::string{text_of(object, "last_name")};
      for (auto const* key : {"quality", "service"}) {
        if (has(object, key)) text += ", " + std::string{text_of(object, key)};
      }
      return text;
    }
    return std::nullopt;
  }

  static std::optional<std::string> one_line(dom::array const& array, Place const& place) {
    if (array.size() == 0) return "—";
    std::string text;
    std::size_t count = 0;
    for (auto const element : array) {
      if (element.is_object() || element.is_array()) return std::nullopt;
      if (++count > max_elements) continue;
      text += (text.empty() ? "" : ", ") + scalar(element, place);
    }
    if (text.size() > max_text_bytes) return std::nullopt;
    return text + rest(count);
  }

  static std::string rest(std::size_t count) {
    if (count <= max_elements) return {};
    return " … et " + std::to_string(count - max_elements) + " de plus";
  }

  void elements(dom::array const& array, Place const& place, std::size_t indent) {
    std::size_t count = 0;
    for (auto const element : array) {
      if (++count > max_elements) continue;
      dom::object object;
      if (element.get(object) != simdjson::SUCCESS) {
        line(indent, "- " + scalar(element, place));
      } else if (is_explanation(object)) {
        explanation(object, indent);
      } else {
        item(object, place, indent);
      }
    }
    if (count > max_elements) line(indent, rest(count).substr(1));
  }

  /// An object of a list: on one line when all it has is short, else its fields under a dash.
  void item(dom::object const& object, Place const& place, std::size_t indent) {
    std::string text;
    for (auto const& [key, value] : parts_of(object)) {
      auto const inner = inside(object, place, key);
      dom::object nested;
      std::optional<std::string> part;
      if (value.get(nested) == simdjson::SUCCESS) {
        part = one_line(nested);
      } else if (!value.is_array()) {
        part = scalar(value, inner);
      }
      if (!part || text.size() + part->size() > max_text_bytes) {
        auto const begin = out_.size() + indent;
        fields(object, place, indent + 2);
        out_[begin] = '-';
        return;
      }
      text += (text.empty() ? "" : " ; ") + std::string{field_label(key)} + " : " + *part;
    }
    line(indent, "- " + text);
  }

  void explanation(dom::object const& object, std::size_t indent) {
    auto const unit = text_of(object, "unit");
    auto text = std::string{text_of(object, "label")} + " = " +
                scalar(object.at_key("value").value_unsafe(), {"", "value", unit == "cents"});
    if (has(object, "formula")) text += " (" + std::string{text_of(object, "formula")} + ")";
    if (has(object, "position")) {
      text += " ← événement " + scalar(object.at_key("position").value_unsafe(), {});
    }
    if (has(object, "rule")) text += " ← règle " + std::string{text_of(object, "rule")};
    line(indent, text);
    dom::array operands;
    if (object.at_key("operands").get(operands) == simdjson::SUCCESS) {
      elements(operands, {"", "operands"}, indent + 2);
    }
  }

  std::string& out_;
};

}  // namespace

std::string readable(std::string_view json, std::size_t indent) {
  codec::JsonParser parser;
  dom::object object;
  if (!parser.parse(json) || parser.root().get(object) != simdjson::SUCCESS) {
    return std::string(indent, ' ') + std::string{json} + "\n";
  }
  std::string out;
  Writer{out}.fields(object, {}, indent);
  return out;
}

}  // namespace probant
