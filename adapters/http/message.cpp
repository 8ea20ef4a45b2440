#include "adapters/http/message.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>
#include <utility>

#include "events/codec/json_text.hpp"
#include "projections/json_object.hpp"

namespace probant::http {
namespace {

bool fits_a_line(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char character) {
    auto const byte = static_cast<unsigned char>(character);
    return (byte < 0x20 && byte != '\t') || byte == 0x7F;
  });
}

/// IMF-fixdate (RFC 9110 §5.6.7); the C locale of the program has English names.
std::string now_as_http_date() {
  auto const now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm utc{};
  gmtime_r(&now, &utc);
  std::array<char, 40> text{};
  auto const size = std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &utc);
  return {text.data(), size};
}

std::string lower(std::string_view text) {
  std::string out{text};
  for (auto& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

}  // namespace

std::optional<std::string> find_header(Headers const& headers, std::string_view name) {
  std::optional<std::string> found;
  for (auto const& header : headers) {
    if (header.name != name) continue;
    found = found ? *found + ", " + header.value : header.value;
  }
  return found;
}

std::optional<std::string_view> Request::parameter(std::string_view name) const {
  for (auto const& parameter : query) {
    if (parameter.name == name) return parameter.value;
  }
  return std::nullopt;
}

Response respond(int status, std::string content_type, std::string body) {
  Response response{status, {}, std::move(body)};
  response.headers.push_back({"content-type", std::move(content_type)});
  return response;
}

Response problem(int status, std::string_view code, std::string_view detail,
                 std::string_view members) {
  JsonObject object;
  object.text("type", "urn:probant:problem:" + std::string{code});
  object.text("title", reason_phrase(status)).number("status", status).text("detail", detail);
  auto json = object.json();
  if (!members.empty()) json.insert(json.size() - 1, "," + std::string{members});
  auto response = respond(status, "application/problem+json", std::move(json));
  response.code = code;
  return response;
}

Response method_not_allowed(std::string_view allowed) {
  auto response =
      problem(405, "method_not_allowed",
              "Cette méthode n'a pas cours ici ; méthodes admises : " + std::string{allowed} + ".");
  response.headers.push_back({"allow", std::string{allowed}});
  return response;
}

Response not_found() { return problem(404, "not_found", "Il n'y a rien à cette adresse."); }

std::string_view reason_phrase(int status) {
  struct Phrase {
    int status;
    std::string_view text;
  };
  static constexpr std::array phrases{
      Phrase{200, "OK"},
      Phrase{201, "Created"},
      Phrase{202, "Accepted"},
      Phrase{204, "No Content"},
      Phrase{304, "Not Modified"},
      Phrase{400, "Bad Request"},
      Phrase{401, "Unauthorized"},
      Phrase{403, "Forbidden"},
      Phrase{404, "Not Found"},
      Phrase{405, "Method Not Allowed"},
      Phrase{406, "Not Acceptable"},
      Phrase{409, "Conflict"},
      Phrase{411, "Length Required"},
      Phrase{412, "Precondition Failed"},
      Phrase{413, "Content Too Large"},
      Phrase{415, "Unsupported Media Type"},
      Phrase{417, "Expectation Failed"},
      Phrase{422, "Unprocessable Content"},
      Phrase{428, "Precondition Required"},
      Phrase{429, "Too Many Requests"},
      Phrase{431, "Request Header Fields Too Large"},
      Phrase{500, "Internal Server Error"},
      Phrase{501, "Not Implemented"},
      Phrase{503, "Service Unavailable"},
      Phrase{505, "HTTP Version Not Supported"},
  };
  auto const found = std::find_if(phrases.begin(), phrases.end(),
                                  [&](Phrase const& phrase) { return phrase.status == status; });
  return found == phrases.end() ? "Unknown" : found->text;
}

std::optional<std::string> response_head(Response const& response, bool keep_alive) {
  std::string head = "HTTP/1.1 " + std::to_string(response.status) + ' ';
  head += reason_phrase(response.status);
  head += "\r\nDate: " + now_as_http_date() + "\r\n";
  bool cached = false;
  for (auto const& [name, value] : response.headers) {
    if (!fits_a_line(name) || !fits_a_line(value)) return std::nullopt;
    cached = cached || lower(name) == "cache-control";
    head += name + ": " + value + "\r\n";
  }
  if (!cached) head += "Cache-Control: no-store\r\n";
  head += "X-Content-Type-Options: nosniff\r\n";
  bool const bodiless = response.status == 204 || response.status == 304;
  if (!bodiless && !response.more)
    head += "Content-Length: " + std::to_string(response.body.size()) + "\r\n";
  head += keep_alive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n";
  return head;
}

}  // namespace probant::http
