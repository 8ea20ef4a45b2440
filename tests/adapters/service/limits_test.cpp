// How often: failed attempts by address, requests by token.
#include "adapters/service/limits.hpp"

#include "tests/adapters/service/service_desk.hpp"

using namespace probant;
using namespace probant::test;

namespace {

Instant const noon = *Instant::parse("2026-11-20T12:00:00Z");

std::int64_t takes(service::Limits& limits, std::string const& key, Instant at) {
  std::int64_t taken = 0;
  while (limits.take(key, at)) ++taken;
  return taken;
}

}  // namespace

TEST_CASE("limits: a burst, then as many as the rate gives, each key its own", "[service]") {
  service::Limits limits{2, 10};
  CHECK(takes(limits, "a", noon) == 10);
  CHECK(takes(limits, "a", noon.plus_seconds(3)) == 6);
  CHECK(takes(limits, "a", noon) == 0);
  CHECK(takes(limits, "b", noon) == 10);
  CHECK(takes(limits, "a", noon.plus_seconds(1'000'000)) == 10);
}

TEST_CASE("limits: strangers without end take no memory without end", "[service]") {
  service::Limits limits{1, 2};
  for (std::size_t i = 0; i < service::Limits::max_keys; ++i) {
    REQUIRE(limits.take(std::to_string(i), noon));
  }
  CHECK(takes(limits, "one more", noon) == 2);
  CHECK(takes(limits, "another", noon) == 0);
  CHECK(takes(limits, "another", noon.plus_seconds(3'600)) == 2);
}

TEST_CASE("limits: one network of IPv6 is one", "[service]") {
  CHECK(service::network_of("2001:db8::1") == service::network_of("2001:db8:0:0:ffff::2"));
  CHECK(service::network_of("2001:db8::1") != service::network_of("2001:db8:0:1::1"));
  CHECK(service::network_of("192.0.2.7") == "192.0.2.7");
}

TEST_CASE("limits: who fails too often is answered 429, who has a good token is not", "[service]") {
  ServiceDesk desk;
  auto const target = "/v1/dossiers/aap:2026-0417";
  int refused = 0;
  http::Response last;
  for (int i = 0; i < 200 && last.status != 429; ++i, ++refused) last = desk.get(target, "wrong");
  CHECK(last.status == 429);
  CHECK(last.header("retry-after"));
  CHECK(refused > 10);
  CHECK(desk.get(target, desk.token(Role::ans, "")).status == 200);
  desk.clock = desk.clock.plus_seconds(3'600);
  CHECK(desk.get(target, "wrong").status == 401);
}

TEST_CASE("limits: a token that asks without pause is slowed down, others are not", "[service]") {
  ServiceDesk desk;
  auto const target = "/v1/dossiers/aap:2026-0417";
  auto const token = desk.token(Role::ans, "");
  int status = 200;
  for (int i = 0; i < 100'000 && status == 200; ++i) status = desk.get(target, token).status;
  CHECK(status == 429);
  CHECK(desk.get(target, desk.token(Role::auditor, "")).status == 200);
  desk.clock = desk.clock.plus_seconds(1);
  CHECK(desk.get(target, token).status == 200);
}
