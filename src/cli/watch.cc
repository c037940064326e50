#include "cli/watch.h"

#include <sys/stat.h>

#include <csignal>
#include <ctime>

namespace wardround::cli {

namespace {

// Set by the signal handler, which can reach nothing else.
volatile std::sig_atomic_t stop_wanted = 0;

void want_stop(int) {
  stop_wanted = 1;
}

// Waits until nothing has changed for a moment: an editor may write in several steps, and a
// checkout writes many files. False: the user wants to stop.
bool settle(const World& world, const WatchedFs& watched) {
  constexpr int kMost = 10;
  std::vector<Stamp> before = watched.look();
  for (int i = 0; i < kMost; ++i) {
    if (!world.pause()) return false;
    std::vector<Stamp> now = watched.look();
    if (now == before) return true;
    before = std::move(now);
  }
  return true;
}

}  // namespace

World disk_world() {
  struct sigaction action{};
  action.sa_handler = want_stop;  // without SA_RESTART: a pause ends at once
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  return {[](const std::string& path) {
            struct stat info{};
            if (stat(path.c_str(), &info) != 0) return Stamp{};
            if (S_ISDIR(info.st_mode)) return Stamp{true};
            return Stamp{true, static_cast<uint64_t>(info.st_size),
                         int64_t{info.st_mtim.tv_sec} * 1'000'000'000 + info.st_mtim.tv_nsec,
                         static_cast<uint64_t>(info.st_ino)};
          },
          [] {
            constexpr timespec kMoment{0, 200'000'000};
            if (stop_wanted == 0) nanosleep(&kMoment, nullptr);
            return stop_wanted == 0;
          }};
}

void WatchedFs::note(const std::string& path) const {
  if (!seen_.contains(path)) seen_[path] = world_.stamp(path);
}

Result<std::string> WatchedFs::read(const std::string& path, std::size_t max_bytes) const {
  note(path);
  return below_.read(path, max_bytes);
}

Result<void> WatchedFs::write(const std::string& path, std::string_view bytes) {
  return below_.write(path, bytes);
}

bool WatchedFs::is_file(const std::string& path) const {
  note(path);
  return below_.is_file(path);
}

bool WatchedFs::is_directory(const std::string& path) const {
  note(path);
  return below_.is_directory(path);
}

Result<std::vector<std::string>> WatchedFs::list(const std::string& path) const {
  note(path);
  auto names = below_.list(path);
  listed_.try_emplace(path, names ? *names : std::vector<std::string>());
  return names;
}

std::vector<std::string> WatchedFs::entries(const std::string& path,
                                            const std::set<std::string>& own) const {
  std::vector<std::string> names = below_.list(path).value_or(std::vector<std::string>());
  std::erase_if(names, [&](const auto& name) { return own.contains(path_join(path, name)); });
  return names;
}

std::vector<std::string> WatchedFs::changes(const std::set<std::string>& own) const {
  std::vector<std::string> changed;
  for (const auto& [path, stamp] : seen_) {
    if (world_.stamp(path) != stamp) changed.push_back(path);
  }
  for (const auto& [path, names] : listed_) {
    std::vector<std::string> before = names;
    std::erase_if(before, [&](const auto& name) { return own.contains(path_join(path, name)); });
    if (entries(path, own) != before) changed.push_back(path);
  }
  return changed;
}

std::vector<Stamp> WatchedFs::look() const {
  std::vector<Stamp> stamps;
  for (const auto& [path, stamp] : seen_) stamps.push_back(world_.stamp(path));
  return stamps;
}

Result<void> WatchedFs::make_directories(const std::string& path) {
  return below_.make_directories(path);
}

void watch(Fs& fs, const World& world, const std::set<std::string>& own,
           const std::function<void(Fs& fs, const std::vector<std::string>& changed)>& round) {
  std::vector<std::string> changed;
  while (true) {
    WatchedFs watched(fs, world);
    round(watched, changed);
    do {
      if (!world.pause()) return;
      changed = watched.changes(own);
    } while (changed.empty());
    if (!settle(world, watched)) return;
  }
}

}  // namespace wardround::cli
