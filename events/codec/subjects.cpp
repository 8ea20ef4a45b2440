#include "events/codec/subjects.hpp"

#include <algorithm>
#include <cereal/cereal.hpp>
#include <variant>

#include "events/codec/kinds.hpp"

namespace probant {
namespace {

using namespace codec;

class SubjectsOut : public cereal::OutputArchive<SubjectsOut> {
 public:
  SubjectsOut() : OutputArchive(this) {}

  template <StructValue T>
  void visit(T const& content) {
    (*this)(content);
  }
  template <ListValue T>
  void visit(T const& items) {
    for (auto const& item : items) visit(item);
  }
  template <class T>
  void visit(std::optional<T> const& content) {
    if (content) visit(*content);
  }
  template <LeafValue T>
  void visit(T const& value) {
    if constexpr (requires { subject(value); }) found.push_back(subject(value));
  }

  std::vector<Subject> found;
};

template <class T>
void save(SubjectsOut& out, Field<T> const& field) {
  out.visit(field.value);
}
template <class T>
void save(SubjectsOut& out, Computed<T> const& field) {
  out.visit(field.value);
}

Subject join(std::string_view kind, std::string_view reference) {
  return Subject{kind}.append(reference);
}

}  // namespace

Subject subject(Entity entity) { return join("entity:", entity.view()); }
Subject subject(Site site) { return join("site:", site.view()); }
Subject subject(Pmsi pmsi) { return join("pmsi:", pmsi.view()); }
Subject subject(DossierId const& id) { return join("dossier:", id.text()); }

std::vector<Subject> subjects_of(Event const& event) {
  SubjectsOut out;
  std::visit([&](auto const& body) { out(body); }, event.body);
  out(event.attachments);
  std::ranges::sort(out.found);
  auto const repeated = std::ranges::unique(out.found);
  out.found.erase(repeated.begin(), repeated.end());
  return std::move(out.found);
}

}  // namespace probant
