#include "adapters/evidence/report.hpp"
#include "projections/span_words.hpp"

namespace probant {
namespace {

constexpr std::string_view by_program = R"page(
## Vérifier avec probant-verify

```sh
probant-verify . --key CLÉ
```

`CLÉ` est la clé publique du journal, obtenue **d'une autre source que ce dossier** : sans elle, on
vérifie que l'export se tient, non de quel journal il vient. Le programme répond 0 (vérifié), 1 (non
vérifié, chaque défaut est nommé avec sa place), 2 (usage) ou 3 (lecture impossible).

Un point de contrôle conservé depuis un jour plus ancien se donne par `--checkpoint FICHIER` : le
journal doit en être la suite. La clé d'un témoin se donne par `--witness`, les certificats d'une
autorité d'horodatage par `--tsa-ca`.

## Vérifier avec un autre programme

Le script `tests/evidence/check_export.py` des sources fait les mêmes contrôles avec Python et le
programme `openssl` seuls ; il a été écrit d'après ce format et non d'après probant-verify.

```sh
python3 tests/evidence/check_export.py DOSSIER --key CLÉ
```
)page";

constexpr std::string_view files = R"(| `manifest.json` | ce que cet export dit être |
| `checkpoint`, `log.vkey` | le point de contrôle signé, les clés publiques du journal |
| `leaves.jsonl` | par événement : enveloppe, position, clé d'engagement (`null` si effacé) |
| `events.jsonl` | par événement : un CloudEvent 1.0, dont le contenu est après `,"data":` |
| `tile/` | les empreintes de tout l'arbre (C2SP tlog-tiles), et les enveloppes (journal entier) |
| `proofs/` | la preuve d'inclusion de chaque événement (export d'un dossier) |
| `rulebooks/` | les jeux de règles que les événements nomment |
| `cosigned/` | derniers points de contrôle que des témoins ont contresignés, s'il y en a |
| `lost/` | après une restauration avec perte : ce qui reste de l'ancien journal, passage signé |
| `rotations/` | points de contrôle où une clé passe la main à la suivante, s'il y en a |
| `timestamps/` | points de contrôle horodatés par un tiers (RFC 3161), s'il y en a |

`rapport.html` et ce fichier sont faits pour être lus : ils ne sont pas prouvés par eux-mêmes.
Un contenu effacé légalement manque, son enveloppe reste : l'acte, sa date et son auteur demeurent
prouvés, et un événement `dossier.payload_erased` dit sur quelle base. Un contenu qui manquerait
sans cet événement est une altération.
)";

}  // namespace

std::string readme_page(ReportInput const& input) {
  auto const& checkpoint = input.opened.checkpoint;
  std::string out = "# Export du journal " + checkpoint.origin + "\n\n";
  out += input.dossier ? "Le dossier `" + input.dossier->text() + "`" : "Le journal entier";
  out += ", " + event_count(input.facts.events) +
         ", tel qu'il était quand le journal en comptait " + std::to_string(checkpoint.size) +
         ".\n";
  if (input.evidence.simulation) {
    out += "\n**SIMULATION** : " + std::string{simulation_words} + ".\n";
  }
  for (auto const& one : input.evidence.forebears) {
    if (!one.drill) continue;
    out += "\n**Exercice de restauration** : ce journal est une copie d'essai de `" + one.origin +
           "`, et rien de ce qui y a été ajouté ne fait foi.\n";
  }
  if (input.dossier) {
    out += "Les adoptions des jeux de règles que ces événements nomment y sont jointes.\n";
  }
  out += by_program;
  out += by_hand(input.dossier.has_value());
  out += "\n## Les fichiers\n\n| fichier | contenu |\n|---|---|\n";
  out += "| `rapport.html` | à lire et à imprimer : ";
  out += input.dossier
             ? "l'état du dossier, ses décisions et chacun de ses actes"
             : "une vue d'ensemble, dossiers et montants comptés ; les actes un à un sont "
               "dans `events.jsonl`, et en clair dans l'export d'un dossier";
  out += " |\n";
  out += files;
  return out;
}

}  // namespace probant
