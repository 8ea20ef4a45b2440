// What is wrong with a text from outside: one entry per fault, each with the path of the field.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "events/values/names.hpp"

namespace probant {

/// A subset of the public reason codes, under the same names.
enum class IssueCode : std::uint8_t { invalid_field, computed_field, unknown_type, forbidden_role };
template <>
struct Names<IssueCode> {
  static constexpr std::array<std::string_view, 4> values{"invalid_field", "computed_field",
                                                          "unknown_type", "forbidden_role"};
};

/// `field` is a path, `data.costs[3].amount_cents`; empty for the text as a whole. `message` is
/// French and says what was found and what is expected.
struct Issue {
  IssueCode code = IssueCode::invalid_field;
  std::string field;
  std::string message;
  bool operator==(Issue const&) const = default;
};
using Issues = std::vector<Issue>;

/// After this many, reading stops: enough to mend a text, too few to fill a disk.
inline constexpr std::size_t max_issues = 50;

/// "data.title : texte vide ; data.year : …", for logs and exceptions.
std::string to_text(Issues const& issues);

}  // namespace probant
