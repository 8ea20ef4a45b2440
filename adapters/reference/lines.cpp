#include "adapters/reference/lines.hpp"

#include "events/codec/published_text.hpp"

namespace probant::importer {

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
    } else if (!read_published(raw, decoded_, line.text)) {
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
