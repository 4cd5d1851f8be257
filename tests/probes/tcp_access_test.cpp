// Tests of smb_access, sip_access, ipp_access, websocket_access, tr069_access and the logins of SMB and SIP.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "probes/fake_bench.h"
#include "probes/login.h"
#include "protocols/smb/session.h"
#include "protocols/websocket/frame.h"

namespace hoshi::probes {

extern const Probe probe_smb_access;
extern const Probe probe_sip_access;
extern const Probe probe_ipp_access;
extern const Probe probe_websocket_access;
extern const Probe probe_tr069_access;

namespace {

using namespace testing;
using namespace std::string_literals;
namespace smb = protocols::smb;

Product product_at(std::uint16_t port, std::string_view protocol, std::string operation = "", std::string path = "") {
  Product product;
  Route route;
  route.id = "r";
  route.transport = "tcp";
  route.port = port;
  route.protocol = protocol;
  route.authentication = "auth";
  product.routes.push_back(route);
  product.assets.push_back({"data", "Data", "personal_data", true, "", "", false, {"r"}});
  if (!operation.empty()) product.requests.push_back({"q", "r", "data", std::move(operation), std::move(path)});
  return product;
}

// A file server. Says what the status of each session is by the account's name.
struct FileServer {
  std::uint32_t anonymous = 0xc0000022;
  std::uint32_t guest = 0xc000006d;
  std::uint32_t others = 0xc000006d;
  bool others_are_guests = false;
  bool smb1 = false;

  static std::string answer(std::uint16_t command, std::uint32_t status, const std::string& body) {
    Bytes message = smb::write_message({command, 0, 1, 0, 7}, to_bytes(body));
    message[4 + 16] = 1;
    for (std::size_t i = 0; i < 4; ++i) message[4 + 8 + i] = static_cast<std::uint8_t>(status >> (8 * i));
    return to_text(message);
  }
  std::string session(const std::string& asked) const {
    if (asked.find("NTLMSSP\0\x01"s) != std::string::npos) {
      const std::string challenge = "NTLMSSP\0\x02\0\0\0\0\0\0\0\x38\0\0\0\x05\0\0\0"s + "12345678" + std::string(8, '\0') +
                                    "\0\0\0\0\x30\0\0\0"s + std::string(8, '\0');
      const auto size = static_cast<char>(challenge.size());
      return answer(smb::command_session_setup, smb::status_more_processing, "\x09\0\0\0\x48\0"s + size + "\0"s + challenge);
    }
    const bool is_guest = asked.find("g\0u\0e\0s\0t\0"s) != std::string::npos;
    const bool is_owner = asked.find("o\0w\0n\0e\0r\0"s) != std::string::npos;
    const auto flags = static_cast<std::uint8_t>(asked[asked.find("NTLMSSP\0\x03"s) + 61]);
    const bool is_anonymous = (flags & 0x08) != 0;
    const std::uint32_t status = is_owner ? 0 : is_anonymous ? anonymous : is_guest ? guest : others;
    const std::string marks = (is_guest || (others_are_guests && !is_owner)) && !is_anonymous ? "\x01\0"s : "\0\0"s;
    return answer(smb::command_session_setup, status, "\x09\0"s + marks + "\0\0\0\0"s);
  }
  Handler handler() const {
    return [*this](const Heard& heard) -> Reply {
      if (heard.now.size() < 20) return {};
      if (heard.now[4] == '\xff') {
        const std::string words = smb1 ? "\x11\0\0\0\0"s : "\x01\xff\xff\0\0"s;
        return {"\0\0\0\x25\xffSMB\x72"s + std::string(27, '\0') + words};
      }
      switch (heard.now[4 + 12]) {
        case 0: return {answer(smb::command_negotiate, 0, "\x41\0\x01\0\x11\x03\0\0"s + std::string(56, '\0'))};
        case 1: return {session(heard.now)};
        default: return {answer(smb::command_tree_connect, 0, std::string(16, '\0'))};
      }
    };
  }
};

TEST(SmbAccess, SeesAServerThatLetsEverybodyInAsGuest) {
  FakeBench bench;
  FileServer server;
  server.anonymous = server.guest = server.others = 0;
  server.others_are_guests = true;
  server.smb1 = true;
  bench.described = product_at(445, "smb", "read", "data");
  bench.serve(445, server.handler());
  ASSERT_TRUE(bench.run(probe_smb_access, {"", "main", "tcp/445", ""}));
  const Value offer = bench.values("smb.offer").at(0);
  EXPECT_EQ(offer["dialect"].as_text(), "3.1.1");
  EXPECT_TRUE(offer["smb1"].as_bool());
  EXPECT_EQ(offer["anonymous"].as_text(), "accepted");
  EXPECT_EQ(offer["any_account"].as_text(), "guest");
  EXPECT_TRUE(bench.values("login.offered").empty()) << "passwords mean nothing there";
  EXPECT_EQ(bench.values("access.unauthenticated").back()["protected"].as_text(), "yes");
}

TEST(SmbAccess, IsRefusedByAHardenedServerWithTheTestAccountAsControl) {
  FakeBench bench;
  bench.described = product_at(445, "smb", "read", "/data/photos");
  bench.accounts = {{"auth", "owner", "right one", false}};
  bench.serve(445, FileServer{}.handler());
  ASSERT_TRUE(bench.run(probe_smb_access, {"", "main", "tcp/445", ""}));
  EXPECT_EQ(bench.values("smb.offer").at(0)["guest"].as_text(), "refused");
  EXPECT_FALSE(bench.values("smb.offer").at(0)["smb1"].as_bool());
  EXPECT_EQ(bench.values("login.offered").at(0)["kind"].as_text(), "smb");
  ASSERT_EQ(bench.values("access.refused").size(), 1u);
  EXPECT_TRUE(bench.values("access.refused")[0]["control"].as_bool());
  EXPECT_TRUE(bench.values("access.unauthenticated").empty());
}

TEST(SmbAccess, EndsAgainstGarbage) {
  FakeBench bench;
  bench.described = product_at(445, "smb", "read", "data");
  bench.serve(445, [](const Heard&) { return Reply{std::string(4096, '\x01')}; });
  ASSERT_TRUE(bench.run(probe_smb_access, {"", "main", "tcp/445", ""}));
  EXPECT_TRUE(bench.values("smb.offer").empty());
  EXPECT_EQ(bench.values("access.not_tried").size(), 1u);
}

TEST(SmbLogin, IsNoGuestsSessionAndKnowsLocks) {
  FakeBench bench;
  FileServer server;
  LoginSurface surface;
  surface.kind = "smb";
  surface.port = 445;
  bench.serve(445, server.handler());
  EXPECT_EQ(try_login(bench.network(), surface, "owner", "x").outcome, LoginClass::accepted);
  EXPECT_EQ(try_login(bench.network(), surface, "admin", "x").outcome, LoginClass::refused);
  server.others = 0xc0000234;
  bench.serve(445, server.handler());
  EXPECT_EQ(try_login(bench.network(), surface, "admin", "x").outcome, LoginClass::locked);
  server.others = 0;
  server.others_are_guests = true;
  bench.serve(445, server.handler());
  EXPECT_EQ(try_login(bench.network(), surface, "admin", "x").outcome, LoginClass::refused);
}

// A registrar: open, or with Digest and one right answer; says which requests it heard.
Handler registrar(bool open) {
  return [open](const Heard& heard) -> Reply {
    if (heard.now.empty()) return {};
    const auto has = [&](std::string_view part) { return heard.now.find(part) != std::string::npos; };
    const std::string end = "Server: pbx 1.2\r\nContent-Length: 0\r\n\r\n";
    if (has("OPTIONS")) return {"SIP/2.0 100 Trying\r\nContent-Length: 0\r\n\r\nSIP/2.0 200 OK\r\n" + end};
    if (open) return {"SIP/2.0 200 OK\r\nContact: <sip:hoshi@hoshi.invalid>;expires=60\r\n" + end};
    if (has("username=\"owner\"")) return {"SIP/2.0 200 OK\r\n" + end};
    return {"SIP/2.0 401 Unauthorized\r\nWWW-Authenticate: Digest realm=\"pbx\", nonce=\"n\", qop=\"auth\"\r\n" + end};
  };
}

TEST(SipAccess, SeesAnOpenRegistrarAndTakesItsBindingBack) {
  FakeBench bench;
  bench.described = product_at(5060, "sip", "write", "100");
  bench.serve(5060, registrar(true));
  ASSERT_TRUE(bench.run(probe_sip_access, {"", "main", "tcp/5060", ""}));
  EXPECT_EQ(bench.values("identity.shown").at(0)["model"].as_text(), "pbx 1.2");
  EXPECT_EQ(bench.values("access.unauthenticated").size(), 1u);
  EXPECT_FALSE(bench.wrote("Contact:")) << "nothing is registered without leave";
  bench.disruption = true;
  ASSERT_TRUE(bench.run(probe_sip_access, {"", "main", "tcp/5060", ""}));
  EXPECT_EQ(bench.values("access.unauthenticated").back()["operation"].as_text(), "write");
  EXPECT_TRUE(bench.wrote("Expires: 0"));
}

TEST(SipAccess, IsRefusedWithDigestAndControlled) {
  FakeBench bench;
  bench.described = product_at(5060, "sip", "read", "100");
  bench.accounts = {{"auth", "owner", "right one", false}};
  bench.serve(5060, registrar(false));
  ASSERT_TRUE(bench.run(probe_sip_access, {"", "main", "tcp/5060", ""}));
  EXPECT_EQ(bench.values("access.refused").at(0)["how"].as_text(), "401");
  EXPECT_TRUE(bench.values("access.refused")[0]["control"].as_bool());
  EXPECT_EQ(bench.values("login.offered").at(0)["kind"].as_text(), "sip");
}

TEST(SipLogin, IsARegisterThatWasRefusedBefore) {
  FakeBench bench;
  LoginSurface surface;
  surface.kind = "sip";
  surface.port = 5060;
  surface.endpoint = "tcp/5060";
  bench.serve(5060, registrar(false));
  const auto right = try_login(bench.network(), surface, "owner", "x");
  EXPECT_EQ(right.outcome, LoginClass::accepted);
  EXPECT_TRUE(right.privileged_read);
  EXPECT_EQ(try_login(bench.network(), surface, "admin", "x").outcome, LoginClass::refused);
  bench.serve(5060, registrar(true));
  const auto open = try_login(bench.network(), surface, "admin", "x");
  EXPECT_EQ(open.outcome, LoginClass::unclear);
  EXPECT_TRUE(open.answers_anyone);
}

std::string http_answer(std::string_view status, std::string_view body, std::string_view headers = "") {
  return "HTTP/1.1 " + std::string(status) + "\r\n" + std::string(headers) + "Content-Length: " +
         std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

TEST(IppAccess, ReadsModelAndJobs) {
  FakeBench bench;
  bench.described = product_at(631, "ipp", "read", "jobs");
  bench.saw("service.identified", {"main", "tcp/631", ""}, object({{"protocol", "http"}}));
  const std::string printer = "\x01\x01\0\0\0\0\x48\x53\x04\x41\0\x16printer-make-and-model\0\x05" "Laser\x03"s;
  const std::string jobs = "\x01\x01\0\0\0\0\x48\x53\x02\x21\0\x06job-id\0\x04\0\0\0\1\x03"s;
  bench.serve(631, [=](const Heard& heard) -> Reply {
    if (heard.now.find("POST /ipp/print ") == std::string::npos) return {heard.now.empty() ? "" : http_answer("404 No", ""), !heard.now.empty()};
    const bool asks_jobs = heard.now.find("\x01\x01\0\x0a"s) != std::string::npos;
    return {http_answer("200 OK", asks_jobs ? jobs : printer), true};
  });
  ASSERT_EQ(bench.plan(probe_ipp_access).size(), 1u);
  ASSERT_TRUE(bench.run(probe_ipp_access, {"", "main", "tcp/631", ""}));
  EXPECT_EQ(bench.values("identity.shown").at(0)["model"].as_text(), "Laser");
  const auto access = bench.values("access.unauthenticated");
  ASSERT_EQ(access.size(), 3u);
  EXPECT_EQ(access[2]["protected"].as_text(), "yes");
  EXPECT_EQ(access[2]["bytes"].as_integer(), 1);
}

TEST(IppAccess, IsRefusedByAPrinterWithALogin) {
  FakeBench bench;
  bench.described = product_at(631, "ipp", "read", "jobs");
  bench.saw("service.identified", {"main", "tcp/631", ""}, object({{"protocol", "http"}}));
  bench.serve(631, [](const Heard& heard) { return Reply{heard.now.empty() ? "" : http_answer("401 No", ""), !heard.now.empty()}; });
  ASSERT_TRUE(bench.run(probe_ipp_access, {"", "main", "tcp/631", ""}));
  EXPECT_EQ(bench.values("access.refused").at(0)["how"].as_text(), "401");
  EXPECT_TRUE(bench.values("access.unauthenticated").empty());
}

// Opens every line; says something at once, or not.
Handler socket_server(bool speaks, std::string status = "101 Switching Protocols") {
  return [=](const Heard& heard) -> Reply {
    if (heard.now.empty()) return {};
    const auto at = heard.now.find("Sec-WebSocket-Key: ");
    if (at == std::string::npos) return {http_answer("200 OK", "<script>new WebSocket('/live')</script>", "Content-Type: text/html\r\n"), true};
    const auto begin = at + 19;
    const auto key = heard.now.substr(begin, heard.now.find('\r', begin) - begin);
    const std::string head = "HTTP/1.1 " + status + "\r\nSec-WebSocket-Accept: " + protocols::websocket::accept_of(key) + "\r\n\r\n";
    return {head + (speaks ? "\x81\x05hello" : "")};
  };
}

TEST(WebSocketAccess, IsAMessageOnADeclaredPath) {
  FakeBench bench;
  bench.described = product_at(80, "websocket", "read", "/ws");
  bench.saw("service.identified", {"main", "tcp/80", ""}, object({{"protocol", "http"}}));
  bench.serve(80, socket_server(true));
  ASSERT_TRUE(bench.run(probe_websocket_access, {"", "main", "tcp/80", ""}));
  const auto access = bench.values("access.unauthenticated");
  ASSERT_EQ(access.size(), 2u);
  EXPECT_EQ(access[0]["what"].as_text(), "/live");
  EXPECT_EQ(access[0]["operation"].as_text(), "subscribe");
  EXPECT_EQ(access[1]["what"].as_text(), "/ws");
  EXPECT_EQ(access[1]["bytes"].as_integer(), 5);
  EXPECT_EQ(bench.values("asset.seen_in_clear").size(), 1u);
}

TEST(WebSocketAccess, TakesSilenceForNothingAnd401ForARefusal) {
  FakeBench bench;
  bench.described = product_at(80, "websocket", "read", "/ws");
  bench.serve(80, socket_server(false));
  ASSERT_TRUE(bench.run(probe_websocket_access, {"", "main", "tcp/80", ""}));
  EXPECT_EQ(bench.values("access.not_tried").at(0)["why"].as_text(), "no_message");
  bench.serve(80, socket_server(true, "401 Unauthorized"));
  ASSERT_TRUE(bench.run(probe_websocket_access, {"", "main", "tcp/80", ""}));
  EXPECT_EQ(bench.values("access.refused").at(0)["how"].as_text(), "401");
}

TEST(Tr069Access, WantsALogin) {
  FakeBench bench;
  bench.described = product_at(7547, "tr069", "write", "/acs");
  bench.saw("service.identified", {"main", "tcp/7547", ""}, object({{"protocol", "http"}}));
  ASSERT_EQ(bench.plan(probe_tr069_access).size(), 1u);
  bench.serve(7547, [](const Heard& heard) {
    return Reply{heard.now.empty() ? "" : http_answer("401 No", "", "WWW-Authenticate: Digest realm=\"x\", nonce=\"n\"\r\n"), !heard.now.empty()};
  });
  ASSERT_TRUE(bench.run(probe_tr069_access, {"", "main", "tcp/7547", ""}));
  EXPECT_EQ(bench.values("access.refused").at(0)["how"].as_text(), "401");
  EXPECT_EQ(bench.values("login.offered").at(0)["kind"].as_text(), "digest");
  bench.serve(7547, [](const Heard& heard) { return Reply{heard.now.empty() ? "" : http_answer("200 OK", ""), !heard.now.empty()}; });
  ASSERT_TRUE(bench.run(probe_tr069_access, {"", "main", "tcp/7547", ""}));
  EXPECT_EQ(bench.values("access.unauthenticated").at(0)["what"].as_text(), "/acs");
}

}  // namespace
}  // namespace hoshi::probes
