#include "adapters/service/due_cursor.hpp"

#include <charconv>

namespace probant::service {

std::optional<DueCursor> DueCursor::parse(std::string_view text) {
  std::array<std::string_view, 4> parts{};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    bool const last = i + 1 == parts.size();
    auto const end = last ? text.size() : text.find('~');
    if (end == std::string_view::npos) return std::nullopt;
    parts[i] = text.substr(0, end);
    if (!last) text.remove_prefix(end + 1);
  }
  auto const due_on = Date::parse(parts[0]);
  auto const dossier = DossierId::parse(parts[1]);
  int number = 0;
  auto const* const end = parts[3].data() + parts[3].size();
  auto const [read, error] = std::from_chars(parts[3].data(), end, number);
  bool const whole = error == std::errc{} && read == end && number > 0;
  if (!due_on || !dossier || parts[2].empty() || !whole) return std::nullopt;
  return DueCursor{*due_on, *dossier, std::string{parts[2]}, number};
}

std::string DueCursor::text() const {
  return due_on.text() + "~" + dossier.text() + "~" + key + "~" + std::to_string(number);
}

}  // namespace probant::service
