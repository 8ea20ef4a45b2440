// What a request must be before its body is read, beyond what Boost.Beast 1.81 insists on: that
// version takes several framings for a request without a body, so that its body would be read as
// the next request (request smuggling). Where the standard leaves a choice (RFC 9112 §6.3), the
// request is refused and the connection closed. Pure.
#pragma once

#include "adapters/http/message.hpp"

namespace probant::http {

/// `raw_head` is what was received, from the request line to the empty line; `version` is 10 or 11.
/// Nothing when `request` (method, target, headers) may go on, its target taken apart; else the
/// answer that closes it.
std::optional<Response> refuse_head(Request& request, unsigned version, std::string_view raw_head);

}  // namespace probant::http
