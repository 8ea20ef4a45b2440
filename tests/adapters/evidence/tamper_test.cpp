// Exports changed in every way, before probant-verify: each change is found and its place named.
#include <set>

#include "tests/adapters/evidence/exported.hpp"

namespace probant::test {
namespace {

// Of a larger file this many bytes are changed, at a fixed stride.
constexpr std::size_t flips_a_file = 100;

bool is_only_read(std::string const& name) {
  return name == "LISEZMOI.md" || name == "rapport.html";
}

TEST_CASE("tampering: a changed byte in any file is found", "[evidence][tamper]") {
  Desk desk;
  play_small(desk);
  erase(desk.store, desk.store.head().next - 1, candidacy(), 3);
  TemporaryDirectory const place;
  std::size_t flips = 0;
  for (auto const& dossier : {std::optional<DossierId>{}, std::optional{candidacy()}}) {
    auto const to = place.path() / (dossier ? "one" : "all");
    write_export(desk.store, signed_now(desk.store), dossier, to, no_progress);
    REQUIRE(verified(to).verified());
    for (auto const& [name, bytes] : files_of(to)) {
      if (is_only_read(name)) continue;
      auto const stride = std::max<std::size_t>(1, bytes.size() / flips_a_file);
      for (std::size_t at = 0; at < bytes.size(); at += stride) {
        auto changed = bytes;
        changed[at] = static_cast<char>(changed[at] ^ (1 << at % 8));
        write_all(to / name, changed);
        auto const report = verified(to);
        ++flips;
        if (!report.verified() && !report.problems.front().file.empty()) continue;
        FAIL(name << ", byte " << at);
      }
      write_all(to / name, bytes);
    }
    CHECK(verified(to).verified());
  }
  CHECK(flips > 1'000);
}

TEST_CASE("tampering: the position of a changed event is named", "[evidence][tamper]") {
  Desk desk;
  play_small(desk);
  TemporaryDirectory const place;
  auto const to = place.path() / "all";
  write_export(desk.store, signed_now(desk.store), {}, to, no_progress);
  for (auto const* name : {"leaves.jsonl", "events.jsonl"}) {
    auto const bytes = read_all(to / name);
    Position position = 0;
    for (std::size_t begin = 0; begin < bytes.size(); ++position) {
      auto const end = bytes.find('\n', begin);
      auto changed = bytes;
      changed[end - 3] = static_cast<char>(changed[end - 3] ^ 1);
      write_all(to / name, changed);
      auto const report = verified(to);
      INFO(name << " " << verifier::to_text(report));
      CHECK(report.first_bad_position() == position);
      begin = end + 1;
    }
    CHECK(position == desk.store.head().next);
    write_all(to / name, bytes);
  }
}

TEST_CASE("tampering: files cut short or taken away are named", "[evidence][tamper]") {
  Desk desk;
  play_small(desk);
  TemporaryDirectory const place;
  auto const to = place.path() / "one";
  write_export(desk.store, signed_now(desk.store), candidacy(), to, no_progress);
  for (auto const& [name, bytes] : files_of(to)) {
    if (is_only_read(name)) continue;
    for (auto const size : {bytes.size() - 1, bytes.size() / 2, std::size_t{0}}) {
      write_all(to / name, bytes.substr(0, size));
      INFO(name << " cut to " << size);
      CHECK_FALSE(verified(to).verified());
    }
    fs::remove(to / name);
    CHECK_FALSE(verified(to).verified());
    write_all(to / name, bytes);
  }
  CHECK(verified(to).verified());
}

TEST_CASE("tampering: another key, an older or another history", "[evidence][tamper]") {
  Desk desk;
  play_small(desk);
  TemporaryDirectory const place;
  auto const to = place.path() / "all";
  write_export(desk.store, signed_now(desk.store), {}, to, no_progress);
  CHECK(verified(to).verified());
  CHECK_FALSE(verified(to, test_key(2)).verified());

  verifier::Given given;
  given.key = verifier::VerifierKey::parse(test_key().verifier().text());
  given.checkpoints = {{"juin", signed_at(desk.store, 2).checkpoint.note.bytes()}};
  CHECK(verifier::check_export(to, given).verified());
  Desk other;
  other.at("2026-01-16T08:00:00Z").given(adoption());
  given.checkpoints = {{"juin", signed_at(other.store, 1).checkpoint.note.bytes()}};
  auto const report = verifier::check_export(to, given);
  REQUIRE_FALSE(report.verified());
  CHECK(report.problems.front().file == "juin");

  write_all(to / "checkpoint", signed_at(desk.store, 2).checkpoint.note.bytes());
  CHECK_FALSE(verified(to).verified());
}

}  // namespace
}  // namespace probant::test
