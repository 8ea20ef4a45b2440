#include "adapters/verifier/drill.hpp"

namespace probant::verifier {
namespace {

constexpr std::string_view mark = "-drill-";
constexpr std::size_t digits = 8;

bool is_marked_at(std::string_view origin, std::size_t at) {
  auto const rest = origin.substr(at);
  if (!rest.starts_with(mark)) return false;
  auto const after = rest.substr(mark.size(), digits);
  return after.size() == digits &&
         after.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace

bool is_drill_of(std::string_view origin, std::string_view previous) {
  return origin.size() == previous.size() + mark.size() + digits && origin.starts_with(previous) &&
         is_marked_at(origin, previous.size());
}

bool is_named_a_drill(std::string_view origin) {
  for (auto at = origin.find(mark); at != std::string_view::npos; at = origin.find(mark, at + 1)) {
    if (is_marked_at(origin, at)) return true;
  }
  return false;
}

}  // namespace probant::verifier
