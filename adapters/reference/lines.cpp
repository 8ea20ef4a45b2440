#include "adapters/reference/lines.hpp"

#include <simdjson.h>

#include <array>

namespace probant::importer {
namespace {

/// Code points of Windows-1252 bytes 0x80 to 0x9F; 0 where the byte means nothing.
constexpr std::array<char16_t, 32> windows_1252{
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

void append_utf8(std::string& text, char16_t point) {
  if (point < 0x80) {
    text += static_cast<char>(point);
  } else if (point < 0x800) {
    text += static_cast<char>(0xC0 | (point >> 6));
    text += static_cast<char>(0x80 | (point & 0x3F));
  } else {
    text += static_cast<char>(0xE0 | (point >> 12));
    text += static_cast<char>(0x80 | ((point >> 6) & 0x3F));
    text += static_cast<char>(0x80 | (point & 0x3F));
  }
}

}  // namespace

bool to_utf8(std::string_view bytes, std::string& scratch, std::string_view& text) {
  if (simdjson::validate_utf8(bytes.data(), bytes.size())) {
    text = bytes;
    return true;
  }
  scratch.clear();
  for (char const c : bytes) {
    auto const byte = static_cast<unsigned char>(c);
    bool const special = byte >= 0x80 && byte < 0xA0;
    char16_t const point = special ? windows_1252[byte - 0x80U] : static_cast<char16_t>(byte);
    if (special && point == 0) return false;
    append_utf8(scratch, point);
  }
  text = scratch;
  return true;
}

bool Lines::next(TextLine& line) {
  constexpr std::string_view bom = "\xEF\xBB\xBF";
  std::string_view raw;
  while (next_raw(raw)) {
    ++number_;
    if (number_ == 1 && raw.starts_with(bom)) raw.remove_prefix(bom.size());
    while (raw.ends_with('\r')) raw.remove_suffix(1);
    line = {number_, {}, {}};
    if (too_long_) {
      line.defect = "ligne de plus de 64 Kio : ce n'est pas une ligne de ce format";
    } else if (raw.find('\0') != std::string_view::npos) {
      line.defect = "octet nul dans la ligne : le fichier est abîmé, le télécharger à nouveau";
    } else if (!to_utf8(raw, decoded_, line.text)) {
      line.defect = "caractères illisibles : ni UTF-8 ni Windows-1252";
    } else if (line.text.find_first_not_of(" \t") == std::string_view::npos) {
      continue;
    }
    return true;
  }
  return false;
}

/// A line within one block is not copied; one across blocks is gathered in `kept_`.
bool Lines::next_raw(std::string_view& raw) {
  kept_.clear();
  too_long_ = false;
  bool begun = false;
  for (;;) {
    if (block_.empty()) block_ = input_.read();
    if (block_.empty()) {
      raw = kept_;
      return begun;
    }
    auto const end = block_.find('\n');
    auto const part = block_.substr(0, end);
    block_.remove_prefix(end == std::string_view::npos ? block_.size() : end + 1);
    if (end != std::string_view::npos && !begun) {
      too_long_ = part.size() > max_line_bytes;
      raw = part;
      return true;
    }
    begun = true;
    too_long_ = !gather(part) || too_long_;
    raw = kept_;
    if (end != std::string_view::npos) return true;
  }
}

bool Lines::gather(std::string_view part) {
  if (too_long_ || kept_.size() + part.size() > max_line_bytes) {
    kept_.clear();
    return false;
  }
  kept_ += part;
  return true;
}

}  // namespace probant::importer
