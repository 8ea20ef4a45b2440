// probant inbox: what Convergence sent that could not be applied, and what a person decides.
#include <fstream>
#include <iterator>

#include "adapters/cli/convergence_desk.hpp"
#include "adapters/cli/exit.hpp"
#include "adapters/cli/service_settings.hpp"
#include "adapters/cli/session.hpp"
#include "adapters/cli/terminal.hpp"
#include "adapters/cli/words.hpp"
#include "adapters/cli/world_certificate.hpp"
#include "engine/kernel/authorise.hpp"
#include "events/codec/proposal_in.hpp"
#include "projections/json_object.hpp"

namespace probant::cli {
namespace {

std::vector<InboxItem> waiting(World const& world, EventStore const& store) {
  std::vector<InboxItem> items;
  for (auto const position : waiting_updates(world, [](Dossier const&) { return true; })) {
    if (auto item = received_update(store, position)) items.push_back(*std::move(item));
  }
  return items;
}

InboxItem find(World const& world, EventStore const& store, std::string const& id) {
  auto item = received_update(store, id);
  if (item && is_waiting(world, *item)) return *std::move(item);
  throw UsageError("« " + id + " » n'attend pas : « probant inbox » montre ce qui attend.");
}

std::string codes(InboxItem const& item) {
  std::string text;
  for (auto const& reason : item.update.reasons) {
    text += (text.empty() ? "" : ", ") + reason.code.value;
  }
  return text;
}

std::string dossier_of(InboxItem const& item) {
  return item.knows_dossier() ? item.update.concerns.text() : "—";
}

std::string number_of(InboxItem const& item) {
  return item.knows_dossier() ? std::to_string(item.update.sequence) : "—";
}

std::string in_words(std::vector<InboxItem> const& items) {
  if (items.empty()) return "Rien n'attend.\n";
  Table table{{{"ID", "REÇUE LE", "RÉFÉRENCE", "DOSSIER", "N°", "STATUT", "MOTIFS"}}, {4}, {}};
  for (auto const& item : items) {
    table.rows.push_back({item.update.webhook_id.value, to_french(item.received_at),
                          item.reference.reference, dossier_of(item), number_of(item),
                          item.erased ? "—" : item.update.status.value,
                          item.erased ? "contenu effacé légalement" : codes(item)});
  }
  return to_text(table);
}

std::string in_words(InboxItem const& item) {
  auto const& update = item.update;
  auto text = "Mise à jour " + update.webhook_id.value + ", position " +
              std::to_string(item.position) + "\n  dossier    " + dossier_of(item) +
              "\n  référence  " + item.reference.reference + ", n° " + number_of(item) + "\n";
  if (!item.erased) {
    text += "  statut     " + update.status.value +
            (update.mapped_type ? " (" + update.mapped_type->value + ")" : "") + "\n  survenue   " +
            to_french(update.happened_at) + "\n";
  }
  text += "  reçue      " + to_french(item.received_at) + ", de " + item.received_from.id;
  if (!item.erased) {
    text += update.webhook_signature ? ", signée" : ", reprise par fichier, sans signature";
  }
  text += "\n";
  for (auto const& reason : update.reasons) {
    text += "  - " + reason.code.value + " : " + (reason.path ? reason.path->value + " : " : "") +
            reason.message.value + "\n";
  }
  return item.erased ? text : text + "\n" + update.raw_body.value + "\n";
}

std::optional<std::string> payload_of(std::string const& file) {
  if (file.empty()) return std::nullopt;
  std::ifstream in{file, std::ios::binary};
  if (!in) throw UsageError("--data : « " + file + " » ne s'ouvre pas.");
  std::string text(max_proposal_bytes + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (text.size() > max_proposal_bytes) throw UsageError("--data : fichier trop long.");
  return text;
}

std::string words_of(Outcome const& outcome, InboxOptions const& options) {
  if (outcome.is_no()) {
    auto text = coloured(Colour::red, "Refusé") + " :\n";
    for (auto const& reason : outcome.reasons) {
      text += "  - " + std::string{name_of(reason.code)} + " : " +
              (reason.field.empty() ? "" : reason.field + " : ") + reason.message + "\n";
    }
    return text;
  }
  auto const at = std::to_string(outcome.position);
  if (!options.apply) return "Écartée, par l'acte à la position " + at + ".\n";
  return "Appliquée : résolution à la position " + at + ", événement à la position " +
         std::to_string(outcome.position + 1) + ".\n";
}

/// Most decisions are an ARS's, and that role is never taken unless it is asked for.
void tell_of_roles(Outcome const& outcome, Role role) {
  if (role == Role::ars || !service::has(outcome, ReasonCode::forbidden_role)) return;
  complain(
      "probant : décidé au nom de " + std::string{role_label(role)} +
      " ; au nom d'une ARS : --role ars --organisation et le code de sa région, par exemple 84.");
}

}  // namespace

int run_inbox_list(Common const& common) {
  auto const store = open_to_read(common);
  auto const items = waiting(replay(*store), *store);
  auto const one = [](InboxItem const& item) { return to_json(item); };
  print(common.format == Format::json ? json_array(items, one) + "\n" : in_words(items));
  return exit_done;
}

int run_inbox_show(Common const& common, InboxOptions const& options) {
  auto const store = open_to_read(common);
  auto const item = find(replay(*store), *store, options.id);
  print(common.format == Format::json ? to_json(item) + "\n" : in_words(item));
  return exit_done;
}

int run_inbox_resolve(Common const& common, InboxOptions const& options) {
  require_person(options.by);
  auto const desk = convergence_desk(std::make_shared<std::optional<convergence::Settings>>(
      load_service_settings(options.config).convergence));
  auto const grounds = Prose::parse(options.grounds);
  if (!grounds) throw UsageError("--grounds attend " + std::string{Prose::expected} + ".");
  auto const role = parse_name<Role>(options.role).value_or(Role::ans);
  ResolutionIn order;
  if (options.apply) order.resolution = convergence::Resolution::applied;
  order.grounds = grounds->value;
  order.payload = payload_of(options.data);
  WritingSession session{common,
                         "Un service reçoit aussi ces décisions (POST /v1/inbox/{id}/resolve)."};
  auto& store = session.store();
  Engine engine{store, ports(store.simulation())};
  service::Resolving const resolving{"inbox-" + Sha256{random_bytes()}.text(),
                                     {options.by, role, options.organisation},
                                     find(engine.world(), store, options.id),
                                     std::move(order)};
  auto made = desk.resolve(resolving);
  Outcome outcome;
  outcome.id = resolving.id;
  outcome.dossier = resolving.item.reference.text();
  if (auto const* proposal = std::get_if<Proposal>(&made)) {
    outcome = engine.record({proposal, 1}).front();
  } else {
    outcome.reasons = std::get<Reasons>(std::move(made));
  }
  certify_world(session, engine);
  print(common.format == Format::json ? to_json(outcome) + "\n" : words_of(outcome, options));
  if (!outcome.is_no()) return exit_done;
  tell_of_roles(outcome, role);
  bool const read_only = outcome.reasons.front().code == ReasonCode::store_read_only;
  return read_only ? exit_environment : exit_no;
}

}  // namespace probant::cli
