#include "adapters/verifier/offices.hpp"

#include <algorithm>
#include <ranges>

namespace probant::verifier {
namespace {

/// The key, and those that follow it in a log of `size` events: by handovers, or after a loss
/// before.
std::vector<VerifierKey> successors(VerifierKey const& key, Lineage const& lineage,
                                    std::int64_t size) {
  std::vector<VerifierKey> found;
  auto const add = [&](VerifierKey const& from) {
    for (auto& term : terms(from, lineage.handovers)) found.push_back(std::move(term.key));
  };
  add(key);
  for (auto const& one : lineage.forebears) {
    bool const of_it = std::ranges::find(found, one.said.origin, &VerifierKey::name) != found.end();
    if (of_it && size >= one.said.events) add(one.keys.front());
  }
  return found;
}

/// Why `change` is none, after those `before` it; empty when it is one.
std::string not_in_office_words(std::span<KeyChange const> before, KeyChange const& change,
                                Lineage const& lineage) {
  bool const back =
      change.to == change.from || std::ranges::any_of(before, [&](KeyChange const& one) {
        return one.from == change.to || one.from == change.from;
      });
  bool const follows =
      before.empty() ||
      std::ranges::count(successors(before.back().to, lineage, change.position), change.from) > 0;
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

/// The account of `probant restore`, which is no person's.
constexpr std::string_view restorer = "probant-restore";

bool replaces(KeyChange const& next, KeyChange const& one) {
  bool const same_log = one.to.name == one.from.name && one.to != one.from;
  return same_log && one.actor != restorer && next.from == one.from && next.to != one.to &&
         next.to != next.from;
}

/// Why the note of `size` events shows that the key had taken over all the same, so that its
/// passage is missing; empty when it does not.
std::string took_over_words(Abandoned const& abandoned, Note const& note, std::int64_t size) {
  auto const& [change, next] = abandoned;
  bool const here = next.to.name == next.from.name || size < next.position;  // not in what was lost
  if (!here || signed_by(note, change.to) != Signed::yes) return {};
  return "est signé par la clé " + change.to.text() + ", que nomme la position " +
         std::to_string(change.position) +
         " : elle a donc pris la main, le passage signé des deux manque, et la position " +
         std::to_string(next.position) + ", où l'ancienne clé " + change.from.text() +
         " en nomme une autre, n'est pas de la clé en vigueur";
}

}  // namespace

std::vector<Abandoned> take_abandoned(std::vector<KeyChange>& changes) {
  std::vector<Abandoned> abandoned;
  std::vector<KeyChange> effective;
  for (std::size_t at = 0; at < changes.size(); ++at) {
    if (at + 1 < changes.size() && replaces(changes[at + 1], changes[at])) {
      abandoned.push_back({changes[at], changes[at + 1]});
    } else {
      effective.push_back(changes[at]);
    }
  }
  changes = std::move(effective);
  return abandoned;
}

std::string abandoned_words(Abandoned const& abandoned) {
  auto const& [change, next] = abandoned;
  return "remplacement abandonné : à la clé " + change.to.text() + ", que nomme la position " +
         std::to_string(change.position) + ", la position " + std::to_string(next.position) +
         " substitue " + next.to.text() +
         ", et rien ici n'est signé de la première ; si vous avez quoi que ce soit qu'elle a signé "
         "pour ce journal, donnez-le (--checkpoint) : il montrerait qu'elle avait pris la main";
}

void check_key_changes(std::span<KeyChange const> changes, Lineage const& lineage, Report& report) {
  for (std::size_t at = 0; at < changes.size(); ++at) {
    auto const& change = changes[at];
    auto const why = not_in_office_words(changes.first(at), change, lineage);
    if (!why.empty()) return report.add(change.position, "events.jsonl", why);
    for (auto const& one : lineage.handovers) {
      auto const against = other_passage_words(change, one);
      if (!against.empty()) report.add({}, one.file, against);
    }
  }
}

void check_none_back(std::span<KeyChange const> changes, std::vector<Handover> const& seen,
                     Report& report) {
  for (auto const& back : seen) {
    auto const by_event = [&back](KeyChange const& one) {
      return one.from == back.next && one.to.name == one.from.name &&
             one.position < back.checkpoint.size;
    };
    auto const by_handover = [&back](Handover const& one) {
      return !one.forks() && one.leads_on(back.next) && one.checkpoint.size < back.checkpoint.size;
    };
    if (!std::ranges::any_of(changes, by_event) && !std::ranges::any_of(seen, by_handover))
      continue;
    report.add({}, back.file,
               "passe la main à " + back.next.text() +
                   ", qui l'avait elle-même passée : une clé retirée ne revient pas");
  }
}

std::string given_up_words(std::vector<KeyChange> const& changes,
                           std::vector<Abandoned> const& abandoned, Lineage const& lineage,
                           Note const& note, std::int64_t size) {
  for (auto const& one : abandoned) {
    auto why = took_over_words(one, note, size);
    if (!why.empty()) return why;
  }
  auto const signed_here = [&note](VerifierKey const& key) {
    return signed_by(note, key) == Signed::yes;
  };
  KeyChange const* last = nullptr;
  for (auto const& one : std::views::reverse(changes)) {
    if (one.position >= size) continue;
    // A key of which no event tells may have followed, in what was lost of a log before.
    if (std::ranges::any_of(successors(one.to, lineage, size), signed_here)) return {};
    last = &one;
    if (one.position + 1 < size) break;  // up to that event the one before may still sign
    last = nullptr;
  }
  if (last == nullptr) return {};
  bool const not_yet = std::ranges::any_of(lineage.handovers, [&](Handover const& one) {
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
