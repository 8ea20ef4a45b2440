// The options of the service's commands, and what every command's options have in common.
#include "adapters/cli/arguments_state.hpp"
#include "adapters/cli/service_settings.hpp"
#include "adapters/cli/session.hpp"

namespace probant::cli {
namespace {

void add_tokens(CLI::App& app, State& s) {
  auto* token = app.add_subcommand("token", "Les jetons du service : qui peut quoi, jusqu'à quand");
  token->group("Commandes");
  token->require_subcommand(1);

  auto* create = token->add_subcommand("create", "Crée un jeton et le montre, une seule fois");
  add_common(create, s,
             "probant token create --name u-118 --role ars --organisation 84 --expires 2027-12-31",
             {"text", "json"}, [&s] {
               s.token.expires_at = moment(s.expires, "--expires");
               return run_token_create(s.common, s.token);
             });
  create->add_option("--name", s.token.name, "Compte de la personne ou de la machine")->required();
  std::vector<std::string> roles{Names<Role>::values.begin(), Names<Role>::values.end()};
  create->add_option("--role", s.token.role, "Rôle")->required()->check(one_of(roles));
  create->add_option("--organisation", s.token.organisation,
                     "FINESS de l'entité, ou code INSEE de la région d'une ARS");
  create->add_option("--expires", s.expires, "Dernier jour ou instant (défaut : dans un an)");
  create->add_flag("--calendar", s.token.calendar,
                   "Seulement pour l'adresse d'un calendrier d'échéances");
  create
      ->add_option("--url", s.token.url,
                   "Avec --calendar : où le service se joint (https://probant.example.org), pour "
                   "donner l'adresse entière")
      ->needs("--calendar");

  auto* list = token->add_subcommand("list", "Les jetons, sans leurs secrets");
  add_common(list, s, "probant token list", {"text", "json"},
             [&s] { return run_token_list(s.common); });

  auto* revoke = token->add_subcommand("revoke", "Révoque un jeton, aussitôt");
  add_common(revoke, s, "probant token revoke 3f0c8d21a7b4", {"text", "json"},
             [&s] { return run_token_revoke(s.common, s.token); });
  revoke->add_option("ID", s.token.id, "Tel que « probant token list » le montre")->required();
}

}  // namespace

void add_service(CLI::App& app, State& s) {
  auto* serve =
      command(app, s, "serve", "Le service HTTP : propose, lit, jusqu'à Ctrl-C ou SIGTERM",
              "probant serve --store ./magasin --listen 127.0.0.1:8080\n"
              "  curl -H \"Authorization: Bearer $JETON\" "
              "http://127.0.0.1:8080/v1/dossiers/aap:2026-0417",
              {"text", "json"}, [&s] { return run_serve(s.common, s.serve); });
  serve->add_option("--listen", s.serve.listen, "Adresse et port (défaut : 127.0.0.1:8080)");
  serve->add_option("--url", s.serve.url,
                    "Adresse par laquelle d'autres l'atteignent, que portent les calendriers "
                    "(défaut : celle où il écoute)");
  serve->add_option(
      "--config", s.serve.config,
      "Configuration (TOML) : émetteurs d'identité, Convergence, envois vers l'extérieur");
  serve->add_option("--tls-certificate", s.serve.tls_certificate,
                    "Certificat (PEM, avec ceux qui en répondent) : HTTPS au lieu de HTTP");
  serve->add_option("--tls-key", s.serve.tls_key, "Sa clé privée (PEM, sans mot de passe)");
  serve->add_option("--metrics-listen", s.serve.metrics_listen,
                    "Adresse et port à part pour /metrics (défaut : ceux de --listen, en local)");
  serve->add_option("--access-log", s.serve.access_log,
                    "Répertoire du journal d'accès, ou - pour la sortie d'erreur (défaut : "
                    "service/access dans le magasin)");
  constexpr std::int64_t max_days = 3'650;
  serve
      ->add_option("--access-days", s.serve.access_days,
                   "Jours de conservation du journal d'accès (défaut : 365)")
      ->check(CLI::Range(std::int64_t{1}, max_days));
  serve
      ->add_option("--token-rate", s.serve.token_rate,
                   "Requêtes par seconde avec un même jeton ; 0 : sans limite (défaut : 100)")
      ->check(CLI::Range(std::int64_t{0}, max_token_rate));
  add_tokens(app, s);
}

void add_common(CLI::App* sub, State& state, std::string const& example,
                std::vector<std::string> const& formats, std::function<int()> run) {
  sub->footer("Exemple :\n  " + example);
  sub->add_option("--store", state.common.store,
                  "Répertoire du magasin (sinon $PROBANT_STORE, sinon ./probant-store)")
      ->option_text("RÉPERTOIRE");
  std::string names;
  for (auto const& format : formats) names += (names.empty() ? "" : "|") + format;
  sub->add_option("--format", state.format, "Forme de la réponse")
      ->check(one_of(formats))
      ->option_text(names);
  sub->callback([&state, run = std::move(run)] { state.run = run; });
}

CLI::App* command(CLI::App& app, State& state, std::string const& name, std::string const& does,
                  std::string const& example, std::vector<std::string> const& formats,
                  std::function<int()> run) {
  auto* sub = app.add_subcommand(name, does);
  sub->group("Commandes");
  add_common(sub, state, example, formats, std::move(run));
  return sub;
}

std::optional<Instant> moment(std::string const& text, std::string const& option) {
  if (text.empty()) return std::nullopt;
  return parse_moment(text, option);
}

}  // namespace probant::cli
