// Who a bearer of somebody else's token is, for us. What can be told at once is (a JWT whose key is
// known, anything asked lately); for the rest the issuer is asked, on threads of the desk's own, so
// that one slow answer does not hold up the others. When it does not answer nobody is let in.
#pragma once

#include <deque>
#include <map>
#include <mutex>
#include <thread>
#include <unordered_map>

#include "adapters/http/message.hpp"
#include "adapters/identity/inquiries.hpp"
#include "adapters/identity/jwt.hpp"

namespace probant::identity {

enum class Standing : std::uint8_t {
  known,
  refused,      ///< no such token, not for us, expired
  bound,        ///< to a key, which is not asked for here
  too_low,      ///< not as sure of its bearer as its issuer's `acr` wants it
  no_grant,     ///< known to its issuer, but no grant fits
  unavailable,  ///< the issuer did not answer, or too many wait
};

struct Bearer {
  Standing standing = Standing::refused;
  Actor actor{};        ///< when known
  std::string grant{};  ///< when known: which one fits, see `grants`
  std::string acr{};    ///< how sure its issuer is of who it is; empty: not told
  /// When too low: what would do, with spaces between.
  std::string wanted_acr{};
  std::optional<std::int64_t> authenticated_at{};  ///< seconds since 1970
};

struct Question {
  std::string url;
  http::Headers headers{};
  std::string form{};     ///< posted when not empty
  std::string ca_file{};  ///< see Issuer
};
struct Answer {
  std::optional<http::Response> response;
  std::string why{};  ///< there is none: French
};
/// Blocks. Must not follow redirections. Several threads at once.
using Ask = std::function<Answer(Question const&)>;
/// An issuer could not be asked, or what it said is no answer: why, in French. Several threads.
using Complain = std::function<void(Issuer const&, std::string const& why)>;

/// Any thread.
class Desk {
 public:
  static constexpr std::size_t threads = 8;  ///< they wait for the network, not for a core
  static constexpr std::size_t max_remembered = 10'000;
  static constexpr std::int64_t remembered_seconds = 60;  ///< at most, and never past `exp`
  static constexpr std::int64_t refused_seconds = 5;      ///< of an introspection that said no
  static constexpr std::int64_t keys_seconds = 3600;      ///< then they are read again
  /// However many tokens name keys that are not known, so often are they read again: a second time
  /// at once, for one that was put in force just after the first.
  static constexpr std::int64_t retry_seconds = 30;
  static constexpr std::size_t max_readings = 2;  ///< within `retry_seconds`

  Desk(Settings settings, Ask ask, std::function<Instant()> now, Complain complain);
  ~Desk();
  Desk(Desk const&) = delete;
  Desk& operator=(Desk const&) = delete;

  /// Nothing when its issuer must be asked: see `find_out`.
  std::optional<Bearer> known(std::string_view token);
  /// `tell` is called once, on a thread of the desk's or at once. `from` is the network that asks:
  /// networks take turns.
  void find_out(std::string const& token, std::string const& from, Inquiries::Tell tell);
  /// Whether that grant, of a bearer known before, is still among them, word for word.
  bool grants(std::string_view grant) const;

 private:
  struct Keys {
    std::mutex reading;  ///< who comes while they are read waits for them
    std::shared_ptr<KeySet const> set;
    Instant read_at;            ///< when last read well
    std::deque<Instant> tried;  ///< when last asked for, `max_readings` times
    std::uint64_t readings = 0;
  };
  struct Remembered {
    Bearer bearer;
    Instant until;
  };
  void work();
  Bearer find(std::string const& token);
  Bearer introspect(std::string const& token, Instant& until);
  std::optional<http::Response> ask(Issuer const& issuer, Question const& question);
  std::optional<Claims> introspected(Issuer const& issuer, std::string const& token);
  std::optional<Bearer> check(std::string_view token, Issuer const& issuer, Instant& until);
  std::shared_ptr<KeySet const> keys_of(Issuer const& issuer);
  /// Whether it answered when it was last asked for them.
  bool keys_told(Issuer const& issuer);
  void read_keys(Issuer const& issuer);
  Bearer granted(Claims const& claims, Issuer const& issuer) const;
  void remember(std::string_view token, Bearer const& bearer, Instant until);

  Settings const settings_;
  Ask const ask_;
  std::function<Instant()> const now_;
  Complain const complain_;
  std::mutex mutex_;
  std::map<std::string, Keys> keys_;                        ///< by the issuer's name; all are there
  std::unordered_map<std::string, Remembered> remembered_;  ///< by the token's SHA-256
  Inquiries inquiries_;
  std::vector<std::thread> threads_;
};

/// The account that events name: the issuer's name and the subject, `psc:f:550…:8997…`; where that
/// is no account name, or the issuer speaks for several providers (`idp_id`), their digest. The
/// same person is always the same account, and no name or address is in it.
std::string account_of(Claims const& claims, Issuer const& issuer);

}  // namespace probant::identity
