// Readings as a kind: each time somebody of the office opens a file of an application, a case or a party, in a trail beside its own.
// SPDX-License-Identifier: Apache-2.0
#include "office/fields.h"
#include "office/house_machines.h"
#include "office/kind.h"

namespace hoshi::office {
namespace {

class ReadingKind final : public Kind {
 public:
  Result<Record> open(Work&, const Command&) const override {
    return fail(ErrorCode::not_found, "reading: name what is read, reading/<id>");
  }

  Result<Record> begin(Work& work, const Command& command) const override {
    Record record;
    record.aggregate = command.aggregate;
    record.machine = reading_machine().name;
    if (!is_of_office(work.actor)) return fail(ErrorCode::not_found, "there is no such thing");
    // Ids are never given twice, whatever they are of.
    for (const char* kind : {"application/", "case/", "organisation/"}) {
      const auto read = load(work.transaction, kind + record.id());
      if (!read && read.error().code == ErrorCode::not_found) continue;
      if (!read) return tl::unexpected<Error>(read.error());
      record.scheme = read->scheme;
      record.applicant = read->applicant;
      return record;
    }
    return fail(ErrorCode::not_found, "there is no such thing");
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
