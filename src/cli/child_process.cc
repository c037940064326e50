#include "cli/child_process.h"

#include <fcntl.h>
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
#include <optional>

namespace wardround::cli {
namespace {

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

// Texts as the C library wants them: pointers, and a null behind them.
std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (std::string& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

std::vector<std::string> environment_with(
    const std::vector<std::pair<std::string, std::string>>& wanted) {
  std::vector<std::string> all;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const bool replaced = std::ranges::any_of(wanted, [&](const auto& one) {
      return text.starts_with(one.first) && text.substr(one.first.size()).starts_with('=');
    });
    if (!replaced) all.emplace_back(text);
  }
  for (const auto& [name, value] : wanted) all.push_back(name + "=" + value);
  return all;
}

// The error number of posix_spawnp; 0 if the child runs.
int spawn(const ChildRequest& request, int input, int output, pid_t& id) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  posix_spawnattr_setpgroup(&attributes, 0);
  std::vector<std::string> arguments = request.arguments;
  std::vector<std::string> environment = environment_with(request.environment);
  const int error = ::posix_spawnp(&id, arguments[0].c_str(), &actions, &attributes,
                                   pointers(arguments).data(), pointers(environment).data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return error;
}

enum class Talk : uint8_t { done, late, broken, endless };

// Writes the request and reads the answer at once: neither side may wait for the other.
Talk talk(Descriptor& to, const Descriptor& from, std::string_view request, std::string& answer,
          std::size_t most_bytes, const Deadline& deadline) {
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
    if (answer.size() > most_bytes) return Talk::endless;
  }
}

ChildAnswer failed(ChildEnd end, std::string reason = {}) {
  return {end, 0, {}, std::move(reason)};
}

}  // namespace

ChildAnswer run_child(const ChildRequest& request) {
  // Sockets rather than a pipe for its input: writing to a child that is gone raises no signal.
  int input[2], output[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, input) != 0)
    return failed(ChildEnd::not_started, "no socket");
  Descriptor ours(input[0]), theirs(input[1]);
  if (::pipe2(output, O_CLOEXEC) != 0) return failed(ChildEnd::not_started, "no pipe");
  Descriptor answers(output[0]), answering(output[1]);
  ::fcntl(ours.number(), F_SETFL, O_NONBLOCK);
  pid_t id = 0;
  const int error = spawn(request, theirs.number(), answering.number(), id);
  if (error == ENOENT) return failed(ChildEnd::absent);
  if (error != 0) return failed(ChildEnd::not_started, std::strerror(error));
  Child child(id);
  theirs.close();
  answering.close();
  const Deadline deadline(request.milliseconds);
  ChildAnswer answer;
  if (request.input.empty()) ours.close();
  const Talk talked =
      talk(ours, answers, request.input, answer.output, request.most_bytes, deadline);
  ours.close();
  if (talked == Talk::endless || talked == Talk::broken) return failed(ChildEnd::endless);
  const auto status = talked == Talk::late ? std::nullopt : child.wait(deadline);
  if (!status) return failed(ChildEnd::late);
  if (!WIFEXITED(*status)) return failed(ChildEnd::crashed);
  answer.code = WEXITSTATUS(*status);
  return answer;
}

}  // namespace wardround::cli
