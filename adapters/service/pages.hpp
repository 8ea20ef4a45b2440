// Keyset pages (RFC 8288): a page ends after some key, and the next begins there. In a log that
// only grows, no event is ever seen twice or missed.
#pragma once

#include <algorithm>

#include "adapters/service/service.hpp"

namespace probant::service {

inline constexpr std::int64_t default_page = 100;
inline constexpr std::int64_t max_page = 1000;

/// `limit`, from 1 to max_page.
Parameter limit_parameter();
std::size_t limit_of(Call const& call);

/// Adds `Link: <…>; rel="next"`: the same question from after `key` on.
void add_next(http::Request const& request, http::Response& response, std::string const& key);

/// `limit` of a list that comes whole without it.
Parameter optional_limit_parameter();
/// Of `rows`, in the order of their keys, leaves the page asked for. The key after which the next
/// one begins, if there is one.
template <class Row, class KeyOf, class Key = std::invoke_result_t<KeyOf, Row const&>>
std::optional<Key> leave_page(std::vector<Row>& rows, std::optional<Key> const& after,
                              std::optional<std::int64_t> limit, KeyOf key_of) {
  if (after) {
    auto const first =
        std::ranges::find_if(rows, [&](Row const& row) { return *after < key_of(row); });
    rows.erase(rows.begin(), first);
  }
  if (!limit || rows.size() <= static_cast<std::size_t>(*limit)) return std::nullopt;
  rows.resize(static_cast<std::size_t>(*limit));
  return key_of(rows.back());
}

}  // namespace probant::service
