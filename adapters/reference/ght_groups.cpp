#include "adapters/reference/ght_groups.hpp"

#include "adapters/reference/csv.hpp"
#include "adapters/reference/importer.hpp"

namespace probant::importer {
namespace {

constexpr std::size_t max_members = 100'000;

}  // namespace

void GhtGroups::array(std::string_view path) {
  has_groups_ = has_groups_ || path == "gcc";
  has_entities_ = has_entities_ || path == "pmej";
}

void GhtGroups::open(std::string_view path) {
  if (path == "gcc") group_ = {};
  if (path == "gcc/pmejdugcc") member_ = {};
}

void GhtGroups::value(std::string_view path, std::string_view padded) {
  auto const text = std::string{trimmed(padded)};
  if (path == "schemaversion") schema_version_ = text;
  if (path == "generatedat") generated_at_ = text;
  if (!path.starts_with("gcc/")) return;
  if (path == "gcc/gccid") group_.id = text;
  if (path == "gcc/typegcc") group_.type = text;
  if (path == "gcc/gccidentifiantexterne") group_.code = text;
  if (path == "gcc/etatobjet") group_.state = text;
  if (path == "gcc/pmejdugcc/pmsmsseid") member_.id = text;
  if (path == "gcc/pmejdugcc/typeroleentitegroupe") member_.role = text;
}

void GhtGroups::close(std::string_view path) {
  if (path == "gcc/pmejdugcc") {
    group_.members.push_back(std::move(member_));
    if (group_.members.size() + members_.size() > max_members) {
      throw ImportError("plus de 100 000 membres de groupes : ce n'est pas un flux FINESS+");
    }
  }
  if (path == "gcc") keep();
}

/// Associates and partners (roles other than S and M) are not parties to the GHT.
void GhtGroups::keep() {
  if (group_.type != "001" || (!group_.state.empty() && group_.state != "A")) return;
  auto const own = group_.code.empty() ? "gcc-" + group_.id : group_.code;
  auto const mapped = map_.ght_codes.find(own);
  auto const code = mapped == map_.ght_codes.end() ? Line::parse(own) : mapped->second;
  if (!code) throw ImportError("gcc « " + group_.id + " » : numéro de groupe illisible");
  for (auto const& member : group_.members) {
    if (member.role != "S" && member.role != "M") continue;
    auto const role = member.role == "S" ? reference::GhtRole::support : reference::GhtRole::member;
    members_.insert_or_assign(member.id, GhtMembership{*code, role});
  }
}

GhtMembership const* GhtGroups::find(std::string_view entity_id) const {
  auto const found = members_.find(std::string{entity_id});
  return found == members_.end() ? nullptr : &found->second;
}

}  // namespace probant::importer
