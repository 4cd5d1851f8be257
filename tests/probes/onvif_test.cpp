// Tests of ONVIF and UPnP: what is told without a login, tokens, locks, control URLs that point elsewhere, port mappings.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <fmt/format.h>

#include "probes/login_device.h"
#include "probes/password_search.h"
#include "protocols/onvif/soap.h"

namespace hoshi::probes {

extern const Probe probe_onvif_access;
extern const Probe probe_upnp_access;

namespace {

using namespace testing;
namespace xml = protocols::xml;

std::string soap(std::string_view body, std::string_view status = "200 OK") {
  const std::string text = "<s:Envelope><s:Body>" + std::string(body) + "</s:Body></s:Envelope>";
  return fmt::format("HTTP/1.1 {}\r\nContent-Type: application/soap+xml\r\nContent-Length: {}\r\n\r\n{}", status, text.size(), text);
}

Reply missing() { return {page("404 Not Found", "404", "none"), true}; }

// The body of a whole HTTP request; "" while it is not whole.
std::string body_of(const Heard& heard) {
  const auto end = heard.all.find("\r\n\r\n");
  const auto at = heard.all.find("Content-Length: ");
  if (end == std::string::npos || at == std::string::npos) return "";
  const auto length = parse_number(heard.all.substr(at + 16, heard.all.find('\r', at) - at - 16), 1u << 20);
  const std::string body = heard.all.substr(end + 4);
  return length && body.size() >= *length ? body : "";
}

struct OnvifCamera {
  LoginDevice login;
  bool open = false;
  std::vector<std::string> scopes{"onvif://www.onvif.org/type/video"};

  Reply answer(const Heard& heard) {
    if (heard.all.find("\r\n\r\n") == std::string::npos) return {};
    if (heard.all.find("/onvif/device_service") == std::string::npos && heard.all.find("/onvif/media_service") == std::string::npos) {
      return missing();
    }
    const auto root = xml::parse(body_of(heard));
    if (!root) return {};
    const auto& operation = root->child("Body")->children.at(0);
    if (operation.name == "GetSystemDateAndTime") {
      return {soap("<GetSystemDateAndTimeResponse><UTCDateTime><Time><Hour>1</Hour><Minute>2</Minute><Second>3</Second></Time>"
                   "<Date><Year>2001</Year><Month>2</Month><Day>3</Day></Date></UTCDateTime></GetSystemDateAndTimeResponse>"), true};
    }
    if (!open && !may(*root, heard)) {
      return {soap("<Fault><Code><Value>s:Sender</Value><Subcode><Value>ter:NotAuthorized</Value></Subcode></Code></Fault>",
                   "400 Bad Request"), true};
    }
    return {soap(done(operation)), true};
  }

  bool may(const xml::Element& root, const Heard& heard) {
    const auto* token = root.find("UsernameToken");
    if (token == nullptr) return false;
    const auto nonce = from_base64(token->child_text("Nonce"));
    const std::string& created = token->child_text("Created");
    const auto right = protocols::onvif::password_digest({"", login.password, nonce.value_or(Bytes{}), created});
    const bool is_right = created == "2001-02-03T01:02:03Z" && token->child_text("Password") == right.value_or("");
    return login.judge(token->child_text("Username"), is_right ? login.password : "wrong", heard.at) == true;
  }

  std::string done(const xml::Element& operation) {
    if (operation.name == "AddScopes") scopes.push_back(operation.child_text("ScopeItem"));
    if (operation.name == "RemoveScopes") std::erase(scopes, operation.child_text("ScopeItem"));
    std::string inside = "<Model>HC-100</Model><FirmwareVersion>1.2</FirmwareVersion>";
    for (const auto& scope : scopes) inside += "<Scopes><ScopeItem>" + scope + "</ScopeItem></Scopes>";
    return "<" + operation.name + "Response>" + inside + "</" + operation.name + "Response>";
  }
};

struct OnvifBed {
  OnvifCamera camera;
  FakeBench bench;
  OnvifBed() {
    bench.serve(80, [this](const Heard& heard) { return camera.answer(heard); });
    bench.saw("service.identified", {"main", "tcp/80", ""}, object({{"protocol", "http"}, {"tls", false}}));
  }
  void declare(std::string_view operation, std::string_view path) {
    Route route;
    route.id = "onvif";
    route.transport = "tcp";
    route.port = 80;
    route.protocol = "onvif";
    route.authentication = "auth";
    bench.described.routes.push_back(route);
    bench.described.assets.push_back({"users", "users", "credential", true, "", "", false, {"onvif"}});
    bench.described.requests.push_back({"q", "onvif", "users", std::string(operation), std::string(path)});
  }
  void look() { ASSERT_TRUE(bench.run(probe_onvif_access, {"", "main", "tcp/80", ""})); }
};

TEST(OnvifLogin, IsProvenByAnOperationThatWasRefusedBefore) {
  OnvifBed bed;
  auto surface = surface_of("onvif", 80);
  surface.path = "/onvif/device_service";
  const auto right = try_login(bed.bench.network(), surface, "admin", "correct horse");
  EXPECT_EQ(right.outcome, LoginClass::accepted);
  EXPECT_EQ(right.confirmed_by, "GetDeviceInformation");
  EXPECT_EQ(try_login(bed.bench.network(), surface, "admin", "x").outcome, LoginClass::refused);
  bed.camera.open = true;
  EXPECT_TRUE(try_login(bed.bench.network(), surface, "admin", "x").answers_anyone);
}

TEST(OnvifLogin, OfSomethingElseIsUnclear) {
  FakeBench bench;
  bench.serve(80, [](const Heard& heard) { return heard.now.empty() ? Reply{} : Reply{settings_page(), true}; });
  EXPECT_EQ(try_login(bench.network(), surface_of("onvif", 80), "a", "b").outcome, LoginClass::unclear);
}

TEST(OnvifDefaults, AreFoundWithTheDevicesOwnClock) {
  OnvifBed bed;
  bed.camera.login.password = "admin";
  const auto list = default_list_from(knowledge_file("default_credentials"));
  const auto surface = surface_of("onvif", 80);
  const auto pairs = ordered_pairs(*list, surface, "", "");
  const auto report = search_default_password(bed.bench.network(), {surface, pairs, nullptr}, {});
  ASSERT_TRUE(report.found);
  EXPECT_EQ(report.found->password, "admin");
}

TEST(OnvifAccess, TellsWhatIsToldToAnybody) {
  OnvifBed bed;
  bed.camera.open = true;
  bed.look();
  EXPECT_EQ(bed.bench.values("access.unauthenticated").size(), 3u);
  EXPECT_EQ(bed.bench.values("identity.shown").at(0)["model"].as_text(), "HC-100");
  EXPECT_TRUE(bed.bench.values("login.offered").empty());
}

TEST(OnvifAccess, DoesNotCallTheTimeAFinding) {
  OnvifBed bed;
  bed.look();
  EXPECT_TRUE(bed.bench.values("access.unauthenticated").empty());
  EXPECT_EQ(bed.bench.values("login.offered").at(0)["kind"].as_text(), "onvif");
}

TEST(OnvifAccess, RefusesWithTheTestAccountAsControl) {
  OnvifBed bed;
  bed.declare("read", "GetUsers");
  bed.bench.accounts = {test_account(bed.camera.login)};
  bed.look();
  const auto refused = bed.bench.values("access.refused");
  ASSERT_EQ(refused.size(), 1u);
  EXPECT_EQ(refused[0]["how"].as_text(), "NotAuthorized");
  EXPECT_TRUE(refused[0]["control"].as_bool());
  EXPECT_FALSE(bed.bench.wrote("correct horse"));
}

TEST(OnvifAccess, WritesByAgreementAndTakesItBack) {
  OnvifBed bed;
  bed.camera.open = true;
  bed.declare("write", "AddScopes");
  bed.look();
  EXPECT_FALSE(bed.bench.wrote("AddScopes"));
  bed.bench.disruption = true;
  bed.look();
  EXPECT_TRUE(bed.bench.wrote("AddScopes"));
  EXPECT_EQ(bed.camera.scopes.size(), 1u);
  EXPECT_EQ(bed.bench.values("access.unauthenticated").back()["operation"].as_text(), "write");
}

struct Gateway {
  std::string control = "/ctl/IPConn";
  std::map<std::string, std::string> mappings;  // external port and client
  bool refuses = false;

  Reply answer(const Heard& heard) {
    if (heard.all.find("\r\n\r\n") == std::string::npos) return {};
    if (heard.all.starts_with("GET /rootDesc.xml ")) {
      const std::string text = "<root><device><deviceType>urn:x</deviceType><modelName>HC-100</modelName><serviceList><service>"
                               "<serviceType>urn:schemas-upnp-org:service:WANIPConnection:1</serviceType><controlURL>" + control +
                               "</controlURL></service></serviceList></device></root>";
      return {fmt::format("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{}", text.size(), text), true};
    }
    if (!heard.all.starts_with("POST ")) return missing();
    const auto root = xml::parse(body_of(heard));
    if (!root) return {};
    const auto& action = root->child("Body")->children.at(0);
    if (refuses) return fault(606);
    return act(action, action.child_text("NewExternalPort"));
  }

  Reply act(const xml::Element& action, const std::string& port) {
    if (action.name == "GetGenericPortMappingEntry") return fault(713);
    if (action.name == "AddPortMapping") mappings[port] = action.child_text("NewInternalClient");
    if (action.name == "DeletePortMapping") mappings.erase(port);
    if (action.name == "GetSpecificPortMappingEntry" && !mappings.contains(port)) return fault(714);
    return {soap("<" + action.name + "Response/>"), true};
  }

  static Reply fault(int code) {
    return {soap(fmt::format("<Fault><detail><UPnPError><errorCode>{}</errorCode></UPnPError></detail></Fault>", code),
                 "500 Internal Server Error"), true};
  }
};

struct GatewayBed {
  Gateway gateway;
  FakeBench bench;
  GatewayBed() {
    bench.learn("upnp");
    bench.serve(49152, [this](const Heard& heard) { return gateway.answer(heard); });
    bench.saw("discovery.announced", {"main", "", "ssdp"}, object({{"locations", ValueList{"tcp/49152 /rootDesc.xml", "nonsense"}}}));
    bench.described.targets.push_back({"main", "", "192.0.2.7"});
    bench.described.model = "HC-100";
  }
  void look() { ASSERT_TRUE(bench.run(probe_upnp_access, {"", "main", "tcp/49152", ""})); }
};

TEST(UpnpAccess, GoesWhereTheDeviceAnnounced) {
  GatewayBed bed;
  const auto tasks = bed.bench.plan(probe_upnp_access);
  ASSERT_EQ(tasks.size(), 1u);
  EXPECT_EQ(tasks[0].endpoint, "tcp/49152");
  bed.look();
  EXPECT_EQ(bed.bench.values("identity.shown").at(0)["model"].as_text(), "HC-100");
  EXPECT_EQ(bed.bench.values("access.unauthenticated").size(), 2u) << "an empty list is told as well";
  EXPECT_FALSE(bed.bench.wrote("AddPortMapping"));
}

TEST(UpnpAccess, NeverFollowsAControlUrlElsewhere) {
  GatewayBed bed;
  bed.gateway.control = "http://198.51.100.9:80/ctl";
  bed.look();
  EXPECT_FALSE(bed.bench.wrote("POST"));
  EXPECT_EQ(bed.bench.values("access.not_tried").size(), 1u);
}

TEST(UpnpAccess, FollowsAnAbsoluteControlUrlOfTheTarget) {
  GatewayBed bed;
  bed.gateway.control = "http://192.0.2.7:49152/ctl";
  bed.look();
  EXPECT_EQ(bed.bench.values("access.unauthenticated").size(), 2u);
}

TEST(UpnpAccess, OfARefusingGatewayIsNone) {
  GatewayBed bed;
  bed.gateway.refuses = true;
  bed.look();
  EXPECT_TRUE(bed.bench.values("access.unauthenticated").empty());
}

TEST(UpnpAccess, OpensADoorForAnotherHostByAgreementOnlyAndClosesIt) {
  GatewayBed bed;
  Route route;
  route.id = "igd";
  route.transport = "tcp";
  route.port = 49152;
  route.protocol = "upnp";
  bed.bench.described.routes.push_back(route);
  bed.bench.described.assets.push_back({"doors", "port mappings", "setting", true, "", "", false, {"igd"}});
  bed.bench.described.requests.push_back({"q", "igd", "doors", "write", "AddPortMapping"});
  bed.look();
  EXPECT_FALSE(bed.bench.wrote("AddPortMapping"));
  EXPECT_EQ(bed.bench.values("access.not_tried").size(), 1u);
  bed.bench.disruption = true;
  bed.look();
  EXPECT_TRUE(bed.bench.wrote("<NewInternalClient>192.0.2.253<"));
  EXPECT_EQ(bed.bench.values("access.unauthenticated").back()["operation"].as_text(), "write");
  EXPECT_EQ(bed.bench.values("access.unauthenticated").back()["protected"].as_text(), "yes");
  EXPECT_TRUE(bed.gateway.mappings.empty());
}

}  // namespace
}  // namespace hoshi::probes
