// A SHA-256 digest as a value: 32 bytes, written as 64 lower-case hexadecimal digits. Computing
// one is the business of engine/log; here it is only carried.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace probant {

struct Sha256 {
  static constexpr std::string_view pattern = "^[0-9a-f]{64}$";
  static constexpr std::string_view expected =
      "une empreinte SHA-256 : 64 chiffres hexadécimaux en minuscules";

  std::array<std::uint8_t, 32> bytes{};

  static std::optional<Sha256> parse(std::string_view text);
  std::string text() const;
  bool operator==(Sha256 const&) const = default;
  auto operator<=>(Sha256 const&) const = default;
};

}  // namespace probant
