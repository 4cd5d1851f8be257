// What looks into images works where no file can be opened: nothing is loaded at first use there.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "agent/sandbox.h"
#include "artifacts/findings.h"
#include "base/file.h"
#include "probes/prepare.h"

namespace hoshi::agent {
namespace {

Bytes image(const std::string& name) {
  return to_bytes(read_file(std::string(HOSHI_SOURCE_FOLDER) + "/tests/artifacts/images/" + name).value());
}

bool finds_the_canary(ByteView bytes) {
  bool found = false;
  const artifacts::SecretFinder finder;
  artifacts::walk(bytes, {}, [&](const artifacts::Member& member) {
    found = found || to_text(member.content).find("canary-in-the-image") != std::string::npos;
    finder.look(member);
  });
  return found;
}

int failures_inside(const std::vector<Bytes>& images) {
  probes::prepare_probes();
  if (!enter_sandbox({})) return 100;
  int failures = 0;
  for (const auto& one : images) failures += finds_the_canary(one) ? 0 : 1;
  return failures;
}

TEST(SandboxArtifacts, EveryFormatIsReadInside) {
  std::vector<Bytes> images;
  for (const char* name : {"tree.tar.gz", "tree.tar.bz2", "tree.tar.xz", "tree.tar.zst", "tree.zip", "tree.7z", "tree.cpio", "tree.ar",
                           "gzip.squashfs", "xz.squashfs", "zstd.squashfs", "little.jffs2"}) {
    images.push_back(image(name));
  }
  for (const char* name : {"ext4.xz", "ubifs_zstd.ubi.xz"}) images.push_back(image(name));
  const pid_t child = ::fork();
  if (child == 0) ::_exit(failures_inside(images));
  int status = 0;
  ::waitpid(child, &status, 0);
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

}  // namespace
}  // namespace hoshi::agent
