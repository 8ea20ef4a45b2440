#include "adapters/cli/sealed_end.hpp"

#include "projections/span_words.hpp"

namespace probant::cli {

std::string unsealed_words(SealedHead const& end, Position covered) {
  auto const count = end.head.next - covered;
  bool const one = count == 1;
  auto const text = event_count(count) + ", " + span_words(covered, count) +
                    (one ? ", n'est couvert" : ", ne sont couverts") +
                    " par aucun point de contrôle signé, et ";
  if (end.sealable) {
    return text +
           "le sceau du journal (head.seal) n'est pas celui que sa clé y met : probant n'a pas "
           "inscrit cette fin telle qu'elle est, quelqu'un a écrit dans la base";
  }
  return text + "ce journal est au format 1, qui n'a pas de sceau : rien ne dit qui " +
         (one ? "l'a inscrit" : "les a inscrits") +
         ". À relire (« probant history DOSSIER ») ; si quelqu'un s'y reconnaît, ouvrez une fois "
         "ce "
         "magasin avec la version de probant qui l'a écrit (« probant record - », sans rien lui "
         "donner), qui signe ; sinon, restaurez une sauvegarde avec « probant restore »";
}

void ensure_end_sealed(std::string const& directory, SealedHead const& end,
                       notary::Notary const& notary, Head const* vouched) {
  auto const covered = static_cast<Position>(notary.last().checkpoint.size);
  if (end.head.next <= covered || notary.seal_holds(end.head, end.seal)) return;
  if (vouched != nullptr && vouched->next == end.head.next && vouched->root == end.head.root) {
    return;
  }
  throw StoreError{
      directory + " : " + unsealed_words(end, covered) + ". Rien n'est signé ni inscrit." +
      (end.sealable
           ? " Gardez ce magasin tel quel, il en est la preuve, et restaurez une sauvegarde à côté "
             "avec « probant restore » (--checkpoint et --key de evidence/), puis inscrivez de "
             "nouveau les actes que quelqu'un reconnaît."
           : "")};
}

std::string unsealed_end_of(SqliteEventStore const& store, notary::Evidence const& evidence,
                            notary::Places const& places) {
  auto const& last = evidence.checkpoint;
  auto const key = notary::seal_key_in(places, evidence.keys);
  if (!last || !key) return {};
  auto const end = store.sealed_head();
  auto const covered = static_cast<Position>(last->checkpoint.size);
  if (end.head.next <= covered || key->holds(end.head, end.seal)) return {};
  return unsealed_words(end, covered);
}

}  // namespace probant::cli
