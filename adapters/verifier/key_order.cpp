#include "adapters/verifier/key_order.hpp"

#include <algorithm>

namespace probant::verifier {

void check_named_keys(NamedKeys const& named, Note const& checkpoint,
                      std::span<Handover const> handovers, Report& report) {
  if (signed_by(checkpoint, named.in_manifest) != Signed::yes) {
    report.add({}, "manifest.json", "log_key n'est pas la clé qui a signé le point de contrôle");
  }
  auto const& keys = named.listed;
  for (auto const& one : handovers) {
    auto const next = std::ranges::find(keys, one.next);
    bool const earlier_first = std::any_of(
        keys.begin(), next, [&one](VerifierKey const& key) { return one.leads_on(key); });
    if (one.forks() || next == keys.end() || !earlier_first) continue;
    report.add({}, "log.vkey",
               "une clé y précède celle à laquelle elle a passé la main (" + one.file +
                   ") : la plus récente vient d'abord");
  }
}

std::optional<std::vector<VerifierKey>> parse_keys(std::string_view lines) {
  std::vector<VerifierKey> keys;
  while (!lines.empty()) {
    auto const end = lines.find('\n');
    auto const one = VerifierKey::parse(lines.substr(0, end));
    if (!one || end == std::string_view::npos) return std::nullopt;
    keys.push_back(*one);
    lines.remove_prefix(end + 1);
  }
  return keys;
}

}  // namespace probant::verifier
