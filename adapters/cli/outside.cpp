#include "adapters/cli/outside.hpp"

#include <algorithm>
#include <future>

#include "adapters/http/client.hpp"
#include "engine/log/digest.hpp"

namespace probant::cli {

witness::Post post_to_witnesses(std::chrono::milliseconds within) {
  return [within](std::string const& url, std::string const& body) -> witness::Posted {
    http::Outgoing request{"POST", url, {{"content-type", "text/plain; charset=utf-8"}}, body};
    http::ClientOptions options;
    options.within = within;
    auto const answer = http::send(request, options);
    return {answer.response.status, answer.response.header("content-type").value_or(""),
            answer.response.body, answer.why};
  };
}

namespace {

/// What a witness cosigned of this log under a key made since: a copy from before the change of
/// keys cannot check that signature, and must not take the witness for silent.
OpenedCheckpoint under_later_key(std::string_view body, notary::WitnessSettings const& settings,
                                 std::string const& origin) {
  OpenedCheckpoint opened;
  opened.why = "ce n'est pas un point de contrôle qu'il a signé";
  auto note = SignedNote::parse(body);
  auto checkpoint = note ? Checkpoint::parse(note->text) : std::nullopt;
  if (!checkpoint || checkpoint->origin != origin) return opened;
  auto signatures = check_signatures(*note, std::vector{settings.key});
  if (!signatures.good() || signatures.signers.empty()) return opened;
  return {*std::move(checkpoint), *std::move(note), std::move(signatures.signers), {}};
}

WitnessMemory memory_of(notary::WitnessSettings const& settings, notary::Evidence const& evidence,
                        std::chrono::milliseconds within) {
  auto const place = "/" + sha256(evidence.settings.origin).text() + "/checkpoint";
  WitnessMemory memory{settings.key.name(), {}, false};
  auto const answer = http::send({"GET", settings.url + place}, {.within = within});
  if (!answer.good()) {
    memory.last.why = answer.why;
  } else if (answer.response.status == 404) {
    memory.last.why = "il n'a rien vu de ce journal";
  } else if (answer.response.status != 200) {
    memory.last.why = "il refuse (statut " + std::to_string(answer.response.status) + ")";
  } else {
    memory.last = evidence.open(answer.response.body);
    bool const signed_by_it = std::ranges::any_of(
        memory.last.signers, [&](VerifierKey const& key) { return key == settings.key; });
    if (memory.last.good() && !signed_by_it) memory.last.why = "il n'a pas signé ce qu'il montre";
    if (!memory.last.good()) {
      OpenedCheckpoint later{{}, {}, {}, "cette clé est connue"};
      if (!open_checkpoint(answer.response.body, evidence.keys).good()) {
        later = under_later_key(answer.response.body, settings, evidence.settings.origin);
      }
      memory.under_unknown_key = later.good();
      if (later.good()) memory.last = std::move(later);
    }
  }
  return memory;
}

/// A witness may refuse for what is its own fault; what it shows is believed as far as the key of
/// the log signed it.
void compare_with_memory(notary::Notary& notary, WitnessMemory const& memory) {
  if (!memory.last.good() || memory.under_unknown_key) return;
  notary.compare_with(memory.last, "le témoin " + memory.witness);
}

}  // namespace

std::vector<WitnessAnswer> have_cosigned(notary::Notary& notary, EventStore const& store,
                                         OpenedCheckpoint const& checkpoint,
                                         std::chrono::milliseconds within) {
  std::vector<std::future<witness::Cosigned>> asked;
  // A witness goes on to the next key by the checkpoint that hands over to it: it must see that
  // one.
  auto const passages = notary.passages();
  for (auto const& settings : notary.settings().witnesses) {
    witness::Peer const peer{settings.key, settings.url};
    auto const known = std::min(notary.cosigned_size(peer.key), checkpoint.checkpoint.size);
    asked.push_back(std::async(std::launch::async, [&, peer, known] {
      for (auto const& passage : passages) {
        auto const size = passage.checkpoint.size;
        if (size <= known || size >= checkpoint.checkpoint.size) continue;
        // One that it refuses, it has no need of; or it says so again of what follows.
        Tree before{store, size};
        witness::ask(peer, passage, before, post_to_witnesses(within), known);
      }
      Tree tree{store, checkpoint.checkpoint.size};
      return witness::ask(peer, checkpoint, tree, post_to_witnesses(within), known);
    }));
  }
  notary::Evidence known;
  known.settings = notary.settings();
  known.keys = notary.keys();
  known.retired = notary.retired();
  std::vector<WitnessAnswer> answers;
  std::vector<NoteSignature> lines;
  for (std::size_t i = 0; i < asked.size(); ++i) {
    auto const cosigned = asked[i].get();
    auto const& settings = known.settings.witnesses[i];
    if (cosigned.refused) compare_with_memory(notary, memory_of(settings, known, within));
    if (cosigned.signature) lines.push_back(*cosigned.signature);
    answers.push_back({settings.key.name(), cosigned.why});
  }
  if (!lines.empty()) notary.add_cosignatures(checkpoint, lines);
  return answers;
}

std::vector<WitnessMemory> last_seen_by_witnesses(notary::Evidence const& evidence,
                                                  std::chrono::milliseconds within) {
  std::vector<std::future<WitnessMemory>> asked;
  for (auto const& settings : evidence.settings.witnesses) {
    asked.push_back(std::async(std::launch::async, memory_of, std::cref(settings),
                               std::cref(evidence), within));
  }
  std::vector<WitnessMemory> memories;
  for (auto& one : asked) memories.push_back(one.get());
  return memories;
}

}  // namespace probant::cli
