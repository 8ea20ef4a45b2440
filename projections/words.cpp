#include "projections/words.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "engine/kernel/authorise.hpp"
#include "engine/kernel/world.hpp"

namespace probant {
namespace {

struct Word {
  std::string_view name;
  std::string_view label;
};

/// In order of name.
constexpr std::array field_words{
    Word{"achieved", "atteint"},
    Word{"activity", "activité combinée"},
    Word{"against", "contre le dossier"},
    Word{"amount_cents", "montant"},
    Word{"appeal_decided", "jugement du recours"},
    Word{"appeal_filed", "recours formé"},
    Word{"appeal_outcome", "issue du recours"},
    Word{"applied_sequence", "dernier numéro appliqué"},
    Word{"assessment", "appréciation"},
    Word{"attainment", "atteinte des objectifs"},
    Word{"attested", "attestation"},
    Word{"author", "auteur"},
    Word{"authority", "autorité d'horodatage"},
    Word{"backup_made_at", "sauvegarde du"},
    Word{"becomes", "devient"},
    Word{"beneficiary", "bénéficiaire"},
    Word{"business_stakes", "enjeux métier"},
    Word{"bytes", "octets"},
    Word{"calendar", "calendrier"},
    Word{"campaigns", "campagnes"},
    Word{"candidate", "candidat"},
    Word{"cards", "cartes"},
    Word{"cards_after_period", "cartes commandées après la période"},
    Word{"cards_before_period", "cartes commandées avant la période"},
    Word{"category", "catégorie"},
    Word{"cause", "motif"},
    Word{"ceiling_cents", "plafond"},
    Word{"choice", "choix"},
    Word{"claimed_cents", "montant réclamé à l'ouverture"},
    Word{"clock_setbacks", "retours en arrière de l'horloge"},
    Word{"closed", "fermeture"},
    Word{"closes_on", "fermeture du guichet"},
    Word{"code", "code"},
    Word{"combined_activity", "activité combinée"},
    Word{"complements", "compléments demandés"},
    Word{"concerns", "dossier concerné"},
    Word{"content", "contenu"},
    Word{"control", "contrôle"},
    Word{"convention", "convention"},
    Word{"convention_signed_on", "convention signée le"},
    Word{"corrections", "corrections"},
    Word{"costs", "coûts"},
    Word{"court", "juridiction"},
    Word{"criteria", "critères"},
    Word{"date", "date"},
    Word{"decided", "décision"},
    Word{"decided_on", "jugé le"},
    Word{"decision", "décision"},
    Word{"declared", "déclaration"},
    Word{"delegation", "délégation"},
    Word{"dismissed", "mises à jour écartées"},
    Word{"disposition", "suite donnée"},
    Word{"documents", "pièces"},
    Word{"due_on", "à faire au plus tard le"},
    Word{"eligibility", "éligibilité"},
    Word{"eligible", "éligible"},
    Word{"entities", "entités"},
    Word{"entity", "entité"},
    Word{"erased", "contenus effacés légalement"},
    Word{"erasures_reapplied", "effacements rejoués"},
    Word{"executed", "exécution"},
    Word{"explanation", "calcul"},
    Word{"extracted_on", "extrait le"},
    Word{"favourable", "avis favorable"},
    Word{"field", "champ"},
    Word{"file_name", "fichier"},
    Word{"filed", "dépôt"},
    Word{"filed_on", "formé le"},
    Word{"findings", "constats"},
    Word{"first_name", "prénom"},
    Word{"forecast", "prévision"},
    Word{"formula", "formule"},
    Word{"funded_elsewhere_cents", "financé par ailleurs"},
    Word{"generated_at", "produit le"},
    Word{"ght", "GHT"},
    Word{"ght_role", "rôle dans le GHT"},
    Word{"ght_validated", "validé par le GHT"},
    Word{"ghu", "GHU"},
    Word{"granted_cents", "montant accordé"},
    Word{"grounds", "motifs"},
    Word{"happened_at", "survenu le"},
    Word{"imports", "imports"},
    Word{"incurred_on", "engagé le"},
    Word{"initiator", "à l'initiative de"},
    Word{"instalment", "tranche"},
    Word{"instalments", "tranches"},
    Word{"it_works", "travaux informatiques"},
    Word{"items", "éléments"},
    Word{"kept", "ce qui en reste"},
    Word{"key", "clé"},
    Word{"kind", "nature"},
    Word{"known_root", "racine connue"},
    Word{"known_size", "taille connue, au moins"},
    Word{"label", "intitulé"},
    Word{"last_name", "nom"},
    Word{"last_recorded", "dernier enregistrement"},
    Word{"last_signature_on", "dernière signature"},
    Word{"lead_person", "responsable du projet"},
    Word{"lead_pmsi", "chef de file (FINESS PMSI)"},
    Word{"legal_basis", "fondement juridique"},
    Word{"legal_status", "statut juridique"},
    Word{"liberal", "effectif libéral"},
    Word{"mapped_type", "événement correspondant"},
    Word{"maturity_indicators", "indicateurs de maturité"},
    Word{"media_type", "format"},
    Word{"members", "membres"},
    Word{"message", "message"},
    Word{"milestones", "jalon"},
    Word{"mode", "forme"},
    Word{"name", "nom"},
    Word{"new_date", "nouvelle date"},
    Word{"note", "note"},
    Word{"note_de_cadrage", "note de cadrage"},
    Word{"notice", "mise en demeure"},
    Word{"notified_on", "notifié le"},
    Word{"numbers", "numéros"},
    Word{"objectives", "objectifs"},
    Word{"observations", "observations"},
    Word{"occurred_at", "date d'effet"},
    Word{"opened", "ouverture"},
    Word{"opens_on", "ouverture du guichet"},
    Word{"operands", "éléments du calcul"},
    Word{"opinion", "avis de l'ARS"},
    Word{"order_reference", "référence de l'ordre"},
    Word{"ordered", "ordonnancement"},
    Word{"ordered_on", "commandé le"},
    Word{"outcome", "issue"},
    Word{"outstanding_cents", "reste à recouvrer"},
    Word{"overcompensation_cents", "surcompensation"},
    Word{"paid", "paiement"},
    Word{"paid_on", "payé le"},
    Word{"participants", "participants (FINESS PMSI)"},
    Word{"party", "partie"},
    Word{"payment", "paiement"},
    Word{"payment_reference", "référence du paiement"},
    Word{"payments", "paiements"},
    Word{"perimeter", "périmètre"},
    Word{"phase", "état"},
    Word{"pmsi", "FINESS PMSI"},
    Word{"position", "position"},
    Word{"previous_key", "clé précédente"},
    Word{"profession", "profession"},
    Word{"programme", "programme"},
    Word{"proofs", "dépôt des preuves"},
    Word{"proposal", "proposition"},
    Word{"published_ceiling_cents", "plafond publié"},
    Word{"quality", "qualité"},
    Word{"quantity", "quantité"},
    Word{"raw_body", "corps reçu"},
    Word{"read", "lignes lues"},
    Word{"reason", "motif"},
    Word{"reasons", "motifs"},
    Word{"received", "reçu"},
    Word{"received_on", "reçu le"},
    Word{"recognised_costs_cents", "coûts reconnus"},
    Word{"recomputed", "calculé à nouveau"},
    Word{"recorded", "événements enregistrés"},
    Word{"recovered_cents", "recouvré"},
    Word{"refused", "propositions refusées"},
    Word{"region", "région"},
    Word{"rejected", "lignes rejetées"},
    Word{"remedies", "voies et délais de recours"},
    Word{"requested", "demande"},
    Word{"requested_by", "demandé à la position"},
    Word{"requested_cents", "montant demandé"},
    Word{"resolution", "résolution"},
    Word{"respond_by", "réponse attendue au plus tard le"},
    Word{"respond_within_days", "délai de réponse (jours)"},
    Word{"restorations", "restaurations"},
    Word{"retired_keys", "clés retirées"},
    Word{"role", "rôle"},
    Word{"root", "racine"},
    Word{"rule", "règle"},
    Word{"rulebook", "jeu de règles"},
    Word{"rulebooks", "jeux de règles"},
    Word{"salaried", "effectif salarié"},
    Word{"schedule", "échéancier"},
    Word{"sequence", "numéro d'ordre"},
    Word{"service", "service"},
    Word{"sha256", "empreinte SHA-256"},
    Word{"shown", "affiché"},
    Word{"signatories", "signataires"},
    Word{"signed_on", "signé le"},
    Word{"site", "établissement"},
    Word{"sites", "établissements"},
    Word{"size", "taille"},
    Word{"source", "source"},
    Word{"stamps_lost", "horodatages perdus (positions)"},
    Word{"status", "statut"},
    Word{"support", "établissement support"},
    Word{"targets", "cibles"},
    Word{"team", "équipe"},
    Word{"text", "texte"},
    Word{"theme", "thématique"},
    Word{"timestamps", "horodatages"},
    Word{"title", "intitulé"},
    Word{"to_restore_cents", "à restituer"},
    Word{"token_sha256", "empreinte du jeton"},
    Word{"type", "type"},
    Word{"unchanged", "sans changement"},
    Word{"undue_cents", "indu"},
    Word{"unit", "unité"},
    Word{"usage_payments", "financements déjà reçus à l'usage"},
    Word{"value", "valeur"},
    Word{"version", "version"},
    Word{"waiting", "mises à jour à résoudre"},
    Word{"waived_cents", "remises gracieuses"},
    Word{"was", "était"},
    Word{"webhook_id", "identifiant du message"},
    Word{"webhook_signature", "signature reçue"},
    Word{"webhook_timestamp", "horodatage reçu"},
    Word{"withdrawn_cents", "retiré, par les décisions en vigueur"},
    Word{"workforce", "effectifs"},
    Word{"written_off_cents", "admis en non-valeur"},
    Word{"year", "année"},
};
static_assert(std::ranges::is_sorted(field_words, {}, &Word::name));

struct Value {
  std::string_view field;
  std::string_view name;
  std::string_view label;
};

constexpr std::array value_words{
    Value{"category", "equipment", "équipement"},
    Value{"category", "integration", "intégration"},
    Value{"category", "internal_hr", "ressources humaines internes"},
    Value{"category", "licence", "licence"},
    Value{"category", "service", "prestation"},
    Value{"category", "training", "formation"},
    Value{"category", "workstation_reader", "lecteur de poste de travail"},
    Value{"cause", "overcompensation", "surcompensation"},
    Value{"cause", "non_compliance", "manquement aux obligations"},
    Value{"cause", "false_declaration", "fausse déclaration"},
    Value{"cause", "objectives_not_met", "objectifs non atteints"},
    Value{"disposition", "applied", "appliquée"},
    Value{"disposition", "kept", "gardée"},
    Value{"ght_role", "support", "établissement support"},
    Value{"ght_role", "member", "membre"},
    Value{"initiator", "ans", "l'ANS"},
    Value{"initiator", "funder", "financeur"},
    Value{"initiator", "european_commission", "Commission européenne"},
    Value{"kind", "quantitative", "quantitative"},
    Value{"kind", "qualitative", "qualitative"},
    Value{"legal_status", "public", "public"},
    Value{"legal_status", "private_nonprofit", "privé non lucratif"},
    Value{"legal_status", "private_forprofit", "privé à but lucratif"},
    Value{"mode", "documents", "sur pièces"},
    Value{"mode", "video", "en visioconférence"},
    Value{"mode", "on_site", "sur place"},
    Value{"outcome", "dismissed", "recours rejeté"},
    Value{"outcome", "partly_annulled", "annulation partielle"},
    Value{"outcome", "annulled", "annulation"},
    Value{"outcome", "withdrawn", "désistement"},
    Value{"outcome", "remedied", "manquement remédié"},
    Value{"outcome", "recovered", "recouvré"},
    Value{"outcome", "waived", "remise gracieuse"},
    Value{"outcome", "written_off", "admission en non-valeur"},
    Value{"outcome", "no_action", "sans suite"},
    Value{"party", "beneficiary", "bénéficiaire"},
    Value{"party", "ans", "ANS"},
    Value{"programme", "sun_es", "SUN-ES"},
    Value{"programme", "hopen2_phase1", "HOP'EN 2, première phase"},
    Value{"resolution", "applied", "appliquée"},
    Value{"resolution", "dismissed", "écartée"},
    Value{"theme", "maturity_catch_up", "rattrapage de maturité"},
    Value{"theme", "emergency_flow", "désengorgement des urgences"},
    Value{"theme", "health_product_logistics", "logistique des produits de santé"},
    Value{"theme", "working_time_hr", "temps de travail et ressources humaines"},
    Value{"unit", "cents", "centimes"},
    Value{"unit", "count", "nombre"},
    Value{"unit", "date", "date"},
    Value{"unit", "text", "texte"},
};

template <class Phase>
std::string_view phase_label(std::string_view value) {
  auto const phase = parse_name<Phase>(value);
  return phase ? label_of(*phase) : value;
}

}  // namespace

std::string_view field_label(std::string_view name) {
  auto const found = std::ranges::lower_bound(field_words, name, {}, &Word::name);
  return found != field_words.end() && found->name == name ? found->label : name;
}

std::string_view value_label(std::string_view within, std::string_view field,
                             std::string_view value) {
  if (field == "phase" && within == "campaigns") return phase_label<CampaignPhase>(value);
  if (field == "phase" && within == "milestones") return phase_label<MilestonePhase>(value);
  if (field == "phase" && within == "instalments") return phase_label<InstalmentPhase>(value);
  if (field == "payment") return phase_label<PaymentPhase>(value);
  if (field == "convention") return phase_label<ConventionPhase>(value);
  if (field == "control") return phase_label<ControlPhase>(value);
  if (field == "appeal_outcome") field = "outcome";
  if (field == "erased") {
    if (auto const type = event_type(value)) return catalogue[*type].label;
  }
  for (auto const& word : value_words) {
    if (word.field == field && word.name == value) return word.label;
  }
  return value;
}

std::string_view state_label(DeadlineState state) {
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

std::string_view responsible_label(std::string_view responsible) {
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
    case DossierKind::convergence:
      return "mises à jour de Convergence";
  }
  return "";
}

std::string actor_words(Actor const& actor) {
  return actor.id + " (" + std::string{role_label(actor.role)} +
         (actor.organisation.empty() ? "" : ", " + actor.organisation) + ")";
}

}  // namespace probant
