// probant erase: one person asks for the erasure of a payload, another confirms it; then the
// payload and its blinding are gone, and evidence/erasures remembers that they must stay so.
#include <algorithm>

#include "adapters/cli/exit.hpp"
#include "adapters/cli/session.hpp"
#include "adapters/cli/terminal.hpp"
#include "adapters/cli/words.hpp"
#include "adapters/cli/world_certificate.hpp"
#include "adapters/notary/erasures.hpp"
#include "engine/log/erasures.hpp"
#include "events/codec/proposal_in.hpp"
#include "projections/json_object.hpp"
#include "projections/span_words.hpp"

namespace probant::cli {
namespace {

/// What becomes of it in what was made before: as the list of erasures is kept outside, or is not.
std::string elsewhere(WritingSession& session) {
  std::string const text = "Les sauvegardes et les exports faits avant gardent ce contenu : ";
  std::string const rest = " ; détruisez ceux qui ne servent plus.";
  if (auto const why = session.lists_failure(); !why.empty()) {
    return text +
           "une restauration le ferait revenir, car la liste des effacements n'a pas pu être "
           "écrite partout (" +
           why + ") ; remédiez-y, la prochaine commande qui écrit la complète" + rest;
  }
  if (session.notary().settings().copies.empty()) {
    return text +
           "aucune copie n'en garde la liste (evidence.toml, copies) ; gardez evidence/erasures "
           "ailleurs et donnez-la à « probant restore --erasures », sans quoi il revient" +
           rest;
  }
  return text +
         "« probant restore » l'efface de nouveau (copies, ou --erasures evidence/erasures)" + rest;
}

/// Who confirms again after a command was killed is told that this was not for nothing.
constexpr std::string_view list_mended =
    "La liste des effacements (evidence/erasures), qu'une interruption avait laissée incomplète, "
    "est complétée.";

std::size_t listed_in(std::string const& directory) {
  auto const evidence = notary::read_evidence(directory);
  return notary::read_erasures(notary::Places{directory}.erasures(), evidence).erasures.size();
}

DossierId dossier_at(EventStore const& store, Position position) {
  std::optional<DossierId> found;
  store.scan(position, position + 1, [&](StoredEvent const& event) {
    found = event.dossier;
    return false;
  });
  if (found) return *found;
  throw UsageError("La position " + std::to_string(position) + " n'existe pas : le journal a " +
                   event_count(store.head().next) + ", à partir de la position 0.");
}

/// The ground given when the erasure was asked for; the person who confirms need not repeat it.
std::string basis_of(EraseOptions const& options, World const& world, DossierId const& dossier) {
  if (!options.basis.empty()) return options.basis;
  if (!options.confirm) {
    throw UsageError(
        "--basis : donnez le fondement légal de l'effacement, par exemple « RGPD art. "
        "17, demande du 8 mars 2028 ».");
  }
  auto const* known = world.find(dossier);
  if (!known) return "sans demande";
  auto const& asked = known->transverse.erasures_asked;
  auto const found = asked.find(options.position);
  return found == asked.end() ? "sans demande" : found->second.legal_basis;
}

Proposal proposal_of(EraseOptions const& options, DossierId const& dossier,
                     std::string const& basis) {
  auto const line =
      JsonObject{}
          .text("id", "erase-" + Sha256{random_bytes()}.text())
          .text("type", options.confirm ? transverse::PayloadErased::about.name
                                        : transverse::ErasureRequested::about.name)
          .text("dossier", dossier.text())
          .raw("actor", JsonObject{}
                            .text("id", options.by)
                            .text("role", options.role)
                            .text("organisation", options.organisation)
                            .json())
          .raw("data",
               JsonObject{}.number("position", options.position).text("legal_basis", basis).json())
          .json();
  auto read = read_proposal(line);
  if (auto* proposal = std::get_if<Proposal>(&read)) return std::move(*proposal);
  throw UsageError(to_text(std::get<Invalid>(read).reasons));
}

/// What is gone: the content itself, that of its corrections, and of the other place where what
/// came from Convergence stood.
std::vector<Position> erased_by(EventStore const& store, Outcome const& outcome) {
  std::vector<Position> positions;
  for (auto const& erased : erasures_of(store)) {
    if (erased.ordered_by >= outcome.position) positions.push_back(erased.position);
  }
  return positions;
}

std::string in_words(Outcome const& outcome, Common const& common, EraseOptions const& options,
                     std::vector<Position> const& erased, std::string const& kept) {
  if (outcome.is_no()) {
    std::string text = coloured(Colour::red, "Refusé") + " :\n";
    for (auto const& reason : outcome.reasons) {
      text += "  - " + std::string{name_of(reason.code)} + " : " + reason.message + "\n";
    }
    return text;
  }
  auto const which = "position " + std::to_string(options.position) + " de " + outcome.dossier;
  if (!options.confirm) {
    return "Effacement demandé : " + which + ". Une autre personne le confirme par :\n  probant " +
           "erase " + std::to_string(options.position) + " --confirm --by IDENTIFIANT --store " +
           common.store + "\n" + warning_lines(outcome.warnings);
  }
  auto text = "Contenu effacé : " + which + ", par l'acte à la position " +
              std::to_string(outcome.position) + ".\n";
  std::string also;
  for (auto const position : erased) {
    if (position != options.position) also += (also.empty() ? "" : ", ") + std::to_string(position);
  }
  if (!also.empty()) {
    text +=
        "Avec lui, le même contenu ailleurs (corrections, réceptions de Convergence et acte "
        "apporté) : position(s) " +
        also + ".\n";
  }
  return text + "L'événement et ses preuves restent vérifiables (probant verify).\n" + kept + "\n" +
         warning_lines(outcome.warnings);
}

std::string in_json(Outcome const& outcome, std::vector<Position> const& erased, bool mended,
                    std::string const& kept) {
  auto text = to_json(outcome);
  text.pop_back();
  std::vector<std::string> notices;
  if (!erased.empty()) notices.push_back(kept);
  if (mended) notices.emplace_back(list_mended);
  return text + ",\"erased\":" +
         json_array(erased, [](Position position) { return std::to_string(position); }) +
         ",\"notices\":" + json_texts(notices) + "}\n";
}

/// What was decided stands and is told, whatever fails afterwards.
bool keep_list(WritingSession& session, Outcome const& outcome) {
  try {
    session.keep_erasures_of({&outcome, 1});
    return true;
  } catch (StoreError const& error) {
    complain(std::string{"probant : "} + error.what());
    return false;
  }
}

}  // namespace

int run_erase(Common const& common, EraseOptions const& options) {
  WritingSession session{common, "Un service reçoit aussi ces actes (POST /v1/events)."};
  auto& store = session.store();
  auto const listed = listed_in(common.store);
  auto const dossier = dossier_at(store, options.position);
  Engine engine{store, ports(store.simulation())};
  auto const proposal = proposal_of(options, dossier, basis_of(options, engine.world(), dossier));
  auto const outcome = engine.record({&proposal, 1}).front();
  bool const listed_everywhere = keep_list(session, outcome);
  certify_world(session, engine);
  std::vector<Position> erased;
  if (options.confirm && !outcome.is_no()) erased = erased_by(store, outcome);
  bool const mended = outcome.is_no() && listed_in(common.store) > listed;
  auto const kept = elsewhere(session);
  print(common.format == Format::json ? in_json(outcome, erased, mended, kept)
                                      : in_words(outcome, common, options, erased, kept) +
                                            (mended ? std::string{list_mended} + "\n" : ""));
  if (!outcome.is_no()) return listed_everywhere ? exit_done : exit_environment;
  bool const read_only = outcome.reasons.front().code == ReasonCode::store_read_only;
  return read_only ? exit_environment : exit_no;
}

}  // namespace probant::cli
