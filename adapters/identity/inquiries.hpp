// Tokens whose issuer must be asked, for several threads to take in turn. A token that many wait
// for is asked about once. Networks take turns and hold so many places each: whoever tries tokens
// by the dozen holds up nobody but themselves.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace probant::identity {

struct Bearer;

/// Any thread.
class Inquiries {
 public:
  static constexpr std::size_t max_waiting = 256;   ///< tokens not asked about yet
  static constexpr std::size_t max_each = 64;       ///< of them, from one network
  static constexpr std::size_t max_listeners = 64;  ///< who wait for one token
  using Tell = std::function<void(Bearer const&)>;

  /// `from`: the network that asks. False, and `tell` untouched, when there is no place.
  bool add(std::string const& token, std::string const& from, Tell& tell);
  /// The next token; blocks until there is one. Nothing once closed.
  std::optional<std::string> take();
  /// Tells all who wait for `token`, on the calling thread.
  void answer(std::string const& token, Bearer const& bearer);
  /// Takes no more, wakes all takers; tells who still waits `bearer`.
  void close(Bearer const& bearer);

 private:
  std::mutex mutex_;
  std::condition_variable wanted_;
  bool closed_ = false;
  std::size_t waiting_ = 0;
  std::deque<std::string> turns_;  ///< networks with tokens waiting, the next in front
  std::unordered_map<std::string, std::deque<std::string>> tokens_;  ///< by network
  std::unordered_map<std::string, std::vector<Tell>> listeners_;     ///< by token, until told
};

}  // namespace probant::identity
