// A small JSON object out of a request's body, read strictly by the shape that the route names for
// it, the same that the OpenAPI document shows: an unknown member, a missing one, one that comes
// twice or of another type is a 400 that names it.
#pragma once

#include <map>
#include <variant>

#include "adapters/service/service.hpp"

namespace probant::service {

/// Members are texts, integers or lists of texts.
class JsonBody {
 public:
  static constexpr std::size_t max_text_bytes = 4'000;
  static constexpr std::size_t max_items = 100;

  static std::variant<JsonBody, http::Response> read(Call const& call);

  /// Asking for a member by another type than its own throws std::bad_variant_access.
  std::optional<std::string> text(std::string_view name) const { return get<std::string>(name); }
  std::optional<std::int64_t> integer(std::string_view name) const {
    return get<std::int64_t>(name);
  }
  std::vector<std::string> texts(std::string_view name) const {
    return get<std::vector<std::string>>(name).value_or(std::vector<std::string>{});
  }

 private:
  using Value = std::variant<std::string, std::int64_t, std::vector<std::string>>;
  template <class T>
  std::optional<T> get(std::string_view name) const {
    auto const found = values_.find(name);
    if (found == values_.end()) return std::nullopt;
    return std::get<T>(found->second);
  }

  std::map<std::string, Value, std::less<>> values_;
};

}  // namespace probant::service
