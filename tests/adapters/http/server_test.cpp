// Deadlines, limits, and how the server stops.
#include <atomic>
#include <catch2/catch.hpp>
#include <csignal>
#include <thread>

#include "tests/adapters/http/raw_peer.hpp"

using namespace probant;
using namespace probant::test;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

/// Long enough for a machine that is busy with something else.
constexpr auto a_while = 30s;
constexpr auto get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

http::Response hello(http::Request const&) { return http::respond(200, "text/plain", "hello"); }

http::ServerOptions impatient() {
  http::ServerOptions options;
  options.head_within = 1s;
  options.body_within = 1s;
  options.write_within = 1s;
  options.idle_within = 1s;
  options.stop_within = 1s;
  return options;
}

}  // namespace

TEST_CASE("http: a head that comes a byte at a time is cut off", "[http]") {
  RunningServer const running{impatient(), http::answering(hello)};
  RawPeer peer{running.server.port()};
  auto const begin = Clock::now();
  std::size_t sent = 0;
  bool open = true;
  while (open && Clock::now() - begin < a_while) {
    open = peer.send("a");
    ++sent;
    std::this_thread::sleep_for(20ms);
  }
  CHECK(sent > 1);
  CHECK_FALSE(open);
}

TEST_CASE("http: silence, half a body and a client that does not read are cut off", "[http]") {
  auto options = impatient();
  RunningServer const running{options, http::answering([](http::Request const& request) {
                                return http::respond(
                                    200, "text/plain",
                                    std::string(request.path == "/large" ? 64U << 20U : 5, 'x'));
                              })};
  auto const sent = GENERATE(as<std::string>{}, "", "POST / HTTP/1.1\r\nHost: a\r\n",
                             "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhal", get);
  RawPeer peer{running.server.port()};
  peer.send(sent);
  auto const answer = peer.read_all();
  CHECK_FALSE(peer.still_open);
  CHECK(answer.empty() == (sent != get));

  RawPeer reluctant{running.server.port()};
  reluctant.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
  std::this_thread::sleep_for(2s);
  CHECK(reluctant.read_all().size() < 64U << 20U);
  CHECK_FALSE(reluctant.still_open);
}

TEST_CASE("http: connections beyond the limits are told so, and make room again", "[http]") {
  http::ServerOptions options;
  options.connections_per_address_max = 2;
  RunningServer const running{options, http::answering(hello)};
  {
    RawPeer one{running.server.port()};
    RawPeer two{running.server.port()};
    one.send(get);
    two.send(get);
    CHECK(one.read_until("hello").ends_with("hello"));
    CHECK(two.read_until("hello").ends_with("hello"));
    RawPeer three{running.server.port()};
    CHECK(three.read_all().starts_with("HTTP/1.1 503"));
  }
  auto const begin = Clock::now();
  std::string answer;
  while (answer.find("hello") == std::string::npos && Clock::now() - begin < a_while) {
    RawPeer again{running.server.port()};
    again.send(get);
    answer = again.read_until("hello");
  }
  CHECK(answer.starts_with("HTTP/1.1 200"));
}

TEST_CASE("http: a connection serves so many requests, HTTP/1.0 one", "[http]") {
  http::ServerOptions options;
  options.requests_per_connection_max = 3;
  RunningServer const running{options, http::answering(hello)};
  RawPeer peer{running.server.port()};
  for (int i = 0; i < 10; ++i) peer.send(get);
  CHECK(occurrences(peer.read_all(), "HTTP/1.1 200") == 3);

  RawPeer old{running.server.port()};
  old.send("GET / HTTP/1.0\r\nHost: a\r\n\r\n");
  auto const answer = old.read_all();
  CHECK(answer.find("Connection: close") != std::string::npos);
  CHECK_FALSE(old.still_open);
}

TEST_CASE("http: a body is measured, or refused, by its head alone", "[http]") {
  http::ServerOptions options;
  options.admit = [](http::Request const& request) {
    http::Admission admission{4, {}};
    if (request.path == "/closed") admission.refusal = http::problem(401, "token_required", "");
    return admission;
  };
  RunningServer const running{options, http::answering(hello)};
  auto const answer = [&](std::string const& path, std::string const& rest) {
    RawPeer peer{running.server.port()};
    peer.send("POST " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + rest);
    return peer.read_all().substr(0, 12);
  };
  CHECK(answer("/", "Content-Length: 4\r\n\r\nfour") == "HTTP/1.1 200");
  CHECK(answer("/", "Content-Length: 5\r\n\r\n") == "HTTP/1.1 413");
  std::string const chunked = "Transfer-Encoding: chunked\r\n\r\n";
  CHECK(answer("/", chunked + "4\r\nfour\r\n0\r\n\r\n") == "HTTP/1.1 200");
  CHECK(answer("/", chunked + "5\r\nfive!\r\n0\r\n\r\n") == "HTTP/1.1 413");
  CHECK(answer("/closed", "Content-Length: 4\r\n\r\n") == "HTTP/1.1 401");
}

TEST_CASE("http: long bodies on their way share a room, short ones always come in", "[http]") {
  http::ServerOptions options;
  options.long_bodies_bytes_max = 250'000;
  std::atomic<int> begun{0};
  options.admit = [&](http::Request const&) {
    ++begun;
    return http::Admission{1'000'000, {}};
  };
  RunningServer const running{options, http::answering(hello)};
  auto const post = [](RawPeer& peer, std::size_t size) {
    peer.send("POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: " +
              std::to_string(size) + "\r\n\r\n");
  };
  std::string const body(100'000, 'x');
  RawPeer first{running.server.port()};
  RawPeer second{running.server.port()};
  post(first, body.size());
  post(second, body.size());
  while (begun < 2) std::this_thread::sleep_for(1ms);
  RawPeer one_more{running.server.port()};
  post(one_more, body.size());
  auto const refused = one_more.read_all();
  CHECK(refused.starts_with("HTTP/1.1 503"));
  CHECK(refused.find("retry-after: 2") != std::string::npos);
  RawPeer brief{running.server.port()};
  post(brief, 4);
  brief.send("four");
  CHECK(brief.read_all().starts_with("HTTP/1.1 200"));
  first.send(body);
  CHECK(first.read_all().starts_with("HTTP/1.1 200"));
  RawPeer later{running.server.port()};
  post(later, body.size());
  later.send(body);
  CHECK(later.read_all().starts_with("HTTP/1.1 200"));
}

TEST_CASE("http: an answer that goes on is asked for more, when woken and when quiet", "[http]") {
  http::ServerOptions options;
  options.quiet_within = 100ms;
  std::atomic<int> given{0};
  RunningServer running{options, http::answering([&](http::Request const& request) {
                          auto response = http::respond(200, "text/plain", "begin,");
                          bool const endless = request.path == "/endless";
                          response.more = [&given, endless](bool quiet) {
                            if (quiet) return std::optional<std::string>{"quiet,"};
                            if (given == 0 || endless) return std::optional<std::string>{""};
                            if (given-- > 1) return std::optional<std::string>{"more,"};
                            return std::optional<std::string>{};
                          };
                          return response;
                        })};
  RawPeer peer{running.server.port()};
  peer.send(get);
  CHECK(peer.read_until("quiet,").find("Content-Length") == std::string::npos);
  given = 3;
  running.server.wake_followers();
  auto const rest = peer.read_all();
  CHECK(occurrences(rest, "more,") == 2);
  CHECK_FALSE(peer.still_open);

  RawPeer endless{running.server.port()};
  endless.send("GET /endless HTTP/1.1\r\nHost: a\r\n\r\n");
  endless.read_until("quiet,");
  running.stop();
  endless.read_all();
  CHECK_FALSE(endless.still_open);
}

TEST_CASE("http: HEAD says what GET would, without the body", "[http]") {
  RunningServer const running{{}, http::answering(hello)};
  RawPeer peer{running.server.port()};
  peer.send("HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  auto const answer = peer.read_all();
  CHECK(answer.find("Content-Length: 5\r\n") != std::string::npos);
  CHECK(answer.ends_with("\r\n\r\n"));
  CHECK(answer.find("Date: ") != std::string::npos);
  CHECK(answer.find("Cache-Control: no-store") != std::string::npos);
}

TEST_CASE("http: who expects 100-continue gets it before the answer", "[http]") {
  RunningServer const running{{}, http::answering(hello)};
  RawPeer peer{running.server.port()};
  peer.send(
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nExpect: 100-continue\r\n"
      "Connection: close\r\n\r\n");
  CHECK(peer.read_until("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
  peer.send("body");
  CHECK(peer.read_all().starts_with("HTTP/1.1 200"));
}

TEST_CASE("http: a handler that throws, forgets, or splits its headers ends in 500", "[http]") {
  std::string reported;
  auto const which = GENERATE(0, 1, 2);
  auto const route = [which](http::Request const&) -> http::Response {
    if (which == 0) throw std::runtime_error{"broken"};
    return {200, {{"x-name", "a\r\nSet-Cookie: b"}}, "hello"};
  };
  auto handler =
      http::answering(route, [&reported](std::exception const& error) { reported = error.what(); });
  if (which == 1) handler = [](http::Request const&, http::Reply const&) {};
  std::string answer;
  {
    RunningServer const running{{}, handler};
    RawPeer peer{running.server.port()};
    peer.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    answer = peer.read_all();
  }
  CHECK(answer.starts_with("HTTP/1.1 500"));
  CHECK(answer.find("urn:probant:problem:internal_error") != std::string::npos);
  CHECK(answer.find("Set-Cookie") == std::string::npos);
  CHECK(reported == (which == 0 ? "broken" : ""));
}

TEST_CASE("http: other threads answer, also when the server is gone", "[http]") {
  std::vector<std::thread> workers;
  std::optional<http::Reply> late;
  {
    RunningServer running{impatient(), [&](http::Request request, http::Reply reply) {
                            if (request.path == "/late") {
                              late = std::move(reply);
                              return;
                            }
                            workers.emplace_back([reply] {
                              reply(http::respond(200, "text/plain", "from elsewhere"));
                              reply(http::respond(500, "text/plain", "twice"));
                            });
                          }};
    RawPeer peer{running.server.port()};
    peer.send(get);
    CHECK(peer.read_until("elsewhere").ends_with("from elsewhere"));
    peer.send("GET /late HTTP/1.1\r\nHost: a\r\n\r\n");
    std::this_thread::sleep_for(50ms);
    running.stop();
  }
  for (auto& worker : workers) worker.join();
  REQUIRE(late);
  (*late)(http::respond(200, "text/plain", "too late"));
}

TEST_CASE("http: stopping lets an answer end and closes what is idle", "[http]") {
  auto options = impatient();
  options.idle_within = 60s;
  options.head_within = 60s;
  options.stop_within = a_while;
  std::optional<http::Reply> pending;
  std::atomic<bool> asked = false;
  RunningServer running{options, [&](http::Request const& request, http::Reply const& reply) {
                          if (request.path == "/slow") {
                            pending = reply;
                            asked = true;
                          } else {
                            reply(hello(request));
                          }
                        }};
  RawPeer idle{running.server.port()};
  idle.send(get);
  CHECK(idle.read_until("hello").ends_with("hello"));
  RawPeer slow{running.server.port()};
  slow.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
  auto const begin = Clock::now();
  while (!asked && Clock::now() - begin < a_while) std::this_thread::sleep_for(5ms);
  REQUIRE(asked);
  running.server.stop();
  CHECK(idle.read_all().empty());
  CHECK_FALSE(idle.still_open);
  (*pending)(http::respond(200, "text/plain", "at last"));
  auto const answer = slow.read_all();
  CHECK(answer.ends_with("at last"));
  CHECK(answer.find("Connection: close") != std::string::npos);
  CHECK_THROWS(RawPeer{running.server.port()});
  slow.end_of_sending();
  running.stop();
}

TEST_CASE("http: a signal that comes before it serves is heeded once it does", "[http]") {
  http::Server server{impatient(), http::answering(hello)};
  int reloads = 0;
  server.heed_signals([&] { reloads += 1; });
  std::raise(SIGHUP);
  RawPeer waiting{server.port()};
  waiting.send(get);
  std::thread serving{[&] { server.run(); }};
  CHECK(waiting.read_until("hello").ends_with("hello"));
  server.post([&] { std::raise(SIGTERM); });
  serving.join();
  CHECK(reloads == 1);
}

TEST_CASE("http: an address that is taken is an error at once", "[http]") {
  RunningServer const running{{}, http::answering(hello)};
  http::ServerOptions same;
  same.port = running.server.port();
  CHECK_THROWS_AS((http::Server{same, http::answering(hello)}), std::system_error);
}
