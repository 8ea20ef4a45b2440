// probant deadlines, exposure and search: questions about every dossier at once.
#include <algorithm>

#include "adapters/calendar/ics.hpp"
#include "adapters/cli/exit.hpp"
#include "adapters/cli/questions.hpp"
#include "adapters/cli/terminal.hpp"
#include "adapters/table/csv.hpp"
#include "engine/rules/counted.hpp"
#include "projections/directory.hpp"
#include "projections/exposure.hpp"
#include "projections/json_object.hpp"
#include "projections/words.hpp"

namespace probant::cli {
namespace {

Colour state_colour(DeadlineState state) {
  switch (state) {
    case DeadlineState::overdue:
      return Colour::red;
    case DeadlineState::due_soon:
      return Colour::yellow;
    case DeadlineState::met:
      return Colour::green;
    case DeadlineState::met_late:
      return Colour::yellow;
    case DeadlineState::upcoming:
    case DeadlineState::cancelled:
      return Colour::dim;
    case DeadlineState::open:
      return Colour::plain;
  }
  return Colour::plain;
}

/// The day that an answer holds for: "au 10/07/2026".
std::string as_of(Asked const& asked) {
  auto text = "au " + to_french(paris_day(asked.at));
  if (auto const known = asked.bounds.known_at) {
    text += ", d'après ce qui était connu au " + to_french(paris_day(*known));
  }
  return text;
}

/// Nothing found of a dossier that is not there is no news of it.
void tell_if_unknown(std::optional<DossierId> const& dossier, World const& world) {
  if (!dossier || world.find(*dossier)) return;
  complain("probant : " + dossier->text() + " : dossier inconnu à cette date.");
}

std::string text_of(std::vector<Deadline> const& deadlines, Asked const& asked) {
  Table table{{{"LE", "JOURS", "ÉTAT", "DOSSIER", "ÉCHÉANCE", "POUR", "RÉGION"}}, {1}, {}};
  table.colours.push_back(Colour::bold);
  for (auto const& deadline : deadlines) {
    table.rows.push_back({to_french(deadline.due_on),
                          deadline.days_left ? std::to_string(*deadline.days_left) : "",
                          std::string{state_label(deadline.state)}, deadline.dossier.text(),
                          deadline.label, std::string{responsible_label(deadline.responsible)},
                          deadline.region ? deadline.region->text() : "—"});
    table.colours.push_back(state_colour(deadline.state));
  }
  return "Échéances " + as_of(asked) + "\n" + to_text(table) +
         counted(std::ssize(deadlines), "échéance", "échéances") + "\n";
}

/// The figures a person wants at a glance; json and csv have all of them.
constexpr std::array glance{Figure::ceiling_net_cents, Figure::entitlement_cents,
                            Figure::ordered_cents,     Figure::paid_cents,
                            Figure::unverified_cents,  Figure::overcompensation_cents,
                            Figure::outstanding_cents};

/// What some owe and what others are owed is told apart: one does not pay for the other.
std::string outstanding_text(ExposureGroup const& group, std::optional<Money> left) {
  if (!left || group.to_restore.is_zero()) return amount_text(left);
  auto const owed = *left + group.to_restore;
  auto const restored = to_french(group.to_restore) + " à restituer";
  return owed.is_zero() ? restored : to_french(owed) + " et " + restored;
}

std::vector<std::string> glance_cells(std::string heading, ExposureGroup const& group) {
  std::vector<std::string> cells{std::move(heading), std::to_string(group.dossiers)};
  for (auto const figure : glance) {
    auto const& amount = group.amounts[static_cast<std::size_t>(figure)];
    cells.push_back(figure == Figure::outstanding_cents ? outstanding_text(group, amount)
                                                        : amount_text(amount, figure));
  }
  return cells;
}

std::string payer_text(std::string const& payer) {
  return payer == "ans" ? "ANS (financements d'équipement)" : "ARS (projets HOP'EN 2)";
}

std::string heading_text(ExposureBy by, std::string const& heading) {
  if (heading.empty()) return "(région inconnue)";
  if (by == ExposureBy::payer) return payer_text(heading);
  if (by != ExposureBy::region) return heading;
  auto const region = Region::parse(heading);
  return heading + " " + (region ? region_name(*region) : "");
}

/// Under the table: of which sums some dossiers are left out, and under which headings.
std::string left_out_lines(std::vector<ExposureRow> const& rows, ExposureBy by) {
  auto const all = count_unknown(rows);
  std::string text;
  for (auto const figure : glance) {
    auto const index = static_cast<std::size_t>(figure);
    if (all[index] == 0) continue;
    std::string where;
    for (auto const& one : group(rows, by)) {
      if (one.unknown[index] == 0) continue;
      where += (where.empty() ? "" : ", ") + heading_text(by, one.heading);
      if (by != ExposureBy::dossier) where += " : " + std::to_string(one.unknown[index]);
    }
    text +=
        std::string{label_of(figure)} + " : " + left_out_words(all[index]) + " (" + where + ")\n";
  }
  return text;
}

std::string text_of(std::vector<ExposureRow> const& rows, ExposureBy by, Asked const& asked) {
  Table table;
  std::vector<std::string> head{"", "DOSSIERS"};
  for (auto const figure : glance) head.emplace_back(label_of(figure));
  table.rows.push_back(head);
  for (std::size_t column = 1; column < head.size(); ++column) table.right.push_back(column);
  for (auto const& group : group(rows, by)) {
    table.rows.push_back(glance_cells(heading_text(by, group.heading), group));
  }
  // The money of ANS and that of the ARS are never added up.
  if (by != ExposureBy::payer) {
    for (auto const& payer : group(rows, ExposureBy::payer)) {
      table.rows.push_back(glance_cells("Total " + payer_text(payer.heading), payer));
    }
  }
  return "Exposition " + as_of(asked) + "\n" + to_text(table) + left_out_lines(rows, by);
}

void require_phase(DirectoryFilter const& filter) {
  if (filter.phase.empty() || is_phase(filter.phase)) return;
  throw UsageError("--phase : « " + filter.phase +
                   " » est inconnu ; il y a, par leur nom ou leur libellé : " + known_phases() +
                   ".");
}

}  // namespace

int run_deadlines(Common const& common, DeadlinesOptions const& options) {
  DeadlineFilter filter;
  filter.region = region_option(options.region);
  if (!options.responsible.empty()) filter.responsible = options.responsible;
  if (!options.dossier.empty()) filter.dossier = parse_dossier(options.dossier);
  auto const [question, world] = world_of(common, options.at, options.known_at);
  tell_if_unknown(filter.dossier, world);
  auto found = deadlines(world, question.at, filter);
  std::erase_if(found, [&](Deadline const& deadline) {
    return !options.states.empty() &&
           std::ranges::find(options.states, name_of(deadline.state)) == options.states.end();
  });
  switch (common.format) {
    case Format::json:
      print(json_array(found, [](Deadline const& deadline) { return to_json(deadline); }) + "\n");
      break;
    case Format::csv:
      print(to_csv(sheet_of(found)));
      break;
    case Format::ics:
      print(to_ics(found, editions_of(found, world),
                   {notary::read_evidence(common.store).settings.origin}));
      break;
    case Format::text:
      print(text_of(found, question));
      break;
  }
  bool const late = std::ranges::any_of(
      found, [](Deadline const& deadline) { return deadline.state == DeadlineState::overdue; });
  return options.fail_if_overdue && late ? exit_no : exit_done;
}

int run_exposure(Common const& common, ExposureOptions const& options) {
  auto const by = parse_name<ExposureBy>(options.by).value_or(ExposureBy::dossier);
  ExposureFilter filter{region_option(options.region), {}};
  if (!options.dossier.empty()) filter.dossier = parse_dossier(options.dossier);
  auto const [question, world] = world_of(common, options.at, options.known_at);
  tell_if_unknown(filter.dossier, world);
  auto const rows = exposure(world, question.at, filter);
  if (common.format == Format::csv) {
    print(to_csv(sheet_of(rows, by)));
  } else if (common.format == Format::json && by == ExposureBy::dossier) {
    print(json_array(rows, [](ExposureRow const& row) { return to_json(row); }) + "\n");
  } else if (common.format == Format::json) {
    print(json_array(group(rows, by), [&](ExposureGroup const& g) { return to_json(g, by); }) +
          "\n");
  } else {
    print(text_of(rows, by, question));
  }
  return exit_done;
}

int run_search(Common const& common, SearchOptions const& options) {
  DirectoryFilter filter;
  filter.query = options.query;
  filter.region = region_option(options.region);
  filter.phase = options.phase;
  if (!options.kind.empty()) {
    filter.kind = parse_name<DossierKind>(options.kind);
    if (!filter.kind) throw UsageError("--kind : « " + options.kind + " » est inconnu.");
  }
  require_phase(filter);
  auto const found = search(world_of(common, {}, {}).world, filter);
  if (common.format == Format::json) {
    print(json_array(found, [](DirectoryEntry const& entry) { return to_json(entry); }) + "\n");
    return exit_done;
  }
  Table table{{{"DOSSIER", "PHASE", "RÉGION", "NOM"}}, {}, {}};
  for (auto const& entry : found) {
    table.rows.push_back({entry.dossier.text(), entry.phase_label,
                          entry.region ? entry.region->text() : "—", entry.name});
  }
  print(to_text(table) + counted(std::ssize(found), "dossier", "dossiers") + "\n");
  return exit_done;
}

}  // namespace probant::cli
