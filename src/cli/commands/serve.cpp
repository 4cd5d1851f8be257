// hoshi serve: runs the office of a scheme.
// SPDX-License-Identifier: Apache-2.0
#include <ostream>

#include "base/text.h"
#include "cli/command.h"
#include "operations/home.h"
#include "serving/serve.h"

namespace hoshi::cli {
namespace {

constexpr std::uint16_t usual_port = 8080;

Result<serving::Settings> settings_of(const Arguments& arguments, const operations::Home& home) {
  serving::Settings settings;
  settings.data = arguments.value("--data", "hoshi-office");
  settings.house = home.data;
  settings.tool = home.tool;
  settings.store = arguments.value("--store");
  settings.scheme = arguments.value("--scheme", "jc-star");
  settings.address = arguments.value("--address", "127.0.0.1");
  settings.origin = arguments.value("--origin");
  settings.certificate = arguments.value("--certificate");
  settings.certificate_key = arguments.value("--certificate-key");
  settings.label_key = arguments.value("--label-key");
  settings.label_key_secret = arguments.value("--label-key-secret");
  settings.smtp = arguments.value("--smtp");
  settings.smtp_user = arguments.value("--smtp-user");
  settings.smtp_secret = arguments.value("--smtp-secret");
  settings.mail_from = arguments.value("--mail-from");
  for (const auto& proxy : arguments.values("--trust-proxy")) settings.trusted_proxies.insert(proxy);
  const auto port = parse_number(arguments.value("--port", std::to_string(usual_port)), 65535);
  if (!port) return fail(ErrorCode::invalid_input, home.text("serve.port"));
  settings.port = static_cast<std::uint16_t>(*port);
  if (settings.certificate.empty() != settings.certificate_key.empty()) return fail(ErrorCode::invalid_input, home.text("serve.certificate"));
  while (settings.origin.ends_with('/')) settings.origin.pop_back();
  return settings;
}

Exit run(const Arguments& arguments, const operations::Home& home, Terminal& terminal) {
  const auto settings = settings_of(arguments, home);
  if (!settings) return report_error(settings.error(), home, terminal);
  const auto known = operations::known_names();
  const auto served = serving::serve(
      *settings, known,
      [&](const serving::Started& started) {
        terminal.out << home.text("serve.started", {{"address", started.address}, {"folder", settings->data.string()}}) << "\n";
        if (!started.first_link.empty()) terminal.out << home.text("serve.first_link", {{"link", started.first_link}}) << "\n";
        terminal.out << home.text("serve.stop") << std::endl;
      },
      [&] { return terminal.stop_wanted && terminal.stop_wanted(); });
  return served ? Exit::good : report_error(served.error(), home, terminal);
}

}  // namespace

extern const Command command_serve;
const Command command_serve{"serve",
                            "",
                            0,
                            0,
                            {{"--data", "DIR"},
                             {"--store", "URL"},
                             {"--scheme", "ID"},
                             {"--address", "ADDRESS"},
                             {"--port", "PORT"},
                             {"--origin", "URL"},
                             {"--certificate", "FILE"},
                             {"--certificate-key", "FILE"},
                             {"--trust-proxy", "ADDRESS", true},
                             {"--label-key", "FILE"},
                             {"--label-key-secret", "FILE"},
                             {"--smtp", "URL"},
                             {"--smtp-user", "NAME"},
                             {"--smtp-secret", "FILE"},
                             {"--mail-from", "ADDRESS"}},
                            run};

}  // namespace hoshi::cli
