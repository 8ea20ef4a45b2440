#include "adapters/service/stream.hpp"

#include <algorithm>
#include <charconv>

#include "adapters/service/routes.hpp"
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

/// Where to begin: after the event seen last, which a browser tells by itself when it comes back.
std::variant<Position, http::Response> first_of(Call const& call) {
  auto const size = call.present().next_position();
  auto const seen = call.request().header("last-event-id");
  if (!seen) return after(call.arguments().integer("after").value_or(size - 1), "after", size);
  Position last = 0;
  auto const* const end = seen->data() + seen->size();
  auto const read = std::from_chars(seen->data(), end, last);
  if (read.ec != std::errc{} || read.ptr != end || last < -1 || last > max_position) {
    return bad_parameter(seen_header, *seen, "une position du journal");
  }
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

bool EventStream::take(StoredEvent const& event, World const& world, Instant at) {
  if (text_.size() >= piece_bytes) return false;
  next_ = event.position + 1;
  if (!selection_.wants(event)) return true;
  auto const* dossier = world.find(event.dossier);
  if (!dossier || !may_read(world, *dossier, call_->caller().actor, at)) return true;
  text_ += "id: " + std::to_string(event.position) + "\n";
  text_ +=
      "data: " + cloud_event(call_->ports().store, event, call_->ports().origin, world) + "\n\n";
  return true;
}

std::string EventStream::read() {
  auto const& world = call_->present();
  auto const& store = call_->ports().store;
  auto const at = std::max(call_->ports().now(), store.head().recorded_at.value_or(Instant{}));
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
    if (text.empty() && quiet) text = ":\nid: " + std::to_string(next_ - 1) + "\n\n";
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
                 "La dernière position reçue ; l'emporte sur after. Si le journal a été restauré "
                 "depuis, reprenez à la taille de la sauvegarde, moins un"};
  constexpr std::int64_t max_digits = 20;
  seen.max = max_digits;
  one.parameters.push_back(seen);
  one.replies = {{200, stream_type, "",
                  "Ne finit pas de lui-même ; un commentaire, au plus toutes "
                  "les 15 secondes, montre que la ligne tient"}};
  one.deferred = [count = std::make_shared<StreamCount>()](std::shared_ptr<Call const> const& call,
                                                           Answer const& answer) {
    follow(call, count, answer);
  };
  return routes;
}

}  // namespace probant::service
