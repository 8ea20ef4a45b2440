#include "events/codec/issue.hpp"

namespace probant {

std::string to_text(Issues const& issues) {
  std::string text;
  for (auto const& issue : issues) {
    if (!text.empty()) text += " ; ";
    if (!issue.field.empty()) text += issue.field + " : ";
    text += issue.message;
  }
  return text;
}

}  // namespace probant
