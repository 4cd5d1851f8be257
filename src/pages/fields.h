// Fields of forms as data: drawn with what was typed and what was wrong, and read back into the data of a command.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/value.h"
#include "pages/page.h"

namespace hoshi::pages {

enum class Input { text, long_text, lines, date, number, check, checks, choice, file, hidden, mail, url };

struct Option {
  std::string value;
  std::string words;  // in the visitor's language already
};

struct Field {
  std::string name;       // the path in the command's data: "product/name/ja"; also the name of the control
  Input input = Input::text;
  std::string label;      // key
  std::string hint = "";  // key, or nothing
  bool is_required = false;
  std::vector<Option> options = {};   // of a choice, and of checks, of which any number may be ticked
  std::string role = "";              // of a file: what the upload is ("checklist")
  std::string hash_at = "";           // of a file: the path in the command's data where its SHA-256 stands ("statement/document")
  bool is_needed_later = false;       // a draft may do without it, a submission may not: said, not enforced
};

// path → what is wrong there, in the visitor's language.
using Wrongs = std::map<std::string, std::string, std::less<>>;

// The value at a path as a control shows it: lists one a line.
std::string shown_value(const Value& data, std::string_view path);

// Draws one field with its label, hint and error; `data` holds what was typed or saved.
void draw(Page& page, const Field& field, const Value& data, const Wrongs& wrongs = {});
void draw_all(Page& page, const std::vector<Field>& fields, const Value& data, const Wrongs& wrongs = {});

// Line ends as the office keeps them: forms send CR LF.
std::string plain_lines(std::string_view text);

// What was typed, as nested maps. Empty controls are left out, so that the office sees what is missing; bounds and meaning are the
// office's to check. Numbers that are none stay texts, for the office to refuse.
Value read_fields(const std::vector<Field>& fields, const web::Request& request);
// Sets the value at a path like "product/name/ja", and the maps on the way there.
void put(Value& data, std::string_view path, Value value);
// Required fields that are empty.
Wrongs missing_in(const Page& page, const std::vector<Field>& fields, const web::Request& request);
// The field that the office's refusal names ("data/kana: must be …") with what is asked of it; nothing when it names none of these.
Wrongs wrong_in(const Page& page, const std::vector<Field>& fields, const Error& error);
// Lines for the top of a form, each led to its field; write above the form so that nobody has to look for what is wrong.
void write_wrongs(Page& page, const std::vector<Field>& fields, const Wrongs& wrongs);

}  // namespace hoshi::pages
