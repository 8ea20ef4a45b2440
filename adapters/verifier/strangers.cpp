#include "adapters/verifier/strangers.hpp"

#include <algorithm>

namespace probant::verifier {
namespace {

Forebear const* named(Lineage const& lineage, std::string const& origin) {
  auto const& all = lineage.forebears;
  auto const found =
      std::ranges::find(all, origin, [](Forebear const& one) { return one.said.origin; });
  return found == all.end() ? nullptr : &*found;
}

/// The term of a later key that signed; of several, one in office then.
std::optional<Term> signed_since(VerifierKey const& key, std::vector<Handover> const& handovers,
                                 Note const& note, std::int64_t size) {
  std::optional<Term> found;
  for (auto& term : terms(key, handovers)) {
    if (term.key == key || signed_by(note, term.key) != Signed::yes) continue;
    if (term.holds(size)) return term;
    found = std::move(term);
  }
  return found;
}

}  // namespace

std::string stranger_words(Home const& home, Note const& note, Checkpoint const& checkpoint) {
  auto const* before = named(home.lineage, checkpoint.origin);
  if (before == nullptr && checkpoint.origin != home.checkpoint.origin) {
    return "est d'un autre journal, « " + checkpoint.origin + " » ; cet export est de « " +
           home.checkpoint.origin + " »";
  }
  auto const& key = before != nullptr ? before->keys.front() : home.key;
  auto const has = before != nullptr ? before->said.events : home.checkpoint.size;
  if (auto const since = signed_since(key, home.lineage.handovers, note, checkpoint.size)) {
    if (!since->holds(checkpoint.size)) {
      return retired_words(*since->until, checkpoint.size);
    }
    if (checkpoint.size > has) {
      return before != nullptr ? lost_words(*before, checkpoint)
                               : newer_words(checkpoint, home.checkpoint);
    }
  }
  return "porte le nom de « " + checkpoint.origin +
         " » et n'est signé d'aucune de ses clés que cet export connaît ; si une autre leur a "
         "succédé" +
         (before != nullptr ? ", dans ce qui en a été perdu" : " depuis") +
         ", donnez aussi leurs passages par --checkpoint (rotations/N.checkpoint)";
}

std::string led_nowhere_words(Home const& home) {
  if (home.key.name == home.checkpoint.origin) {
    return " : même nom, autre clé, et aucun passage de l'une à l'autre n'est dans cet export ; "
           "demandez à qui tient le journal pourquoi sa clé a changé, et la nouvelle";
  }
  for (auto const& one : home.lineage.forebears) {
    if (one.said.handover || one.said.origin != home.key.name) continue;
    return " : ce journal dit continuer " + one.said.origin +
           ", mais l'ancienne clé n'a signé aucun passage ; demandez la nouvelle à qui le tient";
  }
  return {};
}

std::string lost_words(Forebear const& before, Checkpoint const& checkpoint) {
  auto const has = before.said.events;
  auto const gone = checkpoint.size - has;
  return "couvre " + event_count(gone) + " (" + span_words(has, gone) +
         (gone == 1 ? ") perdu" : ") perdus") + " à la restauration du " + before.said.restored_at +
         (before.said.lost > 0 ? " ; " + before.folder + "certificate dit lesquels"
                               : std::string{});
}

std::string newer_words(Checkpoint const& checkpoint, Checkpoint const& home) {
  return "est plus récent que cet export : " + event_count(checkpoint.size) + " contre " +
         std::to_string(home.size);
}

}  // namespace probant::verifier
