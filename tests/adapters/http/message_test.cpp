#include <catch2/catch.hpp>

#include "adapters/http/message.hpp"

using namespace probant;

TEST_CASE("http: a target is taken apart and decoded once", "[http]") {
  http::Request request;
  request.target = "/v1/dossiers/aap%3A2026-0417?q=h%C3%B4pital+nord&after=%2526&empty&=x";
  REQUIRE(http::split_target(request));
  CHECK(request.path == "/v1/dossiers/aap:2026-0417");
  CHECK(request.parameter("q") == "hôpital nord");
  CHECK(request.parameter("after") == "%26");
  CHECK(request.parameter("empty") == "");
  CHECK_FALSE(request.parameter("none"));
  CHECK(request.query.size() == 4);
}

TEST_CASE("http: a slash within a segment stays there, and nothing is decoded twice", "[http]") {
  auto const [sent, path] = GENERATE(table<std::string, std::string>({
      {"/v1/inbox/a%2fb", "/v1/inbox/a%2Fb"},
      {"/v1/inbox/a%252Fb", "/v1/inbox/a%252Fb"},
      {"/v1/inbox/%5c%3f%23", "/v1/inbox/%5C%3F%23"},
      {"/%76%31/inbox/msg_1", "/v1/inbox/msg_1"},
      {"/v1/inbox/a%2Fresolve", "/v1/inbox/a%2Fresolve"},
  }));
  http::Request request;
  request.target = sent;
  REQUIRE(http::split_target(request));
  CHECK(request.path == path);
  // What is written so is read as it is written.
  request.target = request.path;
  REQUIRE(http::split_target(request));
  CHECK(request.path == path);
}

TEST_CASE("http: a path that could mean two is refused", "[http]") {
  auto const* const target =
      GENERATE("/a/../b", "/a/%2e%2E/b", "/a/..%2Fb", "/a/b%2f%2e%2e", "/a/..%5cb", "/a%2F.%2Fb",
               "/a\\b", "/a%00b", "/a%", "/a%2", "/a%zz", "/%c0%af", "//a", "/a//b");
  http::Request request;
  request.target = target;
  CHECK_FALSE(http::split_target(request));
}

TEST_CASE("http: values under one name are read as one list", "[http]") {
  http::Headers const headers{{"accept", "a"}, {"x", "1"}, {"accept", "b"}};
  CHECK(http::find_header(headers, "accept") == "a, b");
  CHECK_FALSE(http::find_header(headers, "y"));
}

TEST_CASE("http: a problem names its reason in its type", "[http]") {
  auto const response = http::problem(412, "version_conflict", "Relisez le « dossier ».",
                                      R"("actual":3,"expected":2)");
  CHECK(response.status == 412);
  CHECK(response.header("content-type") == "application/problem+json");
  CHECK(response.body ==
        R"({"type":"urn:probant:problem:version_conflict","title":"Precondition Failed",)"
        R"("status":412,"detail":"Relisez le « dossier ».","actual":3,"expected":2})");
  CHECK(http::method_not_allowed("GET, HEAD").header("allow") == "GET, HEAD");
}

TEST_CASE("http: a caller's cache rule stands; a header of two lines does not go out", "[http]") {
  http::Response response{200, {{"Cache-Control", "max-age=60"}}, "x"};
  auto const head = http::response_head(response, true);
  REQUIRE(head);
  CHECK(head->find("max-age=60") != std::string::npos);
  CHECK(head->find("no-store") == std::string::npos);
  response.headers.push_back({"location", "/a\r\nX: y"});
  CHECK_FALSE(http::response_head(response, true));
}
