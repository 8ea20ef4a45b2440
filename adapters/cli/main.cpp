// The program: reads the arguments, runs one command, and turns what went wrong into a sentence on
// standard error and an exit status.
#include <csignal>
#include <exception>
#include <filesystem>
#include <system_error>

#include "adapters/cli/arguments.hpp"
#include "adapters/cli/exit.hpp"
#include "adapters/cli/terminal.hpp"
#include "adapters/evidence/export.hpp"
#include "engine/log/event_store.hpp"
#include "engine/rules/rulebook.hpp"

namespace {

/// The system's own words are English.
std::string in_french(std::error_code const& error) {
  if (error == std::errc::no_such_file_or_directory) return "ce fichier n'existe pas";
  if (error == std::errc::permission_denied) return "accès refusé";
  if (error == std::errc::no_space_on_device) return "il n'y a plus de place sur le disque";
  if (error == std::errc::file_too_large) return "le fichier ne peut pas grandir davantage";
  if (error == std::errc::is_a_directory) return "c'est un répertoire";
  if (error == std::errc::not_a_directory) return "un élément du chemin n'est pas un répertoire";
  if (error == std::errc::file_exists) return "ce nom est déjà pris";
  if (error == std::errc::read_only_file_system) return "le disque est en lecture seule";
  if (error == std::errc::bad_file_descriptor) return "ce canal est fermé";
  if (error == std::errc::broken_pipe) return "plus personne ne lit";
  if (error == std::errc::io_error) return "erreur de lecture ou d'écriture du disque";
  if (error == std::errc::too_many_files_open) return "trop de fichiers sont ouverts";
  if (error == std::errc::address_in_use) return "cette adresse est déjà prise";
  return error.message();
}

/// What it was about, as far as the error says, and the fault in French.
std::string in_french(std::system_error const& error) {
  auto const* const of_file = dynamic_cast<std::filesystem::filesystem_error const*>(&error);
  if (of_file) return of_file->path1().string() + " : " + in_french(error.code());
  std::string what = error.what();
  auto const english = what.rfind(": " + error.code().message());
  if (english != std::string::npos) what.resize(english);
  return what + " : " + in_french(error.code());
}

}  // namespace

int main(int count, char** arguments) {
  using namespace probant;
  using namespace probant::cli;
  if (!hold_standard_descriptors()) {
    complain("probant : la sortie standard est fermée : rien n'a été fait.");
    return exit_environment;
  }
  // A file that may not grow any more is then an error like a full disk, and not a sudden death.
  std::signal(SIGXFSZ, SIG_IGN);
  try {
    auto const parsed = parse_arguments(count, arguments);
    return parsed.run ? parsed.run() : parsed.status;
  } catch (UsageError const& error) {
    complain(std::string{"probant : "} + error.what());
    return exit_usage;
  } catch (RulebookError const& error) {
    complain(std::string{"probant : jeu de règles illisible : "} + error.what());
    return exit_usage;
  } catch (ExportError const& error) {
    complain(std::string{"probant : "} + error.what());
    return exit_usage;
  } catch (StoreError const& error) {
    complain(std::string{"probant : "} + error.what());
    return exit_environment;
  } catch (std::system_error const& error) {
    complain("probant : " + in_french(error));
    return exit_environment;
  } catch (std::exception const& error) {
    complain(std::string{"probant : défaut interne : "} + error.what());
    return exit_environment;
  }
}
