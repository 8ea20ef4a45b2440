#include "adapters/cli/outside.hpp"

#include "adapters/http/client.hpp"

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
  std::vector<WitnessAnswer> answers;
  std::vector<NoteSignature> lines;
  Tree tree{store, checkpoint.checkpoint.size};
  for (auto const& settings : notary.settings().witnesses) {
    witness::Peer const peer{settings.key, settings.url};
    auto const cosigned =
        witness::ask(peer, checkpoint, tree, post_to_witnesses(within),
                     std::min(notary.cosigned_size(peer.key), checkpoint.checkpoint.size));
    if (cosigned.signature) lines.push_back(*cosigned.signature);
    answers.push_back({settings.key.name(), cosigned.why});
  }
  if (!lines.empty()) notary.add_cosignatures(checkpoint, lines);
  return answers;
}

}  // namespace probant::cli
