// The REST service between HTTP and the engine: from our request to our response, by the route
// table. Reads are answered from a world of its own, folded from the log by position; nothing read
// ever waits for the writer. Questions about the past are replayed on a thread of their own, and
// those about every dossier answered on another.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <unordered_set>

#include "adapters/service/arguments.hpp"
#include "adapters/service/limits.hpp"
#include "adapters/service/tokens.hpp"
#include "engine/kernel/committer.hpp"
#include "engine/log/checkpoint.hpp"
#include "projections/question.hpp"
#include "projections/sheet.hpp"

namespace probant::service {

/// How the store is, for who watches it. Texts are French, empty when all is well, and open to
/// everybody: no path stands in them.
struct Condition {
  std::string cannot_write;
  std::string cannot_sign;
  std::string cannot_read{};
  bool second_history = false;  ///< somebody else signs in the log's name: until it is restarted
  std::string sqlite_version;
  std::int64_t failures = 0;           ///< how often writing failed since the start
  std::int64_t sync_errors = 0;        ///< of them, how often an fsync did
  std::int64_t recoveries = 0;         ///< how often it came back by itself
  bool unsynced = false;               ///< an fsync failed, and the log has not been verified since
  std::optional<Instant> signed_at{};  ///< when the last checkpoint was written
  std::string sqlite_notice{};         ///< a known defect of that version, and why it does no harm
};

/// How sure an issuer elsewhere is of who holds its token (`acr`), and when they showed it
/// (`auth_time`, seconds since 1970). Nothing of either is said of our own tokens.
struct Assurance {
  std::string acr;
  std::optional<std::int64_t> authenticated_at{};
};

/// Who calls: nobody on an open route. `token` is the id of the token, not the token.
struct Caller {
  std::string token;
  Actor actor;
  Assurance assurance{};
  std::string grant{};  ///< by which an issuer's word lets them in; empty: by a token of ours
};

/// What was answered, for logs and counters. Nothing here is a secret or, but for the account of
/// whom another issuer vouches for, tells who a person is.
struct Answered {
  std::string_view route;  ///< name of the route, which lives as long as the service; or empty
  std::string method;
  int status = 0;
  std::size_t bytes = 0;
  std::int64_t microseconds = 0;
  std::string token;
  bool vouched = false;  ///< `token` is another issuer's account, whose name may tell who it is
  Assurance assurance{};
  std::string dossier;
  std::string asked;     ///< parameters, but only the names of those that are free text
  std::string trace;     ///< trace id of `traceparent`, or empty
  std::string reason;    ///< the code of a refusal, or empty
  bool guarded = false;  ///< refused before it came to the service
};

/// How lists are written that are not JSON.
struct Writers {
  std::function<std::string(Sheet const&)> csv;
  std::function<std::string(Sheet const&)> xlsx;
  /// What is left to write once nothing of the world is needed any more.
  std::function<std::function<std::string()>(std::vector<Deadline>, World const&)> ics;
};

/// What somebody else than the token book says of a bearer.
struct Vouched {
  enum class Standing : std::uint8_t {
    known,
    refused,
    bound,        ///< to a key that is not asked for here
    too_low,      ///< its issuer is less sure of its bearer than it must be
    no_grant,     ///< known there, nobody here
    unavailable,  ///< could not be asked
  };
  Standing standing = Standing::refused;
  Actor actor{};  ///< when known
  Assurance assurance{};
  std::string wanted_acr{};  ///< when too low: what would do
  std::string grant{};       ///< when known: what lets them in, see Vouchers::grants
};

/// Whoever vouches for callers whose tokens were made elsewhere; all empty when nobody does.
struct Vouchers {
  /// Nothing when the issuer must be asked.
  std::function<std::optional<Vouched>(std::string_view secret)> known{};
  /// Answers on the thread of `handle`, once, or never when the service stops meanwhile.
  /// `from`: the network that asks.
  std::function<void(std::string const& secret, std::string const& from,
                     std::function<void(Vouched)>)>
      find_out{};
  /// Whether such a grant is still in force.
  std::function<bool(std::string_view grant)> grants{};
};

/// The seams to the outside. Unless said otherwise called on the thread of `handle`.
struct Ports {
  EventStore const& store;
  std::string origin;            ///< the log's name, a URL without its scheme
  std::function<Instant()> now;  ///< any thread
  std::function<std::shared_ptr<TokenBook const>()> tokens;
  std::function<bool(std::vector<Proposal>, Committer::Answered)> propose;
  std::function<OpenedCheckpoint()> checkpoint;  ///< the last one signed; any thread
  std::function<Condition()> condition;
  Writers writers;                ///< any thread
  std::int64_t token_rate = 100;  ///< requests a second with one token; 0: no limit
  std::function<void(Answered const&)> answered{};  ///< any thread
  /// A defect: the route, the trace id, what was thrown. Any thread.
  std::function<void(std::string_view, std::string_view, std::string_view)> fault{};
  /// How many proposals were just answered `invalid`, without being judged. Any thread.
  std::function<void(std::size_t)> invalid{};
  Vouchers vouchers{};
  bool simulation = false;  ///< the log is one: its clock is that of what it played
};

class Service;

/// A request that was let in, with all a handler may need. `world()` only for direct routes, as of
/// the instants asked about.
class Call {
 public:
  http::Request const& request() const { return request_; }
  Route const& route() const { return *route_; }
  Arguments const& arguments() const { return arguments_; }
  Caller const& caller() const { return caller_; }
  Ports const& ports() const { return *ports_; }
  std::span<service::Route const> routes() const { return *routes_; }
  World const& world() const { return *world_; }
  Asked const& asked() const { return asked_; }
  std::string const& trace() const { return trace_; }

  /// The dossier when the caller may read it now, of whatever instant is asked; else nothing: who
  /// may not is not told that it exists.
  Dossier const* readable(DossierId const& id) const;
  bool may_read(Dossier const& dossier) const;

  /// What is left of a long answer once nothing of the world is needed for it any more: written on
  /// another thread, and the answer instead of what the handler returns. `rows` measures it.
  using Writing = std::function<http::Response()>;
  void answer_with(std::size_t rows, Writing writing) const {
    rows_ = rows;
    writing_ = std::move(writing);
  }

  /// The answer instead of what the handler returns, for what looks at every dossier only now and
  /// then (else see Route::lists): made on the thread of the lists from its world, or from nothing
  /// when the log cannot be read or too many wait. The call is there until then.
  using Looking = std::function<http::Response(World const*)>;
  void answer_from_lists(Looking looking) const { looking_ = std::move(looking); }

  /// For answers that go on, on the service's thread: the world as it is by then (throws
  /// StoreError), and whether the caller would still be let in.
  World const& present() const;
  /// The instant that is the present: no earlier than anything recorded. Throws StoreError.
  Instant now() const;
  bool still_let_in() const;

 private:
  friend class Service;
  Service* service_ = nullptr;
  http::Request request_;
  Route const* route_ = nullptr;
  Routes const* routes_ = nullptr;
  Arguments arguments_;
  Caller caller_;
  Ports const* ports_ = nullptr;
  World const* world_ = nullptr;
  /// What the caller reads now, for a question about the past; nothing: everything, or the present.
  std::shared_ptr<std::unordered_set<DossierId> const> readable_now_;
  Instant reading_at_;  ///< when it was asked, whatever instant is asked about
  Asked asked_;
  std::string trace_;
  mutable std::size_t rows_ = 0;
  mutable Writing writing_;
  mutable Looking looking_;
};

class Scribe;

/// One thread, except where said.
class Service {
 public:
  /// `world` is the log folded so far.
  Service(Ports ports, Routes routes, World world);
  ~Service();
  Service(Service const&) = delete;
  Service& operator=(Service const&) = delete;

  /// Before a body is read: whether there is such a route and the caller may use it, and how much
  /// it takes.
  http::Admission admit(http::Request const& request);
  void handle(http::Request request, Answer answer);
  /// To be told what the server refused by itself.
  void refused(http::Request const& request, http::Response const& refusal) const;
  Routes const& routes() const { return routes_; }
  /// The log as it stands, folded. Throws StoreError when it cannot be read.
  World const& present();

  /// Requests a second with one token from now on; 0: no limit. On the thread of `handle`.
  void limit_tokens(std::int64_t rate);

  /// Answers 503 to questions about the past that still wait, and takes no more; long lists that
  /// are not written yet are dropped. When nobody is answered any more.
  void stop();

 private:
  friend class Call;
  class Replica;
  void handle_from(http::Request request, Answer answer, Vouched const* vouched);
  void ask_issuer(std::string const& secret, http::Request request, Answer answer);
  void read(std::shared_ptr<Call> call, Answer const& answer);
  void read_past(std::shared_ptr<Call> const& call, Answer const& answer);
  void replay_for(std::shared_ptr<Call> const& call, Answer const& answer);
  void list(std::shared_ptr<Call> const& call, Answer const& answer);
  void look(std::shared_ptr<Call> const& call, Answer const& answer);
  void note_readable(Call& call, DossierId const& id);
  std::shared_ptr<std::unordered_set<DossierId> const> readable_to(Actor const& reader, Instant at,
                                                                   World const& world);
  static http::Response run(Call const& call);
  void answer_now(std::shared_ptr<Call> const& call, Answer const& answer);
  http::Response slowed(http::Request const& request, http::Response refusal);

  Ports ports_;
  Routes routes_;
  std::optional<World> world_;
  /// What readers of a part may read now, while nothing more is recorded. On the thread of the
  /// lists.
  struct Readable {
    Position before = 0;
    std::map<std::pair<Role, std::string>, std::shared_ptr<std::unordered_set<DossierId> const>>
        by_reader;
  };
  Readable readable_;
  std::unique_ptr<Replica> past_;
  std::unique_ptr<Replica> lists_;
  std::unique_ptr<Scribe> scribe_;
  Limits failures_;
  Limits requests_;
};

/// 503 with the seconds after which to try again.
http::Response unavailable(std::string_view code, std::string_view detail, int retry_after);

/// 503, when lists wait already for as much as may.
http::Response too_many_lists();

/// 429 with the seconds after which to try again.
http::Response too_many(std::string_view detail, int retry_after);

/// 200 with `etag`, or 304 when the caller has that already (If-None-Match, RFC 9110 §13.1.2).
http::Response with_etag(http::Request const& request, http::Response response,
                         std::string const& etag);
/// With the hash of the body as its tag.
http::Response tagged(http::Request const& request, http::Response response);

http::Response json(int status, std::string body);

/// 404, the same whether it does not exist or is not for the caller to read.
http::Response no_such_dossier();

}  // namespace probant::service
