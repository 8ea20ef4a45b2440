#include "adapters/verifier/offices.hpp"

#include <algorithm>
#include <ranges>

#include "adapters/verifier/report.hpp"

namespace probant::verifier {

std::string given_up_words(std::vector<KeyChange> const& changes,
                           std::vector<Handover> const& handovers, Note const& note,
                           std::int64_t size) {
  auto const signed_here = [&note](Term const& one) {
    return signed_by(note, one.key) == Signed::yes;
  };
  KeyChange const* last = nullptr;
  for (auto const& one : std::views::reverse(changes)) {
    if (one.position >= size) continue;
    // A key of which no event tells may have followed, in what was lost of a log before.
    if (std::ranges::any_of(terms(one.to, handovers), signed_here)) return {};
    last = &one;
    if (one.position + 1 < size) break;  // up to that event the one before may still sign
    last = nullptr;
  }
  if (last == nullptr) return {};
  bool const not_yet = std::ranges::any_of(handovers, [&](Handover const& one) {
    return one.leads_on(last->from) && size <= one.checkpoint.size;
  });
  if (not_yet && signed_by(note, last->from) == Signed::yes) return {};
  return "n'est pas signé par la clé en vigueur : l'événement de la position " +
         std::to_string(last->position) + " dit que la clé " + last->from.text() +
         " a passé la main à la clé " + last->to.text() + ", qui n'a pas signé ce point de " +
         event_count(size) +
         " ; ce qu'une clé retirée signe seule ne dit rien de ce journal. Il manque le passage "
         "signé des deux (rotations/N.checkpoint) et ce que la nouvelle a signé depuis ; un "
         "changement de clé interrompu s'achève par « probant rotate-key »";
}

std::optional<std::int64_t> retired_before(std::vector<VerifierKey> const& keys,
                                           std::vector<Handover> const& handovers, Note const& note,
                                           std::int64_t size) {
  std::optional<std::int64_t> last;
  for (auto const& key : keys) {
    if (signed_by(note, key) != Signed::yes) continue;
    std::optional<std::int64_t> until;
    for (auto const& one : handovers) {
      if (one.forks() || !one.leads_on(key)) continue;
      until = std::max(until.value_or(0), one.checkpoint.size);
    }
    if (!until || size <= *until) return std::nullopt;
    last = std::max(last.value_or(0), *until);
  }
  return last;
}

std::string second_passage_words(VerifierKey const& key, Handover const& passed,
                                 Handover const& other) {
  if (passed.forks() || other.forks() || !other.leads_on(key) || other.next == passed.next)
    return {};
  return "la clé " + key.text() + " y passe la main à " + other.next.text() + ", et à " +
         passed.next.text() + " dans " + passed.file +
         " : une clé ne passe la main qu'une fois ; gardez les deux fichiers";
}

}  // namespace probant::verifier
