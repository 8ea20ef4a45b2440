#include "adapters/service/lines.hpp"

#include <algorithm>

namespace probant::service {
namespace {

constexpr std::size_t max_bytes = std::size_t{16} * 1024 * 1024;
constexpr auto media_type = "application/x-ndjson";
constexpr auto retry_seconds = "30";

}  // namespace

Body lines_body() {
  return {{media_type, "application/jsonl", "application/ndjson"}, max_bytes, ""};
}

std::vector<Reply> lines_replies(std::string description) {
  return {{200, media_type, "", std::move(description) + " ; rien pour un corps vide"},
          {503, media_type, "",
           "Les mêmes lignes, quand le journal n'a pas tout pris (store_read_only), ou un problème "
           "quand il n'en a pris aucune ; réessayez après Retry-After secondes"}};
}

bool each_line(Call const& call, std::function<void(std::int64_t, std::string_view)> const& use) {
  std::string_view text = call.request().body;
  std::size_t used = 0;
  for (std::int64_t line = 1; !text.empty(); ++line) {
    auto const end = std::min(text.find('\n'), text.size());
    auto const one = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (one.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    if (used++ == max_lines) return false;
    use(line, one);
  }
  return true;
}

http::Response too_many_lines() {
  return http::problem(413, "body_too_large",
                       "Au plus " + std::to_string(max_lines) +
                           " lignes à la fois ; rien n'a été pris : découpez le fichier "
                           "(split --lines).");
}

http::Response answer_lines(std::string text, std::span<Outcome const> outcomes) {
  bool const closed = std::ranges::any_of(
      outcomes, [](Outcome const& one) { return has(one, ReasonCode::store_read_only); });
  auto response = http::respond(closed ? 503 : 200, media_type, std::move(text));
  if (closed) response.headers.push_back({"retry-after", retry_seconds});
  return response;
}

}  // namespace probant::service
