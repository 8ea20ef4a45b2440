#include "events/codec/json_fault.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <vector>

#include "events/codec/json_text.hpp"
#include "events/codec/utf8.hpp"

namespace probant::codec {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

std::string at_byte(std::size_t offset) { return "octet " + std::to_string(offset + 1); }

std::size_t first_invalid_utf8(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    auto const lead = static_cast<unsigned char>(text[at]);
    auto const size = lead < 0x80 ? 1U : lead < 0xe0 ? 2U : lead < 0xf0 ? 3U : 4U;
    if (size > 1 && !is_valid_utf8(text.substr(at, size))) return at;
    at += size;
  }
  return at;
}

template <class Number>
bool reads_as(std::string_view token) {
  Number number{};
  auto const result = std::from_chars(token.data(), token.data() + token.size(), number);
  return result.ec == std::errc{} && result.ptr == token.data() + token.size();
}

bool fits(std::string_view token) {
  bool const fraction = token.find_first_of(".eE") != std::string_view::npos;
  bool const padded = token.size() > 1 && token.front() == '0';
  return fraction || (!padded && (reads_as<std::int64_t>(token) || reads_as<std::uint64_t>(token)));
}

/// Goes through the text as far as it looks like JSON and stops at the first fault it knows.
class Walk {
 public:
  explicit Walk(std::string_view text) : text_(text) {}

  std::optional<JsonFault> find() {
    while (at_ < text_.size()) {
      if (auto fault = step()) return fault;
    }
    return std::nullopt;
  }

 private:
  struct Level {
    bool is_object;
    std::string_view key;
    std::size_t index;
  };

  std::optional<JsonFault> step() {
    char const c = text_[at_];
    if (c == '"') return quoted();
    if ((c >= '0' && c <= '9') || c == '-') return number();
    if (c == '{' || c == '[') {
      if (levels_.size() == max_json_depth) return too_deep();
      levels_.push_back({c == '{', {}, 0});
    } else if ((c == '}' || c == ']') && !levels_.empty()) {
      levels_.pop_back();
    } else if (c == ',' && !levels_.empty()) {
      ++levels_.back().index;
    }
    ++at_;
    return std::nullopt;
  }

  JsonFault too_deep() const {
    return {"", "trop d'objets ou de listes imbriqués : " + std::to_string(max_json_depth) +
                    " niveaux au plus, dépassés à l'" + at_byte(at_)};
  }

  std::optional<JsonFault> quoted() {
    auto const begin = ++at_;
    while (at_ < text_.size() && text_[at_] != '"') at_ += text_[at_] == '\\' ? 2 : 1;
    auto const end = std::min(at_, text_.size());
    ++at_;
    auto const next = text_.find_first_not_of(" \t\r\n", std::min(at_, text_.size()));
    bool const is_key = next != std::string_view::npos && text_[next] == ':';
    if (is_key && !levels_.empty()) levels_.back().key = text_.substr(begin, end - begin);
    return std::nullopt;
  }

  std::optional<JsonFault> number() {
    auto const begin = at_;
    at_ = std::min(text_.find_first_not_of("0123456789+-.eE", at_), text_.size());
    auto const token = text_.substr(begin, at_ - begin);
    if (fits(token)) return std::nullopt;
    return JsonFault{path(), "le nombre « " + excerpt(token) +
                                 " » est mal écrit ou dépasse 64 bits (" + at_byte(begin) + ")"};
  }

  std::string path() const {
    std::string text;
    for (auto const& level : levels_) {
      if (!level.is_object) {
        text += "[" + std::to_string(level.index) + "]";
      } else {
        text += (text.empty() ? "" : ".") + excerpt(level.key);
      }
    }
    return text;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<Level> levels_;
};

}  // namespace

JsonFault json_fault(std::string_view text, std::string_view reason) {
  if (text.starts_with(byte_order_mark)) {
    return {"",
            "le texte commence par une marque d'ordre des octets (BOM, octets EF BB BF) : "
            "l'enregistrer en UTF-8 sans BOM"};
  }
  if (!is_valid_utf8(text)) {
    return {"", "l'" + at_byte(first_invalid_utf8(text)) +
                    " n'est pas de l'UTF-8 valide : enregistrer le texte en UTF-8"};
  }
  if (auto fault = Walk{text}.find()) return *fault;
  return {"", std::string{reason}};
}

}  // namespace probant::codec
