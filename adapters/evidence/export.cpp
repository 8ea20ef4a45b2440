#include "adapters/evidence/export.hpp"

#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "adapters/evidence/prefix_store.hpp"
#include "adapters/evidence/report.hpp"
#include "adapters/evidence/rows.hpp"
#include "engine/log/proof_file.hpp"
#include "events/codec/json_text.hpp"

namespace probant {
namespace {

namespace fs = std::filesystem;

// Rows are read in turns of this many, so that memory does not grow with the log.
constexpr Position turn = 4'096;

/// A folder that is complete or not there: written under another name beside its own.
class NewFolder {
 public:
  explicit NewFolder(fs::path to) : to_{std::move(to)} {
    while (to_.has_relative_path() && to_.filename().empty()) to_ = to_.parent_path();
    std::error_code error;
    if (fs::exists(to_, error) && !(fs::is_directory(to_, error) && fs::is_empty(to_, error))) {
      throw ExportError(to_.string() +
                        " existe déjà et n'est pas un dossier vide : donnez un "
                        "autre nom.");
    }
    part_ = to_;
    part_ += ".en-cours-" + std::to_string(::getpid());
    fs::remove_all(part_, error);
    if (!fs::create_directories(part_, error)) fail(part_);
  }
  NewFolder(NewFolder const&) = delete;
  NewFolder& operator=(NewFolder const&) = delete;
  ~NewFolder() {
    std::error_code ignored;
    if (!part_.empty()) fs::remove_all(part_, ignored);
  }

  std::ofstream create(std::string const& name) {
    auto const path = part_ / name;
    std::error_code error;
    fs::create_directories(path.parent_path(), error);
    std::ofstream file{path, std::ios::binary};
    if (!file) fail(path);
    return file;
  }
  void write(std::string const& name, std::string_view bytes) {
    auto file = create(name);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    finish(name, file);
  }
  void finish(std::string const& name, std::ofstream& file) {
    file.close();
    if (!file) fail(part_ / name);
  }
  fs::path const& path() const { return part_; }
  void publish() {
    std::error_code error;
    fs::rename(part_, to_, error);
    if (error) fail(to_);
    part_.clear();
  }

 private:
  [[noreturn]] static void fail(fs::path const& path) {
    throw StoreError(path.string() + " : écriture impossible (place, droits ?).");
  }

  fs::path to_;
  fs::path part_;
};

OpenedCheckpoint const& attested(EventStore const& store, KeptEvidence const& evidence) {
  ensure_attested(store, evidence.checkpoint);
  return evidence.checkpoint;
}

class Exporter {
 public:
  Exporter(EventStore const& store, KeptEvidence const& evidence,
           std::optional<DossierId> const& dossier, fs::path const& to,
           ExportProgress const& progress)
      : evidence_{evidence},
        dossier_{dossier},
        progress_{progress},
        opened_{attested(store, evidence)},
        store_{store, static_cast<Position>(opened_.checkpoint.size), opened_.checkpoint.root},
        folder_{to} {}

  ExportSummary run(ExportCheck const& check) {
    auto const size = opened_.checkpoint.size;
    dossier_ ? write_dossier() : write_log();
    check_erasures();
    write_tiles();
    write_rulebooks();
    for (auto const& one : evidence_.timestamps) {
      if (*parse_tree_number(one.size) > size) continue;
      folder_.write("timestamps/" + one.size + ".checkpoint", one.checkpoint);
      folder_.write("timestamps/" + one.size + ".tsr", one.token);
    }
    write_checkpoints("rotations/", evidence_.rotations);
    write_checkpoints("cosigned/", evidence_.cosigned);
    for (auto const& one : evidence_.forebears) {
      auto const folder = "lost/" + std::to_string(one.events) + "/";
      for (auto const& [name, bytes] : one.files) folder_.write(folder + name, bytes);
    }
    std::string keys;
    for (auto const& key : evidence_.keys) keys += key.text() + "\n";
    folder_.write("log.vkey", keys);
    folder_.write("checkpoint", opened_.note.bytes());
    folder_.write("manifest.json", manifest());
    ReportInput const input{store_, dossier_, opened_, evidence_, facts_};
    folder_.write("LISEZMOI.md", readme_page(input));
    folder_.write("rapport.html", report_page(input));
    if (check) check(folder_.path());
    folder_.publish();
    return {size, facts_.events, static_cast<std::int64_t>(facts_.erased.size())};
  }

 private:
  void write_log() {
    auto const size = store_.head().next;
    auto leaves = folder_.create("leaves.jsonl");
    auto events = folder_.create("events.jsonl");
    std::string bundle;
    for (Position from = 0; from < size; from += turn) {
      auto const to = std::min(size, from + turn);
      progress_(static_cast<std::size_t>(from), static_cast<std::size_t>(size));
      read_rows(store_, opened_.checkpoint.origin, from, to, facts_, [&](ExportRow const& row) {
        leaves << row.leaf_line;
        events << row.event_line;
        append_entry(bundle, row.envelope);
        auto const index = static_cast<std::uint64_t>(row.position) / tile_width;
        auto const width = static_cast<unsigned>(row.position % tile_width) + 1;
        if (width < tile_width && row.position + 1 < size) return;
        folder_.write(TilePath{{0, index}, width, true}.text(), bundle);
        bundle.clear();
      });
    }
    folder_.finish("leaves.jsonl", leaves);
    folder_.finish("events.jsonl", events);
  }

  void write_dossier() {
    auto const positions = positions_of(store_, *dossier_);
    auto leaves = folder_.create("leaves.jsonl");
    auto events = folder_.create("events.jsonl");
    Tree tree{store_, opened_.checkpoint.size};
    bool known = false;
    for (auto const position : positions) {
      store_.scan(position, position + 1, [&](StoredEvent const& event) {
        known = known || event.dossier == *dossier_;
        return true;
      });
      read_rows(store_, opened_.checkpoint.origin, position, position + 1, facts_,
                [&](ExportRow const& row) {
                  leaves << row.leaf_line;
                  events << row.event_line;
                });
      auto const proof = make_proof_file(tree, static_cast<std::uint64_t>(position), opened_.note);
      folder_.write("proofs/" + std::to_string(position) + ".tlog-proof", proof.bytes());
    }
    if (!known) {
      throw ExportError("Le dossier " + dossier_->text() +
                        " n'a aucun événement sous le point de contrôle.");
    }
    folder_.finish("leaves.jsonl", leaves);
    folder_.finish("events.jsonl", events);
  }

  /// An export must be able to show by what right a payload is missing, and holds none again that
  /// was erased.
  void check_erasures() const {
    for (auto const& [position, order] : facts_.orders) {
      if (std::ranges::binary_search(facts_.erased, position)) continue;
      throw StoreError("Le contenu de la position " + std::to_string(position) +
                       " a été effacé légalement (position " + std::to_string(order.order) +
                       ") et se trouve de nouveau dans le magasin ; lancez probant verify.");
    }
    for (auto const position : facts_.erased) {
      if (facts_.orders.contains(position)) continue;
      throw StoreError("Le contenu de la position " + std::to_string(position) +
                       " est absent et son effacement n'est pas couvert par le point de contrôle "
                       "; lancez probant verify.");
    }
  }

  void write_tiles() {
    for (auto const& path : tiles_of(opened_.checkpoint.size)) {
      folder_.write(path.text(), tile_bytes(store_.tile(path.id, path.width)));
    }
  }

  void write_checkpoints(std::string const& folder, std::vector<KeptCheckpoint> const& kept) {
    for (auto const& one : kept) {
      if (*parse_tree_number(one.size) > opened_.checkpoint.size) continue;
      folder_.write(folder + one.size + ".checkpoint", one.checkpoint);
    }
  }

  void write_rulebooks() {
    for (auto const& [rulebook, content] : facts_.rulebooks) {
      if (!content.empty()) folder_.write(rulebook_file(rulebook), content);
    }
  }

  std::string manifest() const {
    std::string text;
    JsonWriter json{text};
    json.begin_object().member("format", 1).member("origin", opened_.checkpoint.origin);
    json.member("scope", dossier_ ? dossier_->text() : "all");
    json.member("size", opened_.checkpoint.size).member("events", facts_.events);
    json.member("log_key", opened_.signers.front().text()).key("erased").begin_array();
    for (auto const position : facts_.erased) json.value(position);
    json.end_array().end_object();
    return text + "\n";
  }

  KeptEvidence const& evidence_;
  std::optional<DossierId> const& dossier_;
  ExportProgress const& progress_;
  OpenedCheckpoint const& opened_;
  PrefixStore store_;
  NewFolder folder_;
  RowFacts facts_;
};

}  // namespace

ExportSummary write_export(EventStore const& store, KeptEvidence const& evidence,
                           std::optional<DossierId> const& dossier, fs::path const& to,
                           ExportProgress const& progress, ExportCheck const& check) {
  return Exporter{store, evidence, dossier, to, progress}.run(check);
}

}  // namespace probant
