#include "adapters/evidence/words.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace probant {
namespace {

using Word = std::pair<std::string_view, std::string_view>;

// In the order of the fields' names, for the search.
constexpr std::array fields = std::to_array<Word>({
    {"achieved", "atteint"},
    {"against", "dossier visé"},
    {"amount_cents", "montant"},
    {"assessment", "appréciation"},
    {"author", "auteur"},
    {"authority", "autorité"},
    {"backup_made_at", "sauvegarde faite le"},
    {"becomes", "devient"},
    {"beneficiary", "bénéficiaire (EJ)"},
    {"business_stakes", "enjeux métier"},
    {"bytes", "taille (octets)"},
    {"candidate", "candidat (EJ)"},
    {"category", "catégorie"},
    {"cause", "cause"},
    {"ceiling_cents", "plafond"},
    {"choice", "précision"},
    {"closed", "fermé le"},
    {"closes_on", "ferme le"},
    {"code", "code"},
    {"combined_activity", "activité combinée"},
    {"content", "texte"},
    {"corrections", "corrections"},
    {"costs", "coûts"},
    {"court", "juridiction"},
    {"criteria", "critères"},
    {"date", "date"},
    {"decided_on", "décidé le"},
    {"decision", "décision"},
    {"delegation", "délégation"},
    {"documents", "pièces"},
    {"due_on", "à rendre le"},
    {"eligibility", "éligibilité"},
    {"eligible", "éligible"},
    {"entities", "entités juridiques"},
    {"entity", "entité juridique"},
    {"erasures_reapplied", "effacements appliqués de nouveau"},
    {"explanation", "calcul"},
    {"extracted_on", "extrait le"},
    {"favourable", "favorable"},
    {"field", "champ"},
    {"file_name", "fichier"},
    {"filed_on", "déposé le"},
    {"findings", "constats"},
    {"first_name", "prénom"},
    {"forecast", "prévision"},
    {"formula", "formule"},
    {"funded_elsewhere_cents", "financé par ailleurs"},
    {"generated_at", "produit le"},
    {"ght", "GHT"},
    {"ght_role", "rôle dans le GHT"},
    {"ght_validated", "validé par le GHT"},
    {"ghu", "GHU"},
    {"granted_cents", "montant accordé"},
    {"grounds", "motifs"},
    {"incurred_on", "engagé le"},
    {"initiator", "à l'initiative de"},
    {"instalment", "tranche"},
    {"it_works", "travaux numériques"},
    {"items", "éléments"},
    {"kept", "ce qui en est conservé"},
    {"key", "clé"},
    {"kind", "nature"},
    {"label", "libellé"},
    {"last_name", "nom"},
    {"lead_person", "responsable"},
    {"lead_pmsi", "FINESS PMSI porteur"},
    {"legal_basis", "base légale"},
    {"legal_status", "statut juridique"},
    {"liberal", "libéraux"},
    {"media_type", "type de fichier"},
    {"message", "message"},
    {"mode", "mode"},
    {"name", "nom"},
    {"new_date", "nouvelle date"},
    {"note", "note"},
    {"notified_on", "notifié le"},
    {"numbers", "numéros FINESS PMSI"},
    {"objectives", "objectifs"},
    {"opened", "ouvert le"},
    {"opens_on", "ouvre le"},
    {"operands", "éléments"},
    {"order_reference", "référence de l'ordre"},
    {"ordered_on", "commandé le"},
    {"outcome", "issue"},
    {"overcompensation_cents", "surcompensation"},
    {"paid_on", "payé le"},
    {"party", "partie"},
    {"payment_reference", "référence du paiement"},
    {"perimeter", "périmètre"},
    {"pmsi", "FINESS PMSI"},
    {"position", "position dans le journal"},
    {"previous_key", "clé précédente"},
    {"profession", "profession"},
    {"programme", "programme"},
    {"proposal", "proposition"},
    {"quality", "qualité"},
    {"quantity", "quantité"},
    {"reason", "raison"},
    {"reasons", "raisons"},
    {"received_on", "reçu le"},
    {"recognised_costs_cents", "coûts reconnus"},
    {"region", "région"},
    {"remedies", "voies et délais de recours"},
    {"requested_cents", "montant demandé"},
    {"respond_by", "répondre avant le"},
    {"respond_within_days", "délai de réponse (jours)"},
    {"role", "rôle"},
    {"root", "racine"},
    {"rule", "règle"},
    {"salaried", "salariés"},
    {"schedule", "échéancier"},
    {"service", "service"},
    {"sha256", "empreinte SHA-256"},
    {"signatories", "signataires"},
    {"signed_on", "signé le"},
    {"site", "site (EG)"},
    {"sites", "sites"},
    {"size", "taille"},
    {"source", "source"},
    {"targets", "cibles"},
    {"team", "équipe"},
    {"text", "texte"},
    {"theme", "thème"},
    {"title", "titre"},
    {"type", "type"},
    {"value", "valeur"},
    {"version", "version"},
    {"was", "était"},
    {"year", "année"},
});
static_assert(std::ranges::is_sorted(fields, {}, &Word::first));

}  // namespace

std::string field_label(std::string_view field) {
  auto const found = std::ranges::lower_bound(fields, field, {}, &Word::first);
  return std::string{found != fields.end() && found->first == field ? found->second : field};
}

std::string_view deadline_state_label(DeadlineState state) {
  switch (state) {
    case DeadlineState::upcoming:
      return "à venir";
    case DeadlineState::open:
      return "ouverte";
    case DeadlineState::due_soon:
      return "imminente";
    case DeadlineState::overdue:
      return "dépassée";
    case DeadlineState::met:
      return "tenue";
    case DeadlineState::met_late:
      return "tenue en retard";
    case DeadlineState::cancelled:
      return "sans objet";
  }
  return "";
}

std::string_view responsible_words(std::string_view responsible) {
  if (responsible == "establishment") return "établissement";
  if (responsible == "ars") return "ARS";
  if (responsible == "ans") return "ANS";
  return responsible;
}

std::string_view kind_label(DossierKind kind) {
  switch (kind) {
    case DossierKind::register_:
      return "registre de référence";
    case DossierKind::programme:
      return "règles et calendrier";
    case DossierKind::hospiconnect:
      return "candidature HospiConnect";
    case DossierKind::aap:
      return "projet HOP'EN 2";
    case DossierKind::mie:
      return "financement d'équipement HospiConnect";
    case DossierKind::recovery:
      return "recouvrement";
    case DossierKind::refusals:
      return "propositions refusées";
    case DossierKind::journal:
      return "vie du journal";
  }
  return "";
}

}  // namespace probant
