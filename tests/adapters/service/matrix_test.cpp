// Who may what, made from the route table: every route, every role, its own and a foreign region or
// entity, no token, one that has expired. A route added later is in here without anyone's help.
#include <set>

#include "tests/adapters/service/service_desk.hpp"
#include "tests/support/updates.hpp"

using namespace probant;
using namespace probant::test;

namespace {

constexpr auto secret_of_the_region = "2026-0417";  // the project, told to nobody else

/// An address of the route that exists, and lies in region 84.
std::string target_of(service::Route const& route) {
  std::string target = route.path;
  auto const fill = [&](std::string const& name, std::string const& value) {
    if (auto const at = target.find(name); at != std::string::npos) {
      target.replace(at, name.size(), value);
    }
  };
  fill("{dossier}", "aap:2026-0417");
  fill("{position}", "12");
  fill("{figure}", "ceiling_gross");
  fill("{id}", "msg_kept");
  fill("tile/entries/{path+}", "tile/entries/000.p/1");
  fill("{path+}", "0/000.p/1");
  INFO(route.path << " has a parameter this test does not know: give it a value here");
  REQUIRE(target.find('{') == std::string::npos);
  return target;
}

http::Response ask(ServiceDesk& desk, service::Route const& route, std::string const& secret) {
  auto const target = target_of(route);
  if (route.method == "GET") return desk.get(target, secret);
  http::Request request;
  request.method = route.method;
  request.target = target;
  request.body = "{}";
  if (!secret.empty()) request.headers.push_back({"authorization", "Bearer " + secret});
  return desk.send(std::move(request));
}

struct Organisations {
  std::string own;
  std::string foreign;  ///< empty: this role has none that is foreign
};

Organisations organisations_of(Role role) {
  switch (role) {
    case Role::establishment:
      return {own_entity, foreign_entity};
    case Role::ars:
    case Role::ars_authorising_officer:
    case Role::ars_accounting_officer:
      return {own_region, foreign_region};
    default:
      return {"", ""};
  }
}

bool of_one_dossier(service::Route const& route) {
  return route.path.find("{dossier}") != std::string::npos ||
         route.path.find("{position}") != std::string::npos ||
         route.path.find("{id}") != std::string::npos;
}

void check_let_in(service::Route const& route, http::Response const& answer) {
  CHECK(answer.status != 401);
  CHECK(answer.status != 403);
  CHECK(answer.status != 404);
  if (route.method == "GET") CHECK(answer.status == 200);
}

void check_role(ServiceDesk& desk, service::Route const& route, Role role) {
  auto const organisations = organisations_of(role);
  auto const own = ask(desk, route, desk.token(role, organisations.own));
  INFO("role " << name_of(role) << ": " << own.status << " " << own.body.substr(0, 200));
  if (!route.callers.has(role) && !route.callers.empty()) {
    CHECK(own.status == 403);
    return;
  }
  if (route.signed_by_caller) {
    CHECK(own.status == 401);  // no token stands for a signature
    return;
  }
  check_let_in(route, own);
  if (organisations.foreign.empty() || route.method != "GET" || route.callers.empty()) return;
  auto const foreign = ask(desk, route, desk.token(role, organisations.foreign));
  INFO("foreign: " << foreign.status << " " << foreign.body.substr(0, 200));
  CHECK(foreign.status == (of_one_dossier(route) ? 404 : 200));
  CHECK(foreign.body.find(secret_of_the_region) == std::string::npos);
  CHECK(foreign.body.find(own_entity) == std::string::npos);
}

}  // namespace

/// An update of that region that waits, so that the inbox has something to show or to hide.
void keep_an_update(ServiceDesk& desk) {
  Sent const sent{.status = "INCONNU", .dossier = "aap:2026-0417"};
  auto const one = receipt("msg_kept", sent);
  REQUIRE(desk.engine->record({&one, 1}).front().is_no());
}

TEST_CASE("service: the authorisation matrix", "[service]") {
  ServiceDesk desk;
  keep_an_update(desk);
  for (auto const& route : desk.service->routes()) {
    INFO(route.method << " " << route.path);
    for (std::size_t i = 0; i < Names<Role>::values.size(); ++i) {
      check_role(desk, route, static_cast<Role>(i));
      desk.clock = desk.clock.plus_seconds(2);  // or there would be too many failures
      if (route.callers.empty()) continue;
      CHECK(ask(desk, route, desk.expired_token(static_cast<Role>(i))).status == 401);
    }
    auto const nobody = ask(desk, route, "");
    if (route.signed_by_caller) {
      CHECK(nobody.status == 401);
    } else if (route.callers.empty()) {
      check_let_in(route, nobody);
    } else {
      CHECK(nobody.status == 401);
    }
  }
}

TEST_CASE("service: a machine account reads and proposes nothing", "[service]") {
  ServiceDesk desk;
  for (auto const& route : desk.service->routes()) {
    INFO(route.path);
    CHECK_FALSE(route.callers.has(Role::convergence));
  }
}

TEST_CASE("service: every route is described, once", "[service]") {
  ServiceDesk desk;
  std::set<std::string> names;
  for (auto const& route : desk.service->routes()) {
    INFO(route.method << " " << route.path);
    CHECK(names.insert(route.name).second);
    CHECK_FALSE(route.summary.empty());
    CHECK_FALSE(route.replies.empty());
    CHECK(bool{route.direct} != bool{route.deferred});
    CHECK((route.method == "GET") != route.body.has_value());
    for (auto const& parameter : route.parameters) CHECK_FALSE(parameter.description.empty());
  }
}
