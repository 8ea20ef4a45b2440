// Which of the forms an answer comes in is preferred by an Accept header (RFC 9110, §12.5.1).
#pragma once

#include <span>
#include <string_view>

namespace probant::service {

struct Form {
  std::string_view media_type;  ///< without parameters, in lower case
  std::string_view name;
};

/// The form with the highest weight, the one named first of several; `forms[0]` when the header
/// names none, or refuses all. Wildcards stand for `forms[0]`.
std::string_view preferred(std::string_view accept, std::span<Form const> forms);

}  // namespace probant::service
