#include "events/codec/json_parser.hpp"

#include <new>

#include "events/codec/json_text.hpp"

namespace probant::codec {

JsonParser::JsonParser() {
  // Enough for nearly every event; a longer text makes it grow, the depth stays. simdjson counts
  // the text itself as a level.
  constexpr std::size_t first_capacity = 4096;
  if (parser_.allocate(first_capacity, max_json_depth + 1) != simdjson::SUCCESS)
    throw std::bad_alloc{};
}

std::string_view JsonParser::error() const {
  switch (code_) {
    case simdjson::DEPTH_ERROR:
      return "trop d'objets ou de listes imbriqués : 64 niveaux au plus";
    case simdjson::UTF8_ERROR:
      return "des octets ne sont pas de l'UTF-8 valide";
    case simdjson::NUMBER_ERROR:
      return "un nombre est mal écrit ou dépasse 64 bits";
    case simdjson::STRING_ERROR:
    case simdjson::UNESCAPED_CHARS:
      return "un texte contient un caractère de contrôle ou une séquence \\ non valide";
    case simdjson::UNCLOSED_STRING:
      return "un texte n'est pas fermé par un guillemet";
    case simdjson::EMPTY:
      return "texte vide, un objet JSON est attendu";
    default:
      return "JSON mal formé : vérifier virgules, accolades et guillemets";
  }
}

}  // namespace probant::codec
