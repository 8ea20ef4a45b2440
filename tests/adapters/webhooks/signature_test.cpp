#include "adapters/webhooks/signature.hpp"

#include <catch2/catch.hpp>

using namespace probant;
using webhooks::is_signed;
using webhooks::is_timely;
using webhooks::Message;
using webhooks::PublicKey;
using webhooks::seconds_of;
using webhooks::Secret;

namespace {

// The published example of Standard Webhooks 1.0.0, and RFC 8032's first key over the same content.
Message const example{"msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", R"({"test": 2432232314})"};
constexpr char const* secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
constexpr char const* good = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
constexpr char const* public_key = "whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
constexpr char const* good_by_key =
    "v1a,fldxM4gAKugP6nnt1hdz3sgGfZ6d99nzrMFnZOELIxbzEHoVmAb2ADpkJK7zgPePmPsle0zV9jSeGlHFG2NVAw==";

std::vector<Secret> const secrets{*Secret::parse(secret)};
std::vector<PublicKey> const keys{*PublicKey::parse(public_key)};

}  // namespace

TEST_CASE("webhooks: the published vectors are made and verified", "[webhooks]") {
  CHECK(secrets.front().sign(example) == good);
  CHECK(is_signed(example, good, secrets, {}));
  CHECK(is_signed(example, good_by_key, {}, keys));
}

TEST_CASE("webhooks: one of several signatures, under one of several keys, is enough",
          "[webhooks]") {
  std::vector<Secret> const rotated{Secret::of({}), secrets.front()};
  CHECK(is_signed(example, std::string{"v1,AAAA v2,xyz "} + good, rotated, keys));
  CHECK(is_signed(example, std::string{good_by_key} + " " + good, {}, keys));
}

TEST_CASE("webhooks: anything else is not signed", "[webhooks]") {
  auto const wrong = GENERATE(as<std::string>{}, "", " ", "v1", "v1,",
                              "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OA=",
                              "v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
                              "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", "v1a,", "v1a,AAAA");
  INFO(wrong);
  CHECK_FALSE(is_signed(example, wrong, secrets, keys));
  CHECK_FALSE(is_signed(example, good, {}, {}));
  Message const other_body{example.id, example.timestamp, R"({"test": 2432232315})"};
  CHECK_FALSE(is_signed(other_body, good, secrets, keys));
  CHECK_FALSE(is_signed(other_body, good_by_key, secrets, keys));
  Message const other_time{example.id, "1614265331", example.body};
  CHECK_FALSE(is_signed(other_time, good, secrets, keys));
}

TEST_CASE("webhooks: five minutes either way are tolerated, not one second more", "[webhooks]") {
  auto const now = Instant::from_unix_seconds(1614265330);
  CHECK(is_timely(1614265330, now));
  CHECK(is_timely(1614265030, now));
  CHECK(is_timely(1614265630, now));
  CHECK_FALSE(is_timely(1614265029, now));
  CHECK_FALSE(is_timely(1614265631, now));
}

TEST_CASE("webhooks: a timestamp is a whole number of seconds", "[webhooks]") {
  CHECK(seconds_of("1614265330") == 1614265330);
  auto const wrong = GENERATE(as<std::string>{}, "", "-1", "1614265330.0", " 1614265330",
                              "99999999999999999999", "demain");
  INFO(wrong);
  CHECK_FALSE(seconds_of(wrong));
}

TEST_CASE("webhooks: a secret is 24 to 64 bytes, with or without prefix and padding",
          "[webhooks]") {
  CHECK(Secret::parse("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")->text() == secret);
  auto const random = Secret::of(Bytes32{1, 2, 3});
  auto const unpadded = random.text().substr(0, random.text().find('='));
  CHECK(Secret::parse(unpadded)->text() == random.text());
  auto const wrong = GENERATE(as<std::string>{}, "", "whsec_", "whsec_AAAA", "whsec_é",
                              "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa w");
  CHECK_FALSE(Secret::parse(wrong));
  CHECK_FALSE(Secret::parse("whsec_" + std::string(88, 'A')));
  CHECK_FALSE(PublicKey::parse("whpk_AAAA"));
}
