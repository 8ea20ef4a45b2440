#include "adapters/verifier/cosigned.hpp"

#include <algorithm>
#include <array>
#include <ctime>

namespace probant::verifier {
namespace {

constexpr std::size_t cosignature_bytes = 72;

/// RFC 3339, of the first eight bytes; empty when that is no time.
std::string time_of(std::string_view signature) {
  std::uint64_t seconds = 0;
  for (auto const c : signature.substr(0, 8)) {
    seconds = seconds << 8U | static_cast<unsigned char>(c);
  }
  constexpr std::uint64_t year_9999 = 253'402'300'799;
  auto const time = static_cast<std::time_t>(std::min(seconds, year_9999));
  std::tm utc{};
  std::array<char, 32> text{};
  if (seconds > year_9999 || gmtime_r(&time, &utc) == nullptr) return {};
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &utc)};
}

std::string words(Cosigned const& one) {
  return one.witness + " (" + event_count(one.size) + ", le " + one.at + ")";
}

struct Opened {
  Note note;
  Checkpoint checkpoint;
};

std::vector<Opened> opened(std::vector<NamedNote> const& notes) {
  std::vector<Opened> all;
  for (auto const& one : notes) {
    auto note = Note::parse(one.bytes);
    auto checkpoint = note ? Checkpoint::parse(note->text) : std::nullopt;
    if (checkpoint) all.push_back({*std::move(note), *std::move(checkpoint)});
  }
  std::ranges::stable_sort(all, {}, [](Opened const& one) { return one.checkpoint.size; });
  return all;
}

/// The last that `witness` saw.
std::optional<Cosigned> last_of(std::vector<Opened> const& all, VerifierKey const& witness) {
  std::optional<Cosigned> last;
  for (auto const& [note, checkpoint] : all) {
    if (signed_by(note, witness) != Signed::yes) continue;
    for (auto const& line : note.signatures) {
      if (line.name != witness.name || line.id != witness.id) continue;
      last = Cosigned{witness.name, checkpoint.size, time_of(line.signature)};
    }
  }
  return last;
}

void name_others(std::vector<Opened> const& all, std::vector<VerifierKey> const& witnesses,
                 Report& report) {
  std::vector<Cosigned> others;
  for (auto const& [note, checkpoint] : all) {
    for (auto const& line : note.signatures) {
      bool const asked = std::ranges::any_of(witnesses, [&line](VerifierKey const& one) {
        return one.name == line.name && one.id == line.id;
      });
      if (asked || line.name == checkpoint.origin || line.signature.size() != cosignature_bytes) {
        continue;
      }
      std::erase_if(others, [&line](Cosigned const& one) { return one.witness == line.name; });
      others.push_back({line.name, checkpoint.size, time_of(line.signature)});
    }
  }
  for (auto const& one : others) {
    report.notices.push_back("contresigné, non vérifié, au nom du témoin " + words(one) +
                             " : donnez sa clé par --witness");
  }
}

}  // namespace

std::vector<NamedNote> read_cosigned(Folder& folder, Report& report) {
  std::vector<NamedNote> notes;
  for (auto const& name : folder.names(cosigned)) {
    auto bytes = folder.read(name, Note::max_bytes);
    auto const note = bytes ? Note::parse(*bytes) : std::nullopt;
    auto const checkpoint = note ? Checkpoint::parse(note->text) : std::nullopt;
    if (checkpoint &&
        name == std::string{cosigned} + std::to_string(checkpoint->size) + ".checkpoint") {
      notes.push_back({name, *std::move(bytes)});
    } else {
      report.add({}, name, "n'est pas un point de contrôle nommé d'après sa taille");
    }
  }
  return notes;
}

void check_witnesses(std::vector<NamedNote> const& notes, std::vector<VerifierKey> const& witnesses,
                     Report& report) {
  auto const all = opened(notes);
  for (auto const& witness : witnesses) {
    for (auto const& one : notes) {
      auto const note = Note::parse(one.bytes);
      if (note && signed_by(*note, witness) == Signed::wrongly) {
        report.add({}, one.file, "la contresignature au nom de " + witness.name + " est fausse");
      }
    }
    auto last = last_of(all, witness);
    if (!last) {
      report.add({}, "checkpoint", "n'est pas contresigné par le témoin " + witness.name);
      continue;
    }
    if (last->size < report.size) {
      auto const after = report.size - last->size;
      report.notices.push_back("le témoin " + words(*last) + " n'a pas vu " +
                               (after == 1
                                    ? std::string{"le dernier événement"}
                                    : "les " + std::to_string(after) + " derniers événements"));
    }
    report.cosigned.push_back(*std::move(last));
  }
  name_others(all, witnesses, report);
}

}  // namespace probant::verifier
