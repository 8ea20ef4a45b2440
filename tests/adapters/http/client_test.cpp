#include <catch2/catch.hpp>

#include "adapters/http/client.hpp"
#include "adapters/http/url.hpp"
#include "tests/adapters/http/raw_peer.hpp"

using namespace probant;
using namespace probant::test;
using namespace std::chrono_literals;

namespace {

std::string at(http::Server const& server, std::string const& target) {
  return "http://127.0.0.1:" + std::to_string(server.port()) + target;
}

http::Response route(http::Request const& request) {
  if (request.path == "/moved") return {302, {{"location", "/"}}, ""};
  if (request.path == "/large") return http::respond(200, "text/plain", std::string(5000, 'x'));
  auto const type = request.header("content-type").value_or("none");
  return http::respond(200, "text/plain", request.method + " " + type + " " + request.body);
}

}  // namespace

TEST_CASE("http client: asks, posts, and follows no redirection", "[http]") {
  RunningServer const running{{}, http::answering(route)};
  auto const got = http::send({"GET", at(running.server, "/?a=b"), {}, {}});
  INFO(got.why);
  REQUIRE(got.good());
  CHECK(got.response.body == "GET none ");
  auto const posted = http::send(
      {"POST", at(running.server, "/"), {{"content-type", "text/x"}}, std::string(100'000, 'b')});
  CHECK(posted.response.body == "POST text/x " + std::string(100'000, 'b'));
  auto const moved = http::send({"GET", at(running.server, "/moved"), {}, {}});
  CHECK(moved.response.status == 302);
  CHECK(moved.response.header("location") == "/");
}

TEST_CASE("http client: an answer too long, too late, or none is an error in words", "[http]") {
  http::ServerOptions const options;
  std::optional<http::Reply> kept;
  RunningServer const running{options, [&](http::Request const& request, http::Reply const& reply) {
                                if (request.path == "/never") {
                                  kept = reply;
                                } else {
                                  reply(route(request));
                                }
                              }};
  http::ClientOptions limits;
  limits.body_bytes_max = 4999;
  limits.within = 60s;
  auto hurried = limits;
  hurried.within = 300ms;
  CHECK(http::send({"GET", at(running.server, "/large"), {}, {}}, limits).why.find("trop longue") !=
        std::string::npos);
  limits.head_is_enough = true;
  auto const cut = http::send({"GET", at(running.server, "/large"), {}, {}}, limits);
  CHECK((cut.good() && cut.response.status == 200 && cut.response.body.empty()));
  limits.head_is_enough = false;
  CHECK_FALSE(http::send({"GET", at(running.server, "/never"), {}, {}}, hurried).good());
  auto patient = limits;
  int asked = 0;
  patient.given_up = [&] { return ++asked > 2; };
  auto const begun = std::chrono::steady_clock::now();
  CHECK_FALSE(http::send({"GET", at(running.server, "/never"), {}, {}}, patient).good());
  CHECK(std::chrono::steady_clock::now() - begun < 30s);
  CHECK_FALSE(http::send({"GET", "http://127.0.0.1:1/", {}, {}}, limits).good());
  CHECK(http::send({"GET", "ftp://a/", {}, {}}, limits).why.find("http://") != std::string::npos);
  // A server without TLS is no server over https.
  auto secure = at(running.server, "/");
  secure.insert(4, "s");
  CHECK(http::send({"GET", secure, {}, {}}, limits).why.find("TLS") != std::string::npos);
}

TEST_CASE("http: addresses are read to the letter", "[http]") {
  auto const url = http::Url::parse("https://a.example:8443/x?y=1");
  REQUIRE(url);
  CHECK((url->tls && url->host == "a.example" && url->port == 8443 && url->target == "/x?y=1"));
  CHECK(http::Url::parse("http://[::1]")->authority() == "[::1]");
  CHECK(http::Url::parse("http://a?b")->target == "/?b");
  for (auto const* wrong :
       {"", "a", "http://", "http:///x", "http://u@a/", "http://u:p@a/", "http://a:0/",
        "http://a:65536/", "http://a:/", "http://a b/", "http://a/\r\nX: y", "http://a/#b",
        "http://[::1", "http://[a]/", "http://a:1x/", "HTTPS://a/"}) {
    CAPTURE(wrong);
    CHECK_FALSE(http::Url::parse(wrong));
  }
  CHECK(http::ListenAddress::parse("127.0.0.1:8080")->loopback());
  CHECK(http::ListenAddress::parse("[::1]:0")->loopback());
  CHECK_FALSE(http::ListenAddress::parse("0.0.0.0:80")->loopback());
  for (auto const* wrong : {"", "127.0.0.1", "localhost:80", ":80", "::1:80", "127.0.0.1:"}) {
    CAPTURE(wrong);
    CHECK_FALSE(http::ListenAddress::parse(wrong));
  }
}
