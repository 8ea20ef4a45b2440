// The headers that answers carry, and the letters that subscribers get, as OpenAPI 3.1 describes
// them.
#pragma once

#include <string>

#include "adapters/service/route.hpp"

namespace probant::service {

/// JSON object of what an answer of `route` with this status carries; empty when nothing.
std::string headers_json(Route const& route, int status);

/// `webhooks`: what is posted to whoever subscribes.
std::string webhooks_json();

}  // namespace probant::service
