// probant convergence feed: a file of updates that never arrived, through the same gate as those
// that did. Nobody signed them for us: the operator who feeds them vouches, and is recorded.
#include "adapters/cli/convergence_desk.hpp"
#include "adapters/cli/exit.hpp"
#include "adapters/cli/line_reader.hpp"
#include "adapters/cli/service_settings.hpp"
#include "adapters/cli/session.hpp"
#include "adapters/cli/terminal.hpp"
#include "adapters/cli/world_certificate.hpp"
#include "engine/rules/counted.hpp"

namespace probant::cli {
namespace {

constexpr std::size_t max_line_bytes = 2 * convergence::RawBody::max_bytes + 1'000;

struct Sums {
  std::int64_t applied = 0;
  std::int64_t kept = 0;
  std::int64_t refused = 0;
  std::int64_t known = 0;
  std::int64_t invalid = 0;
};

class Feeder {
 public:
  Feeder(Engine& engine, convergence::StatusTable statuses, Actor operator_who, Format format)
      : engine_{engine},
        statuses_{std::move(statuses)},
        actor_{std::move(operator_who)},
        format_{format} {}

  void take(std::vector<InputLine> const& lines) {
    std::vector<service::FedLine> fed;
    std::vector<Proposal> proposals;
    for (auto const& line : lines) {
      if (line.text.find_first_not_of(" \t\r") == std::string::npos && !line.too_long) continue;
      auto& one = fed.emplace_back(service::FedLine{line.number});
      if (line.too_long) {
        one.issues = {{IssueCode::invalid_field, "", "la ligne est trop longue"}};
      } else if (auto proposal = read_fed(line.text, actor_, statuses_, one)) {
        proposals.push_back(*std::move(proposal));
      }
    }
    auto const outcomes = engine_.record(proposals);
    auto next = outcomes.begin();
    std::string text;
    for (auto const& one : fed) {
      text += one.issues.empty() ? told(one, *next++) : told(one);
    }
    print(text);
  }

  bool stopped() const { return read_only_; }
  Sums const& sums() const { return sums_; }

 private:
  std::string told(service::FedLine const& one) {
    ++sums_.invalid;
    if (format_ == Format::json) return to_json(one) + "\n";
    return "ligne " + std::to_string(one.line) + " : " + coloured(Colour::red, "illisible") +
           " : " + to_text(one.issues) + "\n";
  }

  std::string told(service::FedLine const& one, Outcome const& outcome) {
    bool const refused = outcome.kind == OutcomeKind::refused;
    bool const again = outcome.kind == OutcomeKind::duplicate;
    read_only_ = read_only_ || service::has(outcome, ReasonCode::store_read_only);
    ++(again             ? sums_.known
       : refused         ? sums_.refused
       : outcome.is_no() ? sums_.kept
                         : sums_.applied);
    if (format_ == Format::json) return to_json(one, outcome) + "\n";
    if (!outcome.is_no()) return {};
    auto text = "ligne " + std::to_string(one.line) + " : " + one.webhook_id + " : " +
                coloured(Colour::yellow, refused ? "refusée"
                                         : again ? "déjà reçue ; gardée alors"
                                                 : "gardée") +
                "\n";
    for (auto const& reason : outcome.reasons) {
      text += "    " + (reason.field.empty() ? "" : reason.field + " : ") + reason.message + "\n";
    }
    return text;
  }

  Engine& engine_;
  convergence::StatusTable statuses_;
  Actor actor_;
  Format format_;
  Sums sums_;
  bool read_only_ = false;
};

}  // namespace

int run_feed(Common const& common, FeedOptions const& options) {
  require_person(options.by);
  auto const configured = load_service_settings(options.config).convergence;
  WritingSession session{common,
                         "Un service reçoit aussi ces reprises (POST /v1/convergence/feed)."};
  LineReader lines{options.file, max_line_bytes};
  Engine engine{session.store(), ports(session.store().simulation())};
  Feeder feeder{engine,
                configured ? configured->statuses : convergence::StatusTable::builtin(),
                {options.by, Role::operator_, ""},
                common.format};
  Progress progress{"Convergence"};
  for (auto batch = lines.next(); !batch.empty(); batch = lines.next()) {
    feeder.take(batch);
    if (feeder.stopped()) break;
    progress.at(lines.bytes_read(), lines.total_bytes());
  }
  certify_world(session, engine);
  if (feeder.stopped()) return exit_environment;
  auto const& sums = feeder.sums();
  if (common.format == Format::text) {
    print(counted(sums.applied, "appliquée", "appliquées") + ", " +
          counted(sums.kept, "gardée", "gardées") + ", " +
          counted(sums.refused, "refusée", "refusées") + ", " +
          counted(sums.known, "déjà reçue", "déjà reçues") + ", " +
          counted(sums.invalid, "illisible", "illisibles") + "\n");
  }
  if (sums.invalid > 0) return exit_usage;
  return sums.kept + sums.refused > 0 ? exit_no : exit_done;
}

}  // namespace probant::cli
