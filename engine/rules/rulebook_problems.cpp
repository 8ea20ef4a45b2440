#include "engine/rules/rulebook_reading.hpp"

namespace probant::rulebook_reading {

void Problems::add(std::string message) {
  if (messages_.size() < max_problems) {
    messages_.push_back(std::move(message));
  } else {
    ++unlisted_;
  }
}

void Problems::add(std::size_t line, std::string_view message) {
  add("ligne " + std::to_string(line) + " : " + std::string{message});
}

void Problems::refuse_if_any() const {
  if (messages_.empty()) return;
  std::string text = "Jeu de règles refusé :";
  for (auto const& message : messages_) text += "\n- " + message;
  if (unlisted_ > 0) text += "\n- et " + std::to_string(unlisted_) + " autres problèmes.";
  throw RulebookError(text);
}

std::string shown(std::string_view text) {
  constexpr std::size_t max_shown_bytes = 120;
  std::string clean;
  for (char const c : text.substr(0, max_shown_bytes)) {
    auto const byte = static_cast<unsigned char>(c);
    clean += byte < 0x20 || byte == 0x7f ? '?' : c;
  }
  if (text.size() > max_shown_bytes) {
    bool const cut_inside_a_character =
        (static_cast<unsigned char>(text[max_shown_bytes]) & 0xc0) == 0x80;
    if (cut_inside_a_character) {
      while (!clean.empty() && (static_cast<unsigned char>(clean.back()) & 0xc0) == 0x80)
        clean.pop_back();
      if (!clean.empty()) clean.pop_back();
    }
    clean += "…";
  }
  return "« " + clean + " »";
}

}  // namespace probant::rulebook_reading
