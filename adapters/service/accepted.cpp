#include "adapters/service/accepted.hpp"

#include <algorithm>

namespace probant::service {
namespace {

std::string_view trimmed(std::string_view text) {
  auto const first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// What stands before the separator; `text` goes on behind it.
std::string_view next(std::string_view& text, char separator) {
  auto const end = std::min(text.find(separator), text.size());
  auto const piece = trimmed(text.substr(0, end));
  text.remove_prefix(std::min(end + 1, text.size()));
  return piece;
}

char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

bool same(std::string_view one, std::string_view other) {
  return std::ranges::equal(one, other, {}, lower, lower);
}

/// In thousandths: "1", "0.25". What is malformed weighs nothing.
int weight(std::string_view text) {
  if (text.empty() || (text[0] != '0' && text[0] != '1') || text.size() > 5) return 0;
  if (text.size() > 1 && text[1] != '.') return 0;
  int total = (text[0] - '0') * 1000;
  int scale = 100;
  for (auto const digit : text.substr(std::min<std::size_t>(2, text.size()))) {
    if (digit < '0' || digit > '9') return 0;
    total += (digit - '0') * scale;
    scale /= 10;
  }
  return std::min(total, 1000);
}

int weight_of(std::string_view parameters) {
  while (!parameters.empty()) {
    auto const parameter = next(parameters, ';');
    if (parameter.size() > 2 && lower(parameter[0]) == 'q' && parameter[1] == '=') {
      return weight(parameter.substr(2));
    }
  }
  return 1000;
}

}  // namespace

std::string_view preferred(std::string_view accept, std::span<Form const> forms) {
  auto best = forms[0].name;
  int most = 0;
  while (!accept.empty()) {
    auto range = next(accept, ',');
    auto const type = next(range, ';');
    auto const form =
        type.ends_with("/*") ? forms.begin() : std::ranges::find_if(forms, [&](Form const& one) {
          return same(one.media_type, type);
        });
    if (form == forms.end()) continue;
    auto const one = weight_of(range);
    if (one <= most) continue;
    most = one;
    best = form->name;
  }
  return best;
}

}  // namespace probant::service
