// The example log of tessera (transparency-dev/tessera, testdata/log): 15 entries with the
// misspellings of the original, its key, and checkpoints as its authors' own program signed them.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "engine/log/key.hpp"

namespace probant::test::tessera {

inline constexpr std::array<std::string_view, 15> entries{
    "one",  "two", "three",  "four",  "five",     "six",     "seven", "eit",
    "nain", "ten", "ileven", "twelf", "threeten", "fourten", "fivten"};
inline constexpr std::string_view origin = "example.com/log/testdata";
inline constexpr std::string_view skey =
    "PRIVATE+KEY+example.com/log/testdata+33d7b496+AeymY/SZAX0jZcJ8enZ5FY1Dz+wTML2yWSkK+9DSF3eg";
inline constexpr std::string_view vkey =
    "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx";

inline constexpr std::string_view root_0 = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
inline constexpr std::string_view root_5 = "gy5gl3aksFyiCO95a/1vLXz88A3dRq+0l9Sxte8ZqZQ=";
inline constexpr std::string_view root_8 = "bC+VwvrJbalNVjfkdI8kUgs7mJoXrqiXCE7bgnD28pY=";
inline constexpr std::string_view root_15 = "rKbDipCvhuX1GZ7g5BBe8sA6BbJ7ja/1nk427v383cs=";

inline std::string checkpoint(std::string_view size, std::string_view root,
                              std::string_view signature) {
  return std::string{origin} + '\n' + std::string{size} + '\n' + std::string{root} + "\n\n\u2014 " +
         std::string{origin} + ' ' + std::string{signature} + '\n';
}
inline std::string checkpoint_0() {
  return checkpoint("0", root_0,
                    "M9e0lhxJACzE1KoUdqKuPa+9p6R7dSW8BlEvrg/noo8FkGg6PbJoRNOcdjqjOq89wVvTA60eubCc4o"
                    "ufo5BvIVEgtQc=");
}
inline std::string checkpoint_5() {
  return checkpoint(
      "5", root_5,
      "M9e0lmn5eDHyHP10zJObZdFAX2y1V8fdDKBi4IiHbDYf1TCUBwxZOhqwv2QZCqrdda2zTRTrmnwjwsc"
      "N5RBTEmZUYAs=");
}
inline std::string checkpoint_15() {
  return checkpoint(
      "15", root_15,
      "M9e0luh4jTG+UMBqOUo9/q+yAEvx1ilBEniMvjf1zfcBOhg+CKubMt53MvIt/uEWP6zdkdIQzd/fmwl"
      "M/dlPWF74ewI=");
}

inline VerifierKey verifier() { return VerifierKey::parse(vkey).value(); }
inline SigningKey signer() { return SigningKey::parse(skey).value(); }

}  // namespace probant::test::tessera
