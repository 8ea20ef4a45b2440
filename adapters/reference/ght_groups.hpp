// First reading of a FINESS+ file: which entity is in which GHT. A GHT is a "groupe de coopération
// conventionnelle" of type 001; members name entities by a number of the flow, not by FINESS.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>

#include "adapters/reference/json_walk.hpp"
#include "adapters/reference/map.hpp"

namespace probant::importer {

struct GhtMembership {
  Line ght;
  reference::GhtRole role = reference::GhtRole::member;
};

class GhtGroups : public JsonVisitor {
 public:
  explicit GhtGroups(ImportMap const& map) : map_(map) {}

  void array(std::string_view path) override;
  void open(std::string_view path) override;
  void close(std::string_view path) override;
  void value(std::string_view path, std::string_view text) override;

  bool has_groups() const { return has_groups_; }
  bool has_entities() const { return has_entities_; }
  std::string const& schema_version() const { return schema_version_; }
  std::string const& generated_at() const { return generated_at_; }
  GhtMembership const* find(std::string_view entity_id) const;

 private:
  struct Member {
    std::string id;
    std::string role;
  };
  struct Group {
    std::string id;
    std::string type;
    std::string code;
    std::string state;
    std::vector<Member> members;
  };
  void keep();

  ImportMap const& map_;
  bool has_groups_ = false;
  bool has_entities_ = false;
  std::string schema_version_;
  std::string generated_at_;
  Group group_;
  Member member_;
  std::unordered_map<std::string, GhtMembership> members_;
};

}  // namespace probant::importer
