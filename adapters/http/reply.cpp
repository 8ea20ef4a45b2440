#include <atomic>

#include "adapters/http/server.hpp"

namespace probant::http {

struct Reply::State {
  std::function<void(Response)> send;
  std::atomic_flag answered{};

  explicit State(std::function<void(Response)> how) : send{std::move(how)} {}
  State(State const&) = delete;
  State& operator=(State const&) = delete;
  ~State() {
    if (!answered.test_and_set()) {
      send(problem(500, "internal_error", "La requête n'a pas reçu de réponse."));
    }
  }
};

Reply::Reply(std::function<void(Response)> send)
    : state_{std::make_shared<State>(std::move(send))} {}

void Reply::operator()(Response response) const {
  if (!state_->answered.test_and_set()) state_->send(std::move(response));
}

Handler answering(Route route, std::function<void(std::exception const&)> report) {
  return [route = std::move(route), report = std::move(report)](Request const& request,
                                                                Reply const& reply) {
    try {
      reply(route(request));
    } catch (std::exception const& error) {
      if (report) report(error);
      reply(problem(500, "internal_error", "La requête n'a pas pu être traitée."));
    }
  };
}

}  // namespace probant::http
