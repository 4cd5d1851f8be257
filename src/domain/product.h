// The product as its maker describes it (docs/product-description.md); shaped on the IXIT of ETSI TS 103 701.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/value.h"
#include "domain/recipe.h"

namespace hoshi {

// Empty text means "not filled in": allowed everywhere, and what rests on it is inconclusive.

struct Target {
  std::string name;  // "main"; the address is given on the command line, never here
  std::string description;
  std::string host;  // as the user named it for this run; what web requests call the device. Never in observations
};

// IXIT 1-AuthMech.
struct Authentication {
  std::string id;
  std::string description;
  std::string factor;   // password, key, certificate, token, pin, none
  std::string used_by;  // user, machine
  bool over_network = true;
  std::string default_value;  // unique_per_unit, set_at_first_use, common, none
  std::int64_t minimum_length = 0;  // characters of the default or of what a user may set; 0 = not filled in
  std::string generation;
  std::string guarantees;
  std::string cryptography;
  std::string brute_force_prevention;
  std::string change_procedure;  // how its value is changed (IXIT 2, documentation of change mechanisms)
};

struct Asset {
  std::string id;
  std::string name;
  std::string kind;      // setting, credential, personal_data, confidential, function
  bool is_protected = true;  // an asset to be protected (守るべき情報資産)
  std::string storage;   // secure_area, internal, encrypted, removable, not_stored
  std::string storage_detail;
  bool set_by_user = false;
  std::vector<std::string> routes;  // ids of routes over which it travels
};

// One access route: where something of the product can be reached (IXIT 28-LogIntf, 13-SoftServ).
// "main" of "main@ipv6": a target's addresses of one family, where they show different services.
std::string_view base_target(std::string_view target);

struct Route {
  std::string id;
  std::string target = "main";
  std::string interface;  // ethernet, wifi, bluetooth …
  std::string transport;  // "tcp", "udp"
  std::uint16_t port = 0;
  std::string protocol;   // http, https, ssh, telnet, mqtt, mqtts …
  std::string purpose;
  std::string authentication;  // id of an authentication, "none", or "" when not filled in
  std::string status = "enabled";  // enabled, disabled
  std::string communication;   // id of a secure communication (IXIT 11), "none", or ""
  std::string endpoint() const;  // "tcp/443"
};

// How one logs in over a route, without any secret.
struct Login {
  std::string id;  // the authentication's id it belongs to, with the route's: unique
  std::string route;
  std::string authentication;
  std::string kind;  // basic, digest, form, ssh, telnet, mqtt
  std::string path;  // of the page that asks (basic, digest) or that is posted to (form)
  std::string user_field = "user";
  std::string password_field = "password";
  std::string privileged_path;  // page that only a logged-in user may read
};

// Something that may be asked over a route and touches an asset.
struct Request {
  std::string id;
  std::string route;
  std::string asset;
  std::string operation = "read";  // read, write
  std::string path;                // HTTP path or MQTT topic
};

// IXIT 7-UpdMech.
struct UpdateMechanism {
  std::string id;
  std::string description;
  bool over_network = true;
  std::string guarantees;
  std::string cryptography;
  std::string integrity_check;
  std::string initiation;
  std::string checking;
  std::string notification;
};

// IXIT 6-SoftComp.
struct Component {
  std::string id;
  std::string description;
  std::string version;
  std::string update_mechanism;  // id, or "none"
  std::string why_not_updatable;
};

// IXIT 15-PhyIntf, with radio interfaces.
struct PhysicalInterface {
  std::string id;
  std::string kind;    // usb, uart, jtag, sd, ethernet, wifi, bluetooth …
  std::string status;  // enabled, disabled
  std::string need;
  std::string protection;
  bool debug = false;
};

struct Document {
  std::string id;
  std::string kind;  // disclosure_policy, manual, update_policy, design, label_photo, support …
  std::string title;
  std::string url;
  std::string file;    // relative to the description
  std::string sha256;  // of the file or of what the URL gave; filled by Hoshi, never by the description
};

struct RecognisedStatement {
  std::string recognition;  // id of a recognition of the scheme: "psti"
  std::string document;     // id of a document
  std::string edition;
  std::string valid_until;  // YYYY-MM-DD
};

struct WrittenReason {
  std::string criterion;
  std::string reason;
};

struct Choice {
  std::string criterion;
  std::string item;
};

struct AssociatedService {
  std::string id;
  std::string name;
  bool essential = true;
  std::string host;  // empty: only documents are looked at
  bool test_instance = false;  // a maker's production cloud is never probed
};

struct FamilyModel {
  std::string model;
  std::string differences;
  std::string why_result_carries_over;
};

struct Permission {
  std::string owner;
  std::string permitted_by;
  std::string scope;
  std::string date;
  bool is_complete() const { return !owner.empty() && !permitted_by.empty() && !scope.empty() && !date.empty(); }
};

// What goes on from an instant until the next one begins: a stage of artifacts (recipe.h).
struct LabStage {
  std::string stage;
  std::int64_t from_ms = 0;  // since 1970
};

// What a lab network recorded around a run. Filled by Hoshi, never by the description.
struct LabRun {
  std::vector<std::string> captures;       // ids of artifacts, the first part first; empty: there was no lab
  std::vector<std::string> own_addresses;  // of this computer in the lab: what it began is not the device's doing
  std::vector<LabStage> stages;            // in order of time

  bool has_captures() const { return !captures.empty(); }
};

struct Product {
  std::string id;
  std::string name;
  std::string model;
  std::string firmware;
  std::string hardware;
  std::string category;
  std::string kind;         // ip_device, indirectly_connected, personal_computer, tablet, smartphone …
  std::string support_end;  // YYYY-MM-DD
  Permission permission;
  std::vector<FamilyModel> family;
  std::vector<Target> targets;
  std::vector<Authentication> authentications;
  std::vector<Asset> assets;
  std::vector<Route> routes;
  std::vector<Login> logins;
  std::vector<Request> requests;
  std::vector<UpdateMechanism> updates;
  std::vector<Component> components;
  std::vector<PhysicalInterface> physical_interfaces;
  std::vector<Document> documents;
  std::vector<AssociatedService> services;
  std::vector<RecognisedStatement> recognised;
  std::vector<WrittenReason> not_applicable;
  std::vector<Choice> choices;
  std::vector<Recipe> recipes;
  std::vector<Unit> units;
  std::vector<ArtifactEntry> artifacts;
  LabRun lab;
  // The whole description as read, for rules that ask whether a field is filled in and for the evidence.
  Value source;

  const Authentication* authentication(std::string_view id) const;
  const Asset* asset(std::string_view id) const;
  const Route* route(std::string_view id) const;
  const Document* document(std::string_view id) const;
  // What the user called the target in this run, or its name.
  const std::string& host_of(const std::string& target) const;
  // The enabled route declared at that place, if any.
  const Route* route_at(std::string_view target, std::string_view endpoint) const;
};

}  // namespace hoshi
