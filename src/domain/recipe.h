// How something is done to the device under test: the steps of a recipe, as the description declares them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "domain/words.h"

namespace hoshi {

// Texts may hold placeholders in braces, filled in when the step is done: {account} {password} {old} {new} {value}
// {image} (the bytes of an update; {sha256}, {size}, {version} say of it what a description of it has to say), {host}, and whatever an earlier step kept. Recipes hold no secrets themselves.
struct RecipeStep {
  std::string kind;   // http, ssh, telnet, mqtt, tftp_put, tftp_get, ftp_put, ftp_get, serve, hand, command, lab, wait
  std::string route;  // id of a route: where a step on the wire goes
  std::string login;  // http: id of a login done before with {account} and {password}
  std::string method = "GET";
  std::string path;   // http; name of a file (tftp, ftp); topic (mqtt); command (ssh); "cut" or "mend" (lab); where the device asks (serve)
  std::vector<std::string> headers;  // "Name: value"
  std::vector<std::string> form;     // "field=value", sent as application/x-www-form-urlencoded, or as multipart with file_field
  std::string body;                  // instead of a form; also the message (mqtt), the lines typed (ssh, telnet), what describes the image (serve)
  std::string content_type;
  std::string file_field;            // the field of a multipart upload that carries {image}
  std::string expect;                // RE2 the answer (status line, headers, body) must match; "": any answer
  std::vector<std::string> keep;     // "name=RE2 with one group": what the answer says, as a placeholder for later steps
  std::vector<std::string> command;  // of this machine, run without a shell by the command process, with its user's rights
  Words text;                        // hand: what the person is asked to do
  std::string await;                 // hand, command, lab: "" go on at once, "enter", "gone", "back" (of the device)
  std::int64_t seconds = 0;          // patience, or how long to wait; 0: the kind's own
};

struct Recipe {
  std::string id;
  // change (of an authentication value: {old} {new}), set and read (of an asset: {value}), version (gives {value}),
  // update ({image}), backup (gives {value}), restart, power_off, power_on, network_off, network_on, reset, first_use
  // ({new}), session (opens one: keeps {session}), use_session (works only while it lives), restore (makes good again),
  // check_update (has the device look for updates now).
  std::string purpose;
  std::string authentication;  // change, session, use_session, first_use
  std::string asset;           // set, read
  std::string update;          // update, version, check_update: id of an update mechanism
  std::vector<std::string> may;  // lock, restart, overwrite, erase, interrupt: what it may do to the device
  std::vector<RecipeStep> steps;
};

// A unit of the product on the bench, and what is printed on it; "A" is the one that is assessed.
struct Unit {
  std::string id;
  std::string serial;
  std::string mac;
  std::string ssid;
};

// A file with what left a device: a capture, an image, a dump, a backup. Hostile.
struct ArtifactEntry {
  std::string id;
  std::string kind;   // capture, firmware_image, flash_dump, backup, export, log
  std::string file;   // relative to the description
  std::string unit;   // id of a unit; "" is the one that is assessed
  std::string stage;  // factory, boot, idle, use, update, before_reset, after_reset, ""
  std::string update; // firmware_image: id of the update mechanism it is for
  std::string version;  // firmware_image: what the device shows once it is installed
  std::string sha256;   // filled by Hoshi, never by the description
};

}  // namespace hoshi
