#include "adapters/cli/outside.hpp"

#include <algorithm>

#include "adapters/http/client.hpp"

namespace probant::cli {
namespace {

/// What the witness saw last, as far as the log remembers; it says so itself when it differs.
std::uint64_t known_size(OpenedCheckpoint const& last, VerifierKey const& witness) {
  auto const& lines = last.note.signatures;
  bool const cosigned = std::any_of(lines.begin(), lines.end(),
                                    [&](auto const& line) { return line.made_by(witness); });
  return cosigned ? last.checkpoint.size : 0;
}

}  // namespace

witness::Post post_to_witnesses() {
  return [](std::string const& url, std::string const& body) -> witness::Posted {
    http::Outgoing request{"POST", url, {{"content-type", "text/plain; charset=utf-8"}}, body};
    auto const answer = http::send(request);
    return {answer.response.status, answer.response.header("content-type").value_or(""),
            answer.response.body, answer.why};
  };
}

std::vector<WitnessAnswer> have_cosigned(notary::Notary& notary, EventStore const& store,
                                         OpenedCheckpoint const& checkpoint) {
  std::vector<WitnessAnswer> answers;
  std::vector<NoteSignature> lines;
  Tree tree{store, checkpoint.checkpoint.size};
  auto const last = notary.last();
  for (auto const& settings : notary.settings().witnesses) {
    witness::Peer const peer{settings.key, settings.url};
    auto const cosigned =
        witness::ask(peer, checkpoint, tree, post_to_witnesses(), known_size(last, peer.key));
    if (cosigned.signature) lines.push_back(*cosigned.signature);
    answers.push_back({settings.key.name(), cosigned.why});
  }
  if (!lines.empty()) notary.add_cosignatures(checkpoint.checkpoint, lines);
  return answers;
}

}  // namespace probant::cli
