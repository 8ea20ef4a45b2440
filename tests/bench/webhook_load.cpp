// A sender of Convergence updates under load: signed, over kept connections, with repetitions,
// reorderings, unknown statuses and wrong signatures among them. Every answer is compared with the
// one that is due; a single other one fails the run.
//
//   probant_webhook_load PORT SECRET UPDATES CONNECTIONS ENTITIES [FIRST_SEQUENCE [RATE]]
//
// RATE: updates a second of all connections together; 0 or none: as fast as they are answered.
// ENTITIES: a file of FINESS numbers, one a line, whose candidacy is filed; the status table has
// NOTE_DEPOSEE = "hospiconnect.note_de_cadrage_deposited".
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <map>
#include <stdexcept>
#include <thread>

#include "adapters/webhooks/signature.hpp"

namespace {

using Clock = std::chrono::steady_clock;
using namespace probant;

/// One connection to the service on this machine; opened again when the service closes it.
class Connection {
 public:
  explicit Connection(std::uint16_t port) : port_{port} {}
  ~Connection() { drop(); }
  Connection(Connection const&) = delete;
  Connection& operator=(Connection const&) = delete;

  /// The status of the answer. A connection that was closed while idle is opened once more.
  int send(std::string const& request) {
    for (int attempt = 0; attempt < 2; ++attempt) {
      if (socket_ < 0) open();
      if (write_all(request)) {
        if (auto const status = read_answer()) return status;
      }
      drop();
    }
    throw std::runtime_error("no answer");
  }

 private:
  void open() {
    socket_ = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port_);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int const on = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
      throw std::runtime_error("cannot connect");
    }
  }
  void drop() {
    if (socket_ >= 0) ::close(socket_);
    socket_ = -1;
  }
  bool write_all(std::string_view bytes) {
    while (!bytes.empty()) {
      auto const sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  /// 0 when the connection ended before the answer did.
  int read_answer() {
    std::string answer;
    std::size_t whole = std::string::npos;
    while (answer.size() < whole) {
      char buffer[4096];
      auto const got = ::recv(socket_, buffer, sizeof buffer, 0);
      if (got <= 0) return 0;
      answer.append(buffer, static_cast<std::size_t>(got));
      auto const end = answer.find("\r\n\r\n");
      auto const length = answer.find("Content-Length: ");
      if (whole == std::string::npos && end != std::string::npos && length < end) {
        whole = end + 4 + std::stoul(answer.substr(length + 16));
      }
    }
    if (answer.find("Connection: close") < whole) drop();
    return std::stoi(answer.substr(9, 3));
  }

  std::uint16_t port_;
  int socket_ = -1;
};

struct Told {
  std::map<std::string, std::int64_t> answers;  ///< by kind and status
  std::vector<std::int64_t> microseconds;
  std::int64_t wrong = 0;
};

class Sender {
 public:
  Sender(std::uint16_t port, webhooks::Secret const& secret, std::vector<std::string> entities,
         std::int64_t first)
      : connection_{port}, secret_{secret}, entities_{std::move(entities)}, sequence_{first} {}

  /// The n-th update: mostly the next one of an entity, to be applied.
  void send(std::int64_t n) {
    auto const& entity = entities_[static_cast<std::size_t>(n) % entities_.size()];
    if (n > 0 && static_cast<std::size_t>(n) % entities_.size() == 0) ++sequence_;
    if (n % 101 == 100) return post("unsigned", entity, sequence_, "NOTE_DEPOSEE", 401, "x");
    if (n % 97 == 96) return post("unknown", entity, sequence_, "INCONNU", 202, "u");
    post("applied", entity, sequence_, "NOTE_DEPOSEE", 201, "");
    if (n % 50 == 49) post("repeated", entity, sequence_, "NOTE_DEPOSEE", 200, "");
    if (n % 89 == 88) post("late", entity, sequence_, "NOTE_DEPOSEE", 202, "l");
  }

  Told told;

 private:
  void post(std::string const& kind, std::string const& entity, std::int64_t sequence,
            std::string const& status, int due, std::string const& mark) {
    auto const id = "soak_" + entity + "_" + std::to_string(sequence) + mark;
    auto const body =
        R"({"type":"convergence.status_changed","timestamp":"2026-04-02T08:30:01Z","data":)"
        R"({"reference":"CVG-)" +
        entity + R"(","dossier":"hospiconnect:)" + entity + R"(","sequence":)" +
        std::to_string(sequence) + R"(,"status":")" + status +
        R"(","occurred_at":"2026-04-02T08:30:00Z","payload":{"entity":")" + entity + "\"}}}";
    auto const timestamp = std::to_string(std::time(nullptr));
    auto signature = secret_.sign({id, timestamp, body});
    if (kind == "unsigned") signature[5] = signature[5] == 'A' ? 'B' : 'A';
    auto const request =
        "POST /webhooks/convergence HTTP/1.1\r\nHost: localhost\r\n"
        "Content-Type: application/json\r\nContent-Length: " +
        std::to_string(body.size()) + "\r\nwebhook-id: " + id +
        "\r\nwebhook-timestamp: " + timestamp + "\r\nwebhook-signature: " + signature + "\r\n\r\n" +
        body;
    auto const begun = Clock::now();
    auto const answer = connection_.send(request);
    auto const took = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begun);
    told.microseconds.push_back(took.count());
    ++told.answers[kind + " " + std::to_string(answer)];
    if (answer != due) ++told.wrong;
  }

  Connection connection_;
  webhooks::Secret const& secret_;
  std::vector<std::string> entities_;
  std::int64_t sequence_;
};

std::vector<std::string> lines_of(char const* file) {
  std::ifstream in{file};
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

int report(std::vector<Told> const& all, double seconds) {
  Told sum;
  for (auto const& one : all) {
    for (auto const& [kind, count] : one.answers) sum.answers[kind] += count;
    sum.microseconds.insert(sum.microseconds.end(), one.microseconds.begin(),
                            one.microseconds.end());
    sum.wrong += one.wrong;
  }
  std::ranges::sort(sum.microseconds);
  auto const at = [&](double part) {
    auto const last = static_cast<double>(sum.microseconds.size() - 1);
    return static_cast<long long>(sum.microseconds[static_cast<std::size_t>(part * last)]);
  };
  auto const count = static_cast<double>(sum.microseconds.size());
  std::printf("%.0f updates in %.1f s: %.0f/s; p50 %lld us, p99 %lld us, worst %lld us\n", count,
              seconds, count / seconds, at(0.5), at(0.99), at(1.0));
  for (auto const& [kind, number] : sum.answers) {
    std::printf("  %-14s %lld\n", kind.c_str(), static_cast<long long>(number));
  }
  std::printf("  other than due %lld\n", static_cast<long long>(sum.wrong));
  return sum.wrong == 0 ? 0 : 1;
}

}  // namespace

int main(int count, char** words) {
  if (count < 6) {
    std::fprintf(stderr,
                 "usage: probant_webhook_load PORT SECRET UPDATES CONNECTIONS ENTITIES "
                 "[FIRST_SEQUENCE [RATE]]\n");
    return 2;
  }
  auto const secret = webhooks::Secret::parse(words[2]);
  auto const entities = lines_of(words[5]);
  auto const connections = static_cast<std::size_t>(std::stoul(words[4]));
  if (!secret || entities.size() < connections) return 2;
  auto const each = std::stoll(words[3]) / static_cast<std::int64_t>(connections);
  std::vector<Told> told(connections);
  std::vector<std::thread> threads;
  auto const rate = count > 7 ? std::stoll(words[7]) : 0;
  auto const many = static_cast<std::int64_t>(connections);
  auto const pause = std::chrono::nanoseconds{rate > 0 ? 1'000'000'000 * many / rate : 0};
  auto const begun = Clock::now();
  for (std::size_t i = 0; i < connections; ++i) {
    threads.emplace_back([&, i] {
      std::vector<std::string> own;
      for (auto k = i; k < entities.size(); k += connections) own.push_back(entities[k]);
      Sender sender{static_cast<std::uint16_t>(std::stoul(words[1])), *secret, std::move(own),
                    count > 6 ? std::stoll(words[6]) : 1};
      try {
        for (std::int64_t n = 0; n < each; ++n) {
          std::this_thread::sleep_until(begun + n * pause + pause * static_cast<int>(i) / many);
          sender.send(n);
        }
      } catch (std::exception const& error) {
        ++sender.told.wrong;
        std::fprintf(stderr, "%s\n", error.what());
      }
      told[i] = std::move(sender.told);
    });
  }
  for (auto& thread : threads) thread.join();
  auto const took = std::chrono::duration<double>(Clock::now() - begun).count();
  return report(told, took);
}
