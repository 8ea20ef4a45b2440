#include "adapters/http/guard.hpp"

#include <algorithm>

#include "adapters/http/url.hpp"

namespace probant::http {
namespace {

std::size_t count(Headers const& headers, std::string_view name) {
  return static_cast<std::size_t>(std::count_if(
      headers.begin(), headers.end(), [&](Header const& header) { return header.name == name; }));
}

/// A line that goes on in the next one (obs-fold, RFC 9112 §5.2) reads differently here and there.
bool is_folded(std::string_view raw_head) {
  return raw_head.find("\n ") != std::string_view::npos ||
         raw_head.find("\n\t") != std::string_view::npos;
}

bool only_digits(std::string_view text) {
  return !text.empty() && text.size() <= 18 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_chunked(std::string_view coding) {
  constexpr std::string_view chunked = "chunked";
  return std::equal(coding.begin(), coding.end(), chunked.begin(), chunked.end(),
                    [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; });
}

Response malformed(std::string_view detail) { return problem(400, "malformed_request", detail); }

std::optional<Response> refuse_framing(Request const& request, unsigned version) {
  auto const lengths = count(request.headers, "content-length");
  auto const codings = count(request.headers, "transfer-encoding");
  if (codings > 0) {
    if (lengths > 0 || codings > 1 || version != 11) {
      return malformed("Transfer-Encoding ne se combine ni avec Content-Length ni avec HTTP/1.0.");
    }
    if (!is_chunked(*request.header("transfer-encoding"))) {
      return problem(501, "transfer_coding_unknown",
                     "Seul le codage de transfert « chunked » est admis.");
    }
  }
  if (lengths > 1 || (lengths == 1 && !only_digits(*request.header("content-length")))) {
    return malformed("Content-Length doit figurer une seule fois, en chiffres.");
  }
  bool const has_body = codings > 0 || (lengths == 1 && *request.header("content-length") != "0");
  if (has_body && (request.method == "GET" || request.method == "HEAD")) {
    return malformed("Une requête GET ou HEAD ne porte pas de corps.");
  }
  return std::nullopt;
}

}  // namespace

std::optional<Response> refuse_head(Request& request, unsigned version, std::string_view raw_head) {
  if (version != 10 && version != 11) {
    return problem(505, "http_version_unknown", "Seuls HTTP/1.0 et HTTP/1.1 sont admis.");
  }
  if (is_folded(raw_head)) return malformed("Un en-tête tient sur une seule ligne.");
  auto const host = request.header("host");
  if (count(request.headers, "host") != 1 || !is_authority(*host)) {
    return malformed(
        "L'en-tête Host doit figurer une seule fois : un nom ou une adresse, et un "
        "port s'il le faut.");
  }
  if (request.method == "TRACE" || request.method == "CONNECT") {
    return problem(501, "method_unknown", "Cette méthode n'est pas admise.");
  }
  if (!split_target(request)) {
    return malformed(
        "L'adresse demandée doit être un chemin absolu, codé en pourcentage et en UTF-8, sans "
        "segment vide, « . » ou « .. ».");
  }
  auto const expect = request.header("expect");
  if (expect && *expect != "100-continue") {
    return problem(417, "expectation_unknown", "Seul « Expect: 100-continue » est admis.");
  }
  return refuse_framing(request, version);
}

}  // namespace probant::http
