// probant-verify: checks, offline and without the program that wrote it, an export of a journal or
// the proof of one event. Exit status: 0 verified (without --key: under its own), 1 not verified,
// 2 wrong usage, 3 cannot read.
#include <CLI/CLI.hpp>
#include <exception>
#include <iostream>

#include "adapters/verifier/envelope.hpp"
#include "adapters/verifier/folder.hpp"
#include "adapters/verifier/proof.hpp"
#include "adapters/verifier/receipt.hpp"
#include "adapters/verifier/timestamp.hpp"
#include "adapters/verifier/usage.hpp"

namespace {

using namespace probant::verifier;

constexpr int exit_verified = 0;
constexpr int exit_not_verified = 1;
constexpr int exit_usage = 2;
constexpr int exit_cannot_read = 3;

struct Arguments {
  std::string folder;
  std::string key;
  std::vector<std::string> checkpoints;
  std::vector<std::string> witnesses;
  std::vector<std::string> handovers;
  std::string tsa_ca;
  std::string format = "text";
  std::string proof;
  std::string envelope;
};

struct UsageError {
  std::string message;
};

/// A key, or a file whose first line is one.
VerifierKey key_of(std::string const& text, KeyKind kind) {
  auto key = VerifierKey::parse(text);
  std::error_code ignored;
  if (!key && std::filesystem::is_regular_file(text, ignored)) {
    auto const bytes = read_file(text, Note::max_bytes);
    key = VerifierKey::parse(std::string_view{bytes}.substr(0, bytes.find('\n')));
  }
  if (!key || key->kind != kind) {
    throw UsageError{"« " + text + " » n'est ni une clé de vérification " +
                     (kind == KeyKind::log ? "de journal" : "de témoin") +
                     " (nom+identifiant+clé), ni un fichier qui en contient une."};
  }
  return *key;
}

Given given(Arguments const& arguments) {
  Given given;
  if (!arguments.key.empty()) given.key = key_of(arguments.key, KeyKind::log);
  for (auto const& file : arguments.checkpoints) {
    given.checkpoints.push_back({file, read_file(file, Note::max_bytes)});
  }
  for (auto const& witness : arguments.witnesses) {
    given.witnesses.push_back(key_of(witness, KeyKind::witness));
  }
  for (auto const& file : arguments.handovers) {
    auto handover = read_handover(file, read_file(file, Note::max_bytes));
    if (!handover) {
      throw UsageError{"--handover " + file + " : ce n'est pas un passage d'une clé à une autre."};
    }
    given.handovers.push_back(*std::move(handover));
  }
  if (!arguments.tsa_ca.empty() && !has_certificates(arguments.tsa_ca)) {
    throw UsageError{"--tsa-ca " + arguments.tsa_ca +
                     " : ce fichier n'existe pas, ou ne contient pas de certificat (PEM)."};
  }
  given.tsa_ca = arguments.tsa_ca;
  return given;
}

int answer(Report const& report, std::string const& format) {
  std::cout << (format == "json" ? to_json(report) : to_text(report)) << std::flush;
  if (!std::cout) throw CannotRead{"sortie : écriture impossible."};
  if (report.verified() && !report.key_pinned) {
    std::cerr
        << "probant-verify : sans --key, l'export n'est vérifié que sous la clé qu'il apporte "
           "lui-même : quiconque a pu le fabriquer, et le statut 0 ne dit pas de quel journal "
           "il vient.\n";
  }
  return report.verified() ? exit_verified : exit_not_verified;
}

int verify_proof(Arguments const& arguments) {
  auto const proof = read_file(arguments.proof, Proof::max_bytes);
  std::optional<std::string> envelope;
  if (!arguments.envelope.empty()) envelope = read_file(arguments.envelope, max_envelope_bytes);
  return answer(check_proof(proof, envelope, given(arguments)), arguments.format);
}

int verify_consistency(Arguments const& arguments) {
  auto const proof = read_file(arguments.proof, max_consistency_bytes);
  return answer(check_consistency(proof, given(arguments)), arguments.format);
}

int verify_export(Arguments const& arguments) {
  if (arguments.folder.empty()) {
    throw UsageError{"il manque le dossier à vérifier : probant-verify DIR (aide : --help)."};
  }
  return answer(check_export(arguments.folder, given(arguments)), arguments.format);
}

void add_common(CLI::App& app, Arguments& arguments) {
  app.add_option("--key", arguments.key,
                 "Clé publique du journal, obtenue d'une autre source que l'export, ou son "
                 "fichier");
  app.add_option("--witness", arguments.witnesses, "Clé d'un témoin qui doit avoir contresigné");
  app.add_option("--format", arguments.format, "Forme de la réponse : text|json")
      ->check(one_of_text_and_json())
      ->option_text("text|json");
}

/// Whoever pinned a key of before and holds no export.
void add_handovers(CLI::App& app, Arguments& arguments) {
  app.add_option("--handover", arguments.handovers,
                 "Passage de la clé donnée à la suivante (rotations/, lost/…/handover), répétable");
}

int run(int count, char const* const* words) {
  Arguments arguments;
  CLI::App app{"probant-verify : vérifie sans réseau un export du journal, ou la preuve d'un acte",
               "probant-verify"};
  speak_french(app);
  app.footer(
      "Exemples :\n"
      "  probant-verify ./export --key journal.vkey\n"
      "  probant-verify ./export --key journal.vkey --checkpoint recu-en-juin.checkpoint\n"
      "  probant-verify proof 812.tlog-proof --key journal.vkey\n"
      "  probant-verify consistency suite --checkpoint recu-en-juin.checkpoint --key journal.vkey\n"
      "Termine par 0 : vérifié (sans --key : cohérent sous sa propre clé, quiconque a pu le "
      "fabriquer) ; 1 : non vérifié ; 2 : usage ; 3 : lecture impossible.");
  app.set_help_flag("-h,--help", "Montre cette aide");
  app.set_version_flag("--version", std::string{PROBANT_VERSION}, "Montre la version");
  app.add_option("DIR", arguments.folder, "Dossier créé par probant export");
  app.add_option("--checkpoint", arguments.checkpoints,
                 "Point de contrôle conservé ailleurs, que le journal doit prolonger");
  app.add_option("--tsa-ca", arguments.tsa_ca,
                 "Certificats (PEM) de l'autorité d'horodatage, pour les jetons RFC 3161");
  add_common(app, arguments);
  auto* proof = app.add_subcommand("proof", "Vérifie la preuve d'un seul acte")->group("Commandes");
  proof->add_option("FILE", arguments.proof, "Preuve .tlog-proof")->required();
  proof->add_option("--envelope", arguments.envelope,
                    "Enveloppe de l'acte, octet pour octet, si la preuve ne l'apporte pas");
  add_common(*proof, arguments);
  add_handovers(*proof, arguments);
  auto* consistency =
      app.add_subcommand("consistency",
                         "Vérifie que le journal prolonge un point de contrôle conservé")
          ->group("Commandes");
  consistency->add_option("FILE", arguments.proof, "Preuve de probant prove --from")->required();
  consistency
      ->add_option("--checkpoint", arguments.checkpoints, "Point de contrôle conservé ailleurs")
      ->required();
  add_common(*consistency, arguments);
  add_handovers(*consistency, arguments);
  try {
    app.parse(count, words);
  } catch (CLI::ParseError const& error) {
    if (error.get_exit_code() != 0) throw UsageError{in_french(error)};
    return app.exit(error, std::cout, std::cerr);
  }
  if (consistency->parsed()) return verify_consistency(arguments);
  return proof->parsed() ? verify_proof(arguments) : verify_export(arguments);
}

}  // namespace

int main(int count, char** words) {
  try {
    return run(count, words);
  } catch (UsageError const& error) {
    std::cerr << "probant-verify : " << error.message << '\n';
    return exit_usage;
  } catch (CannotRead const& error) {
    std::cerr << "probant-verify : " << error.message << '\n';
    return exit_cannot_read;
  } catch (std::exception const& error) {
    std::cerr << "probant-verify : " << error.what() << '\n';
    return exit_cannot_read;
  }
}
