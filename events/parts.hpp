// Parts that several event families share.
#pragma once

#include <optional>

#include "events/field.hpp"
#include "events/values/bounded_text.hpp"
#include "events/values/date.hpp"
#include "events/values/list.hpp"
#include "events/values/money.hpp"
#include "events/values/number.hpp"
#include "events/values/sha256.hpp"

namespace probant {

/// A document is referred to by its digest; its bytes are kept elsewhere.
struct Document {
  Line name;
  Sha256 sha256;
  Line media_type;
  Count bytes;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("name", name), field("sha256", sha256), field("media_type", media_type),
            field("bytes", bytes));
  }
  bool operator==(Document const&) const = default;
};

/// What any event may carry besides its own data.
struct Attachments {
  std::optional<Any<Document>> documents;
  std::optional<Prose> note;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("documents", documents), field("note", note));
  }
  bool operator==(Attachments const&) const = default;
};

/// CRPA art. L. 212-1 and L. 212-2: first name, last name, quality and service of the author.
struct Author {
  Line first_name;
  Line last_name;
  Line quality;
  Line service;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("first_name", first_name), field("last_name", last_name),
            field("quality", quality), field("service", service));
  }
  bool operator==(Author const&) const = default;
};

/// A decision. `author` is optional here so that its absence is refused by rule, with the reason
/// `decision_author_missing`, and recorded as a refusal, instead of being a malformed proposal.
struct AdministrativeDecision {
  std::optional<Author> author;
  std::optional<Line> delegation;
  Date signed_on;
  std::optional<Prose> remedies;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("author", author), field("delegation", delegation), field("signed_on", signed_on),
            field("remedies", remedies));
  }
  bool operator==(AdministrativeDecision const&) const = default;
};

}  // namespace probant
