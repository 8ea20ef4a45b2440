// Keyset pages (RFC 8288): a page ends after some key, and the next begins there. In a log that
// only grows, no event is ever seen twice or missed.
#pragma once

#include "adapters/service/service.hpp"

namespace probant::service {

inline constexpr std::int64_t default_page = 100;
inline constexpr std::int64_t max_page = 1000;

/// `limit`, from 1 to max_page.
Parameter limit_parameter();
std::size_t limit_of(Call const& call);

/// Adds `Link: <…>; rel="next"`: the same question from after `key` on.
void add_next(Call const& call, http::Response& response, std::string const& key);

}  // namespace probant::service
