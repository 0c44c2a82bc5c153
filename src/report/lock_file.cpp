#include "lock_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "timbre/core/error.hpp"

namespace timbre::report {

LockFile::LockFile(const std::filesystem::path& path)
    : descriptor_(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666)) {
  if (descriptor_ < 0) {
    throw RequestError(path.string() + ": cannot write: " + std::generic_category().message(errno) +
                       "; choose another --out");
  }
  if (::flock(descriptor_, LOCK_EX | LOCK_NB) == 0) return;
  const int reason = errno;
  ::close(descriptor_);
  if (reason == EWOULDBLOCK) {
    throw RequestError(path.parent_path().string() +
                       ": another process is running in this folder; wait for its end or choose "
                       "another --out");
  }
  throw Error(path.string() + ": cannot lock: " + std::generic_category().message(reason));
}

LockFile::~LockFile() {
  ::close(descriptor_);
}

}  // namespace timbre::report
