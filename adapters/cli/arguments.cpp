#include "adapters/cli/arguments.hpp"

#include <cstdlib>
#include <iostream>
#include <memory>

#include "adapters/cli/arguments_state.hpp"
#include "adapters/cli/exit.hpp"
#include "adapters/cli/session.hpp"
#include "adapters/cli/terminal.hpp"
#include "adapters/cli/usage.hpp"

namespace probant::cli {
namespace {

Format format_called(std::string const& name) {
  if (name == "json") return Format::json;
  if (name == "csv") return Format::csv;
  return name == "ics" ? Format::ics : Format::text;
}

/// An empty value is most often a variable of a script that nobody set: taking it as no option at
/// all would answer another question, or write to another store.
void refuse_empty_values(CLI::App& app) {
  for (auto* sub : app.get_subcommands([](CLI::App const*) { return true; })) {
    for (auto* option : sub->get_options()) {
      bool const says_so_itself = option->get_option_text() == number_text;
      if (option->get_expected_max() > 0 && !says_so_itself) option->check(not_empty());
    }
  }
}

/// What was given, else what the environment says, else the directory at hand. Not left to the
/// library, which lets the environment win over an explicit option when commands share a variable.
std::string store_directory(std::string given) {
  if (!given.empty()) return given;
  char const* const said = std::getenv("PROBANT_STORE");
  return said && *said ? said : "./probant-store";
}

PastOptions past(State const& state) {
  return {moment(state.valid_at, "--valid-at"), moment(state.known_at, "--known-at")};
}

constexpr auto offline_help =
    "Ne demande pas aux témoins des réglages ce qu'ils ont vu (sinon : une seconde au plus)";

constexpr auto at_help =
    "Les actes jusqu'à cet instant (défaut : maintenant, ou le dernier instant enregistré d'une "
    "simulation en avance)";

void add_past(CLI::App* sub, State& state) {
  sub->add_option(
      "--valid-at", state.valid_at,
      "Les actes jusqu'à cet instant (RFC 3339 ou AAAA-MM-JJ, fin du jour à Paris ; défaut : "
      "maintenant, ou le dernier instant enregistré d'une simulation en avance)");
  sub->add_option("--known-at", state.known_at,
                  "Ce qui était connu du journal à cet instant (défaut : tout)");
}

void add_recording(CLI::App& app, State& s) {
  auto* init = command(app, s, "init", "Crée un magasin et adopte le jeu de règles intégré",
                       "probant init --store ./magasin", {"text", "json"},
                       [&s] { return run_init(s.common, s.init); });
  init->add_flag("--simulation", s.init.simulation, "Magasin d'essai, dont rien n'est réel");
  init->add_option("--origin", s.init.origin,
                   "Nom du journal, une adresse sans « https:// » : probant.example.org/journal");

  auto* record = command(app, s, "record", "Propose des événements, un objet JSON par ligne",
                         "probant record propositions.jsonl --store ./magasin", {"text", "json"},
                         [&s] { return run_record(s.common, s.record); });
  record->add_option("FILE", s.record.file, "Fichier, ou - pour l'entrée standard")->required();
  record
      ->add_option_function<std::string>(
          "--clock", [&s](std::string const&) { s.record.clock_from_proposals = true; },
          "proposals : l'heure d'enregistrement est celle de chaque acte, dix ans au plus après le "
          "dernier (simulation seulement)")
      ->check(one_of({"proposals"}));

  record->add_flag("--wait-for-checkpoint", s.record.wait_for_checkpoint,
                   "Ne répond qu'une fois un point de contrôle signé ; chaque réponse porte alors "
                   "son reçu (.tlog-proof)");

  auto* rotate = command(app, s, "rotate-key", "Remplace la clé de signature du journal",
                         "probant rotate-key --by u-7 --grounds \"Renouvellement annuel\"",
                         {"text", "json"}, [&s] { return run_rotate_key(s.common, s.rotate_key); });
  rotate->add_option("--by", s.rotate_key.by, "Identifiant de qui le décide")->required();
  rotate->add_option("--grounds", s.rotate_key.grounds, "Pourquoi")->required();

  auto* import =
      command(app, s, "import", "Importe des données de référence ; n'inscrit que ce qui change",
              "probant import finess-csv etalab-cs1100502.csv --store ./magasin", {"text", "json"},
              [&s] { return run_import(s.common, s.import); });
  import->add_option("KIND", s.import.kind, "Nature du fichier")
      ->required()
      ->check(one_of(
          {"finess-csv", "finess-plus", "workforce", "activity", "usage-payments", "ceilings"}));
  import
      ->add_option("FILE", s.import.file,
                   "Fichier d'origine, jamais ouvert dans un tableur : un extrait FINESS qui en "
                   "porte les marques est refusé en entier")
      ->required();
  import->add_option("--map", s.import.map,
                     "Correspondances de colonnes et d'établissements (TOML)");
  import->add_option("--by", s.import.by,
                     "Compte de la personne qui importe, inscrit au journal (défaut : "
                     "probant-import)");
  import->add_flag(
      "--accept-older", s.import.accept_older,
      "Importe même un extrait plus ancien que le dernier de sa source, ou dont la date "
      "manque ou est impossible");
}

void add_dossier_questions(CLI::App& app, State& s) {
  auto* history =
      command(app, s, "history", "L'histoire d'un dossier, décision par décision",
              "probant history aap:2026-0417 --known-at 2026-06-30", {"text", "json"}, [&s] {
                s.dossier.past = past(s);
                return run_history(s.common, s.dossier);
              });
  history->add_option("DOSSIER", s.dossier.dossier, "Par exemple aap:2026-0417")->required();
  add_past(history, s);

  auto* show = command(app, s, "show", "L'état d'un dossier, maintenant ou alors",
                       "probant show mie:010780054 --valid-at 2026-10-31", {"text", "json"}, [&s] {
                         s.dossier.past = past(s);
                         return run_show(s.common, s.dossier);
                       });
  show->add_option("DOSSIER", s.dossier.dossier, "Par exemple mie:010780054")->required();
  add_past(show, s);

  auto* explain =
      command(app, s, "explain", "D'où vient un montant : ses opérandes, règles et sources",
              "probant explain mie:010780054 entitlement", {"text", "json"}, [&s] {
                s.explain.past = past(s);
                return run_explain(s.common, s.explain);
              });
  explain->add_option("DOSSIER", s.explain.dossier, "Par exemple mie:010780054")->required();
  explain->add_option("FIGURE", s.explain.figure, "Par exemple ceiling_net, entitlement ou payable")
      ->required();
  add_past(explain, s);
}

void add_portfolio_questions(CLI::App& app, State& s) {
  auto* deadlines = command(app, s, "deadlines", "Les échéances",
                            "probant deadlines --region 84 --state due_soon",
                            {"text", "json", "csv", "ics"}, [&s] {
                              s.deadlines.at = moment(s.at, "--at");
                              s.deadlines.known_at = moment(s.known_at, "--known-at");
                              return run_deadlines(s.common, s.deadlines);
                            });
  deadlines->add_option("--at,--valid-at", s.at, at_help);
  deadlines->add_option("--known-at", s.known_at, "Ce qui était connu du journal à cet instant");
  deadlines->add_option("--region", s.deadlines.region, "Code INSEE de la région");
  deadlines->add_option("--responsible", s.deadlines.responsible, "establishment, ars ou ans")
      ->check(one_of({"establishment", "ars", "ans"}));
  deadlines
      ->add_option("--state", s.deadlines.states,
                   "État de l'échéance (répétable, ou plusieurs séparés par des virgules)")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(one_of({"upcoming", "open", "due_soon", "overdue", "met", "met_late", "cancelled"}));
  deadlines->add_option("--dossier", s.deadlines.dossier, "Un seul dossier");
  deadlines->add_flag("--fail-if-overdue", s.deadlines.fail_if_overdue,
                      "Termine par 1 s'il y a une échéance dépassée");

  auto* exposure = command(app, s, "exposure", "Financements et exposition à la surcompensation",
                           "probant exposure --by region", {"text", "json", "csv"}, [&s] {
                             s.exposure.at = moment(s.at, "--at");
                             s.exposure.known_at = moment(s.known_at, "--known-at");
                             return run_exposure(s.common, s.exposure);
                           });
  exposure->add_option("--at,--valid-at", s.at, at_help);
  exposure->add_option("--known-at", s.known_at, "Ce qui était connu du journal à cet instant");
  exposure->add_option("--region", s.exposure.region, "Code INSEE de la région, 84 par exemple");
  exposure->add_option("--dossier", s.exposure.dossier, "Un seul dossier");
  exposure->add_option("--by", s.exposure.by, "dossier, region, programme, beneficiary ou payer")
      ->default_val("dossier")
      ->check(one_of({"dossier", "region", "programme", "beneficiary", "payer"}));

  auto* search =
      command(app, s, "search", "Cherche des dossiers par nom, numéro, GHT, région ou phase",
              "probant search \"bourg-en-bresse\" --kind mie", {"text", "json"},
              [&s] { return run_search(s.common, s.search); });
  search->add_option("QUERY", s.search.query, "Partie d'un nom ou d'un numéro");
  search->add_option("--kind", s.search.kind, "Nature de dossier");
  search->add_option("--region", s.search.region, "Code INSEE de la région");
  search->add_option("--phase", s.search.phase,
                     "Phase, par son nom (under_convention) ou telle que « show » l'affiche");

  auto* whatif = command(app, s, "whatif",
                         "Rejoue le journal sous d'autres règles ou avec des événements supposés",
                         "probant whatif --rulebook regles-essai.toml", {"text", "json"}, [&s] {
                           s.whatif.past = past(s);
                           return run_whatif(s.common, s.whatif);
                         });
  whatif->add_option("--rulebook", s.whatif.rulebook, "Jeu de règles (TOML)");
  whatif->add_option(
      "--events", s.whatif.events,
      "Propositions supposées, une par ligne ; sans --valid-at, on regarde de la dernière si elle "
      "est à venir");
  add_past(whatif, s);
}

void add_keeping(CLI::App& app, State& s) {
  auto* erase = command(
      app, s, "erase", "Efface légalement un contenu, à deux personnes ; sa preuve reste valable",
      "probant erase 417 --basis \"RGPD art. 17, demande du 8 mars 2028\" --by u-7"
      "\n  probant erase 417 --confirm --by u-12",
      {"text", "json"}, [&s] { return run_erase(s.common, s.erase); });
  erase->add_option("POSITION", s.erase.position, "Position de l'événement dans le journal")
      ->required();
  erase->add_option("--basis", s.erase.basis, "Fondement légal (pour la demande)");
  erase->add_option("--by", s.erase.by, "Compte de la personne qui demande ou confirme")
      ->required();
  erase->add_option("--role", s.erase.role, "ans ou ars (défaut : ans)")
      ->check(CLI::IsMember({"ans", "ars"}));
  erase->add_option("--organisation", s.erase.organisation,
                    "Pour une ARS, le code INSEE de sa région");
  erase->add_flag("--confirm", s.erase.confirm,
                  "Confirme la demande d'une autre personne ; irréversible");

  auto* backup =
      command(app, s, "backup", "Copie le magasin pendant qu'il sert, avec un certificat signé",
              "probant backup /mnt/coffre/2026-11-22 --store ./magasin", {"text", "json"},
              [&s] { return run_backup(s.common, s.backup); });
  backup->add_option("DIR", s.backup.directory, "Répertoire vide ou à créer")->required();
  backup->add_flag("--offline", s.backup.offline, offline_help);

  auto* restore = command(app, s, "restore",
                          "Remet une sauvegarde dans un magasin vide, après l'avoir vérifiée",
                          "probant restore /mnt/coffre/2026-11-22 --store ./nouveau --key cle "
                          "--checkpoint /mnt/coffre/checkpoint",
                          {"text", "json"}, [&s] { return run_restore(s.common, s.restore); });
  restore->add_option("DIR", s.restore.directory, "Répertoire de la sauvegarde")->required();
  restore->add_option("--key", s.restore.key, "Clé de signature gardée à part");
  restore->add_option("--checkpoint", s.restore.checkpoints,
                      "Point de contrôle connu par ailleurs (répétable)");
  restore->add_option("--erasures", s.restore.erasures,
                      "Liste d'effacements plus récente que la sauvegarde (répétable) ; celle d'un "
                      "journal qui la continue, avec son passage signé (--checkpoint "
                      "evidence/lost/N/handover)");
  restore->add_flag(
      "--accept-loss", s.restore.accept_loss,
      "Accepte une sauvegarde plus ancienne que ce qui est connu du journal, ou dont rien "
      "au dehors ne dit si elle l'est : il continue sous un autre nom");
  restore->add_flag(
      "--assume-complete", s.restore.assume_complete,
      "Affirme que rien n'a été enregistré depuis la sauvegarde, quand rien au dehors "
      "ne le montre");
  restore->add_flag(
      "--drill", s.restore.drill,
      "Exercice, à côté d'un journal en service : vérifie tout, restaure sous un autre nom et "
      "ne publie rien, ni copies ni témoins");
}

void add_reference_questions(CLI::App& app, State& s) {
  auto* rules =
      command(app, s, "rules", "Le jeu de règles, avec ses sources", "probant rules --format json",
              {"text", "json"}, [&s] { return run_rules(s.common, s.rules); });
  rules->add_option("--diff", s.rules.diff, "Ce qui a changé depuis cette version");

  auto* diagram = command(app, s, "diagram", "Une procédure, en Mermaid", "probant diagram mie",
                          {"text"}, [&s] { return run_diagram(s.common, s.word); });
  diagram
      ->add_option("KIND", s.word,
                   "hospiconnect, aap, mie, recovery, register, programme ou dossier")
      ->required();

  auto* events = command(app, s, "events", "Les types d'événements : champs, proposants, fondement",
                         "probant events aap.project_filed", {"text", "json"},
                         [&s] { return run_events(s.common, s.word); });
  events->add_option("TYPE", s.word, "Un type, avec ses champs (json : son schéma)");

  auto* verify =
      command(app, s, "verify", "Recalcule le journal et nomme la première position fautive",
              "probant verify --checkpoint point-de-controle-de-mars", {"text", "json"},
              [&s] { return run_verify(s.common, s.verify); });
  verify->add_option("--checkpoint", s.verify.checkpoints,
                     "Point de contrôle gardé au dehors, que le journal doit prolonger (plusieurs "
                     "possibles)");
  verify->add_option("--tsa-ca", s.verify.tsa_ca,
                     "Certificats de l'autorité d'horodatage, PEM (sinon ceux des réglages)");
  verify->add_flag("--offline", s.verify.offline, offline_help);

  auto* simulate = command(
      app, s, "simulate", "Joue un programme national entier dans un magasin de simulation",
      "probant simulate --establishments etablissements.csv --seed 2026", {"text", "json"}, [&s] {
        s.simulate.until = moment(s.until, "--until");
        return run_simulate(s.common, s.simulate);
      });
  simulate
      ->add_option("--establishments", s.simulate.establishments, "Liste d'établissements (CSV)")
      ->required();
  add_number(*simulate, "--seed", s.simulate.seed, {},
             "Graine : même graine, mêmes octets (défaut : 1)");
  simulate->add_option("--until", s.until, "Rien de simulé après cet instant");
  add_number(*simulate, "--scale", s.simulate.scale, {1, 1000}, "Multiplie la charge (défaut : 1)");
}

void add_evidence(CLI::App& app, State& s) {
  auto* exported =
      command(app, s, "export", "Écrit un dossier de preuves, vérifiable sans ce programme",
              "probant export aap:2026-0417 --to ./preuves", {"text", "json"},
              [&s] { return run_export(s.common, s.export_to); });
  exported->add_option("DOSSIER", s.export_to.dossier, "Un dossier, ou all pour le journal entier")
      ->required();
  exported->add_option("--to", s.export_to.to, "Dossier à créer")->required();
  exported->add_flag("--offline", s.export_to.offline, offline_help);
  exported->add_flag("--without-passages", s.export_to.without_passages,
                     "Même si le passage d'une clé à la suivante manque : qui ne connaît que "
                     "l'ancienne ne pourra pas vérifier l'export");

  auto* prove =
      command(app, s, "prove",
              "La preuve qu'un événement est au journal, ou que le journal en est la suite",
              "probant prove 812 --to 812.tlog-proof", {"text", "json"},
              [&s] { return run_prove(s.common, s.prove); });
  add_number(*prove, "POSITION", s.prove.position, {0, INT64_MAX},
             "Position d'un événement dans le journal");
  add_number(*prove, "--from", s.prove.from, {0, INT64_MAX},
             "Au lieu d'un événement : que le journal prolonge ses premiers événements");
  prove->add_option("--to", s.prove.to, "Fichier à créer (défaut : la sortie)");
}

void add_outside(CLI::App& app, State& s) {
  auto* witness = command(
      app, s, "witness", "Héberge un témoin : il cosigne les points de contrôle d'autres journaux",
      "probant witness --listen 127.0.0.1:8090 --state ./temoin --log \"$(cat log.vkey)\"",
      {"text", "json"}, [&s] { return run_witness(s.common.format, s.witness); });
  witness->remove_option(witness->get_option("--store"));
  witness->add_option("--listen", s.witness.listen, "Adresse et port, par exemple 127.0.0.1:8090")
      ->required();
  witness->add_option("--state", s.witness.state, "Répertoire de sa clé et de ce qu'il a signé")
      ->required();
  witness
      ->add_option("--log", s.witness.logs,
                   "Clé publique d'un journal à suivre (plusieurs possibles, aussi pour un même "
                   "journal qui a changé de clé)")
      ->required();
  witness->add_option("--name", s.witness.name,
                      "Nom de sa clé, à la création : temoin.example.org/probant");

  command(app, s, "cosign", "Fait cosigner le journal, maintenant, par ses témoins",
          "probant cosign --store ./magasin", {"text", "json"},
          [&s] { return run_cosign(s.common); });

  auto* stamp =
      command(app, s, "timestamp", "Fait horodater le journal par une autorité (RFC 3161)",
              "probant timestamp --tsa https://tsa.example.org --ca tsa-ca.pem", {"text", "json"},
              [&s] { return run_timestamp(s.common, s.timestamp); });
  stamp->add_option("--tsa", s.timestamp.tsa, "Adresse de l'autorité (sinon celle des réglages)");
  stamp->add_option("--ca", s.timestamp.ca,
                    "Certificats de confiance, PEM (sinon ceux des réglages)");
}

}  // namespace

Parsed parse_arguments(int count, char const* const* arguments) {
  auto state = std::make_shared<State>();
  CLI::App app{"probant : le journal qui prouve ce qu'il dit (HospiConnect et HOP'EN 2)",
               "probant"};
  app.footer("Chaque commande a son aide : probant record --help");
  app.require_subcommand(1);
  app.set_help_flag("-h,--help", "Montre cette aide");
  app.set_version_flag("--version", std::string{PROBANT_VERSION}, "Montre la version");
  speak_french(app);
  add_recording(app, *state);
  add_dossier_questions(app, *state);
  add_portfolio_questions(app, *state);
  add_reference_questions(app, *state);
  add_evidence(app, *state);
  add_outside(app, *state);
  add_service(app, *state);
  add_convergence(app, *state);
  add_keeping(app, *state);
  refuse_empty_values(app);
  try {
    app.parse(count, arguments);
  } catch (CLI::ParseError const& error) {
    if (error.get_exit_code() == 0) return {{}, app.exit(error, std::cout, std::cerr)};
    complain("probant : " + in_french(error, app));
    return {{}, exit_usage};
  }
  state->common.store = store_directory(state->common.store);
  state->common.format = format_called(state->format);
  return {[state] { return state->run(); }, exit_done};
}

}  // namespace probant::cli
