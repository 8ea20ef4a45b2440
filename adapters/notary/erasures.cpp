#include "adapters/notary/erasures.hpp"

#include "adapters/notary/files.hpp"

namespace probant::notary {

std::vector<ErasedPayload> read_erasures(std::filesystem::path const& file) {
  auto const text = read_file(file, max_erasures_bytes);
  if (!text) return {};
  if (auto erasures = parse_erasures(*text)) return *std::move(erasures);
  throw StoreError{file.string() + " : ce n'est pas " + std::string{ErasedPayload::expected} + "."};
}

void keep_erasures(std::filesystem::path const& store_directory, Settings const& settings,
                   EventStore const& store) {
  std::vector<std::filesystem::path> files{Places{store_directory}.erasures()};
  for (auto const& copy : settings.copies) files.push_back(copy / "erasures");
  auto const ordered = erasures_of(store);
  for (auto const& file : files) {
    write_file(file, erasures_text(merged(read_erasures(file), ordered)));
  }
}

}  // namespace probant::notary
