// One import under way: counts, rejected lines, proposals with their ids, and the closing event.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "adapters/reference/importer.hpp"
#include "adapters/reference/input.hpp"
#include "adapters/reference/map.hpp"

namespace probant::importer {

/// A file name as a text that an event may hold: valid, on one line, not long.
std::string file_label(std::string const& name);

class Session {
 public:
  Session(Request const& request, Input& input, ImportMap const& map, RegisterView const& view,
          Sink& sink);

  ImportMap const& map() const { return map_; }
  RegisterView const& view() const { return view_; }
  Report& report() { return report_; }
  Report const& report() const { return report_; }
  Request const& request() const { return request_; }
  Input& input() { return input_; }

  /// The file is read twice: once whole, for its digest (and what else `each` wants of it), which
  /// the ids of proposals carry; then for its data. So a file cut short is known before anything
  /// is proposed.
  template <class Each>
  void first_pass(Each const& each) {
    for (auto block = input_.read(); !block.empty(); block = input_.read()) each(block);
    begin_second_pass();
  }
  /// To be called once the data have been read: they must be those of the first pass.
  void end_second_pass();

  void reject(std::int64_t line, std::string_view field, std::string_view code, std::string reason);
  /// A field whose value has the wrong form.
  void reject_invalid(std::int64_t line, std::string_view field, std::string reason) {
    reject(line, field, "invalid_field", std::move(reason));
  }
  /// A line that bears the mark of a spreadsheet, in a file that is then refused whole: the first
  /// of them are told.
  void reject_damaged(std::int64_t line, std::string_view field, std::string reason);
  /// Throws ImportError when a line was damaged. To be called before anything is proposed.
  void refuse_damaged() const;
  /// Throws ImportError when the extract is older than what is known, or may be, its date being
  /// absent or impossible, and when it is dated in the future. `where` the file says its date, and
  /// `text` as it says it. To be called once the date was looked for, before anything is proposed.
  void require_current(std::string_view where, std::string_view text);
  void propose(DossierId dossier, EventBody body);
  void propose(Entity entity, EventBody body) {
    propose(DossierId::of(DossierKind::register_, entity), std::move(body));
  }
  /// The closing event, unless these bytes were imported before and change nothing.
  Report finish();

 private:
  void require_dated(std::string_view where, std::string_view text);
  void progress();
  void begin_second_pass();

  Request const& request_;
  Input& input_;
  ImportMap const& map_;
  RegisterView const& view_;
  Sink& sink_;
  Report report_;
  std::string import_id_;  ///< also the correlation of all its proposals
  std::vector<std::int64_t> damaged_lines_;
  std::int64_t proposed_ = 0;
  std::uint64_t earlier_bytes_ = 0;
};

}  // namespace probant::importer
