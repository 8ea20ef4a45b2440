#include "adapters/cli/touched.hpp"

#include <algorithm>
#include <array>
#include <fstream>

#include "adapters/cli/certificates.hpp"
#include "engine/log/event_store.hpp"

namespace probant::cli {
namespace {

// The header of an SQLite file: https://www.sqlite.org/fileformat2.html, section 1.3.
constexpr std::size_t header_bytes = 100;
constexpr std::size_t write_version = 18;  // 1: rollback journal, 2: WAL
constexpr std::size_t read_version = 19;
constexpr std::size_t change_counter = 24;
constexpr std::size_t counter_at_version = 92;
constexpr std::uint32_t openings_most = 4;  ///< the first to write in another mode counts up

using Header = std::array<char, header_bytes>;

std::uint32_t number_at(Header const& header, std::size_t at) {
  std::uint32_t number = 0;
  for (std::size_t i = at; i < at + 4; ++i) {
    number = (number << 8U) | static_cast<unsigned char>(header.at(i));
  }
  return number;
}

void put_number(Header& header, std::size_t at, std::uint32_t number) {
  for (std::size_t i = 4; i > 0; --i, number >>= 8U) {
    header.at(at + i - 1) = static_cast<char>(number & 0xffU);
  }
}

void write_header(std::filesystem::path const& file, Header const& header) {
  std::fstream stream{file, std::ios::binary | std::ios::in | std::ios::out};
  stream.write(header.data(), header.size());
  stream.flush();
  if (stream) return;
  throw StoreError{file.string() +
                   " : ce fichier n'a pas pu être écrit ; vérifiez le disque et les droits."};
}

}  // namespace

bool put_header_back(std::filesystem::path const& file, Sha256 const& certified) {
  Header found{};
  if (!std::ifstream{file, std::ios::binary}.read(found.data(), found.size())) return false;
  bool const opened = found.at(write_version) == 2 && found.at(read_version) == 2;
  auto const counter = number_at(found, change_counter);
  if (!opened || counter != number_at(found, counter_at_version)) return false;
  auto header = found;
  header.at(write_version) = header.at(read_version) = 1;
  for (std::uint32_t back = 0; back <= std::min(openings_most, counter); ++back) {
    put_number(header, change_counter, counter - back);
    put_number(header, counter_at_version, counter - back);
    write_header(file, header);
    if (sha256_of_file(file) == certified) return true;
  }
  write_header(file, found);
  return false;
}

}  // namespace probant::cli
