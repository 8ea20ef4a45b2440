#include "adapters/identity/introspection.hpp"

#include "engine/log/base64.hpp"

namespace probant::identity {
namespace {

/// application/x-www-form-urlencoded.
std::string form_encoded(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (char const c : text) {
    bool const plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '.' || c == '_';
    if (plain) {
      out += c;
      continue;
    }
    auto const byte = static_cast<unsigned char>(c);
    out += {'%', digits[byte >> 4U], digits[byte & 15U]};
  }
  return out;
}

}  // namespace

Question introspection(Issuer const& issuer, std::string_view token) {
  Question question{issuer.url};
  question.ca_file = issuer.ca_file;
  question.headers = {{"content-type", "application/x-www-form-urlencoded"},
                      {"accept", issuer.keys_url.empty() ? "application/json"
                                                         : "application/token-introspection+jwt"}};
  question.form = "token=" + form_encoded(token) + "&token_type_hint=access_token";
  auto const id = form_encoded(issuer.client_id);
  auto const secret = form_encoded(issuer.client_secret);
  if (issuer.secret_in_body) {
    question.form += "&client_id=" + id + "&client_secret=" + secret;
  } else {
    question.headers.push_back({"authorization", "Basic " + to_base64(id + ":" + secret)});
  }
  return question;
}

}  // namespace probant::identity
