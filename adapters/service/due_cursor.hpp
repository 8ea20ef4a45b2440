// Where a page of deadlines ends: their order is due day, dossier, key, number.
#pragma once

#include <compare>

#include "projections/deadlines.hpp"

namespace probant::service {

struct DueCursor {
  Date due_on;
  DossierId dossier;
  std::string key;
  int number = 1;

  static constexpr std::string_view expected =
      "l'échéance où la page d'avant finit, telle que Link la donne "
      "(2026-06-01~mie:010780054~mie.convention~1)";
  static DueCursor of(Deadline const& one) {
    return {one.due_on, one.dossier, one.key, one.number};
  }
  static std::optional<DueCursor> parse(std::string_view text);
  std::string text() const;
  friend auto operator<=>(DueCursor const&, DueCursor const&) = default;
};

}  // namespace probant::service
