// Vulnerabilities and what is said of them (VEX), in CycloneDX 1.4 to 1.6 and OpenVEX 0.2. What
// these formats have no word for stands in properties of CycloneDX: `wardround:subject`,
// `wardround:weakness`, `wardround:stride`, `wardround:exploited`.
#include <map>

#include "base/limits.h"
#include "treatment/report_rows.h"

namespace wardround::treatment {
namespace {

using text::NodeId;
using text::Shape;
using text::Tree;

constexpr std::string_view kProperty = "wardround:";

struct Place {
  std::string text;
  diag::Span span;
};

class Document {
 public:
  explicit Document(const Tree& tree) : tree_(tree) {}

  std::vector<ReportRow> cyclonedx() {
    collect_components();
    for (const NodeId entry : list(tree_.root(), "vulnerabilities")) {
      if (tree_[entry].shape == Shape::mapping) vulnerability(entry);
      if (rows_.size() > limits::kReports) break;
    }
    return std::move(rows_);
  }

  std::vector<ReportRow> openvex() {
    const Place issued = first_of(tree_.root(), {"timestamp"});
    for (const NodeId entry : list(tree_.root(), "statements")) {
      if (tree_[entry].shape == Shape::mapping) statement(entry, issued);
      if (rows_.size() > limits::kReports) break;
    }
    return std::move(rows_);
  }

 private:
  [[nodiscard]] NodeId find(NodeId node, std::string_view key) const {
    if (!node.valid() || tree_[node].shape != Shape::mapping) return {};
    return tree_.find(node, key);
  }
  [[nodiscard]] Tree::Range list(NodeId node, std::string_view key) const {
    const NodeId found = find(node, key);
    if (!found.valid() || tree_[found].shape != Shape::sequence) return {nullptr, nullptr};
    return tree_.children(found);
  }
  [[nodiscard]] Place place(NodeId node) const {
    if (!node.valid() || tree_[node].shape != Shape::scalar) return {};
    return {std::string(tree_.scalar(node)), tree_[node].span};
  }
  // The first of these texts that is there.
  [[nodiscard]] Place first_of(NodeId node, const std::vector<std::string_view>& keys) const {
    for (const std::string_view key : keys) {
      Place found = place(find(node, key));
      if (!found.text.empty()) return found;
    }
    return {};
  }
  // The day of a time stamp, as it is written there.
  [[nodiscard]] static Place day(Place stamp) {
    if (stamp.text.size() > 10 && stamp.text[10] == 'T') stamp.text.resize(10);
    return stamp;
  }
  // A description is no title: its first line, and no more of that than a line takes.
  static Place title(Place text) {
    constexpr std::size_t kTitleBytes = 200;
    text.text.resize(std::min(text.text.size(), text.text.find_first_of("\r\n")));
    if (text.text.size() > kTitleBytes) {
      std::size_t end = kTitleBytes;
      while ((static_cast<unsigned char>(text.text[end]) & 0xc0) == 0x80) --end;
      text.text.resize(end);
      text.text += "…";
    }
    return text;
  }
  static void put(ReportRow& row, std::string_view column, const Place& place) {
    row.add(column, place.text, place.span);
  }

  // Package URLs by `bom-ref`; components lie in components.
  void collect_components() {
    std::vector<NodeId> open{find(find(tree_.root(), "metadata"), "component")};
    for (const NodeId component : list(tree_.root(), "components")) open.push_back(component);
    while (!open.empty()) {
      const NodeId component = open.back();
      open.pop_back();
      const Place ref = first_of(component, {"bom-ref"});
      const Place purl = first_of(component, {"purl"});
      if (!ref.text.empty() && !purl.text.empty()) purls_.emplace(ref.text, purl.text);
      for (const NodeId inner : list(component, "components")) open.push_back(inner);
    }
  }

  void vulnerability(NodeId entry) {
    const NodeId analysis = find(entry, "analysis");
    ReportRow common;
    common.span = {tree_[entry].span.source, tree_[entry].span.begin, tree_[entry].span.begin + 1};
    const Place id = first_of(entry, {"id", "bom-ref"});
    put(common, "reference", id);
    common.add("kind", analysis.valid() ? "vex" : "vulnerability", common.span);
    const Place name = title(first_of(entry, {"description", "detail"}));
    put(common, "title", name.text.empty() ? id : name);
    Place date = day(analysis.valid() ? first_of(analysis, {"lastUpdated", "firstIssued"})
                                      : first_of(entry, {"published", "created"}));
    if (date.text.empty()) date = day(first_of(entry, {"updated", "published", "created"}));
    put(common, "date", date);
    put(common, "status", first_of(analysis, {"state"}));
    Place cwes;
    for (const NodeId cwe : list(entry, "cwes")) {
      const Place one = place(cwe);
      if (one.text.empty()) continue;  // not a word: it has no place either
      cwes = {cwes.text + (cwes.text.empty() ? "" : " ") + one.text, one.span};
    }
    put(common, "cwe", cwes);
    for (const NodeId property : list(entry, "properties")) {
      const std::string name_of = first_of(property, {"name"}).text;
      if (name_of.starts_with(kProperty))
        put(common, std::string_view(name_of).substr(kProperty.size()),
            first_of(property, {"value"}));
    }
    std::vector<Place> products;
    for (const NodeId affected : list(entry, "affects")) {
      Place ref = first_of(affected, {"ref"});
      // A BOM-Link names the element behind its `#`.
      if (ref.text.starts_with("urn:cdx:")) ref.text.erase(0, ref.text.find('#') + 1);
      if (const auto purl = purls_.find(ref.text); purl != purls_.end()) ref.text = purl->second;
      products.push_back(std::move(ref));
    }
    add_each(common, id, products);
  }

  void statement(NodeId entry, const Place& issued) {
    ReportRow common;
    common.span = {tree_[entry].span.source, tree_[entry].span.begin, tree_[entry].span.begin + 1};
    const NodeId vulnerability = find(entry, "vulnerability");
    Place id = place(vulnerability);
    if (id.text.empty()) id = first_of(vulnerability, {"name", "@id"});
    put(common, "reference", id);
    common.add("kind", "vex", common.span);
    Place name = title(first_of(entry, {"impact_statement", "action_statement", "status_notes"}));
    if (name.text.empty()) name = title(first_of(vulnerability, {"description"}));
    put(common, "title", name.text.empty() ? id : name);
    Place date = day(first_of(entry, {"last_updated", "timestamp"}));
    put(common, "date", date.text.empty() ? day(issued) : date);
    put(common, "status", first_of(entry, {"status"}));
    std::vector<Place> products;
    for (const NodeId product : list(entry, "products")) {
      // What is vulnerable in the product, where that is said.
      bool inner = false;
      for (const NodeId part : list(product, "subcomponents")) {
        products.push_back(product_of(part));
        inner = true;
      }
      if (!inner) products.push_back(product_of(product));
    }
    add_each(common, id, products);
  }
  [[nodiscard]] Place product_of(NodeId product) const {
    Place found = first_of(find(product, "identifiers"), {"purl"});
    if (found.text.empty()) found = first_of(product, {"@id"});
    return found.text.empty() ? place(product) : found;
  }

  // The same vulnerability elsewhere is a report of its own.
  void add_each(const ReportRow& common, const Place& id, const std::vector<Place>& products) {
    if (products.empty()) {
      put(rows_.emplace_back(common), "id", id);
      return;
    }
    for (const Place& product : products) {
      if (rows_.size() > limits::kReports) return;
      ReportRow& row = rows_.emplace_back(common);
      put(row, "product", product);
      if (!id.text.empty()) row.add("id", id.text + "@" + product.text, id.span);
    }
  }

  const Tree& tree_;
  std::map<std::string, std::string> purls_;
  std::vector<ReportRow> rows_;
};

bool is_cyclonedx(const Tree& tree) {
  const NodeId format = tree.find(tree.root(), "bomFormat");
  return format.valid() && tree.scalar(format) == "CycloneDX";
}
bool is_openvex(const Tree& tree) {
  const NodeId context = tree.find(tree.root(), "@context");
  return context.valid() && tree.scalar(context).starts_with("https://openvex.dev/ns");
}

}  // namespace

bool is_vulnerability_document(const Tree& tree) {
  if (!tree.root().valid() || tree[tree.root()].shape != Shape::mapping) return false;
  return is_cyclonedx(tree) || is_openvex(tree);
}

std::vector<ReportRow> vulnerability_rows(const Tree& tree) {
  return is_cyclonedx(tree) ? Document(tree).cyclonedx() : Document(tree).openvex();
}

}  // namespace wardround::treatment
