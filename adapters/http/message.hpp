// What an HTTP exchange is to the rest of the program: plain values, without any of the library
// that carries them. Errors are problem details (RFC 9457) whose `type` ends in a reason code.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace probant::http {

/// `name` is in lower case in whatever was received.
struct Header {
  std::string name;
  std::string value;
  bool operator==(Header const&) const = default;
};
using Headers = std::vector<Header>;

/// All values under `name`, joined by ", " as RFC 9110 §5.2 reads them; nothing when there is none.
std::optional<std::string> find_header(Headers const& headers, std::string_view name);

struct Parameter {
  std::string name;
  std::string value;
  bool operator==(Parameter const&) const = default;
};

/// As it passed the guard (guard.hpp). Trailers of a chunked body are never among the headers.
struct Request {
  std::string method;  ///< "GET"
  std::string target;  ///< as sent, begins with "/"
  std::string path;    ///< without the query, each segment as `append_encoded` writes it; no
                       ///< empty, "." or ".." segments
  std::vector<Parameter> query;
  Headers headers;
  std::string body;
  std::string peer;  ///< address of the other end of the connection, without the port

  std::optional<std::string> header(std::string_view name) const {
    return find_header(headers, name);
  }
  /// The first of that name.
  std::optional<std::string_view> parameter(std::string_view name) const;
};

/// The next piece of an answer that goes on; empty when there is none now, nothing at its end.
/// `quiet`: nothing was said for a while, and some piece would show that the line is alive.
using More = std::function<std::optional<std::string>(bool quiet)>;

/// Content-Length, Connection and Date are the server's business. Without a Cache-Control of its
/// own it goes out as no-store.
struct Response {
  int status = 200;
  Headers headers{};
  std::string body{};
  /// When set, the answer goes on after `body`: called on the server's thread whenever what came
  /// before has been written and again when woken; the connection closes at the end.
  More more{};
  std::string code{};  ///< of a problem, for who watches; not sent

  std::optional<std::string> header(std::string_view name) const {
    return find_header(headers, name);
  }
};

/// How much of a body is read, at most what the server is set to; or the answer that is given
/// without reading it, after which the connection closes.
struct Admission {
  std::size_t body_bytes_max = 0;
  std::optional<Response> refusal{};
};

Response respond(int status, std::string content_type, std::string body);

/// `code` is a reason code (lower case, underscores), `detail` French for people; further members
/// are canonical JSON without braces, or empty.
Response problem(int status, std::string_view code, std::string_view detail,
                 std::string_view members = {});
/// 405 with `allowed`, as in "GET, HEAD".
Response method_not_allowed(std::string_view allowed);
Response not_found();

std::string_view reason_phrase(int status);

/// Takes `request.target` apart into path and query; false when it is not an origin-form target
/// (RFC 9112 §3.2.1), is wrongly percent-encoded, not UTF-8, or could mean two paths.
bool split_target(Request& request);

/// RFC 3986 §2: adds `text` to `out`, all but the unreserved and ":" percent-encoded. A text has
/// one such form: of two paths written so, none means the other.
void append_encoded(std::string& out, std::string_view text);
/// What a segment of a request's path stands for: a `/` in it is no border of segments.
std::optional<std::string> decoded(std::string_view segment);

/// The status line and headers, up to and with the empty line. Nothing when a header would break
/// out of its line.
std::optional<std::string> response_head(Response const& response, bool keep_alive);

}  // namespace probant::http
