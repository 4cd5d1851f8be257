// Parts that several pages share: states, whose move it is, steps to take, history.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "office/label_views.h"
#include "office/views.h"
#include "pages/page.h"

namespace hoshi::pages {

// What a state means for the eye: wait where somebody has to move, good or bad where it has ended.
Tone tone_of_state(std::string_view state, std::string_view turn);
Tone tone_of_status(std::string_view status);  // of a label
Tone tone_of_verdict(std::string_view verdict);

// The same for a list: amber is the colour of what waits for this visitor alone.
Tone tone_for(const Page& page, std::string_view state, std::string_view turn);
// The visitor acts for a party, not for the office.
bool is_of_party(const Page& page);

// The box at the top: whose move it is, by when, what is to be paid.
void write_turn(Page& page, const office::ApplicationView& view);
// When a finding was raised, and the file it is about; `application` is the page's address, `files` where the name may stand.
void write_finding_about(Page& page, std::string_view application, const office::FindingView& finding, const std::vector<office::Upload>& files);
// What may be announced at this moment.
void write_announcement(Page& page, const office::ApplicationView& view);
// Buttons of the steps that can be taken, and, folded, those that lack something: `base` + "/step/" + event. Steps that belong to one finding,
// criterion or person stand where that is shown.
void write_steps(Page& page, std::string_view base, const std::vector<office::PossibleStep>& steps);
// Does the step end something for good, or hurt somebody? Its button looks like it.
bool is_grave(std::string_view event);
// Can the step be taken now?
bool can(const std::vector<office::PossibleStep>& steps, std::string_view event);
void write_history(Page& page, const std::vector<office::HistoryStep>& history);
// A heading and a table of queue items; `caption` is a key.
void write_queue(Page& page, std::string_view caption, const std::vector<office::QueueItem>& items);
// A table that becomes cards on a narrow screen; `name` says to screen readers what it lists. Cells opened by `cell` are named there.
void begin_table(Page& page, std::string_view name, const std::vector<const char*>& heads);
documents::Html& cell(Page& page, std::string_view head, std::string_view css = "");
void end_table(Page& page);
// The answer of the office to a wrong command, in the visitor's words as far as it has them.
std::string words_of(const Page& page, const Error& error);

}  // namespace hoshi::pages
