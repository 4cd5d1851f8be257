// How an office is run: where its data is, which database, where it listens, who it is to the outside.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <set>
#include <string>

namespace hoshi::serving {

struct Settings {
  std::filesystem::path data;      // folder of this office, for its user alone; made when it is not there
  std::string store;               // "postgresql://…", or "" for SQLite in the data folder
  std::filesystem::path house;     // of the installation: schemes/, knowledge/, translations/
  std::string scheme = "jc-star";  // the one whose labels are signed and whose register is public
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;       // 0: any free one
  std::string origin;              // "https://labels.example" as people reach it; "": http://<address>:<port>
  std::filesystem::path certificate, certificate_key;  // TLS by itself; empty: plain, behind a proxy or on a laptop
  std::set<std::string> trusted_proxies;
  std::filesystem::path label_key;         // key file of labels; "": data/keys/label.key, made at the first start
  std::filesystem::path label_key_secret;  // passphrase or PIN file; "": none
  std::string smtp;                        // "smtp://host:port" or "smtps://…"; "": notices stay in the outbox
  std::string smtp_user;                   // "": no log-in
  std::filesystem::path smtp_secret;       // file with its password
  std::string mail_from;
  std::string tool;                        // "hoshi 0.1.0"
};

std::filesystem::path database_file(const Settings& settings);  // data/office.sqlite
std::string store_of(const Settings& settings);
std::filesystem::path public_folder(const Settings& settings);  // data/public: the register as files

}  // namespace hoshi::serving
