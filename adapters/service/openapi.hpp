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
/// The members of a shape as schemas.cpp writes them; empty when it is no shape.
std::string_view members_of(std::string_view shape);

}  // namespace probant::service
