#include "adapters/service/pages.hpp"

#include <array>

namespace probant::service {
namespace {

/// RFC 3986 §2: all but the unreserved is percent-encoded.
std::string encoded(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (auto const c : text) {
    bool const plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view{"-._~:"}.find(c) != std::string_view::npos;
    if (plain) {
      out += c;
      continue;
    }
    auto const byte = static_cast<unsigned char>(c);
    out += '%';
    out += digits[byte >> 4U];
    out += digits[byte & 15U];
  }
  return out;
}

}  // namespace

Parameter limit_parameter() {
  Parameter parameter{"limit", Where::query, ParameterKind::integer,
                      "Combien au plus ; défaut : " + std::to_string(default_page)};
  parameter.min = 1;
  parameter.max = max_page;
  return parameter;
}

std::size_t limit_of(Call const& call) {
  return static_cast<std::size_t>(call.arguments().integer("limit").value_or(default_page));
}

Parameter optional_limit_parameter() {
  auto parameter = limit_parameter();
  parameter.description = "Combien au plus ; défaut : toute la liste";
  return parameter;
}

void add_next(http::Request const& request, http::Response& response, std::string const& key) {
  auto link = request.path + "?after=" + encoded(key);
  for (auto const& parameter : request.query) {
    if (parameter.name == "after") continue;
    link += "&" + parameter.name + "=" + encoded(parameter.value);
  }
  response.headers.push_back({"link", "<" + link + ">; rel=\"next\""});
}

}  // namespace probant::service
