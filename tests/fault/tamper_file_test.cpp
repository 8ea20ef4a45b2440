// Every byte of the file of a small log changed in turn: found, or without any effect on what the
// log says. PROBANT_TAMPER_EVERY=1 takes every byte; without it, one in some, from another start
// each day of the seed.
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>

#include "engine/log/digest.hpp"
#include "tests/adapters/sqlite/fixture.hpp"
#include "tests/fault/forged_log.hpp"

namespace probant::test {
namespace {

/// Everything the log says, as one digest.
std::string content(SqliteEventStore const& store) {
  std::string all = store.simulation() ? "simulation" : "real";
  auto const put = [&](auto const&... parts) { ((all += std::string{parts} + '\n'), ...); };
  auto const head = store.head();
  put(std::to_string(head.next), head.root.text());
  std::vector<std::string> ids;
  std::vector<DossierId> dossiers;
  store.scan(0, head.next, [&](StoredEvent const& event) {
    put(event.dossier.text(), std::to_string(event.version), catalogue[event.type].name,
        std::to_string(event.schema), event.occurred_at.text(), event.recorded_at.text(),
        event.actor.id, event.rulebook, event.proposal_id, event.payload, event.warnings);
    ids.emplace_back(event.proposal_id);
    dossiers.push_back(event.dossier);
    return true;
  });
  store.scan_leaves(0, head.next, [&](StoredLeaf const& leaf) {
    put(leaf.envelope, as_text(leaf.blinding));
    return true;
  });
  for (auto const& id : ids) {
    auto const found = store.find_proposal(id);
    if (found) put(found->id, std::to_string(found->position), found->recorded ? "yes" : "no");
  }
  for (auto const& dossier : dossiers) {
    store.scan_dossier(dossier, [&](StoredEvent const& event) {
      put(std::to_string(event.position));
      return true;
    });
  }
  return sha256(all).text();
}

std::size_t stride() {
  auto const* const text = std::getenv("PROBANT_TAMPER_EVERY");
  return text == nullptr ? 23 : std::stoul(text);
}

}  // namespace

TEST_CASE("tampering: every byte of the file changed is found, or changes nothing that is said",
          "[fault][tamper]") {
  ForgedLog log;
  log.execute("pragma page_size=512; vacuum");
  std::string const intact = [&] {
    auto const store = SqliteEventStore::open(log.directory(), Mode::read_only);
    return content(*store);
  }();
  REQUIRE(log.finding().empty());
  auto const size = std::filesystem::file_size(log.file());
  Drills drills;
  std::fstream file{log.file(), std::ios::in | std::ios::out | std::ios::binary};
  auto const put = [&](std::size_t at, char byte) {
    file.seekp(static_cast<std::streamoff>(at));
    file.put(byte).flush();
  };
  for (std::size_t at = 0; at < size; at += stride()) {
    file.seekg(static_cast<std::streamoff>(at));
    auto const byte = static_cast<char>(file.get());
    put(at, static_cast<char>(byte ^ static_cast<char>(1U << (at % 8))));
    auto found = log.finding();
    if (found.empty()) {
      auto const store = SqliteEventStore::open(log.directory(), Mode::read_only);
      INFO("byte " << at);
      CHECK(content(*store) == intact);
      found = "without effect";
    }
    drills.add("a byte of the file", found);
    put(at, byte);
  }
  CHECK(log.finding().empty());
  drills.print();
}

}  // namespace probant::test
