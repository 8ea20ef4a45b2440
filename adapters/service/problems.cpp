#include "adapters/service/problems.hpp"

#include <array>

#include "engine/kernel/reason.hpp"
#include "projections/json_object.hpp"

namespace probant::service {
namespace {

struct ProblemType {
  std::string_view code;
  std::string_view meaning;  ///< what is wrong, and the way out
};

/// Those that are no reason codes.
constexpr auto types = std::to_array<ProblemType>({
    {"authentication_too_weak", "Authentification d'un niveau trop bas : voir acr_values."},
    {"body_too_large", "Corps trop long."},
    {"busy", "Trop attend déjà ; rien n'a été pris : réessayer après Retry-After."},
    {"checkpoint_pending", "Le point de contrôle n'est pas encore signé : réessayer bientôt."},
    {"content_missing", "Un contenu a été enlevé du journal sans ordre : il est altéré."},
    {"convergence_not_configured", "La réception de Convergence n'est pas configurée."},
    {"expectation_unknown", "Seul « Expect: 100-continue » est admis."},
    {"headers_too_large", "En-têtes trop longs."},
    {"http_version_unknown", "Seuls HTTP/1.0 et HTTP/1.1 sont admis."},
    {"internal_error", "Défaut du service, noté avec l'identifiant de trace."},
    {"issuer_unavailable", "L'émetteur du jeton ne répond pas : réessayer après Retry-After."},
    {"malformed_request", "Ce qui est arrivé n'est pas une requête HTTP/1.1 bien formée."},
    {"media_type_unknown", "Content-Type ou Content-Encoding n'est pas de ceux qui sont lus."},
    {"method_not_allowed", "Méthode sans cours à cette adresse ; Allow dit lesquelles en ont."},
    {"method_unknown", "Méthode jamais admise."},
    {"log_restored", "Le journal a été restauré depuis : reprendre à la taille de la sauvegarde."},
    {"not_found", "Il n'y a rien à cette adresse."},
    {"signature_invalid", "Message de Convergence qu'aucune clé connue n'a signé."},
    {"store_unavailable", "Le journal ne répond pas, ou rien ne s'écrit : réessayer plus tard."},
    {"timestamp_invalid",
     "Horodatage illisible, ou à plus de cinq minutes de l'heure : signer à nouveau."},
    {"token_bound", "Jeton lié à une clé, qui n'est pas vérifiée ici : demander un jeton simple."},
    {"token_required", "Il manque un jeton, ou il n'est pas connu, a expiré ou a été révoqué."},
    {"too_many", "Trop d'abonnements ; detail dit si ce sont les vôtres."},
    {"too_many_requests", "Trop de requêtes : réessayer après Retry-After."},
    {"transfer_coding_unknown", "Seul « Transfer-Encoding: chunked » est admis."},
    {"unknown_figure", "Ce dossier n'a pas ce montant."},
    {"unknown_position", "Pas d'événement à cette position, ou pas de votre ressort."},
    {"unknown_subscription", "Pas d'abonnement de ce numéro, ou pas le vôtre."},
    {"unknown_update", "Aucune mise à jour en attente sous cet identifiant, ou pas la vôtre."},
    {"version_required", "If-Match manque : il dit la version du dossier que vous avez lue."},
});

/// Of each reason code, in its order.
constexpr auto meanings = std::to_array<std::string_view>({
    "Le guichet n'est pas encore ouvert.",
    "Le guichet a fermé.",
    "L'état du dossier ne permet pas cet acte.",
    "Le dossier n'existe pas, ou n'est pas de votre ressort.",
    "Cette entité juridique n'est pas au référentiel.",
    "Ce site n'est pas au référentiel.",
    "Le dossier a changé depuis la version que vous avez lue.",
    "Cet identifiant a déjà servi pour autre chose.",
    "Un champ ou un paramètre est faux ; field dit lequel.",
    "Ce champ est calculé par le moteur : le laisser de côté.",
    "Ce type d'événement ou de message n'est pas connu.",
    "Ce rôle ou ce compte ne peut pas cet acte.",
    "L'acte n'est pas du ressort de cette région.",
    "Qui ordonne un paiement ne l'exécute pas.",
    "Une décision nomme son auteur, sa qualité et son service.",
    "Qui candidate n'est pas habilité à le faire pour cette entité.",
    "La candidature HospiConnect n'est pas validée.",
    "La note de cadrage n'est pas déposée.",
    "Les indicateurs de maturité ne sont pas complets.",
    "Le site a déjà reçu un paiement à l'usage.",
    "L'établissement participe déjà au nombre de projets permis.",
    "La validation par le GHT manque.",
    "L'activité combinée du projet n'est pas connue.",
    "Le montant dépasse le plafond.",
    "La convention n'est pas signée.",
    "La déclaration de cette année est déjà transmise.",
    "L'atteinte est déjà jugée, définitivement.",
    "L'atteinte n'est pas attestée.",
    "Il n'y a rien à payer.",
    "Une dépense est hors de la période d'éligibilité.",
    "La procédure contradictoire n'est pas achevée.",
    "Le dossier est gelé.",
    "L'acte est daté de l'avenir.",
    "Le journal est en lecture seule : réessayer après Retry-After.",
    "Une mise à jour de numéro plus élevé est déjà appliquée.",
    "Ce statut n'est pas dans la table des statuts.",
});
static_assert(meanings.size() == Names<ReasonCode>::values.size());

std::string value(std::string_view name, std::string_view meaning) {
  return JsonObject{}.text("const", name).text("description", meaning).json();
}

std::string one_of(std::string const& values) {
  return R"({"type":"string","oneOf":[)" + values + "]}";
}

std::string reasons(std::string_view before) {
  std::string values;
  for (std::size_t i = 0; i < meanings.size(); ++i) {
    values += values.empty() ? "" : ",";
    values += value(std::string{before} + std::string{Names<ReasonCode>::values[i]}, meanings[i]);
  }
  return values;
}

}  // namespace

std::string problem_type_schema() {
  constexpr std::string_view urn = "urn:probant:problem:";
  auto values = reasons(urn);
  for (auto const& [code, meaning] : types) {
    values += "," + value(std::string{urn} + std::string{code}, meaning);
  }
  return one_of(values);
}

std::string reason_code_schema() { return one_of(reasons("")); }

}  // namespace probant::service
