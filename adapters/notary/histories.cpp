#include "adapters/notary/histories.hpp"

#include <algorithm>

#include "engine/log/check.hpp"
#include "engine/log/continuity.hpp"
#include "engine/log/proofs.hpp"
#include "projections/span_words.hpp"

namespace probant::notary {
namespace {

bool is_held(EventStore const& store, Checkpoint const& checkpoint) {
  return conflict_with(store, checkpoint).empty();
}

/// What was signed in the same name of what the log holds, up to there or further: then the log
/// is not damaged there, it has been told otherwise elsewhere.
Attested const* upheld(EventStore const& store, Checkpoint const& checkpoint,
                       std::span<Attested const> known) {
  auto const found = std::ranges::find_if(known, [&](Attested const& one) {
    auto const& signed_too = one.checkpoint;
    return signed_too.origin == checkpoint.origin && signed_too.size >= checkpoint.size &&
           is_held(store, signed_too);
  });
  return found == known.end() ? nullptr : &*found;
}

/// The size of the log's own last checkpoint, when the log goes on beyond it, and what `other` says
/// lies beyond it too: then nothing signed here speaks against the events since.
std::optional<std::uint64_t> signed_before_tail(EventStore const& store, Checkpoint const& other,
                                                std::span<Attested const> known) {
  auto const own = std::ranges::find(known, own_name, &Attested::name);
  if (own == known.end()) return std::nullopt;
  auto const& last = own->checkpoint;
  bool const beyond = other.size > last.size && store.head().next > Position(last.size);
  bool const holds = beyond && other.origin == last.origin && is_held(store, last);
  return holds ? std::optional{last.size} : std::nullopt;
}

/// Acknowledged and never signed, as when the process is killed before the next checkpoint; and
/// elsewhere the log was told otherwise. Neither can be read from the other's signature.
OtherHistory beside_unsigned_tail(Attested const& one, Position first, Position next) {
  auto const& said = one.checkpoint;
  auto const count = static_cast<std::int64_t>(said.size);
  auto const tail = next - first;
  OtherHistory history;
  history.unsigned_events = tail;
  history.words =
      "deux histoires au nom de « " + said.origin +
      " », dont l'une n'est pas signée : " + one.name + " atteste " + event_count(count) +
      ", racine " + said.root.text() +
      (count > next ? ", que ce journal n'a pas tous" : ", qui ne sont pas ceux de ce journal") +
      ". Ce qui est su : ce journal est entier ; " + first_events("son", "ses", first) +
      (first == 1 ? " est celui" : " sont ceux") + " de son dernier point de contrôle ; " +
      (tail == 1 ? std::string{"le suivant, "} : "les " + std::to_string(tail) + " suivants, ") +
      span_words(first, tail) + (tail == 1 ? ", n'a été signé" : ", n'ont été signés") +
      " nulle part que l'on sache, comme après un arrêt brutal dans la seconde qui suit un acte. "
      "Une copie ou une restauration du journal a été signée autrement ou plus loin, ou " +
      (tail == 1 ? "cet événement a été récrit" : "ces événements ont été récrits") +
      " ici : rien ici ne le départage. N'effacez et ne restaurez rien par-dessus : arrêtez ce qui "
      "écrit, gardez les deux magasins et ce fichier, exportez les deux (« probant export all »), "
      "vérifiez l'autre avec le point de contrôle de celui-ci, puis voyez EVIDENCE.md, « Two "
      "histories »";
  return history;
}

/// Of two histories signed under one name that are known already, whichever is the log's.
std::optional<SignedFork> known_fork(EventStore const& store, std::span<Attested const> known) {
  for (auto const& one : known) {
    auto const& said = one.checkpoint;
    if (static_cast<Position>(said.size) <= store.head().next && !is_held(store, said)) {
      auto const* other = upheld(store, said, known);
      if (other)
        return SignedFork{said.size, said.root, Tree{store, said.size}.root(), one.name,
                          other->name};
    }
    for (auto const& other : known) {
      if (auto fork = fork_between(one, other)) return fork;
    }
  }
  return std::nullopt;
}

/// Signed further elsewhere than this log, whole and signed to its end, goes: from what is signed
/// nobody can tell whether it was put back as it was before, or went on otherwise here.
std::optional<OtherHistory> beside_longer(EventStore const& store, Attested const& one,
                                          std::span<Attested const> known) {
  auto const& said = one.checkpoint;
  auto const next = store.head().next;
  auto const own = std::ranges::find(known, own_name, &Attested::name);
  bool const to_its_end = own != known.end() && own->checkpoint.origin == said.origin &&
                          static_cast<Position>(own->checkpoint.size) == next &&
                          is_held(store, own->checkpoint);
  if (!to_its_end) return std::nullopt;
  auto const count = event_count(next);
  return OtherHistory{
      "ce journal, entier et signé jusqu'au dernier, a " + count + ", et " + one.name +
      " en atteste " + std::to_string(said.size) +
      " au même nom : ou bien c'est une copie ancienne, remise à sa place, et la suite manque ; ou "
      "bien une copie a continué ailleurs, et ce sont deux histoires. Un point de contrôle de "
      "l'autre, de " +
      count +
      " au plus, le dirait (verify --checkpoint). N'effacez et ne "
      "restaurez rien par-dessus avant de le savoir : gardez les deux magasins et ce fichier, voir "
      "EVIDENCE.md, « Two histories »"};
}

}  // namespace

std::vector<Attested> attested_by(Evidence const& evidence, Places const& places) {
  std::vector<Attested> attested;
  for (auto const& one : evidence.held) {
    bool const own = one.file == places.checkpoint();
    attested.push_back(
        {own ? std::string{own_name} : "copie " + one.file.string(), one.opened.checkpoint});
  }
  return attested;
}

std::string fork_words(std::string_view origin, SignedFork const& fork) {
  return "deux histoires signées au nom de « " + std::string{origin} + " » : de " +
         event_count(static_cast<std::int64_t>(fork.size)) + ", " + fork.file +
         " atteste la racine " + fork.root.text() + ", " + fork.other_file + " la racine " +
         fork.other_root.text() +
         ". Ce n'est pas un dommage : la clé du journal a signé l'une et l'autre. Gardez les deux "
         "fichiers, ils en sont la preuve";
}

std::optional<SignedFork> fork_between(Attested const& one, Attested const& other) {
  auto const& a = one.checkpoint;
  auto const& b = other.checkpoint;
  if (a.origin != b.origin || a.size != b.size || a.root == b.root) return std::nullopt;
  return SignedFork{a.size, a.root, b.root, one.name, other.name};
}

std::optional<OtherHistory> other_history(EventStore const& store, Attested const& one,
                                          std::span<Attested const> known) {
  auto const& said = one.checkpoint;
  auto const next = store.head().next;
  bool const cut = static_cast<Position>(said.size) > next;
  if (auto const* other = cut ? nullptr : upheld(store, said, known)) {
    SignedFork fork{said.size, said.root, Tree{store, said.size}.root(), one.name, other->name};
    auto words = fork_words(said.origin, fork);
    return OtherHistory{std::move(words), std::move(fork)};
  }
  if (cut) {
    std::vector<Attested> all{known.begin(), known.end()};
    all.push_back(one);
    if (auto fork = known_fork(store, all)) {
      return OtherHistory{fork_words(said.origin, *fork) + " ; " + one.name + " en atteste " +
                              std::to_string(said.size) + " de l'une ou de l'autre",
                          std::move(fork)};
    }
    if (auto longer = beside_longer(store, one, known)) return longer;
  }
  if (auto const signed_here = signed_before_tail(store, said, known)) {
    return beside_unsigned_tail(one, static_cast<Position>(*signed_here), next);
  }
  return std::nullopt;
}

std::string why_not_to_go_on(EventStore const& store, Attested const& one,
                             std::span<Attested const> known) {
  auto const why = conflict_with(store, one.checkpoint);
  if (why.empty()) return {};
  if (check_log(store).good()) {
    if (auto const other = other_history(store, one, known)) {
      return other->words + std::string{second_history_way_out};
    }
  }
  return one.name + " : " + why;
}

}  // namespace probant::notary
