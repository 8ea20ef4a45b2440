#include "adapters/http/address.hpp"

#include <catch2/catch.hpp>

using probant::http::AddressRange;
using probant::http::is_public_address;

TEST_CASE("http: addresses inside are told from those of the Internet", "[http]") {
  auto const inside = GENERATE(
      as<std::string>{}, "127.0.0.1", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1",
      "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255", "198.18.0.1",
      "192.0.2.1", "::", "::1", "fe80::1", "fc00::1", "fd12:3456::1", "ff02::1", "2001:db8::1",
      "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "::127.0.0.1", "",
      "localhost", "1.2.3", "0x7f.1", "2130706433");
  INFO(inside);
  CHECK_FALSE(is_public_address(inside));
  auto const outside = GENERATE(as<std::string>{}, "1.1.1.1", "172.32.0.1", "100.128.0.1",
                                "2a00:1450:4007::1", "::ffff:1.1.1.1", "64:ff9b::101:101");
  INFO(outside);
  CHECK(is_public_address(outside));
}

TEST_CASE("http: a range holds its addresses and no others", "[http]") {
  CHECK(AddressRange::parse("10.1.0.0/16")->holds("10.1.255.1"));
  CHECK_FALSE(AddressRange::parse("10.1.0.0/16")->holds("10.2.0.0"));
  CHECK(AddressRange::parse("10.1.0.0/20")->holds("10.1.15.255"));
  CHECK_FALSE(AddressRange::parse("10.1.0.0/20")->holds("10.1.16.0"));
  CHECK(AddressRange::parse("127.0.0.1")->holds("127.0.0.1"));
  CHECK_FALSE(AddressRange::parse("127.0.0.1")->holds("127.0.0.2"));
  CHECK(AddressRange::parse("fd00::/8")->holds("fd12::1"));
  CHECK_FALSE(AddressRange::parse("fd00::/8")->holds("10.0.0.1"));
  CHECK(AddressRange::parse("0.0.0.0/0")->holds("8.8.8.8"));
  auto const wrong = GENERATE(as<std::string>{}, "", "/8", "10.0.0.0/33", "10.0.0.0/", "10.0.0/8",
                              "10.0.0.0/-1", "::/129", "10.0.0.0/8x");
  INFO(wrong);
  CHECK_FALSE(AddressRange::parse(wrong));
}
