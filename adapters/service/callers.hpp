// Who calls: the holder of a token made here, or of one that somebody else vouches for.
#pragma once

#include "adapters/service/service.hpp"

namespace probant::service {

/// Not known yet: the token's issuer must be asked (Vouchers::find_out).
struct Unknown {
  std::string secret;
};
using Identified = std::variant<Caller, http::Response, Unknown>;

/// By the `Authorization` of the request, or the link where the route has one. `vouched` is what
/// the issuer answered, when it was asked.
Identified identify(Route const& route, http::Request const& request, Ports const& ports,
                    Vouched const* vouched = nullptr);

}  // namespace probant::service
