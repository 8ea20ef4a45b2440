// Who is one person is judged by two programs, each by tables of its own: they must agree.
#include "adapters/verifier/same_person.hpp"

#include <utf8proc.h>

#include <array>
#include <catch2/catch.hpp>
#include <string>

#include "engine/kernel/same_person.hpp"

namespace probant::test {
namespace {

TEST_CASE("verifier: every character is folded as where it was written", "[verifier]") {
  for (utf8proc_int32_t c = 0; c < 0x110000; ++c) {
    if (0xD800 <= c && c < 0xE000) continue;
    std::array<utf8proc_uint8_t, 4> bytes{};
    auto const size = static_cast<std::size_t>(utf8proc_encode_char(c, bytes.data()));
    std::string const name{bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size)};
    if (verifier::folded_name(name) == folded_name(name)) continue;
    FAIL_CHECK("U+" << std::hex << c << ": " << verifier::folded_name(name) << ", "
                    << folded_name(name));
  }
  for (auto const* const broken : {"a\xFFz", "\xC3", "\xE2\x82", "\xC0\x80", "J\xC3\xA9 "}) {
    CHECK(verifier::folded_name(broken) == folded_name(broken));
  }
  CHECK(verifier::same_person("Martin", "m\u00E1rtin "));
  CHECK_FALSE(verifier::same_person(" ", ""));
}

}  // namespace
}  // namespace probant::test
