#include "runtime/jit_llvm/compiler_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <optional>

#include "compiler/support/check.h"
#include "runtime/jit_llvm/compile_protocol.h"

namespace sinter::runtime {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::size_t kMostIdle = 16;
constexpr std::uint64_t kMostOutput = std::uint64_t{1} << 30;

/// How talking with a process went.
enum class Outcome : std::uint8_t { kFine, kEnded, kTooLate };

}  // namespace

/// One process, ended with this object.
class CompilerProcesses::Process {
 public:
  explicit Process(const CompilerLimits& limits) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) cannot_start(errno);
    socket_ = ends[0];
    const std::string plugin = LlvmPlugin::find();
    const std::string memory = std::to_string(limits.memory);
    std::string path = program();
    char* const arguments[] = {path.data(), const_cast<char*>(plugin.c_str()),
                               const_cast<char*>(memory.c_str()), nullptr};
    // A group of its own: Ctrl-C in a terminal is not meant for it. No signal is blocked there.
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(
        &attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, ends[1], STDIN_FILENO);
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    const int problem = posix_spawn(&id_, path.c_str(), &files, &attributes, arguments, environ);
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
    close(ends[1]);
    if (problem != 0) {
      id_ = 0;
      close(socket_);
      cannot_start(problem);
    }
  }
  ~Process() {
    close(socket_);
    if (is_ours()) (void)end();
  }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  /// False in a child after fork().
  bool is_ours() const { return owner_ == getpid(); }

  Outcome ask(const CompileRequest& head, std::string_view kernel, Clock::time_point deadline) {
    Outcome outcome = transfer(false, const_cast<CompileRequest*>(&head), sizeof head, deadline);
    if (outcome == Outcome::kFine)
      outcome = transfer(false, const_cast<char*>(kernel.data()), kernel.size(), deadline);
    return outcome;
  }
  Outcome listen(CompileAnswer& head, std::vector<std::byte>& bytes, Clock::time_point deadline) {
    const Outcome outcome = transfer(true, &head, sizeof head, deadline);
    if (outcome != Outcome::kFine) return outcome;
    if (head.size > kMostOutput) return Outcome::kEnded;
    bytes.resize(head.size);
    return transfer(true, bytes.data(), bytes.size(), deadline);
  }
  /// Ends the process, and says how it had ended by itself: "signal 11 (Segmentation fault)".
  std::string end() {
    if (id_ == 0) return {};
    int status = 0;
    pid_t ended = 0;
    // One that closed its socket is about to be gone.
    for (int wait = 0; wait < 100 && (ended = waitpid(id_, &status, WNOHANG)) == 0; ++wait) {
      if (wait == 10) kill(id_, SIGKILL);
      poll(nullptr, 0, wait < 10 ? 1 : 10);
    }
    id_ = 0;
    if (ended > 0 && WIFSIGNALED(status))
      return fmt::format("signal {} ({})", WTERMSIG(status), strsignal(WTERMSIG(status)));
    return ended > 0 ? fmt::format("exit status {}", WEXITSTATUS(status)) : "unknown reason";
  }
  void kill_now() const {
    if (id_ != 0) kill(id_, SIGKILL);
  }

  bool is_cancelled = false;  ///< Guarded by the mutex of the processes.

 private:
  [[noreturn]] static void cannot_start(int problem) {
    unavailable("E5205", "the compiler's process {} cannot be started: {}", program(),
                std::strerror(problem));
  }

  Outcome transfer(bool reads, void* bytes, std::size_t size, Clock::time_point deadline) const {
    auto* at = static_cast<char*>(bytes);
    while (size > 0) {
      const auto left =
          std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
      if (left.count() <= 0) return Outcome::kTooLate;
      pollfd wait{socket_, static_cast<short>(reads ? POLLIN : POLLOUT), 0};
      const int ready =
          poll(&wait, 1, static_cast<int>(std::min<std::int64_t>(left.count(), 1 << 30)));
      if (ready < 0 && errno != EINTR) return Outcome::kEnded;
      if (ready <= 0) continue;
      const ssize_t moved = reads ? recv(socket_, at, size, MSG_DONTWAIT)
                                  : send(socket_, at, size, MSG_NOSIGNAL | MSG_DONTWAIT);
      if (moved < 0 && (errno == EINTR || errno == EAGAIN)) continue;
      if (moved <= 0) return Outcome::kEnded;
      at += moved;
      size -= static_cast<std::size_t>(moved);
    }
    return Outcome::kFine;
  }

  pid_t id_ = 0;
  pid_t owner_ = getpid();
  int socket_ = -1;
};

/// A process that others may cancel, for as long as this lives: nobody else ends it meanwhile.
class CompilerProcesses::Running {
 public:
  Running(CompilerProcesses& all, Process& process) : all_(all), process_(process) {
    const std::lock_guard lock(all_.mutex_);
    all_.running_.push_back(&process_);
  }
  ~Running() { (void)leave(); }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  /// Whether it was cancelled.
  bool leave() {
    const std::lock_guard lock(all_.mutex_);
    std::erase(all_.running_, &process_);
    return process_.is_cancelled;
  }

 private:
  CompilerProcesses& all_;
  Process& process_;
};

CompilerProcesses::CompilerProcesses(CompilerLimits limits) : limits_(limits) {}
CompilerProcesses::~CompilerProcesses() = default;

std::string CompilerProcesses::program() {
  const std::string plugin = LlvmPlugin::find();
  if (plugin.empty()) LlvmPlugin::open();  // says what was tried
  return (std::filesystem::path(plugin).parent_path() / "sinter_compile_worker").string();
}

std::unique_ptr<CompilerProcesses::Process> CompilerProcesses::take() {
  const std::lock_guard lock(mutex_);
  std::erase_if(idle_, [](const auto& process) { return !process->is_ours(); });
  if (idle_.empty()) return nullptr;
  auto process = std::move(idle_.back());
  idle_.pop_back();
  return process;
}

void CompilerProcesses::give_back(std::unique_ptr<Process> process) {
  const std::lock_guard lock(mutex_);
  if (idle_.size() < kMostIdle) idle_.push_back(std::move(process));
}

void CompilerProcesses::cancel() {
  const std::lock_guard lock(mutex_);
  for (Process* const process : running_) {
    if (!process->is_ours()) continue;
    process->is_cancelled = true;
    process->kill_now();
  }
}

PluginOutput CompilerProcesses::compile(std::string_view kernel, sinter_llvm_output output,
                                        int vector_bits, bool quick) {
  const CompileRequest request{vector_bits, output, quick ? 1 : 0, 0, kernel.size()};
  const auto start = Clock::now();
  const auto deadline = start + limits_.time;
  std::unique_ptr<Process> process = take();
  CompileAnswer head;
  PluginOutput out;
  for (bool is_used = process != nullptr;; is_used = false) {
    if (process == nullptr) process = std::make_unique<Process>(limits_);
    Running running(*this, *process);
    Outcome outcome = process->ask(request, kernel, deadline);
    if (outcome == Outcome::kFine) outcome = process->listen(head, out.bytes, deadline);
    if (running.leave()) throw Error(ErrorKind::kCancelled, "E6031", "compiling was cancelled");
    if (outcome == Outcome::kFine) break;
    if (outcome == Outcome::kTooLate) {
      process->kill_now();
      throw Error(ErrorKind::kResource, "E5206",
                  fmt::format("compiling a kernel took longer than its limit of {} ms",
                              limits_.time.count()));
    }
    const std::string how = process->end();
    process.reset();
    if (is_used) continue;  // it may have been gone before: once more, with a new one
    throw Error(ErrorKind::kResource, "E5207",
                fmt::format("the compiler's process ended by {}; it may use {} MiB of memory", how,
                            limits_.memory >> 20));
  }
  const std::string message(reinterpret_cast<const char*>(out.bytes.data()), out.bytes.size());
  if (head.status == CompileStatus::kOutOfMemory) {
    throw Error(ErrorKind::kResource, "E5207",
                fmt::format("the compiler's process has no more memory; it may use {} MiB",
                            limits_.memory >> 20));
  }
  give_back(std::move(process));
  if (head.status == CompileStatus::kNoPlugin)
    unavailable("E5201", "the LLVM backend cannot be opened: {}", message);
  if (head.status != CompileStatus::kDone) {
    throw Error(ErrorKind::kInternal, "E5202", fmt::format("the LLVM backend failed: {}", message));
  }
  out.milliseconds = std::chrono::duration<double, std::milli>(Clock::now() - start).count();
  return out;
}

}  // namespace sinter::runtime
