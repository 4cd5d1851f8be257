// Options into settings, and what a lab is into words.
// SPDX-License-Identifier: Apache-2.0
#include "operations/lab_network.h"

#include <random>

#include "base/encoding.h"
#include "base/file.h"
#include "base/text.h"
#include "lab/lab.h"
#include "lab/updates/certificates.h"

namespace hoshi::operations {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t tried_shown = 20;

lab::Words words_of(const Home& home) {
  return [&home](std::string_view key, const std::map<std::string, std::string>& slots) { return home.text(key, slots); };
}

tl::unexpected<Error> wrong_option(const Home& home, std::string_view option, const std::string& value) {
  return fail(ErrorCode::invalid_input, home.text("lab.bad_option", {{"option", std::string(option)}, {"value", printable(value, 80)}}));
}

Result<lab::LinkSettings> read_link(const Home& home, const std::string& text) {
  auto link = lab::parse_link(text);
  if (!link) return fail(ErrorCode::invalid_input, home.text("lab.bad_link", {{"value", link.error().message}}));
  // A seed nobody gave is drawn and written down, so that the run can be told again.
  constexpr std::uint32_t largest_seed = 999'999'999;
  if (!link->is_seed_given) link->seed = std::random_device{}() % largest_seed;
  link->is_seed_given = true;
  return link;
}

// The authority of before, so that it is installed on the device only once; else a new one.
Result<std::string> read_authority(const Home& home, const fs::path& path) {
  constexpr std::size_t authority_bytes_max = 64u << 10;
  std::error_code none;
  const bool is_there = !path.empty() && fs::exists(path, none);
  auto pem = is_there ? read_file(path, authority_bytes_max) : lab::make_authority();
  if (!pem && !is_there) return pem;
  if (!pem || !lab::certificate_of_authority(*pem)) return wrong_option(home, "--update-ca", path.string());
  if (!is_there && !path.empty()) HOSHI_CHECK(write_private_file(path, *pem));
  return pem;
}

Result<lab::UpdateServer> read_update_server(const Home& home, const LabOptions& options) {
  auto server = lab::parse_update_server(options.update_server);
  if (!server) return wrong_option(home, "--update-server", options.update_server);
  std::uint64_t left_bytes = lab::served_bytes_max;
  for (const auto& text : options.update_files) {
    const auto named = lab::parse_served_file(text);
    if (!named || server->files.size() >= lab::most_served_files) return wrong_option(home, "--update-file", text);
    auto content = read_file(named->file, left_bytes);
    if (!content) return wrong_option(home, "--update-file", text);
    left_bytes -= content->size();
    const std::string sha256 = sha256_hex(*content);
    server->files.push_back({named->path, sha256, content->size(), std::move(*content)});
  }
  server->authority_pem = HOSHI_TRY(read_authority(home, options.update_ca));
  return std::move(*server);
}

Result<lab::Settings> read_settings(const Home& home, const LabOptions& options) {
  lab::Settings settings;
  settings.interface = options.interface;
  settings.upstream = options.upstream == "none" ? "" : options.upstream;
  settings.has_capture = options.has_capture;
  if (!lab::is_interface_name(settings.interface)) return wrong_option(home, "--interface", settings.interface);
  if (!settings.upstream.empty() && !lab::is_interface_name(settings.upstream)) return wrong_option(home, "--upstream", settings.upstream);
  const auto network = lab::parse_network(options.address.empty() ? lab::usual_address : options.address);
  if (!network) return wrong_option(home, "--address", options.address);
  settings.address = *network;
  if (options.address6 != "none") {
    const auto network6 = lab::parse_network6(options.address6.empty() ? lab::usual_address6 : options.address6);
    if (!network6) return wrong_option(home, "--address6", options.address6);
    settings.address6 = *network6;
  }
  for (const auto& server : options.dns) {
    if (!lab::parse_address4(server)) return wrong_option(home, "--dns", server);
    settings.dns.push_back(server);
  }
  // Names go to whom the user names: the resolver of this machine is not the device's business.
  if (settings.upstream.empty() != settings.dns.empty()) return fail(ErrorCode::invalid_input, home.text("lab.dns_with_upstream"));
  constexpr std::size_t most_dns = 4;
  if (settings.dns.size() > most_dns) return wrong_option(home, "--dns", settings.dns.back());
  if (!options.link.empty()) settings.link = HOSHI_TRY(read_link(home, options.link));
  if (options.update_server.empty()) {
    if (!options.update_files.empty()) return wrong_option(home, "--update-file", options.update_files.front());
    if (!options.update_ca.empty()) return wrong_option(home, "--update-ca", options.update_ca.string());
    return settings;
  }
  settings.updates = HOSHI_TRY(read_update_server(home, options));
  return settings;
}

std::string cuts_of(const std::set<lab::Service>& cuts) {
  std::vector<std::string> names;
  for (const auto service : cuts) names.emplace_back(lab::name_of(service));
  return join(names, ", ");
}

std::string direction_line(const Home& home, std::string_view key, const Value& counts) {
  const auto number = [&](std::string_view name) { return std::to_string(counts[name].as_integer()); };
  return home.text(key, {{"offered", number("offered")},
                         {"lost", number("lost")},
                         {"overflowed", number("overflowed")},
                         {"duplicated", number("duplicated")},
                         {"reordered", number("reordered")}}) + "\n";
}

std::string status_text(const Home& home, const fs::path& folder, const lab::Status& status) {
  const std::map<std::string, std::string> slots{{"folder", folder.string()},
                                                 {"interface", status.settings.interface},
                                                 {"address", lab::to_text(status.settings.address)},
                                                 {"upstream", status.settings.upstream}};
  std::string text = home.text(!status.is_up ? "lab.is_down" : status.is_complete ? "lab.is_up" : "lab.half_up", slots) + "\n";
  if (!status.settings.upstream.empty()) text += home.text("lab.way_out", slots) + "\n";
  if (status.settings.updates) {
    const std::string authority = (folder / lab::authority_file).string();
    text += home.text("lab.plays_updates", {{"host", status.settings.updates->host}, {"authority", authority}}) + "\n";
  }
  for (const auto& part : status.parts) text += home.text(part.is_running ? "lab.part_runs" : "lab.part_ended", {{"name", part.name}}) + "\n";
  if (status.is_up && !status.cuts.empty()) text += home.text("lab.cut_now", {{"services", cuts_of(status.cuts)}}) + "\n";
  for (const auto& lease : status.leases) text += home.text("lab.lease", {{"lease", lease}}) + "\n";
  if (status.settings.link) {
    text += home.text("lab.link_is", {{"link", lab::to_text(*status.settings.link)}}) + "\n";
    text += direction_line(home, "lab.link_to_device", status.link["to_device"]);
    text += direction_line(home, "lab.link_from_device", status.link["from_device"]);
  }
  text += home.text("lab.captured", {{"bytes", std::to_string(status.capture_bytes)}}) + "\n";
  const auto& tried = status.tried.as_list();
  for (std::size_t i = 0; i < tried.size() && i < tried_shown; ++i) {
    text += home.text("lab.tried", {{"address", printable(tried[i]["address"].as_text(), 50)},
                                    {"protocol", printable(tried[i]["protocol"].as_text(), 10)},
                                    {"port", std::to_string(tried[i]["port"].as_integer())},
                                    {"packets", std::to_string(tried[i]["packets"].as_integer())}}) + "\n";
  }
  if (tried.size() > tried_shown) text += home.text("lab.tried_more", {{"count", std::to_string(tried.size() - tried_shown)}}) + "\n";
  return text;
}

}  // namespace

Result<std::string> lab_up(const Home& home, const LabOptions& options, const std::function<bool()>& stop_wanted) {
  const lab::UpRequest request{HOSHI_TRY(read_settings(home, options)), options.folder, home.tool, stop_wanted};
  HOSHI_CHECK(lab::up(request, words_of(home)));
  const lab::Status status = HOSHI_TRY(lab::status(options.folder, words_of(home)));
  return status_text(home, options.folder, status) + home.text("lab.up_done", {{"folder", options.folder.string()}}) + "\n";
}

Result<std::string> lab_down(const Home& home, const fs::path& folder) {
  HOSHI_CHECK(lab::down(folder, words_of(home)));
  return home.text("lab.down_done", {{"folder", folder.string()}}) + "\n";
}

Result<LabStatus> lab_status(const Home& home, const fs::path& folder) {
  const lab::Status status = HOSHI_TRY(lab::status(folder, words_of(home)));
  return LabStatus{status_text(home, folder, status), status.is_well()};
}

Result<std::string> lab_change(const Home& home, const fs::path& folder, const std::vector<std::string>& services, LabChange change) {
  std::set<lab::Service> wanted;
  for (const auto& name : services) {
    const auto service = lab::service_named(name);
    if (!service) return fail(ErrorCode::invalid_input, home.text("lab.no_service", {{"name", printable(name, 40)}}));
    wanted.insert(*service);
  }
  const auto direction = change == LabChange::cut ? lab::Change::cut : lab::Change::mend;
  HOSHI_CHECK(lab::change(folder, wanted, direction, words_of(home)));
  return home.text(change == LabChange::cut ? "lab.cut_done" : "lab.mend_done", {{"services", cuts_of(wanted)}}) + "\n";
}

Result<std::string> lab_serve(const Home& home, const fs::path& folder, const std::string& channel_case) {
  const auto wanted = lab::channel_case_named(channel_case);
  if (!wanted) return fail(ErrorCode::invalid_input, home.text("lab.no_case", {{"name", printable(channel_case, 40)}}));
  const auto watch = lab::ChannelWatch::begin(folder, *wanted, words_of(home));
  if (!watch) return tl::unexpected<Error>(watch.error());
  return home.text("lab.serve_done", {{"case", channel_case}, {"log", (folder / lab::updates_file).string()}}) + "\n";
}

Result<void> lab_link(const Home& home, const std::string& wire, const std::string& inside, const std::string& link,
                      const std::function<void(const std::string&)>& say, const std::function<bool()>& stop_wanted) {
  const lab::LinkSettings settings = HOSHI_TRY(read_link(home, link));
  const auto ready = [&] { say(home.text("lab.link_ready", {{"interface", wire}, {"inside", inside}, {"link", lab::to_text(settings)}})); };
  return lab::link_only(wire, inside, settings, ready, stop_wanted, words_of(home));
}

}  // namespace hoshi::operations
