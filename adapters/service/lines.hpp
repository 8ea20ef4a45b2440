// Bodies of one JSON object a line: taken line by line, answered line by line, in order.
#pragma once

#include <functional>
#include <span>

#include "adapters/service/routes.hpp"

namespace probant::service {

inline constexpr std::size_t max_lines = 10'000;

/// What a route takes that takes such bodies, and how it answers each line.
Body lines_body();
std::vector<Reply> lines_replies(std::string description);

/// Each line of the body with its number, from 1; blank ones are passed over. False when there are
/// more than `max_lines`: `use` was called for the first of them.
bool each_line(Call const& call, std::function<void(std::int64_t, std::string_view)> const& use);
http::Response too_many_lines();

/// `text` is all the answers, a line each; `outcomes` those of the engine among them: 503 when the
/// store took no more.
http::Response answer_lines(std::string text, std::span<Outcome const> outcomes);

}  // namespace probant::service
