// How often an issuer is asked for its keys.
#include "tests/adapters/identity/counter.hpp"

namespace probant::test {

TEST_CASE("identity: tokens with unknown keys do not make it ask again and again", "[identity]") {
  Minter const minter;
  Minter const newer{"k2"};
  Counter counter;
  bool silent = false;
  counter.issuer = [&](Question const&) -> std::optional<http::Response> {
    if (silent) return std::nullopt;
    return ok(counter.seconds < 60 ? minter.published()
                                   : minter.published("," + newer.public_key()));
  };
  counter.open();
  for (int i = 0; i < 20; ++i) {
    CHECK(counter.found(newer.token()).standing == Standing::refused);
  }
  CHECK(counter.asked == 2);
  counter.seconds = 60;
  CHECK(counter.found(newer.token()).standing == Standing::known);
  CHECK(counter.asked == 3);
  // When it is silent, then a key that is not known may be its newest: that is no refusal
  silent = true;
  for (auto const seconds : {120, 121, 122, 123}) {
    counter.seconds = seconds;
    CHECK(counter.found(Minter{"k3"}.token()).standing == Standing::unavailable);
  }
  CHECK(counter.asked == 5);
  CHECK(counter.found(newer.token({{"sub", "\"u-2\""}})).standing == Standing::known);
}

TEST_CASE("identity: a key put in force just after the keys were read is read at once",
          "[identity]") {
  Minter const minter;
  Minter const newer{"k2"};
  Counter counter;
  bool rotated = false;
  counter.issuer = [&](Question const&) {
    return ok(rotated ? minter.published("," + newer.public_key()) : minter.published());
  };
  counter.open();
  CHECK(counter.found(minter.token()).standing == Standing::known);
  rotated = true;
  counter.seconds = 1;
  CHECK(counter.found(newer.token()).standing == Standing::known);
  CHECK(counter.asked == 2);
  // And however long tokens with keys of nobody go on, it is asked so often and no more
  for (counter.seconds = 2; counter.seconds < 302; ++counter.seconds) {
    CHECK(counter.found(Minter{"k3"}.token()).standing == Standing::refused);
  }
  CHECK(counter.asked <= 22);
}

TEST_CASE("identity: tokens that come together make it ask once", "[identity]") {
  Minter const minter;
  Counter counter;
  std::promise<void> answering;
  auto const go = answering.get_future().share();
  counter.issuer = [&](Question const&) {
    go.wait();
    return ok(minter.published());
  };
  counter.open();
  constexpr int many = 6;
  std::atomic<int> known = 0;
  std::promise<void> all;
  for (int i = 0; i < many; ++i) {
    counter.desk->find_out(minter.token({{"sub", "\"u-" + std::to_string(i) + "\""}}), "192.0.2.1",
                           [&](Bearer const& bearer) {
                             if (bearer.standing == Standing::known && ++known == many)
                               all.set_value();
                           });
  }
  std::this_thread::sleep_for(std::chrono::milliseconds{100});
  answering.set_value();
  CHECK(all.get_future().wait_for(std::chrono::seconds{10}) == std::future_status::ready);
  CHECK(counter.asked == 1);
}

TEST_CASE("identity: keys are read again after an hour, and a token dies on time", "[identity]") {
  Minter const minter;
  Counter counter;
  counter.issuer = [&](Question const&) { return ok(minter.published()); };
  counter.open();
  auto const long_lived = minter.token({{"exp", "1795248000"}});
  CHECK(counter.found(minter.token()).standing == Standing::known);
  counter.seconds = identity::Desk::keys_seconds;
  CHECK(counter.found(long_lived).standing == Standing::known);
  CHECK(counter.asked == 2);
  counter.seconds += 61;
  CHECK(counter.found(minter.token()).standing == Standing::refused);
  CHECK(counter.found(long_lived).standing == Standing::known);
}

}  // namespace probant::test
