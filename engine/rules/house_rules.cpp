#include "engine/rules/house_rules.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

namespace probant {
namespace {

constexpr std::string_view own = "probant";
constexpr std::string_view words = "interface § 2";
constexpr std::string_view proposing = "interface § 3";
constexpr std::string_view amounts = "interface § 4";
constexpr std::string_view annex = "004_216ae045a3483cc5";
constexpr std::string_view webinar = "000_56e3d9c199e9e209";

struct HouseRule {
  std::string_view key;
  std::string_view label;
  std::string_view says;
  std::string_view source;
  std::string_view place;
  std::string_view quote{};  ///< where its own words stand in a source that is kept
};

constexpr std::array table{
    HouseRule{"roles", "Qui peut proposer quoi",
              "Chaque type d'événement nomme les rôles qui le proposent (« probant events TYPE »).",
              own, proposing},
    HouseRule{"roles.own_entity", "Pour qui un établissement agit",
              "Un établissement agit pour son entité, ou pour celles dont il porte la candidature.",
              own, proposing},
    HouseRule{"roles.payer", "Qui recouvre",
              "Chaque payeur recouvre ses fonds : l'ANS ceux d'un dossier mie, l'ARS ceux d'un "
              "dossier aap.",
              own, proposing},
    HouseRule{"competent_ars", "ARS compétente",
              "L'ARS compétente est celle de la région du dossier.", annex,
              "Instruction des candidatures",
              "Les candidatures au financement sont instruites par les Agences régionales de santé "
              "dont dépendent les établissements éligibles (ARS de la région d'exercice de l'ES "
              "support d'un GHT ou de l'entité juridique du candidat)"},
    HouseRule{"competent_ars.hospiconnect", "ARS compétente, candidature HospiConnect",
              "La candidature est validée par l'ARS référente : celle de la région du candidat.",
              "Instruction n° DNS/2025/180", "HospiConnect / HOP'EN 2"},
    HouseRule{"competent_ars.aap", "ARS compétente, projet aap et son recouvrement",
              "L'ARS compétente est celle de la région de l'établissement porteur.", webinar,
              "Modalités de sélection par les ARS"},
    HouseRule{"segregation_of_duties", "Ordonnateur et comptable",
              "Qui a émis un ordre ne l'exécute pas.", "Décret n° 2012-1246", "art. 9"},
    HouseRule{"payment.order", "Ordre, puis paiement",
              "Un paiement ou un encaissement s'exécute sur un ordre : il ne peut le précéder.",
              "Décret n° 2012-1246", "art. 10 et 11"},
    HouseRule{"decision.author", "Auteur d'une décision",
              "Une décision nomme son auteur : prénom, nom, qualité et service.", "CRPA",
              "art. L. 212-1 et L. 212-2"},
    HouseRule{"candidate.authorised", "Qui peut candidater",
              "Le support pour toutes les entités du GHT ; hors GHT, chaque entité pour elle-même.",
              annex, "Entités autorisées à déposer une candidature au financement",
              "l'établissement support du GHT candidate pour l'ensemble des entités juridiques du "
              "GHT. Pour les structures publiques éligibles ne faisant pas partie d'un GHT, la "
              "demande de candidature au financement doit être portée par l'entité juridique"},
    HouseRule{"mie.attainment", "Attestation d'atteinte",
              "L'attestation d'une campagne est définitive.", annex, "Définitions"},
    HouseRule{
        "aap.attainment", "Décision sur l'atteinte",
        "L'ARS décide une seule fois de l'atteinte ; une erreur de saisie se corrige, le sens "
        "de la décision se conteste par un recours.",
        own, words},
    HouseRule{"recovery.amounts", "Sommes d'un recouvrement",
              "Il ne se retire pas plus que ce qui a été payé et réclamé, il ne se remet et ne "
              "s'admet en non-valeur pas plus que ce qui reste dû ; ce qui est encaissé sur une "
              "non-valeur la réduit.",
              own, amounts},
    HouseRule{"recovery.grounds.aap", "Ce qui fonde un retrait, dossier aap",
              "Les conditions mises à l'octroi du financement n'ont pas été respectées.", "CRPA",
              "art. L. 242-2"},
    HouseRule{"recovery.steps.aap", "Étapes, dans l'ordre, dossier aap",
              "L'établissement est mis en demeure et à même de présenter ses observations, puis le "
              "retrait est décidé et motivé, puis le reversement ordonné.",
              "CRPA", "art. L. 122-1, L. 211-2 et L. 242-2"},
    HouseRule{"recovery.notice.floor_days.aap",
              "Délai de réponse à une mise en demeure, dossier aap",
              "Le délai laissé pour présenter des observations est suffisant ; plus court que "
              "recovery.notice.floor_days, il est signalé.",
              "CRPA", "art. L. 122-1"},
    HouseRule{"recovery.restitution", "Restitution",
              "Ce qui a été encaissé au-delà de l'indu se restitue à l'établissement.", own,
              amounts},
    HouseRule{"calendar.keys", "Clés du calendrier",
              "Une date se déplace sous sa clé : pour tous dans le dossier du programme, pour un "
              "dossier par une prorogation de l'une de ses échéances.",
              own, proposing},
    HouseRule{
        "programme.dossier", "Dossier du programme",
        "Le calendrier national se change dans le dossier du jeu de règles en vigueur, ou d'un "
        "jeu de règles qui y a été adopté.",
        own, words},
    HouseRule{
        "programme.rulebook", "Adoption d'un jeu de règles",
        "Un jeu de règles s'adopte dans le dossier de son nom, avec l'empreinte de son contenu, "
        "sous un numéro de version qui ne sert qu'une fois.",
        own, words},
    HouseRule{"register.entity", "Référentiel des entités",
              "Une entité est inscrite au référentiel avant tout acte qui la concerne, dans le "
              "dossier de son numéro.",
              own, words},
    HouseRule{"register.site", "Référentiel des établissements",
              "Un établissement est inscrit au référentiel avec son entité juridique.", own, words},
    HouseRule{"dossier.correction", "Correction",
              "Une correction vise un événement du même dossier, un de ses champs proposés et la "
              "valeur qu'il avait.",
              own, words},
    HouseRule{"dossier.erasure", "Effacement",
              "Un contenu s'efface partout où il figure : avec ce qui vient de Convergence, l'acte "
              "et les réceptions qui le répètent, sauf gel juridique ou pièce des comptes ; ce qui "
              "reste est dit avec son motif.",
              own, words},
    HouseRule{"dossier.legal_hold", "Gel juridique",
              "Rien n'est effacé dans un dossier sous gel juridique, ni de ce que Convergence a "
              "envoyé pour lui.",
              own, words},
    HouseRule{"lifecycle.register", "Ordre des actes",
              "Une entité s'inscrit dans register:<FINESS>, un import dans "
              "register:imports.",
              own, words},
    HouseRule{"lifecycle.programme", "Ordre des actes", "Voir « probant diagram programme ».", own,
              words},
    HouseRule{"lifecycle.hospiconnect", "Ordre des actes", "Voir « probant diagram hospiconnect ».",
              own, words},
    HouseRule{"lifecycle.aap", "Ordre des actes", "Voir « probant diagram aap ».", own, words},
    HouseRule{"lifecycle.mie", "Ordre des actes", "Voir « probant diagram mie ».", own, words},
    HouseRule{"lifecycle.recovery", "Ordre des actes", "Voir « probant diagram recovery ».", own,
              words},
    HouseRule{"lifecycle.dossier", "Ordre des actes", "Voir « probant diagram dossier ».", own,
              words},
    HouseRule{"lifecycle.refusals", "Ordre des actes",
              "Le registre des refus est tenu par le moteur seul.", own, words},
    HouseRule{"lifecycle.journal", "Ordre des actes", "Le journal est tenu par le moteur seul.",
              own, words},
    HouseRule{"lifecycle.convergence", "Ordre des actes",
              "Une mise à jour en attente se résout une fois, appliquée ou écartée (« probant "
              "inbox »).",
              own, words},
    HouseRule{"convergence.order", "Ordre des mises à jour",
              "Une mise à jour ne s'applique d'elle-même qu'au-delà du numéro d'ordre déjà "
              "appliqué pour sa référence.",
              own, "interface § 5"},
    HouseRule{"convergence.statuses", "Statuts de Convergence",
              "La table des statuts de la configuration dit quel événement chaque statut apporte.",
              own, "interface § 5"},
    HouseRule{"fields", "Champs d'un événement",
              "Les champs d'un événement sont ceux de son type, cohérents entre eux et avec le "
              "dossier (« probant events TYPE »).",
              own, words},
    HouseRule{"fields.computed", "Champs calculés", "Ce que le moteur calcule ne se propose pas.",
              own, words},
    HouseRule{"fields.type", "Types d'événements",
              "Un événement est d'un type du vocabulaire (« probant events »).", own, words},
    HouseRule{"log.dossier", "Premier événement d'un dossier",
              "Un dossier commence par l'acte qui l'ouvre, ou par une prorogation.", own,
              proposing},
    HouseRule{"log.version", "Version attendue",
              "expected_version est la version du dossier au moment de l'acte.", own, proposing},
    HouseRule{"log.idempotency", "Identifiant d'une proposition",
              "Un identifiant ne sert qu'à une proposition ; la même, proposée encore, reçoit la "
              "première réponse.",
              own, proposing},
    HouseRule{"log.time", "Instant d'un acte",
              "Un acte ne prend pas effet après son enregistrement.", own, proposing},
    HouseRule{
        "log.clock", "Horloge d'une simulation",
        "Avec --clock proposals, un acte est daté au plus de dix ans après le dernier instant "
        "enregistré.",
        own, amounts},
    HouseRule{"log.storage", "Journal en lecture seule",
              "Rien n'est répondu avant d'être durable ; un magasin en panne ne s'écrit plus.", own,
              proposing},
};

std::vector<Parameter> parameters() {
  std::vector<Parameter> rules;
  for (auto const& row : table) {
    Parameter parameter;
    parameter.key = row.key;
    parameter.label = row.label;
    parameter.value = std::string{row.says};
    parameter.source = row.source;
    parameter.place = row.place;
    parameter.quote = row.quote;
    parameter.certainty = Certainty::stated;
    rules.push_back(std::move(parameter));
  }
  return rules;
}

std::vector<Parameter> const& all() {
  static auto const rules = parameters();
  return rules;
}

}  // namespace

std::span<Parameter const> house_rules() { return all(); }

Parameter const& house_rule(std::string_view key) {
  auto const found = std::ranges::find(all(), key, &Parameter::key);
  if (found == all().end()) throw std::logic_error("no such rule: " + std::string{key});
  return *found;
}

}  // namespace probant
