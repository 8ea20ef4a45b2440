#include "adapters/service/route.hpp"

#include <algorithm>

namespace probant::service {
namespace {

std::string_view next_segment(std::string_view& path) {
  if (path.starts_with('/')) path.remove_prefix(1);
  auto const end = std::min(path.find('/'), path.size());
  auto const segment = path.substr(0, end);
  path.remove_prefix(end);
  return segment;
}

bool answers(Route const& route, std::string_view method) {
  return route.method == method || (method == "HEAD" && route.method == "GET");
}

}  // namespace

std::optional<std::vector<std::string>> match(std::string_view pattern, std::string_view path) {
  std::vector<std::string> values;
  while (!pattern.empty()) {
    auto const wanted = next_segment(pattern);
    if (wanted.ends_with("+}")) {
      if (path.size() < 2) return std::nullopt;
      values.emplace_back(path.substr(1));
      return values;
    }
    if (path.empty()) return std::nullopt;
    auto const given = next_segment(path);
    if (!wanted.starts_with('{')) {
      if (wanted != given) return std::nullopt;
      continue;
    }
    auto value = http::decoded(given);
    if (!value || value->empty()) return std::nullopt;
    values.push_back(*std::move(value));
  }
  if (!path.empty()) return std::nullopt;
  return values;
}

Found find_route(std::span<Route const> routes, std::string_view method, std::string_view path) {
  Found found;
  std::string allowed;
  for (auto const& route : routes) {
    auto values = match(route.path, path);
    if (!values) continue;
    if (answers(route, method)) {
      found.route = &route;
      found.values = std::move(*values);
      return found;
    }
    allowed += (allowed.empty() ? "" : ", ") + route.method;
    if (route.method == "GET") allowed += ", HEAD";
  }
  found.refusal = allowed.empty() ? http::not_found() : http::method_not_allowed(allowed);
  return found;
}

}  // namespace probant::service
