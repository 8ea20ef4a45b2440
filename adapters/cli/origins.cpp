#include "adapters/cli/origins.hpp"

#include "engine/log/checkpoint.hpp"

namespace probant::cli {
namespace {

constexpr std::string_view between = "-drill-";
constexpr std::size_t mark_size = 8;

}  // namespace

std::pair<std::string, std::uint64_t> rank_of(std::string const& origin) {
  auto const at = origin.rfind("-r");
  auto const last = at == std::string::npos ? "" : origin.substr(at + 2);
  auto const digits = last.substr(0, last.find('-'));
  auto const number = parse_tree_number(digits);
  bool const ours = number && digits.size() <= 9 &&
                    (last.size() == digits.size() || last.size() == digits.size() + 9);
  if (!ours) return {origin, 0};
  return {origin.substr(0, at), *number};
}

bool goes_on_from(std::string const& origin, std::string const& name) {
  auto const before = rank_of(origin);
  auto const after = rank_of(name);
  return before.first == after.first && before.second < after.second;
}

std::string next_origin(std::string const& origin, std::string const& mark) {
  auto const [first, rank] = rank_of(origin);
  return first + "-r" + std::to_string(rank + 1) + "-" + mark;
}

std::string drill_origin(std::string const& origin, std::string const& mark) {
  return origin + std::string{between} + mark;
}

bool is_drill_of(std::string_view origin, std::string_view previous) {
  if (!origin.starts_with(previous)) return false;
  auto const added = origin.substr(previous.size());
  if (!added.starts_with(between)) return false;
  auto const mark = added.substr(between.size());
  return mark.size() == mark_size &&
         mark.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace probant::cli
