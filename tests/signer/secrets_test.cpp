// S12: the private key is never in the memory of the process that asks for signatures, nor in any core dump; file key and token.
// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "base/file.h"
#include "base/value.h"
#include "signer/signer_samples.h"
#include "signer/spawn.h"

namespace hoshi::signer {
namespace {

Instant now() { return std::chrono::time_point_cast<Instant::duration>(std::chrono::system_clock::now()); }
Date after_today(int days) { return date_of(now() + std::chrono::hours(9) + std::chrono::hours(24 * days)); }

enum Found : int { nowhere = 0, somewhere = 1, unreadable = 2 };

// Whether one of the needles stands in the memory of the process.
Found search(pid_t process, const std::vector<Bytes>& needles) {
  const std::string folder = "/proc/" + std::to_string(process);
  std::ifstream maps(folder + "/maps");
  const int memory = ::open((folder + "/mem").c_str(), O_RDONLY | O_CLOEXEC);
  if (memory < 0) return unreadable;
  std::size_t read_bytes = 0;
  for (std::string line; std::getline(maps, line);) {
    const auto dash = line.find('-');
    const auto begin = std::stoull(line.substr(0, dash), nullptr, 16);
    const auto end = std::stoull(line.substr(dash + 1), nullptr, 16);
    if (line.find(" rw") == std::string::npos || end - begin > (std::size_t{256} << 20)) continue;
    Bytes content(end - begin);
    const ssize_t got = ::pread(memory, content.data(), content.size(), static_cast<off_t>(begin));
    if (got <= 0) continue;
    read_bytes += static_cast<std::size_t>(got);
    for (const Bytes& needle : needles) {
      if (::memmem(content.data(), static_cast<std::size_t>(got), needle.data(), needle.size()) != nullptr) return somewhere;
    }
  }
  ::close(memory);
  return read_bytes > 100'000 ? nowhere : unreadable;
}

// A process of its own learns the secret, for this one must not: `learn` runs there.
template <class Learn>
Found search_from_outside(pid_t process, Learn learn) {
  int gate[2];
  if (::pipe(gate) != 0) return unreadable;
  const pid_t scanner = ::fork();
  if (scanner == 0) {
    char go = 0;
    if (::read(gate[0], &go, 1) != 1) ::_exit(unreadable);
    ::_exit(search(process, learn()));
  }
  ::prctl(PR_SET_PTRACER, scanner, 0, 0, 0);
  if (::write(gate[1], "g", 1) != 1) return unreadable;
  int status = 0;
  ::waitpid(scanner, &status, 0);
  ::close(gate[0]);
  ::close(gate[1]);
  return WIFEXITED(status) ? static_cast<Found>(WEXITSTATUS(status)) : unreadable;
}

std::vector<Bytes> key_in(const std::filesystem::path& file) {
  const auto text = read_file(file);
  const auto value = text ? parse_json(*text) : tl::unexpected<Error>(text.error());
  const std::string encoded = value ? (*value)["store"]["private"].as_text() : "";
  const auto raw = from_base64(encoded);
  if (!raw || raw->size() != 32) ::_exit(unreadable);
  return {*raw, to_bytes(encoded), to_bytes(to_hex(*raw))};
}

class S12Secrets : public InFolder {
 protected:
  SignerSettings settings() const {
    SignerSettings settings;
    settings.keys = {{folder_ / "label.key", ""}};
    settings.journal = journal();
    settings.profiles = {labels::sample_profile()};
    settings.first_key = SignerSettings::Window{after_today(-1), after_today(365)};
    return settings;
  }
  static void sign_some(SpawnedSigner& signer) {
    for (int i = 0; i < 20; ++i) {
      labels::Statement statement = labels::sample_statement();
      statement.number = "JCS-1-" + std::to_string(1000 + i);
      statement.valid_from = after_today(0);
      statement.valid_until = after_today(700);
      const auto signed_bytes = signer.client().sign(first_request(statement, now()));
      ASSERT_TRUE(signed_bytes.has_value()) << signed_bytes.error().message;
      EXPECT_TRUE(labels::verify_statement(*signed_bytes, signer.keys()).has_value());
    }
  }
};

TEST_F(S12Secrets, TheFileKeyIsInTheSignersMemoryAlone) {
  auto signer = spawn_signer(settings());
  ASSERT_TRUE(signer.has_value()) << signer.error().message;
  sign_some(*signer);
  const auto file = folder_ / "label.key";
  EXPECT_EQ(search_from_outside(::getpid(), [&file] { return key_in(file); }), nowhere);
  // Controls: the search finds what is there, here and (where the kernel lets root look) in the signer.
  const Bytes marker = sha256(view_of("a marker that this process holds"));
  EXPECT_EQ(search_from_outside(::getpid(), [] { return std::vector<Bytes>{sha256(view_of("a marker that this process holds"))}; }), somewhere);
  EXPECT_EQ(marker.size(), 32u);
  const Found in_signer = search_from_outside(signer->process(), [&file] { return key_in(file); });
  EXPECT_NE(in_signer, nowhere);
  EXPECT_TRUE(in_signer == somewhere || ::geteuid() != 0);
}

TEST_F(S12Secrets, NoSignalMakesTheSignerLeaveACoreDump) {
  for (const int signal : {SIGSEGV, SIGABRT, SIGQUIT}) {
    auto signer = spawn_signer(settings());
    ASSERT_TRUE(signer.has_value()) << signer.error().message;
    ::kill(signer->process(), signal);
    int status = 0;
    ASSERT_EQ(::waitpid(signer->process(), &status, 0), signer->process());
    EXPECT_NE(status, 0);  // sanitizers make an exit of the signal
    EXPECT_FALSE(WIFSIGNALED(status) && WCOREDUMP(status));
  }
}

// The token makes the key and marks it as one that stays; the PIN comes from a file that only the signer reads.
TEST_F(S12Secrets, TheTokensKeyPinAndModuleAreNotInTheAppsMemory) {
  if (!signing::SoftToken::is_installed()) GTEST_SKIP() << "SoftHSM2 (Debian's softhsm2) is not installed";
  const std::string folder = folder_.string();
  ::setenv("SOFTHSM2_CONF", (folder + "/softhsm2.conf").c_str(), 1);
  const std::string make = "cd " + folder + " && umask 077 && mkdir tokens && echo \"directories.tokendir=$PWD/tokens\" > softhsm2.conf && "
                           "od -An -N8 -tx1 /dev/urandom | tr -d ' \\n' > pin && "
                           "softhsm2-util --init-token --free --label labels --pin \"$(cat pin)\" --so-pin 654321 >/dev/null";
  ASSERT_EQ(std::system(make.c_str()), 0);
  const pid_t maker = ::fork();
  if (maker == 0) {
    const auto pin = signing::secret_from_file(folder_ / "pin");
    const auto made = signing::make_token_key(folder_ / "label.key", signing::LabelKeyKind::es256, after_today(-1), after_today(365),
                                              {signing::SoftToken::module, "labels", "k"}, *pin);
    ::_exit(made ? 0 : 1);
  }
  int status = 0;
  ::waitpid(maker, &status, 0);
  ASSERT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  SignerSettings with_token = settings();
  with_token.keys[0].secret_file = folder_ / "pin";
  auto signer = spawn_signer(with_token);
  ASSERT_TRUE(signer.has_value()) << signer.error().message;
  sign_some(*signer);
  const auto pin = [this] {
    const auto text = read_file(folder_ / "pin");
    return std::vector<Bytes>{to_bytes(*text)};
  };
  EXPECT_EQ(search_from_outside(::getpid(), pin), nowhere);
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) EXPECT_EQ(line.find("softhsm"), std::string::npos) << line;
}

}  // namespace
}  // namespace hoshi::signer
