#include "adapters/evidence/report.hpp"
#include "projections/span_words.hpp"

namespace probant {
namespace {

constexpr std::string_view by_program = R"page(
## Vérifier avec probant-verify

    probant-verify . --key CLÉ

`CLÉ` est la clé publique du journal, obtenue **d'une autre source que ce dossier** : sans elle, on
vérifie que l'export se tient, non de quel journal il vient. Le programme répond 0 (vérifié), 1 (non
vérifié, chaque défaut est nommé avec sa place), 2 (usage) ou 3 (lecture impossible).

Un point de contrôle conservé depuis un jour plus ancien se donne par `--checkpoint FICHIER` : le
journal doit en être la suite. La clé d'un témoin se donne par `--witness`, les certificats d'une
autorité d'horodatage par `--tsa-ca`.

## Vérifier avec un autre programme

Le script `tests/evidence/check_export.py` des sources fait les mêmes contrôles avec Python et le
programme `openssl` seuls ; il a été écrit d'après ce format et non d'après probant-verify.

    python3 check_export.py . --key CLÉ

## Vérifier à la main

Il faut `openssl`, `sha256sum`, `base64`, et `python3` pour lire du JSON.

**1. La signature du point de contrôle.** Le fichier `checkpoint` est un texte (origine, nombre
d'événements, racine en base64), une ligne vide, puis des lignes `— nom base64`. La signature porte
sur le texte, jusqu'à sa dernière fin de ligne comprise, sans la ligne vide.

    sed '/^$/,$d' checkpoint > texte
    (printf '\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00'
     head -1 log.vkey | cut -d+ -f3- | base64 -d | tail -c 32) > cle.der
    grep '^— ' checkpoint | cut -d' ' -f3 | while read ligne; do
      echo "$ligne" | base64 -d | tail -c 64 > signature
      openssl pkeyutl -verify -pubin -keyform DER -inkey cle.der -rawin -in texte -sigfile signature
    done

L'une des lignes est de cette clé : « Signature Verified Successfully ». Les autres sont de témoins,
ou de la clé précédente quand celle-ci vient de lui succéder.

**2. Un événement.** Sa ligne de `leaves.jsonl` donne l'enveloppe et la clé d'engagement
(`blinding`), sa ligne de `events.jsonl` le contenu : les octets après la première occurrence de
`,"data":` et avant l'accolade finale.

    ligne=1
    sed -n ${ligne}p leaves.jsonl | python3 -c 'import json, sys
    f = json.loads(sys.stdin.readline())
    open("enveloppe", "w").write(f["envelope"]); open("position", "w").write(str(f["position"]))
    print(f["blinding"])' > blinding
    sed -n ${ligne}p events.jsonl | python3 -c 'import sys
    d = sys.stdin.buffer.readline().rstrip(b"\n")
    open("contenu", "wb").write(d.split(b",\"data\":", 1)[1][:-1])'
    openssl dgst -sha256 -mac HMAC -macopt hexkey:$(cat blinding) contenu
    grep -o '"payload_commit":"[0-9a-f]*"' enveloppe

Les deux derniers nombres sont égaux. L'empreinte de la feuille est celle de l'octet 0 suivi de
l'enveloppe ; elle est à sa place dans `tile/0/` (32 octets par événement, 256 par fichier) :

    (printf '\0'; cat enveloppe) | sha256sum

**3. La racine.** L'empreinte d'un nœud est celle de l'octet 1 suivi de ses deux fils ; l'arbre de
n feuilles a, à gauche, la plus grande puissance de deux inférieure à n (RFC 6962). De toutes les
feuilles suit la racine, qui doit être celle du point de contrôle dont la signature est vérifiée :

    python3 - <<'FIN'
    import base64, hashlib, sys
    def nom(n):                     # 1234067 : x001/x234/067
        texte = "%03d" % (n % 1000)
        while n >= 1000:
            n //= 1000
            texte = "x%03d/" % (n % 1000) + texte
        return texte
    def racine(feuilles):
        if len(feuilles) == 1: return feuilles[0]
        k = 1 << (len(feuilles) - 1).bit_length() - 1
        return hashlib.sha256(b"\1" + racine(feuilles[:k]) + racine(feuilles[k:])).digest()
    _, taille, attendue = open("texte").read().split("\n")[:3]
    taille, tuiles = int(taille), b""
    for n in range((taille + 255) // 256):
        largeur = min(256, taille - 256 * n)
        partie = "" if largeur == 256 else ".p/%d" % largeur
        tuiles += open("tile/0/" + nom(n) + partie, "rb").read()
    feuilles = [tuiles[i:i + 32] for i in range(0, len(tuiles), 32)]
    trouvee = base64.b64encode(racine(feuilles)).decode()
    print("racine", trouvee, "de", len(feuilles), "feuilles")
    sys.exit(0 if (len(feuilles), trouvee) == (taille, attendue) else "autre racine")
    FIN

**4. Une inclusion**, sans les tuiles : `proofs/<position>.tlog-proof` (export d'un dossier, ou reçu
de `probant prove`) donne les nœuds voisins du chemin de la feuille à la racine, du plus proche au
plus lointain (RFC 9162, 2.1.3.2). Avec l'enveloppe du pas 2 :

    preuve=proofs/$(cat position).tlog-proof
    test ! -e $preuve || python3 - $preuve <<'FIN'
    import base64, hashlib, sys
    def noeud(gauche, droite): return hashlib.sha256(b"\1" + gauche + droite).digest()
    _, taille, attendue = open("texte").read().split("\n")[:3]
    lignes = open(sys.argv[1]).read().split("\n\n")[0].split("\n")
    debut = [l.startswith("index ") for l in lignes].index(True)
    ici, dernier = int(lignes[debut][6:]), int(taille) - 1
    assert ici == int(open("position").read()) <= dernier
    r = hashlib.sha256(b"\0" + open("enveloppe", "rb").read()).digest()
    for voisin in map(base64.b64decode, lignes[debut + 1:]):
        if ici & 1 or ici == dernier:
            r = noeud(voisin, r)
            while ici and not ici & 1: ici, dernier = ici >> 1, dernier >> 1
        else:
            r = noeud(r, voisin)
        ici, dernier = ici >> 1, dernier >> 1
    sys.exit(0 if dernier == 0 and base64.b64encode(r).decode() == attendue else "pas inclus")
    FIN
    echo "inclusion : $(cat position)"
)page";

constexpr std::string_view files = R"(
## Les fichiers

| fichier | contenu |
|---|---|
| `rapport.html` | le même contenu, pour la lecture et l'impression |
| `manifest.json` | ce que cet export dit être |
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
  for (auto const& one : input.evidence.forebears) {
    if (!one.drill) continue;
    out += "\n**Exercice de restauration** : ce journal est une copie d'essai de `" + one.origin +
           "`, et rien de ce qui y a été ajouté ne fait foi.\n";
  }
  if (input.dossier) {
    out += "Les adoptions des jeux de règles que ces événements nomment y sont jointes.\n";
  }
  out += by_program;
  out += files;
  return out;
}

}  // namespace probant
