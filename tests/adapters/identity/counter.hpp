// Where tokens of others are shown: a desk with an issuer behind it.
#pragma once

#include <atomic>
#include <catch2/catch.hpp>
#include <future>

#include "adapters/identity/desk.hpp"
#include "tests/adapters/identity/minter.hpp"

namespace probant::test {

using identity::Bearer;
using identity::Question;
using identity::Standing;

/// A desk with an issuer behind it whose answers, and whose silences, the test decides.
struct Counter {
  identity::Settings settings;
  std::function<std::optional<http::Response>(Question const&)> issuer;
  std::atomic<std::int64_t> seconds = 0;
  std::atomic<int> asked = 0;
  std::mutex complaining;
  std::vector<std::string> complaints;
  std::unique_ptr<identity::Desk> desk;

  Counter() {
    settings.issuers = {jwt_issuer()};
    settings.grants = {{"agents", {{"siret", "13000794900010"}}, Role::ars, "84"}};
  }
  void open() {
    desk = std::make_unique<identity::Desk>(
        settings,
        [this](Question const& question) {
          ++asked;
          auto answer = issuer(question);
          return identity::Answer{answer, answer ? "" : "muet"};
        },
        [this] { return Instant::parse("2026-11-20T08:00:00Z")->plus_seconds(seconds); },
        [this](identity::Issuer const& about, std::string const& why) {
          std::lock_guard const lock{complaining};
          complaints.push_back(about.name + " : " + why);
        });
  }
  Bearer found(std::string const& token) {
    if (auto known = desk->known(token)) return *known;
    std::promise<Bearer> told;
    desk->find_out(token, "192.0.2.1", [&](Bearer const& bearer) { told.set_value(bearer); });
    return told.get_future().get();
  }
};

inline http::Response ok(std::string body) {
  return http::respond(200, "application/json", std::move(body));
}

}  // namespace probant::test
