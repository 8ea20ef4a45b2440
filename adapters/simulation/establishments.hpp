// The list of real establishments a simulation is played on: text separated by semicolons, with a
// heading that names the columns; quotes as in RFC 4180; UTF-8. Columns used: finess_et, name,
// category, sector (public, private, or empty for profit-making) and city; others are ignored.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "events/families/reference.hpp"

namespace probant::simulation {

struct Establishment {
  Site site;
  std::string name;
  std::string category;
  reference::LegalStatus status = reference::LegalStatus::public_;
  std::string department;  ///< "01", "2A", "974"
  Region region;
  std::string city;  ///< empty where the list has none
};

struct Establishments {
  std::vector<Establishment> sites;  ///< ordered by number
  std::int64_t read = 0;             ///< lines below the heading
  std::int64_t without_ars = 0;      ///< left out: Saint-Pierre-et-Miquelon has no ARS
  Sha256 sha256;                     ///< of the list's bytes
};

/// The list cannot be read. `what()` is French and names the line.
class EstablishmentsError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Throws EstablishmentsError.
Establishments read_establishments(std::string_view csv);

}  // namespace probant::simulation
