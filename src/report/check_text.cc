#include "report/check_text.h"

#include <fmt/core.h>

#include <algorithm>

#include "report/decision.h"
#include "report/paint.h"

namespace wardround::report {

namespace {

using threats::Certainty;
using threats::Finding;
using threats::Question;
using threats::Status;

// A group of lines that is shown whole or not at all.
using Block = std::vector<std::string>;

std::string letters(const View& view, const Finding& finding) {
  std::string text;
  for (const catalog::Stride stride : stride_of(view.catalog, finding)) {
    text += text.empty() ? "" : "+";
    text += catalog::letter(stride);
  }
  return text;
}

class Screen {
 public:
  Screen(const View& view, const ScreenStyle& style) : view_(view), style_(style) {
    for (const std::size_t i : view.assessment.finding_order) {
      const Finding& finding = view.result().findings[i];
      if (finding.status == Status::cleared) {
        cleared_.push_back(i);
      } else if (view.assessment.judged.findings[i].verdict &&
                 view.assessment.judged.findings[i].decided()) {
        decided_.push_back(i);
      } else if (finding.certainty == Certainty::unverified) {
        unverified_.push_back(i);
      } else {
        shown_.push_back(i);
      }
    }
    for (const std::size_t q : view.assessment.question_order) questions_.push_back(q);
  }

  std::string text() {
    const Block head = header();
    const Block foot = footer();
    std::vector<Block> findings, questions;
    for (std::size_t i = 0; i < shown_.size() && (style_.all || i < style_.height); ++i)
      findings.push_back(finding_block(i));
    for (std::size_t i = 0; i < questions_.size() && (style_.all || i < style_.height); ++i)
      questions.push_back(question_block(i));
    std::size_t room = style_.all ? SIZE_MAX : style_.height - head.size() - foot.size() - 4;
    const std::size_t finding_lines = lines_of(findings);
    const std::size_t question_lines = lines_of(questions);
    std::size_t finding_room = room, question_room = room;
    if (!style_.all) {
      // Three fifths for what is certain; what one does not need the other gets.
      finding_room = std::max(room * 3 / 5, room > question_lines ? room - question_lines : 0);
      question_room = room - std::min(finding_room, finding_lines);
    }
    append(head);
    section(fmt::format("What can go wrong for certain, worst harm first ({} of {})",
                        kept(findings, finding_room), shown_.size()),
            findings, finding_room,
            view_.model().counts().elements > 0 ? "Nothing is certain yet."
                                                : "Nothing is described yet: say of which parts it "
                                                  "is made, under `elements:`.");
    section(fmt::format("Questions most worth answering ({} of {})", kept(questions, question_room),
                        questions_.size()),
            questions, question_room,
            questions_.empty() && unverified_.empty() ? "No open question." : "");
    if (style_.all) rest();
    append(foot);
    return std::move(out_);
  }

 private:
  Block header() const {
    const model::Model& model = view_.model();
    const model::Counts counts = model.counts();
    Block block;
    const std::string what = fmt::format(
        ": {}, {}, {}, {}, {}, {}", counted(counts.elements, "element"),
        counted(counts.flows, "flow"), counted(counts.boundaries, "boundary", "boundaries"),
        fmt::format("{} data", counts.data), counted(counts.functions, "function"),
        counted(counts.harms, "harm"));
    const std::string name = model.subjects.empty() ? std::string() : model.subjects[0].name;
    for (const std::string& line : paragraph("", name + what, style_.width, 2)) {
      block.push_back(block.empty() && style_.colour ? bold_prefix(line, name) : line);
    }
    std::string from = view_.assessment.path;
    for (const catalog::Pack& pack : view_.catalog.packs)
      from += fmt::format(" · {} {}", pack.id, pack.version);
    block.push_back(
        paint(cut(fmt::format("{} · as of {}", from, to_string(view_.as_of)), style_.width),
              Ink::dim, style_.colour));
    return block;
  }

  std::string bold_prefix(const std::string& line, const std::string& name) const {
    const std::string safe = paint(name, Ink::plain, false);
    if (!line.starts_with(safe)) return line;
    return paint(name, Ink::bold, true) + line.substr(safe.size());
  }

  Block finding_block(std::size_t position) const {
    const std::size_t index = shown_[position];
    const Finding& finding = view_.result().findings[index];
    const std::string assumed = finding.certainty == Certainty::assumed ? " (assumed)" : "";
    Block block;
    for (std::string& line : paragraph(
             fmt::format("{:>2}  ", position + 1),
             threats::title(view_.catalog, view_.model(), finding) + assumed, style_.width, 2)) {
      block.push_back(style_.colour ? "\x1b[1m" + line + "\x1b[0m" : std::move(line));
    }
    std::string id_line = fmt::format("{} · {}", risk_text(view_, index), finding_id(view_, index));
    if (const std::string stride = letters(view_, finding); !stride.empty())
      id_line += " · " + stride;
    if (const std::string harm = worst_harm_text(view_, index); !harm.empty())
      id_line += " · " + harm;
    add(block, "    ", id_line + tags(index), 1);
    if (style_.all) add(block, "    ", threats::scenario(view_.catalog, view_.model(), finding), 8);
    add(block, "    why  ", why_text(view_, finding), style_.all ? 12 : 2);
    if (style_.all) {
      for (const std::string& limit : limits_of(view_, why(view_, finding)))
        add(block, "    limit ", limit, 4);
    }
    const std::string insufficient = insufficient_text(view_, finding);
    if (!insufficient.empty()) add(block, "    but  ", insufficient, style_.all ? 6 : 2);
    add(block, "    fix  ", remedy_text(view_, finding), style_.all ? 6 : 2);
    add(block, "    said ", verdict_text(view_, index), style_.all ? 6 : 2);
    return block;
  }

  std::string tags(std::size_t finding) const {
    std::string text;
    for (const std::string_view tag : tags_of(view_, finding)) text += fmt::format(" · {}", tag);
    return text;
  }

  Block question_block(std::size_t position) const {
    const Question& question = view_.result().questions[questions_[position]];
    Block block;
    const std::string id = threats::question_id(view_.catalog, view_.model(), question);
    std::string worst;
    const auto& waiting = question.settles.empty() ? question.findings : question.settles;
    std::vector<std::size_t> ranked;
    for (const std::size_t i : view_.assessment.finding_order) {
      if (std::ranges::binary_search(waiting, i)) ranked.push_back(i);
    }
    if (!ranked.empty()) worst = worst_harm_text(view_, ranked.front());
    const std::string head =
        fmt::format(" ?  {}{}", id, question.assumed ? " (assumed, to be confirmed)" : "");
    block.push_back(paint(two_ends(head, worst, style_.width), Ink::bold, style_.colour));
    add(block, "    ",
        threats::question_text(view_.catalog, view_.model(), question) + owner_text(question),
        style_.all ? 4 : 2);
    if (style_.all && question.fact.valid())
      add(block, "    find out ", view_.catalog.vocabulary[question.fact].find_out, 4);
    add(block, question.settles.empty() ? "    bears on " : "    settles  ", titles(ranked),
        style_.all ? 12 : 3);
    return block;
  }

  std::string owner_text(const Question& question) const {
    if (!question.fact.valid()) return {};
    const lang::Universe& universe = view_.model().universe;
    const lang::Cell& cell = universe.cell(question.fact, question.subject);
    if (cell.origin >= universe.origins.size() || universe.origins[cell.origin].owner.empty())
      return {};
    const lang::Origin& origin = universe.origins[cell.origin];
    return fmt::format(" (asked {}{})", origin.owner,
                       origin.until.empty() ? "" : ", due " + origin.until);
  }

  std::string titles(const std::vector<std::size_t>& findings) const {
    std::string text;
    if (findings.size() > 1) text = fmt::format("{} findings: ", findings.size());
    const std::size_t most = style_.all ? SIZE_MAX : 2;
    for (std::size_t i = 0; i < findings.size() && i < most; ++i) {
      text += (i == 0 ? "" : "; ") +
              threats::title(view_.catalog, view_.model(), view_.result().findings[findings[i]]);
    }
    if (findings.size() > most) text += fmt::format("; {} more", findings.size() - most);
    return text;
  }

  // With --all: what is unverified, and what controls have cleared.
  void rest() {
    std::vector<Block> blocks;
    for (const std::size_t i : unverified_) {
      const Finding& finding = view_.result().findings[i];
      Block block{two_ends("  · " + threats::title(view_.catalog, view_.model(), finding),
                           worst_harm_text(view_, i), style_.width)};
      add(block, "    ",
          fmt::format("{} · {}{}", finding_id(view_, i), letters(view_, finding), tags(i)), 1);
      add(block, "    ", threats::scenario(view_.catalog, view_.model(), finding), 8);
      add(block, "    why  ", why_text(view_, finding), 12);
      const std::string insufficient = insufficient_text(view_, finding);
      if (!insufficient.empty()) add(block, "    but  ", insufficient, 6);
      add(block, "    fix  ", remedy_text(view_, finding), 6);
      add(block, "    said ", verdict_text(view_, i), 6);
      blocks.push_back(std::move(block));
    }
    section(fmt::format("Unverified, each at its worst case ({})", unverified_.size()), blocks,
            SIZE_MAX, "");
    blocks.clear();
    for (const std::size_t i : decided_) {
      const Finding& finding = view_.result().findings[i];
      Block block{two_ends("  · " + threats::title(view_.catalog, view_.model(), finding),
                           worst_harm_text(view_, i), style_.width)};
      add(block, "    ",
          fmt::format("{} · {}{}", risk_text(view_, i), finding_id(view_, i), tags(i)), 1);
      add(block, "    said ", verdict_text(view_, i), 6);
      blocks.push_back(std::move(block));
    }
    section(fmt::format("Decided, the risk stays ({})", decided_.size()), blocks, SIZE_MAX, "");
    blocks.clear();
    for (const std::size_t i : cleared_) {
      const Finding& finding = view_.result().findings[i];
      Block block{
          cut("  · " + threats::title(view_.catalog, view_.model(), finding), style_.width)};
      std::string by;
      for (const std::size_t use : finding.cleared_by)
        by += (by.empty() ? "" : ", ") + control_use_text(view_, use);
      add(block, "    ", fmt::format("{} · cleared by {}", finding_id(view_, i), by), 4);
      blocks.push_back(std::move(block));
    }
    section(fmt::format("Cleared by implemented controls ({})", cleared_.size()), blocks, SIZE_MAX,
            "");
  }

  Block footer() const {
    const study::Summary summary = study::summarise(view_.result());
    Block block;
    block.emplace_back();
    const std::string decided =
        decided_.empty() ? std::string() : fmt::format(" ({} decided)", decided_.size());
    block.push_back(cut(
        fmt::format("{} open{}: {} certain, {} assumed, {} unverified; {} cleared; {} behind{}",
                    summary.open(), decided, summary.certain, summary.assumed, summary.unverified,
                    summary.cleared, summary.also, decided.empty() ? " others" : ""),
        style_.width));
    block.push_back(paint("Next: ", Ink::plain, false) +
                    paint(cut(next_command(view_), style_.width - 6), Ink::cyan, style_.colour));
    return block;
  }

  static std::size_t lines_of(const std::vector<Block>& blocks) {
    std::size_t lines = 0;
    for (const Block& block : blocks) lines += block.size();
    return lines;
  }

  // How many blocks fit into `room` lines.
  static std::size_t kept(const std::vector<Block>& blocks, std::size_t room) {
    std::size_t used = 0, count = 0;
    for (const Block& block : blocks) {
      if (used + block.size() > room) break;
      used += block.size();
      ++count;
    }
    return count;
  }

  void section(const std::string& title, const std::vector<Block>& blocks, std::size_t room,
               const std::string& if_empty) {
    if (blocks.empty() && if_empty.empty()) return;
    append({""});
    if (blocks.empty()) return append({if_empty});
    append({paint(cut(title, style_.width), Ink::yellow, style_.colour)});
    const std::size_t count = kept(blocks, room);
    for (std::size_t i = 0; i < count; ++i) append(blocks[i]);
  }

  void add(Block& block, std::string_view label, std::string_view text,
           std::size_t max_lines) const {
    if (text.empty()) return;
    for (std::string& line : paragraph(label, text, style_.width, max_lines))
      block.push_back(std::move(line));
  }

  void append(const Block& block) {
    for (const std::string& line : block) {
      out_ += line;
      out_ += '\n';
    }
  }

  const View& view_;
  const ScreenStyle& style_;
  std::vector<std::size_t> shown_, unverified_, cleared_, questions_, decided_;
  std::string out_;
};

// The command, and where it must look.
std::string with_argument(const View& view, const std::string& command) {
  return view.argument.empty() ? command : fmt::format("{} {}", command, view.argument);
}

}  // namespace

std::string next_command(const View& view) {
  const threats::Result& result = view.result();
  // It runs as it stands: `no|yes` for the value would answer no, and start a program called yes.
  // Without a value, `answer` shows them and what each would do.
  for (const std::size_t q : view.assessment.question_order) {
    const Question& question = result.questions[q];
    if (question.assumed) continue;
    return with_argument(view,
                         fmt::format("wardround answer {}",
                                     threats::question_id(view.catalog, view.model(), question)));
  }
  for (const std::size_t i : view.assessment.finding_order) {
    if (result.findings[i].status == Status::cleared) continue;
    return with_argument(view, fmt::format("wardround explain {}", finding_id(view, i)));
  }
  if (view.model().counts().elements == 0) return "wardround explain --list types";
  return with_argument(view, "wardround check --stride-grid");
}

std::string check_screen(const View& view, const ScreenStyle& style) {
  return Screen(view, style).text();
}

std::string check_overview(const std::vector<View>& views, const ScreenStyle& style) {
  std::string out;
  for (const View& view : views) {
    const study::Summary summary = study::summarise(view.result());
    const model::Model& model = view.model();
    out += paint(cut(model.subjects.empty() ? view.assessment.path : model.subjects[0].name,
                     style.width),
                 Ink::bold, style.colour) +
           "\n";
    out += cut(fmt::format("  {} open: {} certain, {} assumed, {} unverified; {} cleared",
                           counted(summary.open(), "finding"), summary.certain, summary.assumed,
                           summary.unverified, summary.cleared),
               style.width) +
           "\n";
    out += cut("  wardround check " + view.assessment.path, style.width) + "\n\n";
  }
  return out;
}

std::string change_text(const study::Change& change, const ScreenStyle& style) {
  std::string out;
  const std::size_t most = style.all ? SIZE_MAX : 6;
  const auto list = [&](std::string_view title, const auto& entries, auto line) {
    if (entries.empty()) return;
    out += paint(fmt::format("{} ({})", title, entries.size()), Ink::yellow, style.colour) + "\n";
    for (std::size_t i = 0; i < entries.size() && i < most; ++i) out += line(entries[i]);
    if (entries.size() > most) out += fmt::format("  … and {} more\n", entries.size() - most);
  };
  const auto tag = [](const study::Glance& glance) {
    return (glance.origin.empty() ? std::string() : " · " + glance.origin) +
           (glance.catalogue_only ? fmt::format(" · {}", kCatalogueOnly) : std::string());
  };
  // An id is there to be copied: it is never cut, and goes to a line of its own if need be.
  const auto finding = [&](const study::Glance& glance, const std::string& what,
                           const std::string& id) {
    const std::string head = fmt::format("  {} · {}", glance.title, what);
    const std::string whole = fmt::format("{}, {}{}", head, id, tag(glance));
    if (const std::string line = cut(whole, style.width); line == cut(whole, SIZE_MAX))
      return line + "\n";
    return cut(head, style.width) + "\n" +
           paint(fmt::format("    {}{}", id, tag(glance)), Ink::plain, false) + "\n";
  };
  const auto entry = [&](const auto& e) { return finding(e.second, e.second.certainty, e.first); };
  list("New", change.added, entry);
  list("No longer holds", change.gone, entry);
  list("Changed", change.altered, [&](const study::Change::Altered& a) {
    const bool status = a.before.status != a.after.status;
    std::string what;
    const auto say = [&](std::string_view label, std::string_view before, std::string_view after) {
      if (before.empty() || before == after) return;
      what += fmt::format("{}{}{} → {}", what.empty() ? "" : ", ", label, before, after);
    };
    if (status) {
      say("", a.before.status, a.after.status);
    } else {
      say("", a.before.certainty, a.after.certainty);
      say("risk ", a.before.risk, a.after.risk);
    }
    return finding(a.after, what, a.id);
  });
  const auto question = [&](const auto& q) {
    return cut(fmt::format("  {} · {}", q.first, q.second), style.width) + "\n";
  };
  list("Settled", change.settled, question);
  list("Newly asked", change.asked, question);
  return out.empty() ? "Nothing changed.\n" : out;
}

namespace {

std::string last_lines(const View& view, const ScreenStyle& style) {
  const study::Summary summary = study::summarise(view.result());
  return fmt::format("\n{} open: {} certain, {} assumed, {} unverified; {} cleared.\n",
                     counted(summary.open(), "finding"), summary.certain, summary.assumed,
                     summary.unverified, summary.cleared) +
         "Next: " + paint(cut(next_command(view), style.width - 6), Ink::cyan, style.colour) + "\n";
}

}  // namespace

std::string change_screen(const View& view, const study::Change& change, const ScreenStyle& style) {
  return change_text(change, style) + last_lines(view, style);
}

std::string since_screen(const View& view, const Since& since, const ScreenStyle& style) {
  std::string out = change_text(since.change, style);
  const auto sentences = [&](std::string_view title, const std::vector<std::string>& texts) {
    if (texts.empty()) return;
    out += paint(fmt::format("{} ({})", title, texts.size()), Ink::yellow, style.colour) + "\n";
    for (const std::string& text : texts) {
      for (const std::string& line : paragraph("  ", text, style.width, 3)) out += line + "\n";
    }
  };
  sentences(kWatchedTitle, watched_texts(view, since.watched));
  sentences(kEndingTitle, ending_soon(view));
  return out + last_lines(view, style);
}

}  // namespace wardround::report
