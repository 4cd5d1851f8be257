// What the commands that talk to an office share: the connection, and how answers and files are given out.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>

#include "cli/command.h"
#include "client/step.h"

namespace hoshi::cli {

enum class TokenNeed { always, when_named };

// By --server and --token-file.
[[nodiscard]] Result<client::Api> office_of(const Arguments& arguments, const operations::Home& home, TokenNeed need = TokenNeed::always);

// Of --upload ROLE=FILE.
[[nodiscard]] Result<std::vector<client::FileToHandIn>> files_of(const Arguments& arguments);

// The user's language, or the other where that says nothing. What others wrote cannot steer the terminal.
std::string said_in(const Value& words, Language language, std::size_t bytes_most = 200);
// Of an application's "turn".
std::string whose_move(const Value& turn, const operations::Home& home);

// Everything in a value that is not empty, one line a member, texts in the user's language. What others wrote cannot steer the terminal.
void say_value(const Value& value, Language language, std::ostream& out);

// The answer: as JSON with --json, else as say_value does.
Exit say_answer(const Result<Value>& answer, const Arguments& arguments, const operations::Home& home, Terminal& terminal);

// The bytes into the file of --out, which must not be there yet, or to the output.
Exit give_out(const Result<std::string>& content, const Arguments& arguments, const operations::Home& home, Terminal& terminal);

}  // namespace hoshi::cli
