#include "projections/certificate.hpp"

#include "engine/log/digest.hpp"
#include "events/codec/json_parser.hpp"
#include "projections/deadlines.hpp"
#include "projections/directory.hpp"
#include "projections/exposure.hpp"
#include "projections/json_object.hpp"

namespace probant {
namespace {

constexpr std::string_view title = "probant backup certificate v1\n";
constexpr std::string_view world_title = "probant world certificate v1\n";

template <class List>
Sha256 hash_of(List const& list) {
  return sha256(json_array(list, [](auto const& item) { return to_json(item); }));
}

/// Fields of a JSON object; one that is missing or of another kind spoils the whole.
class Fields {
 public:
  explicit Fields(simdjson::dom::element element) {
    good_ = element.get(object_) == simdjson::SUCCESS;
  }

  bool good() const { return good_; }
  std::string text(std::string_view name) {
    std::string_view found;
    good_ = good_ && object_[name].get(found) == simdjson::SUCCESS;
    return good_ ? std::string{found} : std::string{};
  }
  std::int64_t number(std::string_view name) {
    std::int64_t found = 0;
    good_ = good_ && object_[name].get(found) == simdjson::SUCCESS;
    return found;
  }
  /// 0 for null.
  std::int64_t number_or_null(std::string_view name) {
    bool const null = good_ && object_[name].is_null();
    return null ? 0 : number(name);
  }
  bool flag(std::string_view name) {
    bool found = false;
    good_ = good_ && object_[name].get(found) == simdjson::SUCCESS;
    return found;
  }
  /// False when there is none.
  bool flag_if_any(std::string_view name) {
    simdjson::dom::element found;
    return good_ && object_[name].get(found) == simdjson::SUCCESS && flag(name);
  }
  Sha256 hash(std::string_view name) {
    auto const found = Sha256::parse(text(name));
    good_ = good_ && found.has_value();
    return found.value_or(Sha256{});
  }
  /// Of an object whose members are all hashes; nothing when there is none.
  std::optional<std::map<std::string, Sha256>> hashes_if_any(std::string_view name) {
    simdjson::dom::element found;
    if (!good_ || object_[name].get(found) != simdjson::SUCCESS) return std::nullopt;
    auto inner = object(name);
    std::map<std::string, Sha256> hashes;
    good_ = good_ && inner.good_;
    if (!good_) return std::nullopt;
    for (auto const& [key, value] : inner.object_) hashes[std::string{key}] = inner.hash(key);
    good_ = good_ && inner.good_;
    return hashes;
  }
  Fields object(std::string_view name) {
    simdjson::dom::element found;
    good_ = good_ && object_[name].get(found) == simdjson::SUCCESS;
    return Fields{found};
  }

 private:
  simdjson::dom::object object_;
  bool good_ = false;
};

}  // namespace

ProjectionCertificate certify(World const& world, std::string_view code_version) {
  auto const at = world.last_recorded_at();
  ProjectionCertificate certificate;
  certificate.position = world.next_position() - 1;
  certificate.code_version = code_version;
  certificate.deadlines = hash_of(deadlines(world, at));
  certificate.directory = hash_of(search(world, {}));
  certificate.exposure = hash_of(exposure(world, at));
  return certificate;
}

std::string BackupCertificate::text() const {
  std::string out{title};
  JsonWriter json{out};
  json.begin_object()
      .member("database_sha256", database.text())
      .member("dossiers", dossiers)
      .member("erased", erased)
      .member("events", events);
  if (evidence) {
    json.key("evidence").begin_object();
    for (auto const& [name, digest] : *evidence) json.member(name, digest.text());
    json.end_object();
  }
  json.member("made_at", made_at).member("origin", origin);
  json.key("projections").begin_object();
  json.member("code_version", projections.code_version)
      .member("deadlines", projections.deadlines.text())
      .member("directory", projections.directory.text())
      .member("exposure", projections.exposure.text())
      .member("position", projections.position);
  json.end_object();
  json.member("proposals", proposals).member("root", root.text()).end_object();
  return out + "\n";
}

std::optional<BackupCertificate> BackupCertificate::parse(std::string_view text) {
  if (!text.starts_with(title)) return std::nullopt;
  codec::JsonParser parser;
  if (!parser.parse(text.substr(title.size()))) return std::nullopt;
  Fields fields{parser.root()};
  BackupCertificate read;
  read.database = fields.hash("database_sha256");
  read.dossiers = fields.number("dossiers");
  read.erased = fields.number("erased");
  read.events = fields.number("events");
  read.evidence = fields.hashes_if_any("evidence");
  read.made_at = fields.text("made_at");
  read.origin = fields.text("origin");
  read.proposals = fields.number("proposals");
  read.root = fields.hash("root");
  if (!fields.good()) return std::nullopt;
  auto projections = fields.object("projections");
  if (!fields.good()) return std::nullopt;
  read.projections.code_version = projections.text("code_version");
  read.projections.deadlines = projections.hash("deadlines");
  read.projections.directory = projections.hash("directory");
  read.projections.exposure = projections.hash("exposure");
  read.projections.position = projections.number("position");
  if (!projections.good() || read.text() != text) return std::nullopt;
  return read;
}

std::string WorldCertificate::text() const {
  std::string out{world_title};
  JsonWriter{out}
      .begin_object()
      .member("code_version", projections.code_version)
      .member("deadlines", projections.deadlines.text())
      .member("directory", projections.directory.text())
      .member("exposure", projections.exposure.text())
      .member("origin", origin)
      .member("position", projections.position)
      .member("root", root.text())
      .end_object();
  return out + "\n";
}

std::optional<WorldCertificate> WorldCertificate::parse(std::string_view text) {
  if (!text.starts_with(world_title)) return std::nullopt;
  codec::JsonParser parser;
  if (!parser.parse(text.substr(world_title.size()))) return std::nullopt;
  Fields fields{parser.root()};
  WorldCertificate read;
  if (!fields.good()) return std::nullopt;
  read.projections.code_version = fields.text("code_version");
  read.projections.deadlines = fields.hash("deadlines");
  read.projections.directory = fields.hash("directory");
  read.projections.exposure = fields.hash("exposure");
  read.origin = fields.text("origin");
  read.projections.position = fields.number("position");
  read.root = fields.hash("root");
  if (!fields.good() || read.text() != text) return std::nullopt;
  return read;
}

std::optional<RestoreCertificate> RestoreCertificate::parse(std::string_view text) {
  if (!text.starts_with(restore_certificate_title)) return std::nullopt;
  codec::JsonParser parser;
  if (!parser.parse(text.substr(restore_certificate_title.size()))) return std::nullopt;
  Fields fields{parser.root()};
  RestoreCertificate read;
  if (!fields.good()) return std::nullopt;
  read.backup_made_at = fields.text("backup_made_at");
  read.drill = fields.flag_if_any("drill");
  read.erasures_reapplied = fields.number("erasures_reapplied");
  read.events = fields.number("events");
  read.handover = fields.flag("handover");
  read.key = fields.text("key");
  read.lost = fields.number_or_null("lost");
  read.origin = fields.text("origin");
  read.previous_key = fields.text("previous_key");
  read.previous_origin = fields.text("previous_origin");
  read.restored_at = fields.text("restored_at");
  read.root = fields.hash("root");
  if (!fields.good()) return std::nullopt;
  return read;
}

}  // namespace probant
