#include "adapters/evidence/report.hpp"

#include <algorithm>

#include "adapters/evidence/html.hpp"
#include "adapters/evidence/payload.hpp"
#include "engine/kernel/outcome.hpp"
#include "engine/log/cosignature.hpp"
#include "engine/rules/counted.hpp"
#include "projections/directory.hpp"
#include "projections/dossier_view.hpp"
#include "projections/history.hpp"
#include "projections/span_words.hpp"
#include "projections/words.hpp"

namespace probant {
namespace {

using html::escape;

std::string field(std::string_view label, std::string const& content) {
  return "<dt>" + escape(label) + "</dt><dd>" + content + "</dd>\n";
}

std::string section(std::string_view id, std::string_view title, std::string const& content) {
  return "<section aria-labelledby=\"" + std::string{id} + "\">\n<h2 id=\"" + std::string{id} +
         "\">" + escape(title) + "</h2>\n" + content + "</section>\n";
}

std::string french_time(std::string const& text) {
  auto const instant = Instant::parse(text);
  return instant ? to_french(*instant) : text;
}

std::string day(Instant instant) { return to_french(paris_day(instant)); }

class Report {
 public:
  explicit Report(ReportInput const& input)
      : in_{input}, world_{replay(input.store)}, at_{world_.last_recorded_at()} {}

  std::string dossier_page() {
    auto const view = view_of(world_, *in_.dossier, at_);
    items_ = history(in_.store, *in_.dossier, {});
    add_former_dates(items_, *in_.dossier, world_);
    auto const title = "Dossier " + view.dossier.text();
    std::string body =
        heading(title, std::string{kind_label(view.dossier.kind)} + name_of_dossier(view.dossier));
    body += section("etat", "État du dossier", state(view));
    body += section("decisions", "Décisions", decisions());
    body += section("histoire", "Histoire, acte par acte", events());
    body += section("preuves", "Preuves et vérification", evidence());
    return html::page(title, body + "</main>\n");
  }

  std::string log_page() {
    std::string body = heading("Journal " + in_.opened.checkpoint.origin, "Journal entier");
    body += section("contenu", "Contenu du journal", contents());
    body += section("effacements", "Contenus effacés légalement", erasures());
    body += section("preuves", "Preuves et vérification", evidence());
    return html::page("Journal " + in_.opened.checkpoint.origin, body + "</main>\n");
  }

 private:
  std::string heading(std::string_view title, std::string_view kind) const {
    return "<a class=\"skip\" href=\"#contenu-principal\">Aller au contenu</a>\n"
           "<main id=\"contenu-principal\">\n<header>\n<h1>" +
           escape(title) + "</h1>\n<p>" + escape(kind) +
           "</p>\n<p class=\"meta\">Extrait du "
           "journal <code>" +
           escape(in_.opened.checkpoint.origin) + "</code>, arrêté à " +
           event_count(static_cast<std::int64_t>(in_.opened.checkpoint.size)) +
           (in_.opened.checkpoint.size > 0 ? ", le dernier enregistré le " + escape(to_french(at_))
                                           : std::string{}) +
           ". Les heures sont celles de Paris, les montants en euros. Ce rapport se lit ; ce qui "
           "prouve est dans les fichiers qui l'accompagnent (voir « Preuves et vérification »).</p>"
           "\n" +
           simulation() + drills() + forks() + losses() + "</header>\n";
  }

  std::string simulation() const {
    if (!in_.evidence.simulation) return {};
    return "<p class=\"warning\"><strong>SIMULATION</strong> : " +
           escape(std::string{simulation_words}) + ".</p>\n";
  }

  /// Printed, it would pass for the log itself.
  std::string drills() const {
    std::string out;
    for (auto const& one : in_.evidence.forebears) {
      if (!one.drill) continue;
      out += "<p class=\"warning\"><strong>Exercice de restauration</strong>, du " +
             escape(french_time(one.restored_at)) +
             " : ce journal est une copie d'essai de <code>" + escape(one.origin) +
             "</code>. Rien de ce qui y a été ajouté ne fait foi.</p>\n";
    }
    return out;
  }

  /// Neither is another history.
  std::string forks() const {
    std::string out;
    for (auto const& one : in_.evidence.forks) {
      out +=
          "<p class=\"warning\">Deux histoires sont signées au nom de ce journal : de " +
          event_count(static_cast<std::int64_t>(one.size)) + ", la racine est <code>" +
          one.root.text() + "</code> ici et <code>" + one.other_root.text() +
          "</code> ailleurs. Cet export prouve ce que l'une dit, non qu'elle soit la seule.</p>\n";
    }
    return out;
  }

  /// A loss is nothing to be found only by who looks for it.
  std::string losses() const {
    std::string out;
    for (auto const& one : in_.evidence.forebears) {
      out += "<p class=\"warning\">";
      out += one.lost > 0
                 ? "Au moins " + counted(one.lost, "événement perdu", "événements perdus") + " (" +
                       span_words(one.events, one.lost) + " de l'ancien journal)"
                 : "Perte éventuelle inconnue";
      out += " : ce journal continue <code>" + escape(one.origin) + "</code> depuis " +
             first_events("son", "ses", one.events) +
             (one.events == 1 ? ", restauré" : ", restaurés") + " d'une sauvegarde le " +
             escape(french_time(one.restored_at)) + ". " +
             (one.handover ? "L'ancienne clé a signé ce passage"
                           : "Aucun passage n'a pu être signé par l'ancienne clé") +
             " ; le certificat est dans <code>lost/" + std::to_string(one.events) +
             "/</code>.</p>\n";
    }
    return out;
  }

  std::string name_of_dossier(DossierId const& id) const {
    for (auto const& entry : search(world_, {})) {
      if (entry.dossier != id) continue;
      return (entry.name.empty() ? "" : " : " + entry.name) +
             (entry.region ? ", région " + entry.region->text() : "");
    }
    return {};
  }

  std::string state(DossierView const& view) const {
    std::string out = "<dl>" + field("Phase", escape(view.phase.label)) +
                      field("Version", event_count(view.version)) + "</dl>\n";
    if (view.amounts) out += amounts(*view.amounts);
    return out + deadlines_html();
  }

  static std::string amounts(Amounts const& amounts) {
    html::Table table{"Montants", {"Montant", "Euros"}, {1}, {}};
    for (std::size_t i = 0; i < figure_count; ++i) {
      table.rows.push_back({escape(label_of(static_cast<Figure>(i))),
                            amounts[i] ? escape(to_french(*amounts[i])) : "non connu"});
    }
    return html::to_html(table);
  }

  std::string deadlines_html() const {
    auto const* dossier = world_.find(*in_.dossier);
    if (dossier == nullptr) return {};
    html::Table table{"Échéances", {"Échéance", "Pour", "Le", "État", "Source"}, {}, {}};
    for (auto const& one : deadlines_of(world_, *dossier, at_)) {
      table.rows.push_back({escape(one.label), escape(responsible_label(one.responsible)),
                            to_french(one.due_on), escape(state_label(one.state)),
                            escape(one.source)});
    }
    if (table.rows.empty()) return "<p>Aucune échéance.</p>\n";
    return html::to_html(table);
  }

  std::string decisions() {
    html::Table table{
        "Décisions et leurs auteurs", {"Signée le", "Décision", "Auteur", "Position"}, {3}, {}};
    for (auto const& item : items_) {
      auto const decision = words_.decision(item.data);
      if (decision.signed_on.empty() && decision.author.empty()) continue;
      auto const position = std::to_string(item.position);
      table.rows.push_back({escape(decision.signed_on), escape(catalogue[item.type].label),
                            escape(decision.author),
                            "<a href=\"#p" + position + "\">" + position + "</a>"});
    }
    if (table.rows.empty()) return "<p>Aucune décision n'est encore prise.</p>\n";
    return html::to_html(table);
  }

  std::string events() {
    std::string out;
    for (auto const& item : items_) out += event(item);
    return out;
  }

  std::string event(HistoryItem const& item) {
    auto const& about = catalogue[item.type];
    auto const position = std::to_string(item.position);
    std::string out = "<article id=\"p" + position + "\"" +
                      (item.erased ? " class=\"erased\"" : "") + ">\n<h3>" + escape(about.label) +
                      "</h3>\n<dl>";
    out += field("A pris effet le", escape(to_french(item.occurred_at)));
    out += field("Enregistré le", escape(to_french(item.recorded_at)));
    out += field("Par", escape(actor_words(item.actor)));
    if (item.came_by) out += field("Venu", escape(in_words(*item.came_by)));
    if (item.phase_before != item.phase_after) {
      out += field("Phase", escape(item.label_before) + " → " + escape(item.label_after));
    }
    for (auto const& change : item.changes) {
      if (change.before.empty()) continue;
      out += field("Étape", escape(change.label_before) + " → " + escape(change.label_after));
    }
    if (item.former_date) out += field("Échéance précédente", to_french(*item.former_date));
    out += field("Fondement", escape(item.legal_basis));
    if (!item.rulebook.empty()) out += field("Règles", escape(item.rulebook));
    out += field("Dans le journal", "position " + position + ", version " +
                                        std::to_string(item.version) + " du dossier, <code>" +
                                        escape(about.name) + "</code>");
    out += "</dl>\n";
    if (auto const* stamp = covering(item.position)) {
      out += "<p class=\"meta\">Existait au plus tard le " +
             escape(french_time(stamp->generated_at.value) + ", selon " + stamp->authority.value) +
             " (jeton sur " + event_count(stamp->size.value) +
             ", que ce rapport ne vérifie pas).</p>\n";
    }
    for (auto const& warning : read_warnings(item.warnings)) {
      out += "<p class=\"warning\">Attention : " + escape(warning.message) + "</p>\n";
    }
    out += item.erased ? erased_words(item.position) : words_.to_html(item.data);
    return out + "</article>\n";
  }

  std::string erased_words(Position position) const {
    auto const& order = in_.facts.orders.at(position);
    return "<p>Contenu effacé légalement le " + day(order.occurred_at) +
           ", par l'acte à la position " + std::to_string(order.order) +
           ". Base légale : " + escape(order.legal_basis) +
           ". L'existence de l'acte, sa date et son auteur restent prouvés.</p>\n";
  }

  std::string contents() const {
    std::map<DossierKind, std::map<std::string, std::int64_t>> counts;
    for (auto const& entry : search(world_, {})) ++counts[entry.dossier.kind][entry.phase_label];
    html::Table table{"Dossiers par nature et par phase", {"Nature", "Phase", "Dossiers"}, {2}, {}};
    for (auto const& [kind, phases] : counts) {
      for (auto const& [phase, count] : phases) {
        table.rows.push_back({escape(kind_label(kind)), escape(phase), std::to_string(count)});
      }
    }
    html::Table money{"Montants, tous dossiers", {"Montant", "Euros"}, {1}, {}};
    auto const rows = exposure(world_, at_);
    auto const sums = total(rows);
    auto const unknown = count_unknown(rows);
    for (std::size_t i = 0; i < figure_count; ++i) {
      auto const left_out = left_out_words(unknown[i]);
      money.rows.push_back({escape(label_of(static_cast<Figure>(i))),
                            (sums[i] ? escape(to_french(*sums[i])) : "non connu") +
                                (left_out.empty() ? "" : ", " + escape(left_out))});
    }
    return html::to_html(table) + html::to_html(money);
  }

  std::string erasures() const {
    if (in_.facts.erased.empty()) return "<p>Aucun.</p>\n";
    html::Table table{
        "Contenus effacés", {"Position", "Effacé le", "Ordonné à", "Base légale"}, {0, 2}, {}};
    for (auto const position : in_.facts.erased) {
      auto const& order = in_.facts.orders.at(position);
      table.rows.push_back({std::to_string(position), day(order.occurred_at),
                            "position " + std::to_string(order.order), escape(order.legal_basis)});
    }
    return html::to_html(table);
  }

  /// As the journal recorded it when the token came, whose signature had been verified.
  /// The earliest token over a checkpoint that has the event, of those in the export.
  journal::CheckpointTimestamped const* covering(Position position) const {
    auto const* journal = world_.state<JournalState>(DossierId::journal());
    if (journal == nullptr) return nullptr;
    auto const covers = [&](journal::CheckpointTimestamped const& one) {
      auto const size = std::to_string(one.size.value);
      return one.size.value > position &&
             std::ranges::any_of(in_.evidence.timestamps,
                                 [&size](KeptTimestamp const& kept) { return kept.size == size; });
    };
    auto const found = std::ranges::find_if(journal->timestamps, covers);
    return found == journal->timestamps.end() ? nullptr : &*found;
  }

  std::string time_told(std::string const& size) const {
    auto const* journal = world_.state<JournalState>(DossierId::journal());
    if (journal == nullptr) return {};
    for (auto const& one : journal->timestamps) {
      if (std::to_string(one.size.value) != size) continue;
      return escape(counted(one.size.value, "événement existait", "événements existaient") +
                    " le " + french_time(one.generated_at.value) + ", selon " +
                    one.authority.value) +
             " : ";
    }
    return {};
  }

  /// Who cosigned: only what the key of a witness known here confirms is said to be so.
  std::string seen_by(KeptCheckpoint const& kept) const {
    std::string out;
    auto const note = SignedNote::parse(kept.checkpoint);
    if (!note || *parse_tree_number(kept.size) > in_.opened.checkpoint.size) return out;
    auto const at = " (" + kept.size + (kept.size == "1" ? " événement), " : " événements), ") +
                    "<code>cosigned/" + escape(kept.size) + ".checkpoint</code>";
    for (auto const& line : note->signatures) {
      if (line.name == in_.opened.checkpoint.origin) continue;
      std::optional<std::int64_t> when;
      for (auto const& witness : in_.evidence.witnesses) {
        if (!when) when = cosigned_at(witness, note->text, line);
      }
      auto const name = "<code>" + escape(line.name) + "</code>";
      constexpr std::int64_t year_2200 = 7'258'118'400;
      if (when && *when < year_2200) {
        out += field("Vu par un témoin", name + ", le " +
                                             escape(to_french(Instant::from_unix_seconds(*when))) +
                                             at + ", contresignature vérifiée");
      } else {
        out += field("Au nom d'un témoin",
                     name + at +
                         ", <strong>non vérifié ici</strong> : sa clé n'est pas connue du "
                         "journal ; donnez-la à probant-verify par <code>--witness</code>");
      }
    }
    return out;
  }

  std::string evidence() const {
    std::string out = "<dl>";
    out += field("Racine du journal", "<code>" + in_.opened.checkpoint.root.text() + "</code>");
    for (auto const& key : in_.evidence.keys) {
      bool const in_force = key == in_.opened.signers.front();
      out += field(in_force ? "Clé publique en vigueur" : "Clé publique précédente",
                   "<code>" + escape(key.text()) + "</code>");
    }
    for (auto const& [rulebook, content] : in_.facts.rulebooks) {
      out += field("Règles " + rulebook, "<code>" + escape(rulebook_file(rulebook)) + "</code>");
    }
    for (auto const& one : in_.evidence.timestamps) {
      out += field("Horodatage par un tiers",
                   time_told(one.size) + "<code>timestamps/" + escape(one.size) + ".tsr</code>");
    }
    if (!in_.evidence.timestamps.empty()) {
      out +=
          field("Horodatages",
                "non vérifiés par ce rapport : leur signature se vérifie avec les certificats de "
                "l'autorité, <code>probant-verify DOSSIER --tsa-ca CERTIFICATS</code>");
    }
    for (auto const& one : in_.evidence.cosigned) out += seen_by(one);
    out +=
        "</dl>\n<p>Point de contrôle signé :</p>\n<pre>" + escape(in_.opened.note.bytes()) +
        "</pre>\n<p>Pour vérifier, sans réseau et sans le programme qui a écrit ce dossier : "
        "obtenez la clé publique du journal d'une autre source que cet export, puis</p>\n"
        "<pre>probant-verify DOSSIER --key CLÉ</pre>\n<p>Le fichier <code>LISEZMOI.md</code> dit "
        "comment vérifier avec un programme à soi, ou à la main.</p>\n";
    return out;
  }

  ReportInput const& in_;
  World world_;
  Instant at_;
  std::vector<HistoryItem> items_;
  PayloadWords words_;
};

}  // namespace

std::string report_page(ReportInput const& input) {
  Report report{input};
  return input.dossier ? report.dossier_page() : report.log_page();
}

std::string rulebook_file(std::string_view rulebook) {
  constexpr std::string_view plain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-~";
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string name = "rulebooks/";
  for (auto const c : rulebook) {
    auto const byte = static_cast<unsigned char>(c);
    if (c == '/') {
      name += '-';
    } else if (plain.find(c) != std::string_view::npos) {
      name += c;
    } else {
      name += {'%', digits[byte >> 4U], digits[byte & 15U]};
    }
  }
  return name + ".toml";
}

}  // namespace probant
