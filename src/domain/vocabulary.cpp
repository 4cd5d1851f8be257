// The shared words, each list in one place.
// SPDX-License-Identifier: Apache-2.0
#include "domain/vocabulary.h"

namespace hoshi {

const std::vector<std::string>& document_kinds() {
  static const std::vector<std::string> kinds{
      "disclosure_policy", "security_txt",       "manual",          "update_instructions",
      "update_policy",     "password_generation", "design",          "storage_design",
      "label_photo",       "support_statement",   "vulnerability_scan", "interface_photo",
      "statement_of_compliance", "test_record",   "other"};
  return kinds;
}

const std::vector<std::string>& product_kinds() {
  static const std::vector<std::string> kinds{"ip_device", "indirectly_connected", "personal_computer",
                                              "tablet",    "smartphone",           "not_ip"};
  return kinds;
}

const std::vector<std::string>& login_kinds() {
  static const std::vector<std::string> kinds{"basic", "digest",      "form",        "ssh",  "telnet", "mqtt",
                                              "ftp",   "rtsp_basic",  "rtsp_digest", "snmp", "snmpv3", "coap_psk",
                                              "vnc",   "onvif",       "sip",         "redis", "smb"};
  return kinds;
}

const std::vector<std::string>& recipe_purposes() {
  static const std::vector<std::string> purposes{"change",      "set",        "read",    "version",   "update",
                                                 "backup",      "restart",    "power_off", "power_on", "network_off",
                                                 "network_on",  "reset",      "first_use", "session",  "use_session",
                                                 "restore",     "check_update"};
  return purposes;
}

const std::vector<std::string>& recipe_step_kinds() {
  static const std::vector<std::string> kinds{"http",     "ssh",     "telnet",  "mqtt", "tftp_put", "tftp_get",
                                              "ftp_put",  "ftp_get", "serve",   "hand", "command",  "lab",  "wait"};
  return kinds;
}

const std::vector<std::string>& effect_names() {
  static const std::vector<std::string> effects{"lock", "restart", "overwrite", "erase", "interrupt"};
  return effects;
}

const std::vector<std::string>& artifact_kinds() {
  static const std::vector<std::string> kinds{"capture", "firmware_image", "flash_dump", "backup", "export", "log"};
  return kinds;
}

const std::vector<std::string>& artifact_stages() {
  static const std::vector<std::string> stages{"factory", "boot",         "idle",       "use",
                                               "update",  "before_reset", "after_reset"};
  return stages;
}

const std::vector<std::string>& fact_names() {
  static const std::vector<std::string> names{
      "target.reached",        "port.open",              "ports.scanned",
      "service.identified",    "route.matched",          "route.undeclared",
      "route.protocol_differs", "route.not_answering",   "route.authentication_differs",
      "route.plaintext",       "tls.version",            "tls.suite",
      "tls.group",             "tls.certificate",        "tls.grade",
      "ssh.offer",             "ssh.methods",            "http.page",
      "mqtt.connect",          "telnet.greeting",        "access.unauthenticated",
      "access.refused",        "access.not_tried",       "login.surface",
      "smb.offer",             "login.offered",         "starttls.offered",       "discovery.announced",
      "login.control",         "login.default_accepted", "login.defaults_refused",
      "login.throttle",        "asset.seen_in_clear",    "asset.seen_protected",
      "document.kept",         "document.unavailable",   "document.understood",
      "identity.shown",        "vulnerability.scan",     "vulnerability.finding",
      "initial.compared", "initial.derivable", "initial.shared", "first_use.state", "value.change",
      "value.set", "value.session", "value.weak", "value.kept", "login.curve", "login.lock_restart", "update.applied", "update.kept",
      "update.variant", "update.cut", "update.channel", "outage.round", "outage.kept", "outage.differs", "outage.peers",
      "erasure.round", "erasure.remains", "erasure.looked", "erasure.version", "erasure.key", "erasure.peers",
      "artifact.searched", "canary.found", "image.finding", "image.hash", "units.same", "units.compared",
      "traffic.seen", "traffic.flow", "traffic.tls", "traffic.secret", "device.health",
      "probe.failed",          "probe.done"};
  return names;
}

const std::vector<std::string>& asked_over_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all{
        "authentications", "routes",     "protected_assets",    "stored_assets", "user_assets",
        "updates",         "components", "physical_interfaces", "open_ports",    "findings",
        "models",          "logins",     "accesses",            "untested_authentications",
        "essential_services", "clear_traffic"};
    for (const auto& kind : document_kinds()) all.push_back("documents:" + kind);
    for (const char* value : {"unique_per_unit", "set_at_first_use", "common", "none"}) {
      all.push_back(std::string("passwords:") + value);
    }
    for (const char* storage : {"secure_area", "internal", "encrypted", "removable"}) {
      all.push_back(std::string("stored_assets:") + storage);
    }
    return all;
  }();
  return names;
}

}  // namespace hoshi
