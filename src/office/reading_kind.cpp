// Readings as a kind: each time somebody of the office opens a file of an application, in a trail beside the application's own.
// SPDX-License-Identifier: Apache-2.0
#include "office/fields.h"
#include "office/house_machines.h"
#include "office/kind.h"

namespace hoshi::office {
namespace {

class ReadingKind final : public Kind {
 public:
  Result<Record> open(Work&, const Command&) const override {
    return fail(ErrorCode::not_found, "reading: name it with the application, reading/<id>");
  }

  Result<Record> begin(Work& work, const Command& command) const override {
    Record record;
    record.aggregate = command.aggregate;
    record.machine = reading_machine().name;
    const Record application = HOSHI_TRY(load(work.transaction, "application/" + record.id()));
    if (!is_of_office(work.actor)) return fail(ErrorCode::not_found, "there is no such thing");
    record.scheme = application.scheme;
    record.applicant = application.applicant;
    return record;
  }

  Result<workflow::Machine> machine(Work&, const Record&) const override { return reading_machine(); }
  Result<bool> is_visible(Work& work, const Record&) const override { return is_of_office(work.actor); }
  Result<bool> holds(Work&, const Record&, std::string_view) const override { return false; }
  Result<std::vector<workflow::PastStep>> past_besides(Work&, const Record&) const override { return std::vector<workflow::PastStep>(); }
  Result<std::string> subject(Work&, const Record&, const Command&) const override { return std::string(); }

  Result<Brought> bring(Work&, const Taken& taken) const override {
    Fields fields(taken.command.data, "data");
    const std::string sha256 = fields.sha256("sha256", Need::required);
    HOSHI_CHECK(fields.finish());
    return Brought{"", object({{"sha256", sha256}}), {}, {}};
  }

  Result<void> project(Work&, const Record&, const workflow::Transition&) const override { return {}; }

  Result<std::map<std::string, std::string>> notice_slots(Work&, const Record&) const override {
    return std::map<std::string, std::string>();
  }
};

}  // namespace

const Kind& reading_kind() {
  static const ReadingKind kind;
  return kind;
}

}  // namespace hoshi::office
