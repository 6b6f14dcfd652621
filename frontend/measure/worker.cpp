#include "frontend/measure/worker.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <fstream>

extern char** environ;

namespace sinter::measure {
namespace {

constexpr int kPatience = 50;  ///< Milliseconds between looks at the token.

[[noreturn]] void fail(const std::string& text) { throw Error(ErrorKind::kUser, "E6304", text); }

/// What posix_spawn is told: the socket is descriptor 0, and standard error a file.
class SpawnOptions {
 public:
  SpawnOptions(int socket, const std::string& errors) {
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, socket, STDIN_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errors.c_str(),
                                     O_WRONLY | O_CREAT | O_TRUNC, 0600);
    posix_spawnattr_init(&attributes);
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
  }
  ~SpawnOptions() {
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
  }
  SpawnOptions(const SpawnOptions&) = delete;
  SpawnOptions& operator=(const SpawnOptions&) = delete;

  posix_spawn_file_actions_t actions{};
  posix_spawnattr_t attributes{};
};

std::string last_line(const std::string& path) {
  std::ifstream file(path);
  std::string last;
  for (std::string line; std::getline(file, line);)
    if (!line.empty()) last = line;
  return last;
}

}  // namespace

Worker::Worker(const std::vector<std::string>& command, const CancelToken& cancel)
    : cancel_(cancel), name_(command[0]) {
  std::array<int, 2> sockets{};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets.data()) != 0)
    fail(fmt::format("cannot start {}: {}", name_, std::strerror(errno)));
  channel_ = sockets[0];
  std::vector<char*> arguments;
  for (const std::string& argument : command)
    arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  const SpawnOptions options(sockets[1], folder_.path() + "/errors");
  const int failed = posix_spawnp(&process_, name_.c_str(), &options.actions, &options.attributes,
                                  arguments.data(), environ);
  close(sockets[1]);
  if (failed != 0) {
    process_ = -1;
    close(channel_);
    fail(fmt::format("cannot start {}: {}", name_, std::strerror(failed)));
  }
}

Worker::~Worker() { end(); }

void Worker::end() {
  if (channel_ >= 0) close(channel_);
  channel_ = -1;
  if (process_ < 0) return;
  kill(process_, SIGKILL);
  waitpid(process_, nullptr, 0);
  process_ = -1;
}

void Worker::ended() {
  end();
  const std::string line = last_line(folder_.path() + "/errors");
  fail(fmt::format("{} ended{}{}", name_, line.empty() ? "" : ": ", line));
}

void Worker::send(const std::string& line) {
  const std::string text = line + "\n";
  for (std::size_t sent = 0; sent < text.size();) {
    const ssize_t count =
        channel_ < 0 ? -1 : ::send(channel_, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR && channel_ >= 0) continue;
    if (count <= 0) ended();
    sent += static_cast<std::size_t>(count);
  }
}

std::string Worker::receive() {
  while (true) {
    if (const std::size_t end = received_.find('\n'); end != std::string::npos) {
      std::string line = received_.substr(0, end);
      received_.erase(0, end + 1);
      return line;
    }
    if (cancel_.is_cancelled()) {
      end();
      throw Error(ErrorKind::kCancelled, "E6031", "cancelled");
    }
    pollfd waiting{channel_, POLLIN, 0};
    if (::poll(&waiting, 1, kPatience) <= 0) continue;
    std::array<char, 4096> buffer{};
    const ssize_t count = recv(channel_, buffer.data(), buffer.size(), 0);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) ended();
    received_.append(buffer.data(), static_cast<std::size_t>(count));
  }
}

}  // namespace sinter::measure
