#include "adapters/reference/map.hpp"

#include <algorithm>

#include "adapters/reference/input.hpp"
#include "adapters/reference/map_keys.hpp"

namespace probant::importer {
namespace {

constexpr std::size_t max_map_bytes = 32'000'000;

template <class T>
T parse_key(Keys const& keys, std::string const& key, toml::node const& node) {
  auto const parsed = T::parse(key);
  if (!parsed) keys.fail(node, key, "la clé doit être " + std::string{T::expected});
  return *parsed;
}

void read_pmsi(Keys pmsi, ImportMap& map) {
  if (auto const* rule = pmsi.find("rule")) {
    if (pmsi.text(*rule, "rule") != "by-status") {
      pmsi.fail(*rule, "rule", "la seule règle connue est « by-status »");
    }
    map.pmsi_by_status = true;
  }
  if (auto sites = pmsi.table("sites")) {
    sites->each([&](std::string const& key, toml::node const& node) {
      map.pmsi_of_site.emplace(parse_key<Site>(*sites, key, node), sites->value<Pmsi>(node, key));
    });
  }
  pmsi.no_others();
}

void read_ghu(Keys ghu, ImportMap& map) {
  GhuGroup group;
  group.entity = ghu.value<Entity>(ghu.require("entity"), "entity");
  group.of = ghu.value<Entity>(ghu.require("of"), "of");
  group.name = ghu.value<Line>(ghu.require("name"), "name");
  if (auto const* region = ghu.find("region")) group.region = ghu.value<Region>(*region, "region");
  auto const& sites = ghu.require("sites");
  for (auto const& number : ghu.texts(sites, "sites")) {
    auto const site = Site::parse(number);
    if (!site) ghu.fail(sites, "sites", "« " + number + " » n'est pas un numéro FINESS");
    if (!map.ghu_of_site.emplace(*site, map.ghus.size()).second) {
      ghu.fail(sites, "sites", "« " + number + " » est déjà dans un GHU");
    }
  }
  ghu.no_others();
  bool const taken = std::ranges::find(map.ghus, group.entity, &GhuGroup::entity) != map.ghus.end();
  if (taken || group.entity == group.of) {
    ghu.fail(ghu.require("entity"), "entity", "un numéro propre à ce GHU est attendu");
  }
  map.ghus.push_back(std::move(group));
}

void read_ghus(std::string const& file, Keys& root, ImportMap& map) {
  auto const* node = root.find("ghu");
  if (node == nullptr) return;
  if (!node->is_array_of_tables()) root.fail(*node, "ghu", "des sections [[ghu]] sont attendues");
  for (auto const& item : *node->as_array()) read_ghu(Keys(file, *item.as_table(), "ghu."), map);
}

void read_filter(Keys filter, ImportMap& map) {
  for (auto const& [key, set] :
       {std::pair{"categories", &map.categories}, std::pair{"aggregates", &map.aggregates}}) {
    auto const* node = filter.find(key);
    if (node == nullptr) continue;
    for (auto& code : filter.texts(*node, key)) set->insert(std::move(code));
  }
  map.skip_closed = filter.flag("skip_closed");
  filter.no_others();
}

void read_table(Keys table, TableMap& map) {
  if (auto columns = table.table("columns")) {
    columns->each([&](std::string const& key, toml::node const& node) {
      map.columns.emplace(key, columns->texts(node, key));
    });
  }
  if (auto rows = table.table("rows")) {
    map.row_column = rows->text(rows->require("column"), "column");
    for (auto& value : rows->texts(rows->require("values"), "values")) {
      map.row_values.insert(std::move(value));
    }
    rows->no_others();
  }
  if (auto const* year = table.find("year")) {
    auto const number = year->value<std::int64_t>();
    if (!year->is_integer() || !number) table.fail(*year, "year", "une année est attendue");
    map.year = std::to_string(*number);
  }
  if (auto const* source = table.find("source")) map.source = table.text(*source, "source");
  map.sum_rows = table.flag("sum_rows");
  table.no_others();
}

void read_codes(Keys& root, ImportMap& map) {
  if (auto statuses = root.table("legal_status")) {
    statuses->each([&](std::string const& key, toml::node const& node) {
      auto const status = parse_name<reference::LegalStatus>(statuses->text(node, key));
      if (!status) {
        statuses->fail(node, key, "public, private_nonprofit ou private_forprofit est attendu");
      }
      map.legal_status.emplace(parse_key<Entity>(*statuses, key, node), *status);
    });
  }
  if (auto ght = root.table("ght")) {
    ght->each([&](std::string const& key, toml::node const& node) {
      map.ght_codes.emplace(key, ght->value<Line>(node, key));
    });
  }
}

}  // namespace

bool ImportMap::keeps(std::string_view category, std::string_view aggregate) const {
  if (categories.empty() && aggregates.empty()) return true;
  return categories.contains(category) || aggregates.contains(aggregate);
}

ImportMap parse_map(std::string_view toml, std::string const& name) {
  ImportMap map;
  map.name = name;
  try {
    auto const document = toml::parse(toml);
    Keys root(name, document, "");
    if (auto pmsi = root.table("pmsi")) read_pmsi(std::move(*pmsi), map);
    read_ghus(name, root, map);
    read_codes(root, map);
    if (auto filter = root.table("filter")) read_filter(std::move(*filter), map);
    if (auto file = root.table("entity_file")) {
      map.entity_columns = file->texts(file->require("columns"), "columns");
      file->no_others();
    }
    if (auto table = root.table("table")) read_table(std::move(*table), map.table);
    root.no_others();
  } catch (toml::parse_error const& error) {
    throw ImportError("table « " + name + " », ligne " + std::to_string(error.source().begin.line) +
                      " : ce n'est pas du TOML valide (" + std::string{error.description()} + ")");
  }
  return map;
}

ImportMap read_map(std::filesystem::path const& file) {
  return parse_map(read_small_file(file, max_map_bytes), file.filename().string());
}

}  // namespace probant::importer
