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
#include "engine/log/system_fault.hpp"
#include "engine/rules/rulebook.hpp"

namespace {

/// What it was about, as far as the error says, and the fault in French.
std::string fault_of(std::system_error const& error) {
  auto const* const of_file = dynamic_cast<std::filesystem::filesystem_error const*>(&error);
  if (of_file) return of_file->path1().string() + " : " + probant::in_french(error.code());
  std::string what = error.what();
  auto const english = what.rfind(": " + error.code().message());
  if (english != std::string::npos) what.resize(english);
  return what + " : " + probant::in_french(error.code());
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
    complain("probant : " + fault_of(error));
    return exit_environment;
  } catch (std::exception const& error) {
    complain(std::string{"probant : défaut interne : "} + error.what());
    return exit_environment;
  }
}
