#include "adapters/verifier/proof.hpp"

namespace probant::verifier {
namespace {

/// The line that `rest` begins with, which is taken from it; nothing when there is no whole line.
std::optional<std::string_view> take_line(std::string_view& rest) {
  auto const end = rest.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  auto const line = rest.substr(0, end);
  rest.remove_prefix(end + 1);
  return line;
}

}  // namespace

std::optional<Proof> Proof::parse(std::string_view bytes) {
  constexpr std::string_view index_key = "index ";
  constexpr std::string_view extra_key = "extra ";
  if (bytes.size() > max_bytes) return std::nullopt;
  if (take_line(bytes) != "c2sp.org/tlog-proof@v1") return std::nullopt;
  auto line = take_line(bytes);
  Proof proof;
  if (line && line->starts_with(extra_key)) {
    proof.extra = from_base64(line->substr(extra_key.size()));
    if (!proof.extra) return std::nullopt;
    line = take_line(bytes);
  }
  if (!line || !line->starts_with(index_key)) return std::nullopt;
  auto const index = from_decimal(line->substr(index_key.size()));
  if (!index) return std::nullopt;
  proof.index = *index;
  for (line = take_line(bytes); line && !line->empty(); line = take_line(bytes)) {
    auto const hash = from_base64(*line);
    auto const digest = hash ? as_digest(*hash) : std::nullopt;
    if (!digest || proof.path.size() == max_path) return std::nullopt;
    proof.path.push_back(*digest);
  }
  if (!line) return std::nullopt;
  proof.checkpoint = bytes;
  return proof;
}

}  // namespace probant::verifier
