#include "catalog/standards.h"

#include <algorithm>

#include "catalog/passes.h"
#include "fmt/format.h"
#include "text/packed_tree.h"

namespace wardround::catalog {
namespace {

constexpr std::string_view kFolder = "standards/";
constexpr std::string_view kYaml = ".yaml";

// The id of the standard that an embedded file holds; empty if it holds none.
std::string_view standard_of(const EmbeddedFile& file) {
  const std::size_t pack = file.path.find('/');
  if (pack == std::string_view::npos) return {};
  std::string_view path = file.path.substr(pack + 1);
  if (!is_standard_file(path)) return {};
  path.remove_prefix(kFolder.size());
  path.remove_suffix(kYaml.size());
  return path;
}

// The files of this binary have no mistakes: they were read when it was built.
class BuiltIn {
 public:
  explicit BuiltIn(const EmbeddedFile& file)
      : tree_(text::unpack_tree(file.tree, diag::SourceId{})),
        body_(View{&tree_, tree_.root()}.find("standards").find(standard_of(file))) {}

  [[nodiscard]] std::string text(std::string_view key) const {
    const View value = body_.find(key);
    return value.valid() ? std::string(value.text()) : std::string();
  }
  [[nodiscard]] std::vector<StandardItem> items() const {
    std::vector<StandardItem> out;
    const View items = body_.find("items");
    out.reserve(items.size());
    for (const View item : items.entries()) {
      if (items.is_list()) {
        out.push_back({std::string(item.text()), ""});
      } else {
        out.push_back({std::string(item.key()), std::string(item.text())});
      }
    }
    return out;
  }

 private:
  text::Tree tree_;
  View body_;
};

// What packs say of items comes after what was there, or gives it another title.
void add(std::vector<StandardItem>& items, const std::vector<StandardItem>& more) {
  for (const StandardItem& item : more) {
    const auto same = std::ranges::find(items, item.id, &StandardItem::id);
    if (same == items.end()) {
      items.push_back(item);
    } else {
      same->title = item.title;
    }
  }
}

Standard with_items(const Catalog& catalog, Standard standard) {
  if (catalog.built_in == nullptr) return standard;
  for (const EmbeddedFile& file : *catalog.built_in) {
    if (standard_of(file) != standard.id) continue;
    std::vector<StandardItem> items = BuiltIn(file).items();
    add(items, standard.items);
    standard.items = std::move(items);
  }
  return standard;
}

template <class Thing>
std::vector<Citation> all_of(const Thing& thing) {
  std::vector<Citation> all;
  for (const Stride stride : thing.stride)
    all.push_back({std::string(kStride), std::string(1, letter(stride))});
  for (const uint32_t number : thing.cwe) all.push_back({std::string(kCwe), cwe_item(number)});
  for (const std::string& code : thing.imdrf) all.push_back({imdrf_annex(code), code});
  for (Citation& citation : read_citations(thing.cites)) all.push_back(std::move(citation));
  return all;
}

// What matters when texts of people are compared: "IEC 62443-4-2" is "iec6244342".
std::string folded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == ' ' || c == '-' || c == ':' || c == '_') continue;
    out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return out;
}

// What is alike in the ids of a kind of item: letters as they are, a 0 for each number.
std::string shape(std::string_view id) {
  std::string out;
  for (const char c : id) {
    const bool digit = c >= '0' && c <= '9';
    if (digit && out.ends_with('0')) continue;
    out += digit ? '0' : c;
  }
  return out;
}

}  // namespace

bool is_standard_file(std::string_view path) {
  return path.starts_with(kFolder) && path.ends_with(kYaml) &&
         path.size() > kFolder.size() + kYaml.size();
}

std::vector<Standard> built_in_standards(const std::vector<EmbeddedFile>& files) {
  std::vector<Standard> standards;
  for (const EmbeddedFile& file : files) {
    const std::string_view id = standard_of(file);
    if (id.empty()) continue;
    const BuiltIn body(file);
    standards.push_back({std::string(id),
                         body.text("name"),
                         body.text("title"),
                         body.text("edition"),
                         body.text("publisher"),
                         body.text("terms"),
                         body.text("partial") == "yes",
                         {}});
  }
  std::ranges::sort(standards, {}, &Standard::id);
  return standards;
}

std::optional<Standard> find_standard(const Catalog& catalog, std::string_view id) {
  const auto found = std::ranges::find(catalog.standards, id, &Standard::id);
  if (found == catalog.standards.end()) return std::nullopt;
  return with_items(catalog, *found);
}

std::vector<Standard> all_standards(const Catalog& catalog) {
  std::vector<Standard> all;
  for (const Standard& standard : catalog.standards) all.push_back(with_items(catalog, standard));
  return all;
}

const StandardItem* find_item(const Standard& standard, std::string_view id) {
  const auto found = std::ranges::find(standard.items, id, &StandardItem::id);
  return found == standard.items.end() ? nullptr : &*found;
}

std::string cited_as(const Standard& standard, std::string_view item) {
  if (item.starts_with(standard.name)) return std::string(item);
  return fmt::format("{} {}", standard.name, item);
}

std::string cwe_item(uint32_t number) {
  return fmt::format("{}{}", kCwePrefix, number);
}

std::string imdrf_annex(std::string_view code) {
  return "imdrf-" + folded(code.substr(0, 1));
}

std::vector<Citation> read_citations(std::string_view cites) {
  std::vector<Citation> all;
  while (!cites.empty()) {
    const std::string_view line = cites.substr(0, cites.find('\n'));
    const std::size_t end = std::min(line.find(' '), line.size());
    all.push_back({std::string(line.substr(0, end)),
                   std::string(line.substr(std::min(end + 1, line.size())))});
    cites.remove_prefix(std::min(line.size() + 1, cites.size()));
  }
  return all;
}

std::vector<Citation> citations(const Weakness& weakness) {
  return all_of(weakness);
}

std::vector<Citation> citations(const Rule& rule) {
  return all_of(rule);
}

ItemFinder::ItemFinder(std::vector<Standard> standards) : standards_(std::move(standards)) {
  for (const Standard& standard : standards_) {
    Index& index = indices_.emplace_back();
    index.name = folded(standard.name);
    index.id = folded(standard.id);
    index.edition = folded(standard.edition);
    for (std::size_t i = 0; i < standard.items.size(); ++i) {
      const std::string id = folded(standard.items[i].id);
      index.shapes.insert(shape(id));
      index.items.emplace(id, i);
    }
  }
}

// What the text says of the standard after its name: an item, or what is none.
std::optional<std::string> ItemFinder::named(const Index& index, const std::string& text) {
  std::string_view rest = text;
  if (!index.name.empty() && rest.starts_with(index.name)) {
    rest.remove_prefix(index.name.size());
  } else if (rest.starts_with(index.id)) {
    rest.remove_prefix(index.id.size());
  } else {
    return std::nullopt;
  }
  // "CWE-306" names the standard and is its item.
  if (index.items.contains(text)) return text;
  std::string item(rest);
  if (!index.items.contains(item) && rest.starts_with(index.edition))
    item = rest.substr(index.edition.size());
  return item;
}

std::vector<ItemFinder::Found> ItemFinder::find(std::string_view text) const {
  const std::string word = folded(text);
  std::vector<Found> found;
  for (std::size_t s = 0; s < standards_.size(); ++s) {
    const Index& index = indices_[s];
    const std::optional<std::string> item = named(index, word);
    auto at = index.items.find(item.value_or(word));
    if (at == index.items.end()) continue;
    if (item || standards_[s].items[at->second].id == text) found.push_back({s, at->second});
  }
  return found;
}

std::optional<ItemFinder::Missing> ItemFinder::missing(std::string_view text) const {
  const std::string word = folded(text);
  for (std::size_t s = 0; s < standards_.size(); ++s) {
    const Index& index = indices_[s];
    std::optional<std::string> item = named(index, word);
    if (!item || index.items.contains(*item)) continue;
    // Of "CWE-3060" the whole is the item.
    if (index.shapes.contains(shape(word))) item = word;
    if (index.shapes.contains(shape(*item))) return Missing{s, std::move(*item)};
  }
  return std::nullopt;
}

std::string ItemFinder::whose(const Missing& missing) const {
  const Standard& standard = standards_[missing.standard];
  return fmt::format("{} ({})", standard.name, standard.edition);
}

std::string ItemFinder::nearest(const Missing& missing) const {
  std::vector<std::string> alike;
  for (const auto& [id, item] : indices_[missing.standard].items) {
    if (shape(id) == shape(missing.item)) alike.push_back(id);
  }
  std::ranges::sort(alike);  // of equally near ones always the same
  const std::string_view near = diag::did_you_mean(missing.item, {alike.begin(), alike.end()});
  if (near.empty()) return "";
  const Standard& standard = standards_[missing.standard];
  const std::size_t item = indices_[missing.standard].items.at(std::string(near));
  return cited_as(standard, standard.items[item].id);
}

std::string ItemFinder::nearest(std::string_view text) const {
  std::vector<std::string> all;
  for (const Standard& standard : standards_) {
    for (const StandardItem& item : standard.items) all.push_back(cited_as(standard, item.id));
  }
  return std::string(diag::did_you_mean(text, {all.begin(), all.end()}));
}

}  // namespace wardround::catalog
