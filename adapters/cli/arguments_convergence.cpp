// The options of the commands about Convergence: its inbox, and the file of missed updates.
#include "adapters/cli/arguments_state.hpp"

namespace probant::cli {
namespace {

constexpr auto id_help =
    "Tel que « probant inbox » le montre ; entre apostrophes quand il a de quoi tromper le shell, "
    "après -- quand il commence par un tiret";
constexpr auto config_help = "Configuration du service (TOML) : la table des statuts";

void add_resolution(CLI::App* inbox, State& s, std::string const& name, std::string const& does,
                    bool apply) {
  auto* sub = inbox->add_subcommand(name, does);
  add_common(sub, s,
             "probant inbox " + name + " msg_2KWPBgLlAfxdpx2AI54pPJ85f4W --by u-12 --grounds " +
                 (apply ? "\"Prorogation accordée depuis\"" : "\"Doublon de msg_1f3\""),
             {"text", "json"}, [&s, apply] {
               s.inbox.apply = apply;
               return run_inbox_resolve(s.common, s.inbox);
             });
  sub->add_option("ID", s.inbox.id, id_help)->required();
  sub->add_option("--by", s.inbox.by, "Compte de la personne qui décide")->required();
  sub->add_option("--grounds", s.inbox.grounds, "Pourquoi")->required();
  sub->add_option("--role", s.inbox.role, "ans, ars ou operator (défaut : ans)")
      ->check(one_of({"ans", "ars", "operator"}));
  sub->add_option("--organisation", s.inbox.organisation,
                  "Pour une ARS, le code INSEE de sa région");
  if (!apply) return;
  sub->add_option("--data", s.inbox.data, "Données corrigées de l'événement (fichier JSON)");
  sub->add_option("--config", s.inbox.config, config_help);
}

}  // namespace

void add_convergence(CLI::App& app, State& s) {
  auto* inbox = app.add_subcommand(
      "inbox", "Les mises à jour de Convergence qui n'ont pas pu s'appliquer (défaut : list)");
  inbox->group("Commandes");
  auto const run_list = [&s] { return run_inbox_list(s.common); };
  add_common(inbox, s, "probant inbox", {"text", "json"}, run_list);
  inbox->require_subcommand(0, 1);
  // Called after that of the subcommand, which it must not undo.
  inbox->callback([inbox, &s, run_list] {
    if (inbox->get_subcommands().empty()) s.run = run_list;
  });
  add_common(inbox->add_subcommand("list", "Celles qui attendent"), s, "probant inbox list",
             {"text", "json"}, run_list);
  auto* show = inbox->add_subcommand("show", "L'une d'elles, entière, avec ses motifs");
  add_common(show, s, "probant inbox show msg_2KWPBgLlAfxdpx2AI54pPJ85f4W", {"text", "json"},
             [&s] { return run_inbox_show(s.common, s.inbox); });
  show->add_option("ID", s.inbox.id, id_help)->required();
  add_resolution(inbox, s, "apply", "Applique l'événement qu'elle apporte, corrigé ou non", true);
  add_resolution(inbox, s, "dismiss", "L'écarte, sans effet", false);

  auto* convergence = app.add_subcommand("convergence", "La plateforme Convergence");
  convergence->group("Commandes");
  convergence->require_subcommand(1);
  auto* feed = convergence->add_subcommand(
      "feed",
      "Reprend un fichier de mises à jour manquées, une par ligne ; un service en marche "
      "prend le même à POST /v1/convergence/feed");
  add_common(feed, s, "probant convergence feed manquees.jsonl --by u-7 --config probant.toml",
             {"text", "json"}, [&s] { return run_feed(s.common, s.feed); });
  feed->add_option("FILE", s.feed.file,
                   "{\"webhook_id\",\"body\"} par ligne, ou le corps seul ; - pour l'entrée "
                   "standard")
      ->required();
  feed->add_option("--by", s.feed.by, "Compte de l'opérateur qui en répond")->required();
  feed->add_option("--config", s.feed.config, config_help);
}

}  // namespace probant::cli
