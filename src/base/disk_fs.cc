// The disk, through POSIX calls: they say what went wrong, and rename() replaces in one step.
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>

#include "base/fs.h"

namespace wardround {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  [[nodiscard]] bool ok() const { return fd_ >= 0; }
  [[nodiscard]] int get() const { return fd_; }
  // Closing is when some file systems report a failed write.
  [[nodiscard]] bool close() {
    const int fd = fd_;
    fd_ = -1;
    return ::close(fd) == 0;
  }

 private:
  int fd_;
};

tl::unexpected<Error> fail_errno(std::string_view what, const std::string& path, int error) {
  std::string message(what);
  message.append(" ").append(path).append(": ");
  switch (error) {
    case ENOENT:
      message += "no such file or folder";
      break;
    case EACCES:
      message += "permission denied";
      break;
    case EISDIR:
      message += "is a folder";
      break;
    case ENOTDIR:
      message += "not a folder";
      break;
    case ENOSPC:
      message += "no space left";
      break;
    case EROFS:
      message += "read-only file system";
      break;
    default:
      message += std::strerror(error);
      break;  // NOLINT(concurrency-mt-unsafe)
  }
  return fail(std::move(message));
}

bool has_nul(const std::string& path) {
  return path.find('\0') != std::string::npos;
}

bool stat_path(const std::string& path, struct stat& out) {
  return !has_nul(path) && ::stat(path.c_str(), &out) == 0;
}

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

// The file a symbolic link points to is replaced, not the link.
std::string link_target(const std::string& path) {
  char* real = ::realpath(path.c_str(), nullptr);
  if (real == nullptr) return path;
  std::string target = real;
  std::free(real);  // NOLINT: realpath allocates with malloc
  return target;
}

void sync_folder(const std::string& path) {
  const std::string folder = path_folder(path);
  const Descriptor fd(::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_CLOEXEC));
  if (fd.ok()) (void)::fsync(fd.get());
}

}  // namespace

Result<std::string> DiskFs::read(const std::string& path, std::size_t max_bytes) const {
  constexpr std::string_view kWhat = "cannot read";
  if (has_nul(path)) return fail_errno(kWhat, path, ENOENT);
  // O_NONBLOCK: a named pipe must not hold us up before we can see that it is one.
  const Descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!fd.ok()) return fail_errno(kWhat, path, errno);
  struct stat info{};
  if (::fstat(fd.get(), &info) != 0) return fail_errno(kWhat, path, errno);
  if (S_ISDIR(info.st_mode)) return fail_errno(kWhat, path, EISDIR);
  if (!S_ISREG(info.st_mode)) return fail("cannot read " + path + ": not a regular file");

  std::string bytes;
  bytes.resize(std::min(static_cast<std::size_t>(std::max<off_t>(info.st_size, 0)), max_bytes) + 1);
  std::size_t size = 0;
  while (size <= max_bytes) {
    if (size == bytes.size()) bytes.resize(std::min(size * 2, max_bytes + 1));
    const ssize_t got = ::read(fd.get(), bytes.data() + size, bytes.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail_errno(kWhat, path, errno);
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  if (size > max_bytes) {
    return fail("cannot read " + path + ": larger than " + std::to_string(max_bytes) + " bytes");
  }
  bytes.resize(size);
  return bytes;
}

Result<void> DiskFs::write(const std::string& path, std::string_view bytes) {
  return write_parts(path, [bytes](const Append& append) { append(bytes); });
}

Result<void> DiskFs::write_parts(const std::string& path,
                                 const std::function<void(const Append&)>& produce) {
  constexpr std::string_view kWhat = "cannot write";
  if (path.empty() || has_nul(path)) return fail_errno(kWhat, path, ENOENT);
  const std::string target = link_target(path);
  struct stat info{};
  const bool exists = stat_path(target, info);
  if (exists && S_ISDIR(info.st_mode)) return fail_errno(kWhat, path, EISDIR);
  if (exists && !S_ISREG(info.st_mode)) {
    return fail("cannot write " + path + ": not a regular file");
  }

  std::string temporary = target + ".XXXXXX";
  Descriptor fd(::mkostemp(temporary.data(), O_CLOEXEC));
  if (!fd.ok()) return fail_errno(kWhat, path, errno);
  // mkostemp makes files only the owner can read: keep the old mode, or what the umask leaves.
  const mode_t mask = ::umask(0);
  ::umask(mask);
  const mode_t mode = exists ? info.st_mode & 07777 : 0666 & ~mask;
  int failed = 0;
  produce([&](std::string_view bytes) {
    if (failed == 0 && !write_all(fd.get(), bytes)) failed = errno;
  });
  errno = failed;
  const bool done = failed == 0 && ::fchmod(fd.get(), mode) == 0 && ::fsync(fd.get()) == 0 &&
                    fd.close() && ::rename(temporary.c_str(), target.c_str()) == 0;
  if (!done) {
    const int error = errno;
    ::unlink(temporary.c_str());
    return fail_errno(kWhat, path, error);
  }
  sync_folder(target);
  return {};
}

Result<void> DiskFs::remove(const std::string& path) {
  constexpr std::string_view kWhat = "cannot remove";
  if (has_nul(path)) return fail_errno(kWhat, path, ENOENT);
  if (::unlink(path.c_str()) != 0) return fail_errno(kWhat, path, errno);
  sync_folder(path);
  return {};
}

bool DiskFs::is_file(const std::string& path) const {
  struct stat info{};
  return stat_path(path, info) && S_ISREG(info.st_mode);
}

bool DiskFs::is_directory(const std::string& path) const {
  struct stat info{};
  return stat_path(path.empty() ? "." : path, info) && S_ISDIR(info.st_mode);
}

Result<std::vector<std::string>> DiskFs::list(const std::string& path) const {
  constexpr std::string_view kWhat = "cannot list";
  if (has_nul(path)) return fail_errno(kWhat, path, ENOENT);
  DIR* const folder = ::opendir(path.empty() ? "." : path.c_str());
  if (folder == nullptr) return fail_errno(kWhat, path, errno);
  std::vector<std::string> names;
  errno = 0;
  for (const dirent* entry = ::readdir(folder); entry != nullptr; entry = ::readdir(folder)) {
    std::string name = entry->d_name;
    if (name != "." && name != "..") {
      if (is_directory(path_join(path, name))) name += '/';
      names.push_back(std::move(name));
    }
    errno = 0;
  }
  const int error = errno;
  ::closedir(folder);
  if (error != 0) return fail_errno(kWhat, path, error);
  std::sort(names.begin(), names.end());
  return names;
}

Result<void> DiskFs::make_directories(const std::string& path) {
  if (has_nul(path)) return fail_errno("cannot make folder", path, ENOENT);
  for (std::size_t at = 0; at <= path.size();) {
    const std::size_t slash = std::min(path.find('/', at), path.size());
    const std::string part = path.substr(0, slash);
    at = slash + 1;
    if (part.empty()) continue;
    if (::mkdir(part.c_str(), 0777) == 0) continue;
    const int error = errno;
    if (!is_directory(part)) return fail_errno("cannot make folder", part, error);
  }
  return {};
}

}  // namespace wardround
