// The OpenAPI 3.1 document, made from the route table: what it says is what the service does, for
// both read the same descriptions.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "adapters/service/route.hpp"

namespace probant::service {

/// JSON. Every answer that names a schema finds it in `components`; one that does not exist is a
/// broken promise: std::logic_error.
std::string openapi_json(std::span<Route const> routes);

/// `components.schemas`: what bodies and answers look like, and the data of every event type.
std::string schemas_json();
bool has_schema(std::string_view name);

/// One member of a shape; schemas.cpp says what types there are.
struct Member {
  std::string_view name;
  std::string_view type;
  bool optional = false;
};
/// The members of a shape; none when it is no shape.
std::vector<Member> members_of(std::string_view shape);

}  // namespace probant::service
