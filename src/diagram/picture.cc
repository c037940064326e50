// From a cast to parts, lines and their texts.
#include "diagram/picture.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "base/utf8.h"
#include "diagram/cast.h"
#include "diagram/counts.h"

namespace wardround::diagram {
namespace {

using lang::Kind;
using lang::Relation;

std::string counted(std::size_t count, std::string_view singular) {
  return fmt::format("{} {}{}", count, singular, count == 1 ? "" : "s");
}

std::string badge_sentence(const Badges& badges) {
  if (badges.sum() == 0) return {};
  std::string text =
      fmt::format("; {}: {} certain or assumed, {} unverified",
                  counted(badges.sum(), "open finding"), badges.sure, badges.unverified);
  if (!badges.worst.empty()) text += fmt::format("; worst harm {}", badges.worst);
  return text;
}

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

class Drawing {
 public:
  Drawing(const catalog::Catalog& catalog, const study::Assessment& assessment,
          const Choice& choice, const Cast& cast)
      : catalog_(catalog),
        assessment_(assessment),
        model_(assessment.model()),
        choice_(choice),
        cast_(cast),
        counts_(count_findings(assessment)) {}

  Picture run() {
    picture_.badges = choice_.findings;
    picture_.id = model_.subjects[0].id;
    picture_.title = escape_for_terminal(model_.subjects[0].name);
    add_parts();
    for (std::size_t i = 0; i < model_.subjects.size(); ++i)
      if (cast_.flow_drawn[i]) add_line(SubjectId(i));
    if (choice_.findings) add_badges();
    for (Part& part : picture_.parts) part.note = part_note(part);
    for (Line& line : picture_.lines) line.note = line_note(line);
    add_subtitle();
    return std::move(picture_);
  }

 private:
  [[nodiscard]] std::string shown_name(SubjectId s) const {
    return escape_for_terminal(model_[s].name);
  }

  [[nodiscard]] Shape shape_of(SubjectId s) const {
    static constexpr std::pair<std::string_view, Shape> kRoots[] = {
        {"store", Shape::store},       {"external", Shape::external}, {"node", Shape::node},
        {"port", Shape::port},         {"bus", Shape::bus},           {"sensor", Shape::sensor},
        {"actuator", Shape::actuator},
    };
    if (model_[s].kind == Kind::boundary) return Shape::boundary;
    const auto& types = model_.universe.types[s];
    if (types.empty()) return Shape::process;
    for (const auto& [id, shape] : kRoots) {
      const lang::TypeId root = catalog_.vocabulary.find_type(lang::TypeTree::element, id);
      if (root.valid() && catalog_.vocabulary.is_a(types[0], root)) return shape;
    }
    return Shape::process;
  }

  [[nodiscard]] std::string type_title(SubjectId s) const {
    const auto& types = model_.universe.types[s];
    if (types.empty()) return {};
    return escape_for_terminal(catalog_.vocabulary[types[0]].title);
  }

  // Parents first; among siblings by id.
  void add_parts() {
    part_of_.assign(model_.subjects.size(), kNowhere);
    std::vector<SubjectId> work;
    const auto push = [&](const std::vector<SubjectId>& some) {
      for (auto s = some.rbegin(); s != some.rend(); ++s) work.push_back(*s);
    };
    std::vector<SubjectId> roots;
    for (std::size_t i = 0; i < model_.subjects.size(); ++i) {
      const model::Subject& subject = model_.subjects[i];
      const bool placed = subject.kind == Kind::element || subject.kind == Kind::boundary;
      if (placed && !subject.parent.valid()) roots.push_back(SubjectId(i));
    }
    push(roots);
    while (!work.empty()) {
      const SubjectId s = work.back();
      work.pop_back();
      if (cast_.drawn_as[s.index()] == s) add_part(s);
      push(cast_.children[s.index()]);
    }
    for (std::size_t i = 0; i < model_.subjects.size(); ++i) {
      const SubjectId as = cast_.drawn_as[i];
      if (!as.valid() || as.index() == i) continue;
      part_of_[i] = part_of_[as.index()];
      if (model_.subjects[i].kind == Kind::element) ++picture_.parts[part_of_[i]].folded;
    }
  }

  void add_part(SubjectId s) {
    Part part;
    part.id = model_[s].id;
    part.name = shown_name(s);
    part.type = type_title(s);
    if (lower(part.type) == lower(part.name)) part.type.clear();
    part.shape = shape_of(s);
    const SubjectId parent = model_[s].parent;
    if (parent.valid()) part.parent = part_of_[parent.index()];
    if (part.parent != kNowhere) picture_.parts[part.parent].container = true;
    part_of_[s.index()] = picture_.parts.size();
    picture_.parts.push_back(std::move(part));
  }

  std::size_t end_of(SubjectId flow, Relation relation, std::string_view which) {
    const lang::Relations& ends = model_.universe.relation(relation);
    if (ends.count(flow) > 0) return part_of_[ends.first(flow)->index()];
    Part part;
    part.id = fmt::format("{}.{}", model_[flow].id, which);
    part.name = "?";
    part.shape = Shape::unknown_end;
    picture_.parts.push_back(std::move(part));
    return picture_.parts.size() - 1;
  }

  void add_line(SubjectId flow) {
    if (model_.universe.relation(Relation::from).count(flow) == 0 &&
        model_.universe.relation(Relation::to).count(flow) == 0) {
      picture_.remarks.push_back(
          fmt::format("both ends of {} are unknown: it is not drawn", shown_name(flow)));
      return;
    }
    Line line;
    line.id = model_[flow].id;
    line.name = shown_name(flow);
    line.from = end_of(flow, Relation::from, "from");
    line.to = end_of(flow, Relation::to, "to");
    if (line.from == kNowhere || line.to == kNowhere) return;
    if (line.from == line.to) {
      line_of_[flow] = {line.from, true};
      if (picture_.parts[line.from].folded == 0)
        picture_.remarks.push_back(
            fmt::format("{} leads back to where it starts: it is not drawn", line.name));
      return;
    }
    const lang::Relations& sends = model_.universe.relation(Relation::sends);
    const lang::Relations& returns = model_.universe.relation(Relation::returns);
    const auto head = [&](const lang::Relations& data) {
      return data.count(flow) > 0 ? Head::data : data.is_open(flow) ? Head::unknown : Head::none;
    };
    line.at_to = head(sends);
    line.at_from = head(returns);
    if (line.at_to == Head::none && line.at_from == Head::none) line.at_to = Head::unknown;
    picture_.parts[line.from].meets_flows = picture_.parts[line.to].meets_flows = true;
    line.label = label_of(flow);
    if (join(flow, line)) return;
    line_of_[flow] = {picture_.lines.size(), false};
    picture_.lines.push_back(std::move(line));
  }

  // Between folded boxes all flows share one line.
  bool join(SubjectId flow, const Line& line) {
    const bool shares = picture_.parts[line.from].folded > 0 || picture_.parts[line.to].folded > 0;
    if (!shares) return false;
    const auto key = std::minmax(line.from, line.to);
    const auto [at, is_new] = shared_.try_emplace(key, picture_.lines.size());
    if (is_new) return false;
    Line& other = picture_.lines[at->second];
    const bool turned = other.from != line.from;
    ++other.flows;
    other.at_to = std::max(other.at_to, turned ? line.at_from : line.at_to);
    other.at_from = std::max(other.at_from, turned ? line.at_to : line.at_from);
    other.label = {counted(other.flows, "flow")};
    other.name = fmt::format("{} between {} and {}", counted(other.flows, "flow"),
                             picture_.parts[other.from].name, picture_.parts[other.to].name);
    line_of_[flow] = {at->second, false};
    return true;
  }

  [[nodiscard]] std::string list_of(SubjectId flow, Relation relation, std::size_t most) const {
    const lang::Relations& all = model_.universe.relation(relation);
    std::string text;
    for (std::size_t i = 0; i < all.count(flow) && i < most; ++i)
      text += (i == 0 ? "" : ", ") + escape_for_terminal(model_[all.first(flow)[i]].id);
    if (all.count(flow) > most) text += fmt::format(" +{}", all.count(flow) - most);
    if (text.empty() && all.is_open(flow)) text = "?";
    return text;
  }

  [[nodiscard]] std::vector<std::string> label_of(SubjectId flow) const {
    std::vector<std::string> label;
    if (choice_.flow_labels && model_[flow].name != model_[flow].id)
      label.push_back(shown_name(flow));
    std::string how;
    const auto& protocols = model_.universe.types[flow];
    if (!protocols.empty()) how = escape_for_terminal(catalog_.vocabulary[protocols[0]].id);
    const std::string networks = list_of(flow, Relation::over, 2);
    if (!networks.empty()) how += (how.empty() ? "over " : " over ") + networks;
    if (!how.empty()) label.push_back(how);
    if (choice_.flow_labels) {
      constexpr std::size_t kData = 3;
      const std::string sends = list_of(flow, Relation::sends, kData);
      const std::string returns = list_of(flow, Relation::returns, kData);
      if (!sends.empty()) label.push_back("\u2192 " + sends);
      if (!returns.empty()) label.push_back("\u2190 " + returns);
    }
    return label;
  }

  void add_badges() {
    std::map<Kind, std::size_t> elsewhere;
    for (std::size_t i = 0; i < model_.subjects.size(); ++i) {
      const Badges& badges = counts_[i].badges;
      if (badges.sum() == 0) continue;
      const SubjectId subject(i);
      if (const auto line = line_of_.find(subject); line != line_of_.end()) {
        const auto& [at, inside] = line->second;
        add(inside ? picture_.parts[at].badges : picture_.lines[at].badges, i);
      } else if (part_of_[i] != kNowhere) {
        add(picture_.parts[part_of_[i]].badges, i);
      } else if (placeless(subject)) {
        elsewhere[model_.subjects[i].kind] += badges.sum();
      }
    }
    const bool whole = choice_.around.empty() && choice_.boundary.empty();
    if (elsewhere.empty() || !whole) return;
    constexpr lang::KindSet kCountable = ~lang::kinds(Kind::system, Kind::data, Kind::software);
    std::size_t sum = 0;
    std::string places;
    for (const auto& [kind, count] : elsewhere) {
      sum += count;
      places += fmt::format("{}{}{} {}", places.empty() ? "" : ", ", lang::name(kind),
                            count > 1 && lang::has(kCountable, kind) ? "s" : "", count);
    }
    picture_.remarks.push_back(fmt::format("{} more where there is nothing to draw: {}",
                                           counted(sum, "open finding"), places));
  }
  // Flows and elements outside a chosen view are left out on purpose; the rest has no shape.
  [[nodiscard]] bool placeless(SubjectId s) const {
    const Kind kind = model_[s].kind;
    if (kind == Kind::boundary) return cast_.network_only[s.index()];
    return kind != Kind::element && kind != Kind::flow;
  }
  void add(Badges& to, std::size_t subject) {
    const FindingCount& count = counts_[subject];
    to.sure += count.badges.sure;
    to.unverified += count.badges.unverified;
    int& rank = ranks_.try_emplace(&to, -1).first->second;
    if (!count.badges.worst.empty() && count.rank > rank) {
      rank = count.rank;
      to.worst = count.badges.worst;
    }
  }

  [[nodiscard]] std::string part_note(const Part& part) const {
    if (part.shape == Shape::unknown_end) return "an end that the model does not know";
    std::string text = fmt::format("{} {}", name(part.shape), part.id);
    if (!part.type.empty()) text += ", " + part.type;
    if (part.parent != kNowhere) text += ", in " + picture_.parts[part.parent].name;
    if (part.folded > 0)
      text += fmt::format("; stands for {} inside", counted(part.folded, "element"));
    return text + badge_sentence(part.badges);
  }

  [[nodiscard]] std::string line_note(const Line& line) const {
    const std::string &from = picture_.parts[line.from].name, &to = picture_.parts[line.to].name;
    std::string text = fmt::format("flow {}, opened by {}, to {}; ", line.id, from, to);
    const bool forth = line.at_to == Head::data, back = line.at_from == Head::data;
    text += forth && back ? "data goes both ways"
            : forth       ? "data goes to " + to
            : back        ? "data goes to " + from
                          : "what it carries is unknown";
    for (const std::string& one : line.label) text += "; " + one;
    return text + badge_sentence(line.badges);
  }

  void add_subtitle() {
    std::string text;
    if (!choice_.boundary.empty()) {
      text = fmt::format("inside {} \u00b7 ", shown_name(model_.find(choice_.boundary)));
    } else if (!choice_.around.empty()) {
      text = fmt::format("around {}, {} away \u00b7 ", shown_name(model_.find(choice_.around)),
                         counted(choice_.depth, "flow"));
    }
    const model::Counts counts = model_.counts();
    text +=
        fmt::format("{}, {}", counted(counts.elements, "element"), counted(counts.flows, "flow"));
    if (choice_.findings) {
      const study::Summary summary = study::summarise(assessment_.result);
      text += fmt::format(" \u00b7 {}: {} certain, {} assumed, {} unverified",
                          counted(summary.open(), "open finding"), summary.certain, summary.assumed,
                          summary.unverified);
    }
    picture_.subtitle = text;
  }

  const catalog::Catalog& catalog_;
  const study::Assessment& assessment_;
  const model::Model& model_;
  const Choice& choice_;
  const Cast& cast_;
  const std::vector<FindingCount> counts_;
  Picture picture_;
  std::vector<std::size_t> part_of_;                           // by subject
  std::map<SubjectId, std::pair<std::size_t, bool>> line_of_;  // line; or part, if inside it
  std::map<std::pair<std::size_t, std::size_t>, std::size_t> shared_;
  std::map<const Badges*, int> ranks_;
};

}  // namespace

std::string_view name(Shape shape) {
  switch (shape) {
    case Shape::process:
      return "process";
    case Shape::store:
      return "data store";
    case Shape::external:
      return "external entity";
    case Shape::node:
      return "node";
    case Shape::port:
      return "port";
    case Shape::bus:
      return "bus";
    case Shape::sensor:
      return "sensor";
    case Shape::actuator:
      return "actuator";
    case Shape::boundary:
      return "trust boundary";
    case Shape::unknown_end:
      return "unknown end";
  }
  return {};
}

std::size_t Picture::boxes() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(parts, [](const Part& part) { return !part.container; }));
}

std::vector<std::vector<std::size_t>> Picture::children() const {
  std::vector<std::vector<std::size_t>> all(parts.size() + 1);
  for (std::size_t i = 0; i < parts.size(); ++i)
    all[parts[i].parent == kNowhere ? parts.size() : parts[i].parent].push_back(i);
  return all;
}

Result<Picture> picture_of(const catalog::Catalog& catalog, const study::Assessment& assessment,
                           const Choice& choice) {
  const auto cast = cast_of(assessment.model(), choice);
  if (!cast) return tl::unexpected(cast.error());
  return Drawing(catalog, assessment, choice, *cast).run();
}

}  // namespace wardround::diagram
