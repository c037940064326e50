#include "assurance/playbook.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <map>

#include "assurance/period.h"
#include "assurance/spoken.h"
#include "catalog/embedded.h"
#include "catalog/fields.h"
#include "catalog/step_sources.h"
#include "text/packed_tree.h"

namespace wardround::assurance {
namespace {

using catalog::Field;
using catalog::Form;
using catalog::Need;
using catalog::Owner;
using catalog::View;

constexpr std::string_view kFolder = "playbooks/";
constexpr std::string_view kEmbedded = "<catalog>/";  // what names of sources begin with
constexpr std::string_view kShared = "shared-steps";  // the file of steps that playbooks take

struct Reading : catalog::Reporting {
  const catalog::Catalog& catalog;
};

// One of them, or of the parts of a project's.
struct Part {
  std::string id, title, purpose;
  std::vector<Step> steps;
  std::vector<std::pair<std::string, diag::Span>> takes, use;
  std::vector<std::pair<std::string, std::pair<std::string, diag::Span>>> leave_out;
};

template <std::string Step::* member>
void read_text(Reading&, Step& step, View value) {
  step.*member = value.text();
}

std::optional<int> number(Reading& reading, View value, int least, int most,
                          std::string_view what) {
  int read = 0;
  const std::string_view text = value.text();
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), read);
  if (error == std::errc() && end == text.data() + text.size() && read >= least && read <= most)
    return read;
  reading.diagnostics.report(diag::Kind::playbook_value, value.span(),
                             {std::string(text), std::string(what)});
  return std::nullopt;
}

std::optional<int> period(Reading& reading, View value) {
  const auto days = parse_period(value.text());
  if (!days)
    reading.diagnostics.report(diag::Kind::playbook_value, value.span(),
                               {std::string(value.text()), "a span of time such as `90d` or `1y`"});
  return days;
}

constexpr Field<Attest, Reading> kAttestFields[] = {
    {"statement", Form::text, Need::required,
     [](Reading&, Attest& attest, View value) { attest.statement = value.text(); }},
    {"every", Form::text, Need::optional,
     [](Reading& reading, Attest& attest, View value) {
       attest.every = period(reading, value).value_or(0);
     }},
    {"about", Form::one_or_more, Need::optional,
     [](Reading& reading, Attest& attest, View value) {
       const std::vector<std::string_view> words = part_words();
       for (const View word : catalog::one_or_more(reading, value)) {
         if (std::ranges::find(words, word.text()) != words.end()) {
           attest.about.emplace_back(word.text());
         } else {
           catalog::report_word(reading, diag::Kind::playbook_value, word,
                                {std::string(word.text()), "a part that can be spoken of"}, words);
         }
       }
     }},
};

struct EveryBody {
  Every every;
  bool on_known = false;
};

template <std::optional<lang::Expression> Every::* member>
void read_expression(Reading& reading, EveryBody& body, View value) {
  if (!body.on_known) return;
  std::string_view text = value.text();
  while (text.ends_with('\n')) text.remove_suffix(1);
  body.every.*member =
      lang::parse_expression(text, catalog::place_of(reading.sources, value), body.every.on,
                             reading.catalog.vocabulary, reading.diagnostics);
}

constexpr Field<EveryBody, Reading> kEveryFields[] = {
    {"on", Form::text, Need::required,
     [](Reading& reading, EveryBody& body, View value) {
       const auto kind = lang::parse_kind(value.text());
       if (kind && static_cast<std::size_t>(*kind) < lang::kRuleKinds) {
         body.every.on = *kind;
         body.on_known = true;
         return;
       }
       std::vector<std::string_view> known;
       for (std::size_t i = 0; i < lang::kRuleKinds; ++i)
         known.push_back(lang::name(static_cast<lang::Kind>(i)));
       catalog::report_word(reading, diag::Kind::pack_subject_kind, value,
                            {std::string(value.text())}, known);
     }},
    {"where", Form::text, Need::optional, read_expression<&Every::where>},
    {"holds", Form::text, Need::required, read_expression<&Every::holds>},
    {"missing", Form::text, Need::required,
     [](Reading& reading, EveryBody& body, View value) {
       if (!body.on_known) return;
       body.every.missing =
           lang::parse_template(value.text(), catalog::place_of(reading.sources, value),
                                body.every.on, reading.catalog.vocabulary, reading.diagnostics);
     }},
    {"answer", Form::text, Need::optional,
     [](Reading&, EveryBody& body, View value) { body.every.answer = value.text(); }},
};

void read_check(Reading& reading, Step& step, View value) {
  step.check = find_check(value.text());
  if (step.check != nullptr) return;
  std::vector<std::string_view> known;
  for (const Check& check : checks()) known.push_back(check.name);
  catalog::report_word(reading, diag::Kind::playbook_check, value, {std::string(value.text())},
                       known);
}

void read_tier(Reading& reading, Step& step, View value) {
  const auto found = std::ranges::find(kDepthWords, value.text());
  if (found != std::end(kDepthWords)) {
    step.tier = static_cast<Depth>(found - std::begin(kDepthWords));
    return;
  }
  catalog::report_word(reading, diag::Kind::policy_word, value,
                       {std::string(value.text()),
                        catalog::quoted_list({std::begin(kDepthWords), std::end(kDepthWords)})},
                       {std::begin(kDepthWords), std::end(kDepthWords)});
}

constexpr Field<Step, Reading> kStepFields[] = {
    {"question", Form::text, Need::required,
     [](Reading& reading, Step& step, View value) {
       step.question =
           number(reading, value, 1, 4, "one of the four questions, 1 to 4").value_or(1);
     }},
    {"title", Form::text, Need::required, read_text<&Step::title>},
    {"purpose", Form::text, Need::required, read_text<&Step::purpose>},
    {"role", Form::text, Need::required, read_text<&Step::role>},
    {"minutes", Form::text, Need::required,
     [](Reading& reading, Step& step, View value) {
       step.minutes = static_cast<unsigned>(
           number(reading, value, 1, 10'000, "a number of minutes").value_or(1));
     }},
    {"tier", Form::text, Need::optional, read_tier},
    {"done_when", Form::text, Need::required, read_text<&Step::done_when>},
    {"check", Form::text, Need::optional, read_check},
    {"every", Form::mapping, Need::optional,
     [](Reading& reading, Step& step, View value) {
       EveryBody body;
       catalog::read_fields(reading, body, value, {"the check of step", step.id}, kEveryFields);
       if (body.every.holds && body.every.missing) step.every = std::move(body.every);
     }},
    {"attest", Form::mapping, Need::optional,
     [](Reading& reading, Step& step, View value) {
       Attest attest;
       catalog::read_fields(reading, attest, value, {"the attestation of step", step.id},
                            kAttestFields);
       step.attest = std::move(attest);
     }},
    {"after", Form::one_or_more, Need::optional,
     [](Reading& reading, Step& step, View value) {
       for (const View word : catalog::one_or_more(reading, value))
         step.after.emplace_back(std::string(word.text()), word.span());
     }},
    {"sources", Form::one_or_more, Need::optional,
     [](Reading& reading, Step& step, View value) {
       for (const View word : catalog::one_or_more(reading, value))
         step.sources.emplace_back(word.text());
     }},
};

void read_steps(Reading& reading, Part& part, View value) {
  for (const View entry : value.entries()) {
    if (!catalog::check_id(reading, entry.key_span(), entry.key(), catalog::IdShape::hyphen) ||
        !catalog::is_body(reading, entry, {"step", entry.key()}))
      continue;
    Step step;
    step.id = entry.key();
    step.span = entry.key_span();
    const std::size_t errors = reading.diagnostics.count(diag::Severity::error);
    catalog::read_fields(reading, step, entry, {"step", step.id}, kStepFields);
    const bool shown = entry.find("check").valid() || entry.find("every").valid() || step.attest;
    if (!shown) reading.diagnostics.report(diag::Kind::playbook_step_empty, step.span, {step.id});
    if (reading.diagnostics.count(diag::Severity::error) == errors)
      part.steps.push_back(std::move(step));
  }
}

template <std::vector<std::pair<std::string, diag::Span>> Part::* member>
void read_names(Reading& reading, Part& part, View value) {
  for (const View word : catalog::one_or_more(reading, value))
    (part.*member).emplace_back(std::string(word.text()), word.span());
}

template <std::string Part::* member>
void read_word(Reading&, Part& part, View value) {
  part.*member = value.text();
}

constexpr Field<Part, Reading> kFileFields[] = {
    {"playbook", Form::text, Need::optional, read_word<&Part::id>},
    {"title", Form::text, Need::optional, read_word<&Part::title>},
    {"purpose", Form::text, Need::optional, read_word<&Part::purpose>},
    {"takes", Form::one_or_more, Need::optional, read_names<&Part::takes>},
    {"steps", Form::mapping, Need::optional, read_steps},
};

constexpr Field<Part, Reading> kProjectFields[] = {
    {"use", Form::one_or_more, Need::optional, read_names<&Part::use>},
    {"takes", Form::one_or_more, Need::optional, read_names<&Part::takes>},
    {"steps", Form::mapping, Need::optional, read_steps},
    {"leave_out", Form::mapping, Need::optional,
     [](Reading& reading, Part& part, View value) {
       for (const View entry : value.entries()) {
         if (catalog::has_form(reading, entry, Form::text, entry.key()))
           part.leave_out.push_back(
               {std::string(entry.key()), {std::string(entry.text()), entry.key_span()}});
       }
     }},
};

// The file of a playbook among those that come with wardround; null if there is none.
const catalog::EmbeddedFile* find_file(std::string_view name) {
  const std::string path = fmt::format("{}{}.yaml", kFolder, name);
  const auto& files = catalog::embedded_files();
  const auto found = std::ranges::find(files, path, &catalog::EmbeddedFile::path);
  return found == files.end() ? nullptr : &*found;
}

class Reader {
 public:
  Reader(const catalog::Catalog& catalog, diag::Sources& sources, diag::Diagnostics& diagnostics)
      : sources_(sources), reading_{{sources, diagnostics}, catalog} {}

  Part file(std::string_view name) {
    Part part;
    const catalog::EmbeddedFile* const found = find_file(name);
    if (found == nullptr) return part;
    const diag::SourceId source =
        sources_.add(fmt::format("{}{}", kEmbedded, found->path), std::string(found->text));
    const text::Tree tree = text::unpack_tree(found->tree, source);
    catalog::read_fields(reading_, part, View{&tree, tree.root()}, {"playbook", name}, kFileFields);
    return part;
  }

  // The steps of a part: those it takes, then its own.
  void add(Part part, Playbook& playbook) {
    if (shared_.steps.empty()) shared_ = file(kShared);
    for (const auto& [id, span] : part.takes) {
      const auto found = std::ranges::find(shared_.steps, id, &Step::id);
      if (found == shared_.steps.end()) {
        report_step(id, span, "the steps that come with wardround", shared_.steps);
      } else {
        add(*found, playbook);
      }
    }
    for (Step& step : part.steps) add(std::move(step), playbook);
  }

  void use(const std::string& name, diag::Span span, Playbook& playbook) {
    if (name == kShared || find_file(name) == nullptr) {
      const std::vector<std::string_view> known = shipped_playbooks();
      catalog::report_word(reading_, diag::Kind::playbook_unknown, span, name, {name}, known);
      return;
    }
    Part part = file(name);
    playbook.names.push_back(name);
    playbook.titles.push_back(part.title);
    add(std::move(part), playbook);
  }

  // What stands under `playbook:`.
  void project(View value, Playbook& playbook) {
    if (!value.is_mapping()) {
      if (!catalog::has_form(reading_, value, Form::one_or_more, "playbook")) return;
      for (const View word : catalog::one_or_more(reading_, value))
        use(std::string(word.text()), word.span(), playbook);
      return;
    }
    Part part;
    catalog::read_fields(reading_, part, value, {"playbook", "of the project"}, kProjectFields);
    catalog::check_step_sources(reading_, reading_.catalog, value.find("steps"),
                                catalog::StepsOf::project);
    for (const auto& [name, span] : part.use) use(name, span, playbook);
    const auto left_out = part.leave_out;
    add(std::move(part), playbook);
    for (const auto& [id, because] : left_out) {
      const auto found = std::ranges::find(playbook.steps, id, &Step::id);
      if (found == playbook.steps.end()) {
        report_step(id, because.second, "the playbook", playbook.steps);
      } else {
        found->left_out = because.first;
      }
    }
  }

  // Which steps of the playbook each one needs. A shipped step may name one that this playbook does
  // not take; a project's may not.
  void connect(Playbook& playbook) {
    std::map<std::string_view, std::size_t> known;
    for (std::size_t i = 0; i < playbook.steps.size(); ++i) known.emplace(playbook.steps[i].id, i);
    for (Step& step : playbook.steps) {
      for (const auto& [id, span] : step.after) {
        if (const auto found = known.find(id); found != known.end()) {
          step.needs.push_back(found->second);
        } else if (!sources_.name(span.source).starts_with(kEmbedded) ||
                   std::ranges::find(shared_.steps, id, &Step::id) == shared_.steps.end()) {
          report_step(id, span, "the playbook", playbook.steps);
        }
      }
    }
    put_in_order(playbook);
  }

  void rest(View root, Playbook& playbook) {
    if (const View cadence = root.find("cadence"); cadence.valid()) {
      if (catalog::has_form(reading_, cadence, Form::text, "cadence"))
        playbook.cadence = period(reading_, cadence);
    }
    if (const View team = root.find("team"); team.valid()) {
      if (catalog::has_form(reading_, team, Form::text, "team")) playbook.team = team.text();
    }
  }

 private:
  // A later step of the same id takes the place of an earlier one.
  static void add(Step step, Playbook& playbook) {
    const auto same = std::ranges::find(playbook.steps, step.id, &Step::id);
    if (same != playbook.steps.end()) {
      *same = std::move(step);
    } else {
      playbook.steps.push_back(std::move(step));
    }
  }

  // Steps that wait for one another would never be asked for: each circle is reported, and what is
  // in one, or comes after one, needs nothing.
  void put_in_order(Playbook& playbook) {
    std::vector<Step>& steps = playbook.steps;
    std::vector<std::size_t> open(steps.size());  // needs that are not in order yet
    std::vector<std::vector<std::size_t>> needed_by(steps.size());
    for (std::size_t i = 0; i < steps.size(); ++i) {
      open[i] = steps[i].needs.size();
      for (const std::size_t need : steps[i].needs) needed_by[need].push_back(i);
      if (open[i] == 0) playbook.order.push_back(i);
    }
    for (std::size_t at = 0; at < playbook.order.size(); ++at) {
      for (const std::size_t next : needed_by[playbook.order[at]]) {
        if (--open[next] == 0) playbook.order.push_back(next);
      }
    }
    if (playbook.order.size() == steps.size()) return;
    // From each step that is left, along the first need that is left, once.
    std::vector<std::size_t> walk(steps.size());  // in which walk it was met; 0: in none
    for (std::size_t i = 0; i < steps.size(); ++i) {
      std::size_t at = i;
      while (open[at] > 0 && walk[at] == 0) {
        walk[at] = i + 1;
        at = first_left(steps[at], open);
      }
      if (open[at] > 0 && walk[at] == i + 1) report_circle(steps, open, at);
    }
    for (std::size_t i = 0; i < steps.size(); ++i) {
      if (open[i] == 0) continue;
      steps[i].needs.clear();
      playbook.order.push_back(i);
    }
  }

  static std::size_t first_left(const Step& step, const std::vector<std::size_t>& open) {
    return *std::ranges::find_if(step.needs, [&](std::size_t need) { return open[need] > 0; });
  }

  void report_circle(const std::vector<Step>& steps, const std::vector<std::size_t>& open,
                     std::size_t begin) {
    std::string circle = steps[begin].id;
    std::size_t at = begin;
    do {
      at = first_left(steps[at], open);
      circle += " after " + steps[at].id;
    } while (at != begin);
    reading_.diagnostics.report(diag::Kind::playbook_value, steps[begin].span,
                                {circle, "an order in which steps can be done"});
  }

  void report_step(const std::string& id, diag::Span span, std::string_view where,
                   const std::vector<Step>& steps) {
    catalog::report_word(reading_, diag::Kind::playbook_step, span, id, {id, std::string(where)},
                         catalog::known_ids(reading_, steps));
  }

  diag::Sources& sources_;
  Reading reading_;
  Part shared_;
};

}  // namespace

const Step* Playbook::find(std::string_view id) const {
  const auto found = std::ranges::find(steps, id, &Step::id);
  return found == steps.end() ? nullptr : &*found;
}

std::vector<std::string_view> shipped_playbooks() {
  std::vector<std::string_view> all;
  for (const catalog::EmbeddedFile& file : catalog::embedded_files()) {
    if (!file.path.starts_with(kFolder)) continue;
    const std::string_view name = file.path.substr(kFolder.size());
    const std::string_view id = name.substr(0, name.find('.'));
    if (id != kShared) all.push_back(id);
  }
  return all;
}

Playbook every_playbook(const catalog::Catalog& catalog) {
  diag::Sources sources;
  diag::Diagnostics ignored;  // tests read each of them
  Reader reader(catalog, sources, ignored);
  Playbook playbook;
  for (const std::string_view name : shipped_playbooks())
    reader.use(std::string(name), {}, playbook);
  return playbook;
}

Playbook read_playbook(const catalog::Catalog& catalog, const model::Project& project,
                       std::string_view wanted, diag::Sources& sources,
                       diag::Diagnostics& diagnostics) {
  Reader reader(catalog, sources, diagnostics);
  Playbook playbook;
  const bool written = project.tree.root().valid() &&
                       project.tree[project.tree.root()].shape == text::Shape::mapping;
  const View root{&project.tree, project.tree.root()};
  const View chosen = written ? root.find("playbook") : View{};
  if (!wanted.empty()) {
    reader.use(std::string(wanted), {}, playbook);
  } else if (chosen.valid()) {
    reader.project(chosen, playbook);
  } else {
    reader.use(std::string(kUsualPlaybook), {}, playbook);
  }
  if (written) reader.rest(root, playbook);
  std::ranges::stable_sort(playbook.steps, {}, &Step::question);
  reader.connect(playbook);
  return playbook;
}

}  // namespace wardround::assurance
