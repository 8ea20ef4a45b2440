// What a right value of each kind looks like, in French, for messages.
#pragma once

#include <string>

#include "events/codec/kinds.hpp"

namespace probant::codec {

template <class T>
std::string expected_value() {
  if constexpr (is_optional<T>) {
    return expected_value<typename T::value_type>();
  } else if constexpr (is_list<T>) {
    return "une liste de " + std::to_string(T::min_items) + " à " + std::to_string(T::max_items) +
           " éléments";
  } else if constexpr (is_bounded_text<T>) {
    return std::string{T::expected} + " (" + std::to_string(T::max_bytes) + " octets au plus)";
  } else if constexpr (TextValue<T>) {
    return std::string{T::expected};
  } else if constexpr (is_number<T>) {
    return "un nombre entier entre " + std::to_string(T::min) + " et " + std::to_string(T::max);
  } else if constexpr (Named<T>) {
    std::string words = "un mot parmi";
    for (auto const word : Names<T>::values) words.append(" ").append(word);
    return words;
  } else if constexpr (std::same_as<T, Money>) {
    return "un montant en centimes, nombre entier entre 0 et " +
           std::to_string(Money::max_outside_cents);
  } else if constexpr (std::same_as<T, bool>) {
    return "true ou false";
  } else if constexpr (std::same_as<T, std::int64_t>) {
    return "un nombre entier";
  } else if constexpr (std::same_as<T, Scalar>) {
    return "null, true, false, un nombre entier ou un texte";
  } else {
    return "un objet";
  }
}

}  // namespace probant::codec
