// The other end of a connection, which sends any bytes it likes; and a server on a thread of its
// own to send them to.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <thread>

#include "adapters/http/server.hpp"

namespace probant::test {

class RawPeer {
 public:
  explicit RawPeer(std::uint16_t port);
  RawPeer(RawPeer const&) = delete;
  RawPeer& operator=(RawPeer const&) = delete;
  ~RawPeer();

  /// False when the other end has closed.
  bool send(std::string_view bytes) const;
  void end_of_sending() const;
  /// Everything until the other end closes, or `within` has passed without a byte; then
  /// `still_open` is true.
  std::string read_all(std::chrono::milliseconds within = std::chrono::seconds{30});
  /// Until `mark` has come, the end, or `within` without a byte.
  std::string read_until(std::string_view mark);
  bool still_open = false;

 private:
  int descriptor_ = -1;
};

/// A free port of 127.0.0.1; stops when it goes.
class RunningServer {
 public:
  RunningServer(http::ServerOptions options, http::Handler handler)
      : server{on_any_port(std::move(options)), std::move(handler)}, thread_{[this] {
          server.run();
        }} {}
  RunningServer(RunningServer const&) = delete;
  RunningServer& operator=(RunningServer const&) = delete;
  ~RunningServer() { stop(); }
  void stop() {
    server.stop();
    if (thread_.joinable()) thread_.join();
  }

  http::Server server;

 private:
  static http::ServerOptions on_any_port(http::ServerOptions options) {
    options.port = 0;
    return options;
  }
  std::thread thread_;
};

/// How often `part` stands in `text`.
std::size_t occurrences(std::string_view text, std::string_view part);

}  // namespace probant::test
