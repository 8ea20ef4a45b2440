// What Boost.Beast 1.81 takes or refuses, as measured (evidence-and-security §5.1), before our
// server: over a real connection, with a second request right behind each doubtful one. That second
// request must never be answered after the first was refused.
#include <catch2/catch.hpp>

#include "tests/adapters/http/raw_peer.hpp"

using namespace probant;
using namespace probant::test;

namespace {

constexpr auto second = "GET /second HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

http::Response echo(http::Request const& request) {
  std::string seen = request.method + " " + request.path + "\n";
  for (auto const& [name, value] : request.headers) seen += name + "=" + value + "\n";
  return http::respond(200, "text/plain", seen + "[" + request.body + "]");
}

/// All that comes back when `first` and `second` are sent at once.
std::string answers_to(std::string_view first) {
  RunningServer const running{{}, http::answering(echo)};
  RawPeer peer{running.server.port()};
  peer.send(std::string{first} + second);
  auto all = peer.read_all();
  REQUIRE_FALSE(peer.still_open);
  return all;
}

void check_refused(std::string_view request, std::string const& status) {
  auto const all = answers_to(request);
  INFO(request.substr(0, 200));
  INFO(all);
  CHECK(all.starts_with("HTTP/1.1 " + status));
  CHECK(occurrences(all, "HTTP/1.1 ") == 1);
  CHECK(all.find("/second") == std::string::npos);
  CHECK(all.find("Connection: close") != std::string::npos);
  CHECK(all.find("application/problem+json") != std::string::npos);
}

std::string post(std::string_view headers, std::string_view body) {
  return "POST /first HTTP/1.1\r\nHost: a\r\n" + std::string{headers} + "\r\n" + std::string{body};
}

}  // namespace

TEST_CASE("http: what frames a body in two ways is refused, and what follows not read", "[http]") {
  auto const [headers, body, status] = GENERATE(table<std::string, std::string, std::string>({
      {"Transfer-Encoding: gzip\r\nContent-Length: 5\r\n", "hello", "400"},
      {"Content-Length: 5\r\nTransfer-Encoding: gzip\r\n", "hello", "400"},
      {"Transfer-Encoding: gzip\r\n", "", "501"},
      {"Transfer-Encoding: xchunked\r\n", "", "501"},
      {"Transfer-Encoding: chunked, gzip\r\n", "0\r\n\r\n", "501"},
      {"Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n", "501"},
      {"Transfer-Encoding: identity\r\n", "", "501"},
      {"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n", "400"},
      {"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n", "400"},
      {"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n", "400"},
      {"Content-Length: 5\r\nContent-Length: 5\r\n", "hello", "400"},
      {"Content-Length: 5\r\nContent-Length: 6\r\n", "hello", "400"},
      {"Content-Length: 5, 5\r\n", "hello", "400"},
      {"Content-Length: +5\r\n", "hello", "400"},
      {"Content-Length: 0x5\r\n", "hello", "400"},
      {"Content-Length: 5 5\r\n", "hello", "400"},
      {"Content-Length: -1\r\n", "", "400"},
      {"Content-Length: 99999999999999999999\r\n", "", "400"},
      {"Content-Length:\r\n", "", "400"},
      {"Content-Length : 5\r\n", "hello", "400"},
      {"Transfer-Encoding : chunked\r\n", "0\r\n\r\n", "400"},
      {"X: a\r\n Transfer-Encoding: chunked\r\n", "", "400"},
      {"X: a\r\n\tb\r\n", "", "400"},
      {"X: a\nContent-Length: 5\r\n", "hello", "400"},
      {"X: a\rContent-Length: 5\r\n", "hello", "400"},
      {std::string{"X: a\0b\r\n", 8}, "", "400"},
      {"Transfer-Encoding: chunked\r\n", "fffffffffffffffff\r\n", "400"},
      {"Transfer-Encoding: chunked\r\n", "5\r\nhelloXX0\r\n\r\n", "400"},
      {"Transfer-Encoding: chunked\r\n", "+5\r\nhello\r\n0\r\n\r\n", "400"},
      {"Transfer-Encoding: chunked\r\n", "5\nhello\r\n0\r\n\r\n", "400"},
      {"Expect: everything\r\n", "", "417"},
  }));
  check_refused(post(headers, body), status);
}

TEST_CASE("http: request lines and hosts that mean two things are refused", "[http]") {
  auto const [head, status] = GENERATE(table<std::string, std::string>({
      {"POST /first HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400"},
      {"GET /first HTTP/1.1\r\n\r\n", "400"},
      {"GET /first HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "400"},
      {"GET /first HTTP/1.1\r\nHost:\r\n\r\n", "400"},
      {"GET /first HTTP/1.1\r\nHost: a b\r\n\r\n", "400"},
      {"GET /first HTTP/1.1\r\nHost: a/..@c\r\n\r\n", "400"},
      {"GET /first HTTP/1.1\r\nHost: a:http\r\n\r\n", "400"},
      {"GET /first HTTP/1.1\r\nHost: [::1\r\n\r\n", "400"},
      {"GET http://a/first HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
      {"GET * HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
      {"CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n", "501"},
      {"TRACE / HTTP/1.1\r\nHost: a\r\n\r\n", "501"},
      {"GET /a/../b HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
      {"GET /a/%2e%2e/b HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
      {"GET /a%2F..%2Fb HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
      {"GET /a%5C%2e HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
      {"GET /a\\b HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
      {"GET //a HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
      {"GET /a%00 HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
      {"GET /%c0%af HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
      {"GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
      {"GET /first HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello", "400"},
      {"GET /first HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400"},
      {"GET /first HTTP/1.2\r\nHost: a\r\n\r\n", "400"},
      {"GET /first HTTP/2.0\r\nHost: a\r\n\r\n", "400"},
      {"GET  /first HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
      {"\x16\x03\x01\x02: TLS to a plain port\r\n\r\n", "400"},
  }));
  check_refused(head, status);
}

TEST_CASE("http: two requests at once are answered in their order", "[http]") {
  auto const plain = answers_to(post("Content-Length: 5\r\n", "hello"));
  CHECK(occurrences(plain, "HTTP/1.1 200 OK") == 2);
  CHECK(plain.find("[hello]") < plain.find("GET /second"));

  auto const chunked =
      answers_to(post("Transfer-Encoding: Chunked\r\n", "5;x=y\r\nhello\r\n0\r\n\r\n"));
  CHECK(occurrences(chunked, "HTTP/1.1 200 OK") == 2);
  CHECK(chunked.find("[hello]") < chunked.find("GET /second"));
}

TEST_CASE("http: what a trailer says is not among the headers", "[http]") {
  auto const all = answers_to(
      post("Transfer-Encoding: chunked\r\n",
           "5\r\nhello\r\n0\r\nAuthorization: Bearer x\r\nX-User-Id: 7\r\nHost: b\r\n\r\n"));
  INFO(all);
  CHECK(occurrences(all, "HTTP/1.1 200 OK") == 2);
  CHECK(all.find("[hello]") != std::string::npos);
  CHECK(all.find("authorization") == std::string::npos);
  CHECK(all.find("x-user-id") == std::string::npos);
  CHECK(all.find("host=b") == std::string::npos);
}

TEST_CASE("http: what is too large is refused before it is kept", "[http]") {
  auto const many_trailers = [] {
    std::string trailers;
    for (int i = 0; i < 4000; ++i) trailers += "X-Trailer: 0123456789\r\n";
    return trailers;
  }();
  auto const [request, status] = GENERATE_COPY(table<std::string, std::string>({
      {post("X: " + std::string(9'000, 'a') + "\r\n", ""), "431"},
      {post("X: " + std::string(100'000, 'a') + "\r\n", ""), "431"},
      {"GET /" + std::string(20'000, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n", "431"},
      {post("Content-Length: 1048577\r\n", ""), "413"},
      {post("Transfer-Encoding: chunked\r\n", "200000\r\n" + std::string(0x200000, 'a')), "413"},
      {post("Transfer-Encoding: chunked\r\n", "5;x=" + std::string(200'000, 'y') + "\r\nhello"),
       "431"},
      {post("Transfer-Encoding: chunked\r\n", "0\r\n" + many_trailers + "\r\n"), "431"},
  }));
  check_refused(request, status);
}
