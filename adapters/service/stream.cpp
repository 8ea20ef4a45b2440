#include "adapters/service/stream.hpp"

#include <algorithm>
#include <charconv>

#include "adapters/service/routes.hpp"
#include "engine/log/merkle.hpp"
#include "projections/cloud_event.hpp"
#include "projections/readership.hpp"

namespace probant::service {
namespace {

constexpr auto stream_type = "text/event-stream";

constexpr auto seen_header = "Last-Event-ID";

/// After the event seen last; nobody has seen one that is not in the log, and whoever says so was
/// told by another log, or by this one before it was restored.
std::variant<Position, http::Response> after(Position last, std::string_view name, Position size) {
  if (last < size) return last + 1;
  return bad_parameter(name, std::to_string(last),
                       "une position d'avant la fin du journal, qui compte " +
                           std::to_string(size) + (size == 1 ? " événement" : " événements") +
                           " ; cette position vient d'un autre journal, ou de celui-ci avant une "
                           "restauration : reprenez depuis le début (after=-1), ou sans position "
                           "pour la seule suite");
}

constexpr std::size_t leaf_digits = 16;

bool is_leaf(std::string_view text) {
  return text.size() == leaf_digits && std::ranges::all_of(text, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

/// The beginning of the hash of the leaf there: another one in another history.
std::string leaf_at(EventStore const& store, Position position) {
  std::string leaf;
  store.scan_leaves(position, position + 1, [&leaf](StoredLeaf const& stored) {
    Hasher hasher;
    leaf = leaf_hash(hasher, stored.envelope).text().substr(0, leaf_digits);
    return false;
  });
  return leaf;
}

http::Response restored(Position last) {
  return http::problem(409, "log_restored",
                       "L'événement reçu à la position " + std::to_string(last) +
                           " n'est pas celui qui s'y trouve : le journal a été restauré dans un "
                           "état d'avant, puis a grandi. Reprenez sans Last-Event-ID, avec after = "
                           "la taille de la sauvegarde, moins un (probant restore la donne), ou "
                           "-1 : depuis le début.");
}

/// Where to begin: after the event seen last, which a browser tells by itself when it comes back.
std::variant<Position, http::Response> first_of(Call const& call) {
  auto const size = call.present().next_position();
  auto const seen = call.request().header("last-event-id");
  if (!seen) return after(call.arguments().integer("after").value_or(size - 1), "after", size);
  Position last = 0;
  auto const* const end = seen->data() + seen->size();
  auto const read = std::from_chars(seen->data(), end, last);
  auto const rest = std::string_view{read.ptr, end};
  bool const bare = rest.empty() && last >= -1;
  bool const with_leaf = rest.starts_with('-') && is_leaf(rest.substr(1)) && last >= 0;
  if (read.ec != std::errc{} || last > max_position || !(bare || with_leaf)) {
    return bad_parameter(seen_header, *seen, "une position du journal, ou position-empreinte");
  }
  bool const other =
      with_leaf && last < size && rest.substr(1) != leaf_at(call.ports().store, last);
  if (other) return restored(last);
  return after(last, seen_header, size);
}

void follow(std::shared_ptr<Call const> const& call, std::shared_ptr<StreamCount> const& count,
            Answer const& answer) {
  auto slot = StreamCount::take(count, call->caller().token);
  if (!slot) return answer(too_many("Trop de flux sont ouverts avec ce jeton.", 30));
  try {
    auto const first = first_of(*call);
    if (auto const* wrong = std::get_if<http::Response>(&first)) return answer(*wrong);
    auto const stream =
        std::make_shared<EventStream>(call, std::get<Position>(first), std::move(slot));
    auto response = http::respond(200, stream_type, "retry: 3000\n\n");
    response.headers.push_back({"x-accel-buffering", "no"});
    response.more = [stream](bool quiet) { return stream->piece(quiet); };
    answer(std::move(response));
  } catch (StoreError const&) {
    answer(unavailable("store_unavailable", "Le journal ne se lit pas.", 30));
  }
}

}  // namespace

std::shared_ptr<void> StreamCount::take(std::shared_ptr<StreamCount> const& count,
                                        std::string const& token) {
  if (count->in_all_ >= max_in_all) return nullptr;
  auto& own = count->open_[token];
  if (own >= max_per_token) return nullptr;
  ++own;
  ++count->in_all_;
  return {count.get(), [count, token](void*) {
            --count->in_all_;
            if (--count->open_[token] == 0) count->open_.erase(token);
          }};
}

std::string EventStream::id_of(Position position) const {
  auto id = std::to_string(position);
  if (with_leaf_ && position >= 0) id += "-" + leaf_at(call_->ports().store, position);
  return id;
}

bool EventStream::take(StoredEvent const& event, World const& world, Instant at) {
  if (text_.size() >= piece_bytes) return false;
  next_ = event.position + 1;
  if (!selection_.wants(event)) return true;
  auto const* dossier = world.find(event.dossier);
  if (!dossier || !may_read(world, *dossier, call_->caller().actor, at)) return true;
  text_ += "id: " + id_of(event.position) + "\n";
  text_ +=
      "data: " + cloud_event(call_->ports().store, event, call_->ports().origin, world) + "\n\n";
  return true;
}

std::string EventStream::read() {
  auto const& world = call_->present();
  auto const& store = call_->ports().store;
  auto const at = call_->now();
  auto const end = std::min(world.next_position(), next_ + piece_events);
  text_.clear();
  if (selection_.subject) {
    for (auto const position : concerning(store, *selection_.subject, next_, end)) {
      bool taken = true;
      store.scan(position, position + 1, [&](StoredEvent const& event) {
        taken = take(event, world, at);
        return false;
      });
      if (!taken) return std::move(text_);
    }
  } else {
    store.scan(next_, end, [&](StoredEvent const& event) { return take(event, world, at); });
    if (text_.size() >= piece_bytes) return std::move(text_);
  }
  next_ = std::max(next_, end);
  // What is not for this reader is passed over without waiting for the next event.
  if (text_.empty() && next_ < world.next_position()) text_ = ":\n\n";
  return std::move(text_);
}

std::optional<std::string> EventStream::piece(bool quiet) {
  if (!call_->still_let_in()) return std::nullopt;
  try {
    auto text = read();
    if (text.empty() && quiet) text = ":\nid: " + id_of(next_ - 1) + "\n\n";
    return text;
  } catch (StoreError const&) {
    return std::nullopt;
  }
}

Routes stream_routes() {
  Routes routes;
  auto& one = routes.emplace_back();
  one.name = "streamEvents";
  one.method = "GET";
  one.path = "/v1/events/stream";
  one.summary =
      "Le journal à mesure qu'il grandit (server-sent events, un CloudEvent chacun) ; "
      "sans after ni Last-Event-ID, à partir de maintenant";
  one.callers = readers;
  one.parameters = Selection::parameters();
  one.parameters.insert(one.parameters.begin(), after_parameter());
  Parameter seen{seen_header, Where::header, ParameterKind::text,
                 "Le dernier « id: » reçu ; l'emporte sur after. Si le journal a été restauré "
                 "depuis, reprenez à la taille de la sauvegarde, moins un : avec ids=leaf, c'est "
                 "dit (409)"};
  constexpr std::int64_t max_bytes = 40;
  seen.max = max_bytes;
  one.parameters.push_back(seen);
  Parameter ids{"ids", Where::query, ParameterKind::word,
                "Ce que porte « id: » : la position (position, par défaut), ou aussi l'empreinte "
                "de l'événement (leaf), à quoi se voit un journal restauré"};
  ids.words = {"position", "leaf"};
  one.parameters.push_back(ids);
  one.replies = {{200, stream_type, "",
                  "Ne finit pas de lui-même ; un commentaire, au plus toutes "
                  "les 15 secondes, montre que la ligne tient"},
                 {409, "application/problem+json", "Problem",
                  "log_restored : l'événement reçu n'est plus celui de sa position"}};
  one.deferred = [count = std::make_shared<StreamCount>()](std::shared_ptr<Call const> const& call,
                                                           Answer const& answer) {
    follow(call, count, answer);
  };
  return routes;
}

}  // namespace probant::service
