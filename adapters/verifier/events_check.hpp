// The events of an export, row by row: leaves.jsonl beside events.jsonl, each against the tree,
// each payload against its commitment, and what the rows must say together: versions without
// holes, time that never goes back, erasures that were ordered, rules that were adopted.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/verifier/bytes.hpp"
#include "adapters/verifier/envelope.hpp"
#include "adapters/verifier/erasures.hpp"
#include "adapters/verifier/folder.hpp"
#include "adapters/verifier/manifest.hpp"
#include "adapters/verifier/report.hpp"
#include "adapters/verifier/restorations.hpp"
#include "adapters/verifier/tiles.hpp"

namespace probant::verifier {

struct EventsInput {
  Folder& folder;
  Manifest const& manifest;
  std::string_view checkpoint;  ///< bytes of the file
  Digest root;                  ///< of that checkpoint
};

class EventsCheck {
 public:
  EventsCheck(EventsInput input, Tiles& tiles, Report& report)
      : in_{input}, tiles_{tiles}, report_{report} {}

  void run();
  /// Of its keys, restorations and time stamps.
  Told const& told() const { return told_; }

 private:
  struct Row {
    std::size_t line;
    std::string envelope_text;
    Envelope envelope;
    std::optional<std::string> blinding;
    std::optional<std::string> payload;
  };
  struct Adoption {
    std::int64_t position;
    Digest content;
  };

  bool check_row(std::size_t line, std::string_view leaf, std::string_view event);
  std::optional<Row> read_leaf(std::size_t line, std::string_view text);
  void check_leaf(Row const& row);
  void check_event(Row& row, std::string_view text);
  void check_order(Row const& row);
  void read_stamps();
  void check_stamped_before(Row const& row, std::string const& recorded);
  void check_adoption(Row const& row);
  void note_erasure(Row const& row);
  void check_stamp(Row const& row);
  void note_key_change(Row const& row);
  void note_restoration(Row const& row);
  void check_proof(Row const& row);
  void check_bundle();
  void check_end();
  void check_erasures();
  void check_rulebooks();
  /// Where a row that cannot be read must be; only the whole log tells.
  std::optional<std::int64_t> expected_position(std::size_t line) const;
  void blame(Row const& row, std::string_view file, std::string message);

  EventsInput in_;
  Tiles& tiles_;
  Report& report_;
  JsonReader reader_;
  std::int64_t last_position_ = -1;
  std::string last_recorded_;
  /// Tokens by the number of events that they cover; each with the earliest of it and those after.
  struct Covered {
    std::int64_t size;
    std::string until;  ///< as `instant_order`
    std::size_t stamp;
  };
  std::vector<Covered> covered_;
  std::size_t next_stamp_ = 0;
  std::int64_t rows_ = 0;
  std::map<std::string, std::int64_t, std::less<>> versions_;
  std::vector<std::int64_t> positions_;          ///< of a dossier's rows
  std::vector<std::int64_t> erased_;             ///< rows without payload
  std::map<std::int64_t, std::int64_t> orders_;  ///< position erased → of the order
  Erasures erasures_;
  std::map<std::string, Adoption> adoptions_;      ///< by rulebook, "name/version"
  std::map<std::string, std::int64_t> rulebooks_;  ///< named → where first
  Told told_;
  std::string bundle_;                   ///< entries since the last full bundle
  std::vector<std::size_t> entry_ends_;  ///< in `bundle_`
};

}  // namespace probant::verifier
