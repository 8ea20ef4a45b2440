#include "adapters/reference/session.hpp"

#include "adapters/reference/csv.hpp"
#include "adapters/reference/lines.hpp"
#include "events/codec/published_text.hpp"

namespace probant::importer {
namespace {

constexpr std::size_t max_label_bytes = 150;
constexpr std::size_t damaged_lines_told = 20;

}  // namespace
std::string file_label(std::string const& name) {
  std::string scratch;
  std::string_view text;
  if (!read_published(name, scratch, text)) return "fichier au nom illisible";
  std::string label;
  for (char const c : text.substr(0, max_label_bytes)) {
    if (is_clean_text(std::string_view{&c, 1}, false)) label += c;
  }
  if (text.size() > max_label_bytes) {
    while (!label.empty() && (static_cast<unsigned char>(label.back()) & 0x80U) != 0) {
      label.pop_back();
    }
  }
  return trimmed(label).empty() ? "fichier sans nom" : label;
}

Session::Session(Request const& request, Input& input, ImportMap const& map,
                 RegisterView const& view, Sink& sink)
    : request_(request), input_(input), map_(map), view_(view), sink_(sink) {
  report_.source = request.source;
  report_.file_name = file_label(input.name());
  input_.on_block([this] { progress(); });
}

void Session::progress() { sink_.progress(earlier_bytes_ + input_.done(), input_.size() * 2); }

void Session::begin_second_pass() {
  report_.sha256 = input_.sha256();
  earlier_bytes_ = input_.done();
  import_id_ = "import:" + report_.sha256.text().substr(0, 12) + ":" + request_.run;
  input_.rewind();
}

void Session::end_second_pass() {
  if (input_.sha256() == report_.sha256) return;
  throw ImportError("« " + report_.file_name + " » a changé pendant sa lecture : recommencer",
                    true);
}

void Session::reject(std::int64_t line, std::string_view field, std::string_view code,
                     std::string reason) {
  ++report_.rejected;
  sink_.reject({line, std::string{field}, std::string{code}, std::move(reason)});
}

void Session::reject_damaged(std::int64_t line, std::string_view field, std::string reason) {
  ++report_.damaged_by_spreadsheet;
  if (damaged_lines_.size() == damaged_lines_told) {
    ++report_.rejected;
    return;
  }
  damaged_lines_.push_back(line);
  reject_invalid(line, field, std::move(reason));
}

void Session::refuse_damaged() const {
  if (damaged_lines_.empty()) return;
  std::string lines;
  for (auto const line : damaged_lines_) {
    lines += (lines.empty() ? "" : ", ") + std::to_string(line);
  }
  auto const damaged = report_.damaged_by_spreadsheet;
  if (damaged > std::int64_t{damaged_lines_told}) lines += "…";
  throw ImportError("« " + report_.file_name + " » est passé par un tableur : " +
                    std::to_string(damaged) + " ligne(s) abîmée(s) (" + lines +
                    "). Rien n'a été inscrit. Exportez ou téléchargez à nouveau le fichier "
                    "d'origine, et importez-le sans l'ouvrir dans un tableur");
}

/// An extract that does not say its date may be older than what is known. The first of its source
/// has nothing to be older than, but a date that is none tells of a file that was altered.
void Session::require_dated(std::string_view where, std::string_view text) {
  auto const what = std::string{where} + " : " +
                    (text.empty() ? "elle manque" : cited(text) + " n'est pas une date possible");
  auto const latest = view_.latest_extract(name_of(report_.source));
  if (request_.accept_older || (!latest && text.empty())) {
    report_.notice =
        what + ". « " + report_.file_name +
        " » est importé sans date : un extrait plus ancien que lui ne sera pas reconnu";
    return;
  }
  auto const why = latest ? ". Rien ne dit que « " + report_.file_name +
                                " » n'est pas antérieur à l'extrait déjà importé, du " +
                                to_french(*latest) + ", dont il remplacerait les données"
                          : ". Vérifiez d'où vient « " + report_.file_name + " »";
  throw ImportError(what + why +
                    ". Rien n'a été inscrit. Pour l'importer malgré tout : --accept-older");
}

void Session::require_current(std::string_view where, std::string_view text) {
  auto const on = report_.extracted_on;
  if (!on) return require_dated(where, text);
  if (request_.today && *on > *request_.today) {
    throw ImportError("« " + report_.file_name + " » se dit extrait le " + to_french(*on) +
                      ", un jour à venir (nous sommes le " + to_french(*request_.today) +
                      ") : vérifiez la date d'extraction que porte le fichier, et l'horloge de "
                      "cette machine. Rien n'a été inscrit");
  }
  auto const latest = view_.latest_extract(name_of(report_.source));
  if (!latest || *on >= *latest || request_.accept_older) return;
  throw ImportError("« " + report_.file_name + " » est extrait le " + to_french(*on) +
                    ", avant celui déjà importé, du " + to_french(*latest) +
                    " : ses données remplaceraient de plus récentes. Rien n'a été inscrit. Pour "
                    "l'importer malgré tout : --accept-older");
}

void Session::propose(DossierId dossier, EventBody body) {
  ++proposed_;
  ++report_.recorded;
  Proposal proposal;
  proposal.id = import_id_ + ":" + std::to_string(proposed_);
  proposal.dossier = std::move(dossier);
  proposal.actor = request_.actor;
  proposal.event.body = std::move(body);
  proposal.correlation = import_id_;
  sink_.propose(std::move(proposal));
}

Report Session::finish() {
  auto const refused = sink_.settle();
  report_.recorded -= refused;
  report_.rejected += refused;
  auto const source = name_of(report_.source);
  bool const said_before = report_.recorded == 0 && view_.has_import(source, report_.sha256);
  if (said_before) return report_;
  auto const recorded = report_.recorded;
  propose({DossierKind::register_, "imports"},
          reference::ImportCompleted{.source = std::string{source},
                                     .file_name = report_.file_name,
                                     .sha256 = report_.sha256,
                                     .extracted_on = report_.extracted_on,
                                     .read = report_.read,
                                     .recorded = recorded,
                                     .unchanged = report_.unchanged,
                                     .rejected = report_.rejected});
  report_.recorded = recorded;
  return report_;
}

}  // namespace probant::importer
