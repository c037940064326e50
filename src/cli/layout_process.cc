#include "cli/layout_process.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>

namespace wardround::cli {
namespace {

constexpr std::size_t kMostBytes = 64u << 20;

class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  ~Descriptor() { close(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  void close() {
    if (number_ >= 0) ::close(number_);
    number_ = -1;
  }
  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

class Deadline {
 public:
  explicit Deadline(int milliseconds)
      : end_(std::chrono::steady_clock::now() + std::chrono::milliseconds(milliseconds)) {}
  [[nodiscard]] int left() const {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        end_ - std::chrono::steady_clock::now());
    return static_cast<int>(std::max<long long>(0, left.count()));
  }

 private:
  std::chrono::steady_clock::time_point end_;
};

// Ends the child and all it started, whatever happens.
class Child {
 public:
  explicit Child(pid_t id) : id_(id) {}
  ~Child() {
    if (id_ <= 0) return;
    ::kill(-id_, SIGKILL);
    ::waitpid(id_, nullptr, 0);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  // The exit status as waitpid gives it; nothing if the time is over.
  std::optional<int> wait(const Deadline& deadline) {
    constexpr int kLook = 2;  // milliseconds
    for (;;) {
      int status = 0;
      if (::waitpid(id_, &status, WNOHANG) == id_) {
        ::kill(-id_, SIGKILL);
        id_ = 0;
        return status;
      }
      if (deadline.left() == 0) return std::nullopt;
      ::poll(nullptr, 0, kLook);
    }
  }

 private:
  pid_t id_;
};

Result<pid_t> spawn(int input, int output) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  posix_spawnattr_setpgroup(&attributes, 0);
  char name[] = "dot";
  char format[] = "-Tjson0";
  char* arguments[] = {name, format, nullptr};
  pid_t id = 0;
  const int error = ::posix_spawnp(&id, name, &actions, &attributes, arguments, environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  if (error == ENOENT) return fail("Graphviz' `dot` is not there");
  if (error != 0) return fail(fmt::format("`dot` cannot be started: {}", std::strerror(error)));
  return id;
}

enum class Talk : uint8_t { done, late, broken };

// Writes the request and reads the answer at once: neither side may wait for the other.
Talk talk(Descriptor& to, const Descriptor& from, std::string_view request, std::string& answer,
          const Deadline& deadline) {
  while (true) {
    pollfd waiting[2] = {{from.number(), POLLIN, 0}, {to.number(), POLLOUT, 0}};
    const int ready = ::poll(waiting, to.number() >= 0 ? 2 : 1, deadline.left());
    if (ready < 0 && errno == EINTR) continue;
    if (ready < 0) return Talk::broken;
    if (ready == 0) return Talk::late;
    if (to.number() >= 0 && waiting[1].revents != 0) {
      const ssize_t sent = ::send(to.number(), request.data(), request.size(), MSG_NOSIGNAL);
      if (sent > 0) request.remove_prefix(static_cast<std::size_t>(sent));
      // A child that closes its input may still answer.
      if (request.empty() || (sent < 0 && errno != EAGAIN && errno != EINTR)) to.close();
    }
    if (waiting[0].revents == 0) continue;
    char bytes[65536];
    const ssize_t got = ::read(from.number(), bytes, sizeof bytes);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) continue;
    if (got < 0) return Talk::broken;
    if (got == 0) return Talk::done;
    answer.append(bytes, static_cast<std::size_t>(got));
    if (answer.size() > kMostBytes) return Talk::broken;
  }
}

}  // namespace

Result<std::string> DotProcess::run(std::string_view request, int milliseconds) {
  // Sockets rather than a pipe for its input: writing to a child that is gone raises no signal.
  int input[2], output[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, input) != 0)
    return fail("`dot` cannot be started: no socket");
  Descriptor ours(input[0]), theirs(input[1]);
  if (::pipe2(output, O_CLOEXEC) != 0) return fail("`dot` cannot be started: no pipe");
  Descriptor answers(output[0]), answering(output[1]);
  ::fcntl(ours.number(), F_SETFL, O_NONBLOCK);
  const auto id = spawn(theirs.number(), answering.number());
  if (!id) return tl::unexpected(id.error());
  Child child(*id);
  theirs.close();
  answering.close();
  const Deadline deadline(milliseconds);
  std::string answer;
  const Talk talked = talk(ours, answers, request, answer, deadline);
  ours.close();
  if (talked == Talk::broken) return fail("`dot` answers without end");
  const auto status = talked == Talk::late ? std::nullopt : child.wait(deadline);
  if (!status) return fail(fmt::format("`dot` takes more than {} s", milliseconds / 1000));
  if (!WIFEXITED(*status)) return fail("`dot` crashes");
  if (WEXITSTATUS(*status) != 0)
    return fail(fmt::format("`dot` ends with exit code {}", WEXITSTATUS(*status)));
  return answer;
}

}  // namespace wardround::cli
