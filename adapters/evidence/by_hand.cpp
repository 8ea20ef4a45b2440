// The part of LISEZMOI.md on checking an export without a program of ours. Each block is pasted as
// it stands: it leaves the reader's shell alone, says OUI or NON and what it is about, ends with
// that status, and does nothing when the step before did not succeed. What a step leaves for the
// next is in a folder of its own, so that the export stays as it is.
#include "adapters/evidence/report.hpp"

namespace probant {
namespace {

constexpr std::string_view signature = R"page(
## Vérifier à la main

Il faut `openssl`, `base64` et `python3` (sa bibliothèque standard). Placez-vous dans ce dossier et
collez chaque pas dans le même terminal, dans l'ordre. Chacun finit par « OUI » et ce qu'il a
vérifié, ou par « NON » et un statut non nul ; après un « NON », les suivants ne vérifient plus
rien. L'export n'est pas modifié : ce que les pas se transmettent est dans un dossier temporaire,
`$travail`.

**1. La signature du point de contrôle.** Le fichier `checkpoint` est un texte (origine, nombre
d'événements, racine en base64), une ligne vide, puis des lignes `— nom base64`. La signature porte
sur le texte, jusqu'à sa dernière fin de ligne comprise, sans la ligne vide. L'une des lignes est de
la clé ; les autres sont de témoins, ou de la clé précédente quand celle-ci vient de lui succéder.

La clé doit venir **d'une autre source que ce dossier** : de qui tient le journal, d'un
procès-verbal, d'un reçu plus ancien. Donnez-la d'abord, entre apostrophes :
`CLE='nom+empreinte+base64'`. Sans elle, ce pas prend celle que l'export apporte, que quiconque a
pu fabriquer avec lui : tout ce qui suit montre alors que l'export se tient, non de quel journal
il vient. Comparez-la, caractère par caractère, avec celle que vous tenez. Si la vôtre est plus
ancienne, ce pas la suit d'abord : un passage est un point de contrôle dont la dernière ligne avant
les signatures nomme la clé d'après, et que les deux ont signé. `rotations/` a ceux de ce journal
(`key-rotation`), `lost/` ceux des journaux qu'il continue après une perte, et la main passée de
l'un au suivant (`handover`, `log-continues`).

```sh
export travail=$(mktemp -d)
python3 - "${CLE:-$(head -n 1 log.vkey)}" <<'FIN'
import base64, glob, os, subprocess, sys
sys.excepthook = lambda genre, erreur, _: print("NON, pas 1 :", repr(erreur))
travail = os.environ["travail"] + "/"
def signe(note, cle):            # une ligne au nom de la clé, avec son empreinte, et juste
    nom, empreinte, publique = cle.split("+", 2)
    texte, _, lignes = note.rpartition("\n\n")
    for ligne in lignes.splitlines():
        marque = base64.b64decode(ligne.split(" ")[2])
        if ligne.split(" ")[:2] != ["—", nom] or marque[:4].hex() != empreinte: continue
        der = bytes.fromhex("302a300506032b6570032100") + base64.b64decode(publique)[1:]
        for fichier, octets in ("m", (texte + "\n").encode()), ("s", marque[4:]), ("k", der):
            open(travail + fichier, "wb").write(octets)
        dit = subprocess.run("openssl pkeyutl -verify -pubin -keyform DER -inkey k -rawin -in m "
                             "-sigfile s".split(), cwd=travail, capture_output=True)
        if dit.returncode == 0: return True
    return False
def passages():                  # dans un journal par taille, puis d'un journal au suivant
    trouves = []
    for fichier in (glob.glob("rotations/*") + glob.glob("lost/*/rotations/*")
                    + glob.glob("lost/*/handover")):
        note = open(fichier).read()
        lignes = note.split("\n\n")[0].split("\n")
        mot, _, suivante = (lignes + [""])[3].partition(" ")
        if mot in ("key-rotation", "log-continues"):
            trouves.append((mot, int(lignes[1]), lignes[0], suivante, note, fichier))
    return sorted(trouves)
suite, restants = [(sys.argv[1], "")], passages()
while True:
    cle = suite[-1][0]
    un = next((un for un in restants if un[2] == cle.split("+")[0] and un[3] != cle
               and signe(un[4], cle) and signe(un[4], un[3])), None)
    if un is None: break
    restants.remove(un)
    suite[-1:] = [(cle, str(un[1]) if un[0] == "key-rotation" else ""), (un[3], "")]
    print("  la clé", cle, "a passé la main à", un[3], "(" + un[5] + ")")
open(travail + "cles", "w").write("".join("%s %s\n" % un for un in suite))
FIN
cle=$(tail -n 1 $travail/cles 2> $travail/dit | cut -d' ' -f1)
sed '/^$/,$d' checkpoint > $travail/texte
(printf '\060\052\060\005\006\003\053\145\160\003\041\000'
 echo "$cle" | cut -d+ -f3- | base64 -d | tail -c 32) > $travail/cle.der
grep '^— ' checkpoint | cut -d' ' -f3 | while read -r ligne; do
  echo "$ligne" | base64 -d | tail -c 64 > $travail/signature
  openssl pkeyutl -verify -pubin -keyform DER -inkey $travail/cle.der -rawin \
    -in $travail/texte -sigfile $travail/signature > $travail/dit 2>&1 && touch $travail/signe
done
if test -e $travail/signe && test "$(head -n 1 $travail/texte)" = "${cle%%+*}"; then
  touch $travail/pas1
  echo "OUI, pas 1 : le point de contrôle est signé par la clé $cle"
  test "$CLE" || echo "  qui vient de l'export lui-même : comparez-la avec celle que vous tenez"
else
  echo "NON, pas 1 : le point de contrôle n'est pas signé par la clé $cle"
  false
fi
```

**2. La racine.** `tile/0/` a l'empreinte de chaque événement (32 octets chacune, 256 par fichier).
L'empreinte d'un nœud est celle de l'octet 1 suivi de ses deux fils ; l'arbre de n feuilles a, à
gauche, la plus grande puissance de deux inférieure à n (RFC 6962). De toutes les feuilles suit la
racine, qui doit être celle du point de contrôle du pas 1 :

```sh
python3 - <<'FIN'
import base64, hashlib, os, sys
sys.excepthook = lambda genre, erreur, _: print("NON, pas 2 :", repr(erreur))
travail = os.environ.get("travail", "") + "/"
def exiger(vrai, sinon): vrai or sys.exit("NON, pas 2 : " + sinon)
exiger(os.path.exists(travail + "pas1"), "le pas 1 n'a pas abouti")
def nom(n):                     # 1234067 : x001/x234/067
    texte = "%03d" % (n % 1000)
    while n >= 1000:
        n //= 1000
        texte = "x%03d/" % (n % 1000) + texte
    return texte
def racine(feuilles):
    if len(feuilles) < 2: return feuilles[0] if feuilles else hashlib.sha256(b"").digest()
    k = 1 << (len(feuilles) - 1).bit_length() - 1
    return hashlib.sha256(b"\1" + racine(feuilles[:k]) + racine(feuilles[k:])).digest()
_, taille, attendue = open(travail + "texte").read().split("\n")[:3]
taille, tuiles = int(taille), b""
for n in range((taille + 255) // 256):
    largeur = min(256, taille - 256 * n)
    tuile = open("tile/0/" + nom(n) + ("" if largeur == 256 else ".p/%d" % largeur), "rb").read()
    exiger(len(tuile) == 32 * largeur, "la tuile " + nom(n) + " n'a pas sa longueur")
    tuiles += tuile
trouvee = racine([tuiles[i:i + 32] for i in range(0, len(tuiles), 32)])
exiger(base64.b64encode(trouvee).decode() == attendue, "la racine des tuiles est une autre")
open(travail + "feuilles", "wb").write(tuiles)
open(travail + "pas2", "w").close()
print("OUI, pas 2 : les", taille, "empreintes de tile/0/ sont celles du point de contrôle")
FIN
```

**3. Un point de contrôle gardé**, reçu ou copié un autre jour, que ce journal doit prolonger.
Donnez son fichier : `GARDE=chemin` ; sans lui, ce pas prend celui de l'export. Il doit être signé
de l'une des clés du pas 1, avant qu'elle ait passé la main, et sa racine être celle d'autant de
premières empreintes :

```sh
python3 - "${GARDE:-checkpoint}" <<'FIN'
import base64, hashlib, os, subprocess, sys
sys.excepthook = lambda genre, erreur, _: print("NON, pas 3 :", repr(erreur))
travail = os.environ.get("travail", "") + "/"
def exiger(vrai, sinon): vrai or sys.exit("NON, pas 3 : " + sinon)
exiger(os.path.exists(travail + "pas2"), "le pas 2 n'a pas abouti")
def racine(feuilles):
    if len(feuilles) < 2: return feuilles[0] if feuilles else hashlib.sha256(b"").digest()
    k = 1 << (len(feuilles) - 1).bit_length() - 1
    return hashlib.sha256(b"\1" + racine(feuilles[:k]) + racine(feuilles[k:])).digest()
texte, _, signatures = open(sys.argv[1]).read().rpartition("\n\n")
origine, taille, attendue = texte.split("\n")[:3]
taille, signataire = int(taille), None
for ligne in signatures.splitlines():
    nom, marque = ligne.split(" ")[1], base64.b64decode(ligne.split(" ")[2])
    for cle, jusque in (une.split(" ") for une in open(travail + "cles").read().splitlines()):
        if nom != origine or not cle.startswith(nom + "+" + marque[:4].hex() + "+"): continue
        der = bytes.fromhex("302a300506032b6570032100") + base64.b64decode(cle.split("+", 2)[2])[1:]
        for fichier, octets in ("m", (texte + "\n").encode()), ("s", marque[4:]), ("k", der):
            open(travail + fichier, "wb").write(octets)
        dit = subprocess.run("openssl pkeyutl -verify -pubin -keyform DER -inkey k -rawin -in m "
                             "-sigfile s".split(), cwd=travail, capture_output=True)
        if dit.returncode == 0 and (not jusque or taille <= int(jusque)): signataire = cle
exiger(signataire, sys.argv[1] + " n'est signé d'aucune des clés du pas 1, en vigueur alors")
octets = open(travail + "feuilles", "rb").read()
exiger(32 * taille <= len(octets), "%s a %d événements, plus que cet export ; "
       "d'un journal d'avant, lost/ dit ce qui a été perdu" % (sys.argv[1], taille))
trouvee = racine([octets[i:i + 32] for i in range(0, 32 * taille, 32)])
exiger(base64.b64encode(trouvee).decode() == attendue, "ce journal ne prolonge pas " + sys.argv[1])
open(travail + "pas3", "w").close()
print("OUI, pas 3 : ce journal prolonge %s, de %d événements" % (sys.argv[1], taille))
FIN
```

**4. Un événement.** Sa ligne de `leaves.jsonl` donne l'enveloppe (qui, quand, dans quel dossier)
et la clé d'engagement (`blinding`), sa ligne de `events.jsonl` le contenu : les octets après la
première occurrence de `,"data":` et avant l'accolade finale. L'empreinte de la feuille, celle de
l'octet 0 suivi de l'enveloppe, doit être à sa place dans les tuiles ; HMAC-SHA-256(clé
d'engagement, contenu) doit être l'engagement que l'enveloppe contient (`payload_commit`) ; et ce
que la ligne de `events.jsonl` dit avant le contenu, ce que dit l'enveloppe. `ligne` est le numéro
de la ligne dans les deux fichiers, à partir de 1 ; reprenez ce pas pour chaque événement qui
compte. Si un contenu manque, ce pas trouve l'ordre de l'effacer ; que cet ordre soit légal (demandé
par une autre personne), seuls les programmes en jugent : `probant-verify`, `check_export.py`.

```sh
ligne=1
python3 - $ligne <<'FIN'
import hashlib, hmac, itertools, json, os, sys
sys.excepthook = lambda genre, erreur, _: print("NON, pas 4 :", repr(erreur))
travail = os.environ.get("travail", "") + "/"
def exiger(vrai, sinon): vrai or sys.exit("NON, pas 4 : " + sinon)
def lire(fichier, n):
    with open(fichier, "rb") as lignes:
        return next(itertools.islice(lignes, n - 1, n), b"").rstrip(b"\n")
if os.path.exists(travail + "pas4"): os.remove(travail + "pas4")
exiger(os.path.exists(travail + "pas3"), "le pas 3 n'a pas abouti")
ligne = int(sys.argv[1])
feuille, evenement = lire("leaves.jsonl", ligne), lire("events.jsonl", ligne)
exiger(ligne > 0 and feuille and evenement, "pas de telle ligne")
feuille = json.loads(feuille)
enveloppe = feuille["envelope"].encode()
e, position = json.loads(enveloppe), feuille["position"]
exiger(position >= 0 and e["position"] == position, "l'enveloppe est d'une autre position")
empreinte = hashlib.sha256(b"\0" + enveloppe).digest()
with open(travail + "feuilles", "rb") as feuilles:
    feuilles.seek(32 * position)
    exiger(feuilles.read(32) == empreinte, "l'enveloppe n'est pas celle que les tuiles ont "
           "à la position %d" % position)
origine = open(travail + "texte").readline()[:-1]
dit = {"specversion": "1.0", "id": str(position), "source": origine, "type": e["type"],
       "subject": e["dossier"], "time": e["occurred_at"],
       "datacontenttype": "application/json", "position": position,
       "dossierversion": e["version"], "schemaversion": e["schema"],
       "recordedat": e["recorded_at"], "actorid": e["actor"]["id"],
       "actorrole": e["actor"]["role"], "actororganisation": e["actor"]["organisation"],
       "rulebook": e["rulebook"], "proposal": e["proposal"]}
dit.update({nom: e[nom] for nom in ("causation", "correlation") if nom in e})
if "warnings_sha256" in e:
    dit["warnings"] = json.loads(evenement)["warnings"]
    exiger(hashlib.sha256(dit["warnings"].encode()).hexdigest() == e["warnings_sha256"],
           "les avertissements ne sont pas ceux de l'enveloppe")
debut = json.dumps(dit, ensure_ascii=False, separators=(",", ":")).encode()[:-1]
efface = evenement == debut + b',"erased":true}'
exiger(efface or evenement.startswith(debut + b',"data":') and evenement.endswith(b"}"),
       "events.jsonl ne dit pas ce que dit l'enveloppe")
if efface:
    exiger(feuille["blinding"] is None, "le contenu manque et sa clé d'engagement est là")
    ordres = [n for n, autre in enumerate(open("events.jsonl", "rb"), 1)
              if b'"type":"dossier.payload_erased"' in autre and b',"data":' in autre
              and json.loads(autre)["data"].get("position") == position]
    exiger(ordres, "le contenu manque, et aucun événement de l'export n'en ordonne l'effacement")
    print("  contenu effacé : vérifiez de même l'ordre de l'effacer, ligne=%d" % ordres[0])
else:
    contenu = evenement.split(b',"data":', 1)[1][:-1]
    trouve = hmac.new(bytes.fromhex(feuille["blinding"] or ""), contenu, "sha256").hexdigest()
    exiger(feuille["blinding"] and trouve == e["payload_commit"],
           "le contenu n'est pas celui auquel l'enveloppe engage")
    debut = contenu[:2000].decode(errors="ignore")
    print("  contenu :", debut + ("" if len(contenu) <= 2000 else
                                  "… (%d octets, le tout dans events.jsonl)" % len(contenu)))
open(travail + "enveloppe", "wb").write(enveloppe)
open(travail + "pas4", "w").write(str(position))
print("OUI, pas 4 : ligne %d, l'événement de la position %d" % (ligne, position),
      "est dans le journal du point de contrôle" + (", son contenu effacé" if efface else ""))
FIN
```
)page";

constexpr std::string_view inclusion = R"page(
**5. La même inclusion, sans les tuiles.** `proofs/<position>.tlog-proof` donne les nœuds voisins du
chemin de la feuille à la racine, du plus proche au plus lointain (RFC 9162, 2.1.3.2), puis le point
de contrôle. Avec l'enveloppe du pas 4 :

```sh
python3 - <<'FIN'
import base64, hashlib, os, sys
sys.excepthook = lambda genre, erreur, _: print("NON, pas 5 :", repr(erreur))
travail = os.environ.get("travail", "") + "/"
def exiger(vrai, sinon): vrai or sys.exit("NON, pas 5 : " + sinon)
exiger(os.path.exists(travail + "pas4"), "le pas 4 n'a pas abouti")
def noeud(gauche, droite): return hashlib.sha256(b"\1" + gauche + droite).digest()
_, taille, attendue = open(travail + "texte").read().split("\n")[:3]
position = int(open(travail + "pas4").read())
preuve, _, note = open("proofs/%d.tlog-proof" % position).read().partition("\n\n")
format, index, *voisins = preuve.split("\n")
exiger(format == "c2sp.org/tlog-proof@v1" and index == "index %d" % position,
       "la preuve n'est pas celle de la position %d" % position)
exiger(note == open("checkpoint").read(), "la preuve est d'un autre point de contrôle")
r = hashlib.sha256(b"\0" + open(travail + "enveloppe", "rb").read()).digest()
ici, dernier = position, int(taille) - 1
for voisin in voisins:
    exiger(dernier > 0, "la preuve est trop longue")
    voisin = base64.b64decode(voisin, validate=True)
    if ici & 1 or ici == dernier:
        r = noeud(voisin, r)
        while ici and not ici & 1: ici, dernier = ici >> 1, dernier >> 1
    else:
        r = noeud(r, voisin)
    ici, dernier = ici >> 1, dernier >> 1
exiger(dernier == 0 and base64.b64encode(r).decode() == attendue, "pas inclus")
print("OUI, pas 5 : la preuve de la position %d mène à la racine du point de contrôle" % position)
FIN
```
)page";

}  // namespace

std::string by_hand(bool proofs) {
  return std::string{signature} + std::string{proofs ? inclusion : ""};
}

}  // namespace probant
