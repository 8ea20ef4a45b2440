#include "adapters/verifier/strangers.hpp"

#include <algorithm>
#include <array>

namespace probant::verifier {
namespace {

bool is_ours(std::string_view name) {
  return std::ranges::any_of(
      std::array<std::string_view, 7>{"tile/", "proofs/", "rulebooks/", "timestamps/", rotations,
                                      cosigned, lost},
      [name](std::string_view folder) { return name.starts_with(folder); });
}

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

Forebear const* lost_passage_of(Lineage const& lineage, Handover const& passage) {
  auto const size = passage.checkpoint.size;
  for (auto const& one : lineage.forebears) {
    if (one.said.origin != passage.checkpoint.origin || size <= one.said.events) continue;
    for (auto const& term : terms(one.keys.front(), lineage.handovers)) {
      if (term.holds(size) && signed_by(passage.note, term.key) == Signed::yes) return &one;
    }
  }
  return nullptr;
}

std::string led_nowhere_words(Home const& home) {
  if (home.key.name == home.checkpoint.origin) {
    return " : même nom, autre clé, et aucun passage de l'une à l'autre n'est dans cet export ; "
           "demandez à qui tient le journal pourquoi sa clé a changé, et la nouvelle";
  }
  for (auto const& one : home.lineage.forebears) {
    if (one.said.origin != home.key.name) continue;
    if (one.said.handover) {
      return " : ce journal continue " + one.said.origin +
             " par une autre clé que celle-là, et le passage de l'une à l'autre, dans ce qui en a "
             "été perdu, n'est pas dans cet export ; demandez-le à qui tient le journal, ou la "
             "clé en vigueur";
    }
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

void check_strange_files(Folder const& folder, bool whole_log, Report& report) {
  std::string others;
  bool const sound = report.verified();
  for (auto const& name : folder.unknown()) {
    if (name.find('/') == std::string::npos || !is_ours(name)) {
      others += (others.empty() ? "" : ", ") + name;
    } else if (sound) {
      report.add({}, name, "fichier qui n'a pas sa place dans cet export");
    }
  }
  for (auto const& name : folder.empty_folders()) {
    auto const last = name.rfind('/', name.size() - 2) + 1;
    bool const emptied = is_ours(std::string_view{name}.substr(last));
    if (is_ours(name) && !emptied) report.add({}, name, "dossier vide à la place d'un fichier");
  }
  if (!others.empty()) {
    report.notices.push_back("fichiers non prouvés, à lire seulement : " + others);
  }
  if (whole_log) return;
  report.notices.emplace_back(
      "l'export d'un dossier prouve chacun de ses événements, non qu'il n'y en ait pas eu "
      "d'autres ensuite");
}

std::string newer_words(Checkpoint const& checkpoint, Checkpoint const& home) {
  return "est plus récent que cet export : " + event_count(checkpoint.size) + " contre " +
         std::to_string(home.size);
}

}  // namespace probant::verifier
