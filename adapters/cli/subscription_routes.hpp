// The routes of outgoing webhooks, /v1/subscriptions: each caller's own, an operator's all.
#pragma once

#include "adapters/cli/post_office.hpp"
#include "adapters/service/route.hpp"

namespace probant::cli {

/// `office` must outlive the routes.
service::Routes subscription_routes(PostOffice& office);

}  // namespace probant::cli
