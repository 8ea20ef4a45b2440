#include <algorithm>
#include <fstream>
#include <iterator>

#include "adapters/evidence/export.hpp"
#include "engine/log/continuity.hpp"

namespace probant {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t max_file_bytes = std::size_t{4} << 20U;

std::string read(fs::path const& path) {
  std::error_code error;
  auto const size = fs::file_size(path, error);
  if (error) throw StoreError(path.string() + " : fichier absent ou illisible.");
  if (size > max_file_bytes) throw StoreError(path.string() + " : fichier trop grand.");
  std::ifstream file{path, std::ios::binary};
  std::string bytes{std::istreambuf_iterator<char>{file}, {}};
  if (bytes.size() != size) throw StoreError(path.string() + " : lecture impossible.");
  return bytes;
}

/// The checkpoints of a folder, named after their sizes, in that order.
std::vector<fs::path> checkpoints_in(fs::path const& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  for (auto const& entry : fs::directory_iterator{folder, error}) {
    auto const& path = entry.path();
    bool const named = parse_tree_number(path.stem().string()).has_value();
    if (named && path.extension() == ".checkpoint") files.push_back(path);
  }
  std::ranges::sort(files, {},
                    [](auto const& file) { return *parse_tree_number(file.stem().string()); });
  return files;
}

}  // namespace

std::vector<KeptTimestamp> read_timestamps(fs::path const& folder) {
  std::vector<KeptTimestamp> timestamps;
  for (auto const& file : checkpoints_in(folder)) {
    auto token = file;
    token.replace_extension(".tsr");
    if (!fs::exists(token)) continue;  // asked for, not answered yet
    timestamps.push_back({file.stem().string(), read(file), read(token)});
  }
  return timestamps;
}

std::vector<KeptCheckpoint> read_checkpoints(fs::path const& folder) {
  std::vector<KeptCheckpoint> checkpoints;
  for (auto const& file : checkpoints_in(folder)) {
    checkpoints.push_back({file.stem().string(), read(file)});
  }
  return checkpoints;
}

std::vector<std::pair<std::string, std::string>> read_lost(fs::path const& folder) {
  std::vector<std::pair<std::string, std::string>> files;
  for (std::string const name : {"certificate", "checkpoint", "handover", "log.vkey"}) {
    if (fs::exists(folder / name)) files.emplace_back(name, read(folder / name));
  }
  for (std::string const below : {"cosigned", "rotations"}) {
    for (auto const& file : checkpoints_in(folder / below)) {
      files.emplace_back(below + "/" + file.filename().string(), read(file));
    }
  }
  return files;
}

void ensure_attested(EventStore const& store, OpenedCheckpoint const& checkpoint) {
  auto why = checkpoint.good() ? conflict_with(store, checkpoint.checkpoint) : checkpoint.why;
  if (!why.empty()) throw StoreError("Rien n'est exporté : " + why);
}

}  // namespace probant
