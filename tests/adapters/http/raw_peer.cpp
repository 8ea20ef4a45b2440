#include "tests/adapters/http/raw_peer.hpp"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

namespace probant::test {

RawPeer::RawPeer(std::uint16_t port) : descriptor_{::socket(AF_INET, SOCK_STREAM, 0)} {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(descriptor_, reinterpret_cast<sockaddr const*>(&address), sizeof address) != 0) {
    throw std::runtime_error{"nobody listens"};
  }
}

RawPeer::~RawPeer() { ::close(descriptor_); }

bool RawPeer::send(std::string_view bytes) const {
  while (!bytes.empty()) {
    auto const sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void RawPeer::end_of_sending() const { ::shutdown(descriptor_, SHUT_WR); }

std::string RawPeer::read_all(std::chrono::milliseconds within) {
  std::string all;
  std::array<char, 4096> bytes{};
  while (true) {
    pollfd ready{descriptor_, POLLIN, 0};
    still_open = ::poll(&ready, 1, static_cast<int>(within.count())) == 0;
    if (still_open) return all;
    auto const size = ::recv(descriptor_, bytes.data(), bytes.size(), 0);
    if (size <= 0) return all;
    all.append(bytes.data(), static_cast<std::size_t>(size));
  }
}

std::string RawPeer::read_until(std::string_view mark) {
  std::string all;
  char byte = 0;
  while (all.find(mark) == std::string::npos) {
    pollfd ready{descriptor_, POLLIN, 0};
    if (::poll(&ready, 1, 5000) != 1 || ::recv(descriptor_, &byte, 1, 0) != 1) break;
    all += byte;
  }
  return all;
}

std::size_t occurrences(std::string_view text, std::string_view part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) {
    ++found;
  }
  return found;
}

}  // namespace probant::test
