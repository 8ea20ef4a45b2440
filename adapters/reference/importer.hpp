// Reads reference data (FINESS, FINESS+, SAE workforce, combined activity, usage payments,
// published ceilings) and proposes, as register events, only what differs from the register as it
// stands. Memory does not grow with the file, but for one small record per site, entity or row key.
// One import at a time per Sink; the view is asked and the sink called from the calling thread.
// Formats accepted: README.md in this folder.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "events/envelope.hpp"

namespace probant::importer {

enum class Source : std::uint8_t {
  finess_csv,
  finess_plus,
  workforce,
  activity,
  usage_payments,
  ceilings,
};

/// The register as it stands when the import begins. Pointers hold until the next call.
class RegisterView {
 public:
  virtual ~RegisterView() = default;
  virtual reference::EntityRecorded const* entity(Entity entity) const = 0;
  /// The entity whose dossier holds this site, or this PMSI number; nothing when unknown.
  virtual std::optional<Entity> entity_of(Site site) const = 0;
  virtual std::optional<Entity> entity_of(Pmsi pmsi) const = 0;
  virtual reference::WorkforceRecorded const* workforce(Site site, Year year) const = 0;
  virtual reference::ActivityRecorded const* activity(Pmsi pmsi, Year year) const = 0;
  virtual std::optional<Money> ceiling(Entity entity) const = 0;
  virtual bool has_usage_payment(reference::UsagePaymentRecorded const& payment) const = 0;
  /// Whether an import of these very bytes from this source has been recorded.
  virtual bool has_import(std::string_view source, Sha256 const& sha256) const = 0;
  /// The latest date of extraction of what was imported from this source; nothing when none is
  /// known.
  virtual std::optional<Date> latest_extract(std::string_view source) const = 0;
};

/// `line`: number in the file, from 1; for finess-plus, rank of the legal entity in `pmej`, from 1.
/// `code`: a reason code of the interface. `reason` is French and says the way out.
struct Rejected {
  std::int64_t line = 0;
  std::string field;
  std::string code;
  std::string reason;
};

class Sink {
 public:
  virtual ~Sink() = default;
  /// May keep proposals for a batch; they are to be recorded in the order given.
  virtual void propose(Proposal proposal) = 0;
  virtual void reject(Rejected const& rejected) = 0;
  /// `total` is 0 when the size is not known (a pipe). A file read twice counts twice in both.
  virtual void progress(std::uint64_t /*done_bytes*/, std::uint64_t /*total_bytes*/) {}
  /// Called once before the closing event: records all that was proposed and says how many
  /// proposals were refused after all, so that the counts of the import tell the truth.
  virtual std::int64_t settle() { return 0; }
};

struct Request {
  Source source = Source::finess_csv;
  std::filesystem::path file;
  std::optional<std::filesystem::path> map;
  Actor actor;
  /// Tells this import from an earlier one of the same file, in the proposals' ids: the position
  /// of the log's head will do. 1 to 32 letters, digits or `-`.
  std::string run = "0";
  /// Years of SAE workforce that the rulebook looks at; others are ignored. Empty: all are kept.
  std::vector<std::int64_t> workforce_years;
  /// An extract dated after this day is refused.
  std::optional<Date> today;
  /// An extract older than what was imported from its source, or that may be, having no date, is
  /// refused, unless this is set: its facts would take the place of newer ones.
  bool accept_older = false;
};

/// `read` and `rejected` count lines of the file, `recorded` and `unchanged` events (the sites of
/// an entity make one event). `ignored`: lines of other years or filtered out by the map.
struct Report {
  Source source = Source::finess_csv;
  std::string file_name;
  Sha256 sha256;
  std::optional<Date> extracted_on;
  std::int64_t read = 0;
  std::int64_t recorded = 0;
  std::int64_t unchanged = 0;
  std::int64_t rejected = 0;
  std::int64_t ignored = 0;
  /// Lines that bear the marks of a spreadsheet: the file is to be downloaded again, not repaired.
  std::int64_t damaged_by_spreadsheet = 0;
  /// What the person is to know of an extract taken without its date, in French; else empty.
  std::string notice;
};

/// The file as a whole is not what was announced, or cannot be read. `what()` is French. Nothing
/// was proposed, unless `environment` (a disk that fails half-way; what was proposed stands).
class ImportError : public std::runtime_error {
 public:
  explicit ImportError(std::string const& what, bool environment = false)
      : std::runtime_error(what), environment_(environment) {}
  bool environment() const { return environment_; }

 private:
  bool environment_;
};

Report run(Request const& request, RegisterView const& view, Sink& sink);

class Input;
struct ImportMap;
/// The same on bytes and a map already at hand; `request.file` and `.map` are not looked at.
Report run(Request const& request, Input& input, ImportMap const& map, RegisterView const& view,
           Sink& sink);

}  // namespace probant::importer

template <>
struct probant::Names<probant::importer::Source> {
  static constexpr std::array<std::string_view, 6> values{
      "finess-csv", "finess-plus", "workforce", "activity", "usage-payments", "ceilings"};
};
