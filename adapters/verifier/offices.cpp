#include "adapters/verifier/offices.hpp"

#include <algorithm>
#include <ranges>

namespace probant::verifier {
namespace {

/// Why `change` is none, after those `before` it; empty when it is one.
std::string not_in_office_words(std::span<KeyChange const> before, KeyChange const& change,
                                std::vector<Handover> const& handovers) {
  bool const back =
      change.to == change.from || std::ranges::any_of(before, [&](KeyChange const& one) {
        return one.from == change.to || one.from == change.from;
      });
  auto const is_from = [&](Term const& one) { return one.key == change.from; };
  bool const follows =
      before.empty() || std::ranges::any_of(terms(before.back().to, handovers), is_from);
  if (!back && follows) return {};
  auto const& office = before.empty() ? change.from : before.back().to;
  return "ce changement de clé, de " + change.from.text() + " à " + change.to.text() +
         ", n'est pas de la clé en vigueur, " + office.text() +
         " : une clé qui a passé la main n'y revient pas, et n'en nomme pas d'autre";
}

/// Why `other` speaks against what an event says of who followed a key; empty when it does not.
std::string other_passage_words(KeyChange const& change, Handover const& other) {
  bool const to_another_log = change.to.name != change.from.name;
  if (!other.leads_on(change.from) || other.next == change.to) return {};
  if (to_another_log && !other.forks()) return {};  // in what was lost
  return "la clé " + change.from.text() + " y passe la main à " + other.next.text() +
         ", et l'événement de la position " + std::to_string(change.position) + " dit à " +
         change.to.text() + " : une clé ne passe la main qu'une fois ; gardez les deux";
}

}  // namespace

void check_key_changes(std::span<KeyChange const> changes, std::vector<Handover> const& handovers,
                       Report& report) {
  for (std::size_t at = 0; at < changes.size(); ++at) {
    auto const& change = changes[at];
    auto const why = not_in_office_words(changes.first(at), change, handovers);
    if (!why.empty()) return report.add(change.position, "events.jsonl", why);
    for (auto const& one : handovers) {
      auto const against = other_passage_words(change, one);
      if (!against.empty()) report.add({}, one.file, against);
    }
  }
}

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
