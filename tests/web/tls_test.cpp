// The server's own TLS, and static files, as curl sees them.
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <array>
#include <cstdio>
#include <filesystem>

#include "base/file.h"
#include "web/office.h"
#include "web/static.h"

namespace hoshi::web {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::string output_of(const std::string& command) {
  std::string output;
  FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
  std::array<char, 4096> bytes{};
  for (std::size_t count = 0; (count = std::fread(bytes.data(), 1, bytes.size(), pipe)) > 0;) output.append(bytes.data(), count);
  ::pclose(pipe);
  return output;
}

class Folder : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "hoshi-web-XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder = name;
  }
  void TearDown() override { std::filesystem::remove_all(folder); }
  std::string make_key(const std::string& name) {
    return output_of("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout " +
                     (folder / (name + ".key")).string() + " -out " + (folder / (name + ".pem")).string());
  }
  std::filesystem::path folder;
};
using Tls = Folder;
using Static = Folder;

TEST_F(Tls, IsSpokenFrom12On) {
  make_key("office");
  Office office({route_of("GET", "/", Door::anyone, saying("over tls"))});
  ServerSettings settings;
  settings.certificate = folder / "office.pem";
  settings.key = folder / "office.key";
  office.start(settings);
  const std::string address = "https://localhost:" + std::to_string(office.server->port()) + "/";
  const std::string curl = "curl -si --max-time 10 --resolve localhost:" + std::to_string(office.server->port()) + ":127.0.0.1 --cacert " + settings.certificate.string() + " ";
  const std::string answer = output_of(curl + address + " " + address);
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(answer, HasSubstr("Strict-Transport-Security: max-age=31536000"));
  EXPECT_THAT(output_of(curl + "--tls-max 1.2 " + address), HasSubstr("over tls"));
  EXPECT_EQ(output_of(curl + "--tlsv1.0 --tls-max 1.1 --ciphers DEFAULT@SECLEVEL=0 " + address), "");
  Line plain(office.server->port());
  plain.say(get("/"));
  EXPECT_EQ(plain.rest().find("HTTP/1.1 200"), std::string::npos);
}

TEST_F(Tls, RefusesAKeyThatIsNotTheCertificates) {
  make_key("office");
  make_key("other");
  Office office({});
  ServerSettings settings;
  settings.certificate = folder / "office.pem";
  settings.key = folder / "other.key";
  EXPECT_EQ(Server::start(settings, office.site).error().code, ErrorCode::invalid_input);
}

TEST_F(Static, FilesAreNamedByTheirContent) {
  ASSERT_TRUE(write_file(folder / "style.css", "body{}"));
  ASSERT_TRUE(write_file(folder / "README.md", "not served"));
  Office office({});
  const auto files = StaticFiles::load(folder, office.cache, false, {{"made.css", "p{}"}}).value();
  office.start();
  const std::string address = files.address_of("style.css");
  EXPECT_THAT(ask(office, get(address)), testing::AllOf(HasSubstr("text/css"), HasSubstr("immutable"), HasSubstr("body{}"), HasSubstr("nosniff")));
  EXPECT_THAT(ask(office, get(address, "Cookie: hoshi_session=s\r\n")), HasSubstr("body{}"));
  EXPECT_THAT(ask(office, get("/static/style.css")), HasSubstr("Cache-Control: no-cache"));
  EXPECT_THAT(ask(office, get(files.address_of("made.css"))), HasSubstr("p{}"));
  EXPECT_THAT(ask(office, get("/static/README.md")), StartsWith("HTTP/1.1 404"));
  ASSERT_TRUE(write_file(folder / "program.exe", "x"));
  EXPECT_EQ(StaticFiles::load(folder, office.cache, false).error().code, ErrorCode::invalid_input);
  EXPECT_EQ(StaticFiles::load(folder / "nowhere", office.cache, false).error().code, ErrorCode::not_found);
}

TEST(StaticFolder, OfTheHouseIsServed) {
  PageCache cache;
  const auto files = StaticFiles::load(std::string(HOSHI_SOURCE_FOLDER) + "/src/pages/static", cache, true);
  ASSERT_TRUE(files) << files.error().message;
  EXPECT_TRUE(cache.find({"GET", files->address_of("office.js"), "", "", "", ""}, {}));
}

}  // namespace
}  // namespace hoshi::web
