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

std::vector<WitnessAnswer> have_cosigned(notary::Notary& notary, EventStore const& store,
                                         OpenedCheckpoint const& checkpoint,
                                         std::chrono::milliseconds within) {
  std::vector<std::future<witness::Cosigned>> asked;
  for (auto const& settings : notary.settings().witnesses) {
    witness::Peer const peer{settings.key, settings.url};
    auto const known = std::min(notary.cosigned_size(peer.key), checkpoint.checkpoint.size);
    asked.push_back(std::async(std::launch::async, [&, peer, known] {
      Tree tree{store, checkpoint.checkpoint.size};
      return witness::ask(peer, checkpoint, tree, post_to_witnesses(within), known);
    }));
  }
  std::vector<WitnessAnswer> answers;
  std::vector<NoteSignature> lines;
  for (std::size_t i = 0; i < asked.size(); ++i) {
    auto const cosigned = asked[i].get();
    if (cosigned.signature) lines.push_back(*cosigned.signature);
    answers.push_back({notary.settings().witnesses[i].key.name(), cosigned.why});
  }
  if (!lines.empty()) notary.add_cosignatures(checkpoint, lines);
  return answers;
}

namespace {

WitnessMemory memory_of(notary::WitnessSettings const& settings, notary::Evidence const& evidence,
                        std::string const& place, std::chrono::milliseconds within) {
  WitnessMemory memory{settings.key.name(), {}};
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
  }
  return memory;
}

}  // namespace

std::vector<WitnessMemory> last_seen_by_witnesses(notary::Evidence const& evidence,
                                                  std::chrono::milliseconds within) {
  auto const place = "/" + sha256(evidence.settings.origin).text() + "/checkpoint";
  std::vector<std::future<WitnessMemory>> asked;
  for (auto const& settings : evidence.settings.witnesses) {
    asked.push_back(std::async(std::launch::async, memory_of, std::cref(settings),
                               std::cref(evidence), place, within));
  }
  std::vector<WitnessMemory> memories;
  for (auto& one : asked) memories.push_back(one.get());
  return memories;
}

}  // namespace probant::cli
