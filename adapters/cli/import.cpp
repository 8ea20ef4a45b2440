// probant import: reference files into register events, only what changed.
#include <algorithm>

#include "adapters/cli/exit.hpp"
#include "adapters/cli/session.hpp"
#include "adapters/cli/terminal.hpp"
#include "adapters/cli/words.hpp"
#include "adapters/cli/world_certificate.hpp"
#include "adapters/reference/importer.hpp"
#include "engine/rules/counted.hpp"
#include "projections/json_object.hpp"

namespace probant::cli {
namespace {

constexpr std::size_t batch_size = 4096;

/// The engine's register as the importers look at it.
class WorldRegister final : public importer::RegisterView {
 public:
  explicit WorldRegister(World const& world) : world_(world) {}

  reference::EntityRecorded const* entity(Entity entity) const override {
    auto const* found = world_.entity(entity);
    return found ? &*found->entity : nullptr;
  }
  std::optional<Entity> entity_of(Site site) const override {
    auto const found = world_.site(site);
    if (!found.entity) return std::nullopt;
    return found.entity->entity->entity;
  }
  std::optional<Entity> entity_of(Pmsi pmsi) const override {
    auto const owners = world_.owners(pmsi);
    if (owners.empty()) return std::nullopt;
    return owners.front()->entity->entity;
  }
  reference::WorkforceRecorded const* workforce(Site site, Year year) const override {
    auto const owner = world_.site(site);
    if (!owner.entity) return nullptr;
    auto const years = owner.entity->workforce.find(site);
    if (years == owner.entity->workforce.end()) return nullptr;
    auto const found = years->second.find(year);
    if (found == years->second.end()) return nullptr;
    workforce_ = {};
    workforce_.site = site;
    workforce_.year = year;
    if (found->second.salaried) workforce_.salaried = Count{*found->second.salaried};
    if (found->second.liberal) workforce_.liberal = Count{*found->second.liberal};
    return &workforce_;
  }
  reference::ActivityRecorded const* activity(Pmsi pmsi, Year year) const override {
    for (auto const* owner : world_.owners(pmsi)) {
      auto const years = owner->activity.find(pmsi);
      if (years == owner->activity.end()) continue;
      auto const found = years->second.find(year);
      if (found == years->second.end()) continue;
      activity_ = {};
      activity_.pmsi = pmsi;
      activity_.year = year;
      activity_.combined_activity = Count{found->second.combined};
      activity_.source = found->second.source;
      return &activity_;
    }
    return nullptr;
  }
  std::optional<Money> ceiling(Entity entity) const override {
    auto const* found = world_.entity(entity);
    if (!found || !found->ceiling) return std::nullopt;
    return found->ceiling->amount;
  }
  bool has_usage_payment(reference::UsagePaymentRecorded const& payment) const override {
    for (auto const* owner : world_.owners(payment.pmsi)) {
      for (auto const& known : owner->usage_payments) {
        if (known.pmsi == payment.pmsi && known.programme == payment.programme &&
            known.amount == payment.amount_cents && known.paid_on == payment.paid_on) {
          return true;
        }
      }
    }
    return false;
  }
  bool has_import(std::string_view source, Sha256 const& sha256) const override {
    auto const* imports = world_.state<RegisterState>(DossierId{DossierKind::register_, "imports"});
    return imports && imports->imports.contains({std::string{source}, sha256});
  }
  std::optional<Date> latest_extract(std::string_view source) const override {
    auto const* imports = world_.state<RegisterState>(DossierId{DossierKind::register_, "imports"});
    if (!imports) return std::nullopt;
    auto const found = imports->extracts.find(std::string{source});
    return found == imports->extracts.end() ? std::nullopt : std::optional{found->second};
  }

 private:
  World const& world_;
  mutable reference::WorkforceRecorded workforce_;
  mutable reference::ActivityRecorded activity_;
};

/// Records in batches as the file is read; says at once what is refused.
class Recording final : public importer::Sink {
 public:
  Recording(Engine& engine, Format format) : engine_(engine), format_(format) {}

  void propose(Proposal proposal) override {
    // An entity comes with all its sites: what is kept in memory is bounded by both together.
    auto const* entity = std::get_if<reference::EntityRecorded>(&proposal.event.body);
    weight_ += 1 + (entity ? entity->sites.size() : 0);
    batch_.push_back(std::move(proposal));
    if (weight_ >= batch_size) flush();
  }
  void reject(importer::Rejected const& rejected) override {
    anything_wrong_ = true;
    if (format_ == Format::json) {
      print(JsonObject{}
                .text("outcome", "rejected")
                .number("line", rejected.line)
                .text("field", rejected.field)
                .text("code", rejected.code)
                .text("message", rejected.reason)
                .json() +
            "\n");
    } else {
      complain("ligne " + std::to_string(rejected.line) +
               (rejected.field.empty() ? "" : ", " + rejected.field) + " : " + rejected.reason);
    }
  }
  void progress(std::uint64_t done, std::uint64_t total) override { progress_.at(done, total); }
  std::int64_t settle() override {
    flush();
    return refused_;
  }

  void flush() {
    for (auto const& outcome : engine_.record(batch_)) {
      if (outcome.is_no()) {
        ++refused_;
        anything_wrong_ = true;
        for (auto const& reason : outcome.reasons) {
          complain(outcome.id + " " + outcome.dossier + " : " + reason.message);
        }
        if (outcome.reasons.front().code == ReasonCode::store_read_only) {
          throw StoreError(outcome.reasons.front().message);
        }
      }
      if (!outcome.warnings.empty()) ++warned_;
      if (format_ == Format::json) {
        print(to_json(outcome) + "\n");
      } else if (auto const warnings = warning_lines(outcome.warnings); !warnings.empty()) {
        print(outcome.dossier + " (position " + std::to_string(outcome.position) + ")\n" +
              warnings);
      }
    }
    batch_.clear();
    weight_ = 0;
  }
  bool anything_wrong() const { return anything_wrong_; }
  std::int64_t warned() const { return warned_; }

 private:
  Engine& engine_;
  Format format_;
  std::vector<Proposal> batch_;
  std::size_t weight_ = 0;
  Progress progress_{"import"};
  std::int64_t refused_ = 0;
  std::int64_t warned_ = 0;
  bool anything_wrong_ = false;
};

/// The lines first, which add up to those read; then the events they make.
std::string in_words(importer::Report const& report, std::int64_t warned) {
  auto const kept = std::max<std::int64_t>(report.read - report.rejected - report.ignored, 0);
  auto text = report.file_name + " : " + counted(report.read, "ligne lue", "lignes lues") + " : " +
              counted(kept, "retenue", "retenues") + ", " +
              counted(report.rejected, "rejetée", "rejetées") + ", " +
              std::to_string(report.ignored) + " hors champ.\n";
  text += counted(report.recorded, "événement enregistré", "événements enregistrés") + ", " +
          std::to_string(report.unchanged) +
          " sans changement (les établissements d'une entité font un seul événement)";
  if (warned > 0) {
    text += "\n" + counted(warned, "événement appelle", "événements appellent") +
            " l'attention : voir ci-dessus les avertissements, qui nomment les dossiers touchés.";
  }
  if (report.damaged_by_spreadsheet > 0) {
    text += "\nDes lignes portent la marque d'un tableur (" +
            std::to_string(report.damaged_by_spreadsheet) +
            ") : téléchargez à nouveau le fichier d'origine, sans l'ouvrir dans un tableur.";
  }
  if (!report.notice.empty()) text += "\n" + report.notice + ".";
  return text + "\n";
}

/// The last line of an import's JSON, whatever happened before.
std::string summary_json(importer::Report const& report, std::int64_t warned) {
  JsonObject summary;
  summary.text("outcome", "import_completed")
      .text("source", name_of(report.source))
      .text("file_name", report.file_name)
      .text("sha256", report.sha256.text())
      .text_or_null("extracted_on", report.extracted_on)
      .number("read", report.read)
      .number("recorded", report.recorded)
      .number("unchanged", report.unchanged)
      .number("rejected", report.rejected)
      .number("ignored", report.ignored)
      .number("warned", warned);
  if (!report.notice.empty()) summary.text("notice", report.notice);
  return summary.json() + "\n";
}

std::string refusal_json(ImportOptions const& options, std::string_view why) {
  return JsonObject{}
             .text("outcome", "import_refused")
             .text("source", options.kind)
             .text("message", why)
             .json() +
         "\n";
}

}  // namespace

int run_import(Common const& common, ImportOptions const& options) {
  if (!options.by.empty()) require_person(options.by);
  WritingSession session{common};
  auto* const store = &session.store();
  Engine engine{*store, ports(store->simulation())};
  WorldRegister const view{engine.world()};
  Recording sink{engine, common.format};
  importer::Request request;
  request.source = parse_name<importer::Source>(options.kind).value();
  request.file = options.file;
  if (!options.map.empty()) request.map = options.map;
  request.actor = {options.by.empty() ? "probant-import" : options.by, Role::operator_, ""};
  request.run = std::to_string(store->head().next);
  request.today = paris_day(wall_clock());
  request.accept_older = options.accept_older;
  request.workforce_years = engine.world().rules_at(wall_clock()).integers("mie.workforce.years");
  try {
    auto const report = importer::run(request, view, sink);
    sink.flush();
    certify_world(session, engine);
    print(common.format == Format::json ? summary_json(report, sink.warned())
                                        : in_words(report, sink.warned()));
  } catch (importer::ImportError const& error) {
    if (common.format == Format::json) print(refusal_json(options, error.what()));
    complain(std::string{"probant : "} + error.what());
    return error.environment() ? exit_environment : exit_usage;
  }
  return sink.anything_wrong() ? exit_usage : exit_done;
}

}  // namespace probant::cli
