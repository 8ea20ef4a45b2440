#include "events/codec/update_in.hpp"

#include <algorithm>

#include "events/codec/json_fault.hpp"
#include "events/codec/json_in.hpp"
#include "events/codec/proposal_in.hpp"

namespace probant {
namespace {

using codec::JsonIn;

/// A number of the platform's, as the reference of a dossier.
struct ConvergenceNumber {
  DossierId dossier;
  static constexpr std::string_view pattern = "^[0-9A-Za-z._-]{1,64}$";
  static constexpr std::string_view expected =
      "un numéro Convergence : 1 à 64 lettres, chiffres, « . », « _ » ou « - »";
  static std::optional<ConvergenceNumber> parse(std::string_view text) {
    auto dossier = DossierId::parse("convergence:" + std::string{text});
    if (!dossier) return std::nullopt;
    return ConvergenceNumber{*std::move(dossier)};
  }
  std::string const& text() const { return dossier.reference; }
};

using ShortText = BoundedText<100, false>;

struct DataIn {
  ConvergenceNumber reference;
  DossierId dossier;
  convergence::Sequence sequence;
  ShortText status;
  Instant occurred_at;
  codec::RawValue payload;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("reference", reference), field("dossier", dossier), field("sequence", sequence),
            field("status", status), field("occurred_at", occurred_at), field("payload", payload));
  }
};

struct UpdateIn {
  ShortText type;
  Instant timestamp;
  DataIn data;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("type", type), field("timestamp", timestamp), field("data", data));
  }
};

struct MessageId {
  std::string value;
  static constexpr std::string_view pattern = "^[!-\\-/-~]{1,100}$";
  static constexpr std::string_view expected =
      "l'identifiant du message : 1 à 100 caractères ASCII visibles, sans point";
  static std::optional<MessageId> parse(std::string_view text) {
    if (!is_message_id(text)) return std::nullopt;
    return MessageId{std::string{text}};
  }
  std::string const& text() const { return value; }
};

/// The text of a body, whatever it holds: it is read, or refused, as if it had been sent.
struct BodyText {
  std::string value;
  static constexpr std::string_view pattern = "";
  static constexpr std::string_view expected = "le corps du message, en texte";
  static std::optional<BodyText> parse(std::string_view text) {
    return BodyText{std::string{text}};
  }
  std::string const& text() const { return value; }
};

enum class Order : std::uint8_t { apply, dismiss };

}  // namespace

template <>
struct Names<Order> {
  static constexpr std::array<std::string_view, 2> values{"apply", "dismiss"};
};

namespace {

struct OrderIn {
  Order resolution = Order::dismiss;
  Prose grounds;
  std::optional<codec::RawValue> payload;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("resolution", resolution), field("grounds", grounds), field("payload", payload));
  }
};

struct FeedIn {
  MessageId webhook_id;
  BodyText body;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("webhook_id", webhook_id), field("body", body));
  }
};

Update typed(UpdateIn in) {
  Update update;
  update.type = std::move(in.type.value);
  update.sent_at = in.timestamp;
  update.reference = std::move(in.data.reference.dossier);
  update.dossier = std::move(in.data.dossier);
  update.sequence = in.data.sequence;
  update.status = std::move(in.data.status.value);
  update.occurred_at = in.data.occurred_at;
  if (in.data.payload.element) update.payload = simdjson::minify(*in.data.payload.element);
  return update;
}

}  // namespace

struct UpdateReader::Buffers {
  codec::JsonParser parser;
  JsonIn in;

  /// `bytes_max`: of a text that is read at all.
  bool start(std::string_view json, std::size_t bytes_max) {
    in.start(codec::Reading::proposal);
    if (json.size() > bytes_max) {
      in.report(IssueCode::invalid_field, "texte de " + std::to_string(json.size()) +
                                              " octets ; attendu : au plus " +
                                              std::to_string(bytes_max));
      return false;
    }
    if (parser.parse(json)) return true;
    auto fault = codec::json_fault(json, parser.error());
    in.report_at(std::move(fault.field), IssueCode::invalid_field, std::move(fault.message));
    return false;
  }
  template <class T>
  bool read(T& value) {
    if (in.open_object(parser.root())) {
      in(value);
      in.close_object();
    }
    return in.issues().empty();
  }
  bool has_body() const {
    simdjson::dom::element body;
    return parser.root().is_object() && parser.root()["body"].get(body) == simdjson::SUCCESS;
  }
};

UpdateReader::UpdateReader() : buffers_(std::make_unique<Buffers>()) {}
UpdateReader::~UpdateReader() = default;

std::variant<Update, Issues> UpdateReader::read(std::string_view body) {
  UpdateIn update;
  bool good = buffers_->start(body, convergence::RawBody::max_bytes);
  buffers_->in.tell_strangers_apart();
  good = good && buffers_->read(update);
  if (!good) return buffers_->in.take_issues();
  auto whole = typed(std::move(update));
  whole.strangers = buffers_->in.take_strangers();
  return whole;
}

std::variant<FeedLine, Issues> UpdateReader::read_line(std::string_view line) {
  // Every byte of a body may take an escape of two.
  constexpr auto bytes_max = 2 * convergence::RawBody::max_bytes + 1'000;
  if (!buffers_->start(line, bytes_max)) return buffers_->in.take_issues();
  if (!buffers_->has_body()) return FeedLine{"", std::string{line}};
  FeedIn feed;
  if (!buffers_->read(feed)) return buffers_->in.take_issues();
  return FeedLine{std::move(feed.webhook_id.value), std::move(feed.body.value)};
}

std::variant<ResolutionIn, Issues> UpdateReader::read_resolution(std::string_view json) {
  OrderIn order;
  bool const good = buffers_->start(json, max_proposal_bytes) && buffers_->read(order);
  if (!good) return buffers_->in.take_issues();
  ResolutionIn resolution;
  bool const applies = order.resolution == Order::apply;
  if (!applies && order.payload) {
    buffers_->in.report_at("payload", IssueCode::invalid_field,
                           "ce qui est écarté n'a pas de données ; attendu : rien, ou "
                           "« resolution » : « apply »");
    return buffers_->in.take_issues();
  }
  resolution.resolution =
      applies ? convergence::Resolution::applied : convergence::Resolution::dismissed;
  resolution.grounds = std::move(order.grounds.value);
  if (order.payload) resolution.payload = simdjson::minify(*order.payload->element);
  return resolution;
}

std::string receipt_id(std::string_view webhook_id) {
  return std::string{reserved_ids} + "convergence/" + std::string{webhook_id};
}

std::optional<Pmsi> lead_in(std::string_view body) {
  codec::JsonParser parser;
  if (!parser.parse(body)) return std::nullopt;
  std::string_view text;
  auto const found = parser.root()["data"]["payload"]["lead_pmsi"].get(text);
  return found == simdjson::SUCCESS ? Pmsi::parse(text) : std::nullopt;
}

bool is_message_id(std::string_view text) noexcept {
  constexpr std::size_t max_bytes = 100;
  return !text.empty() && text.size() <= max_bytes &&
         std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~' && c != '.'; });
}

}  // namespace probant
