// Colours and typefaces that the public register and the office share: the first lines of /static/register.css, and /static/tokens.css.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace hoshi::public_register {

// Contrast is at least 4.5:1 for text and 3:1 for signs, light and dark (WCAG 2.2, 1.4.3, 1.4.11). Paper is always printed light.
inline constexpr std::string_view shared_tokens = R"css(/* Colours and typefaces. SPDX-License-Identifier: Apache-2.0 */
:root{color-scheme:light dark;--paper:#fff;--wash:#f4f6f9;--ink:#191b22;--soft:#545b6b;--line:#d5dae3;--strong-line:#7a8394;
--brand:#22305c;--on-brand:#fff;--link:#0b4fb3;--link-hover:#06357a;--on-link:#fff;--focus:#ffd34e;--focus-ink:#191b22;--star:#22305c;
--good:#00603a;--good-wash:#e6f4ec;--wait:#7a4a00;--wait-wash:#fdf3dc;--bad:#a3122a;--bad-wash:#fcebec;--none:#454c5c;--none-wash:#eceff4;
--page:72rem;--text:system-ui,-apple-system,"Segoe UI",sans-serif;
--mono:ui-monospace,"SFMono-Regular",Consolas,"BIZ UDGothic","Noto Sans Mono CJK JP",monospace}
:lang(ja){--text:"Hiragino Sans","BIZ UDPGothic","Noto Sans JP","Noto Sans CJK JP","Yu Gothic UI",Meiryo,system-ui,sans-serif}
@media screen and (prefers-color-scheme:dark){:root{--paper:#12141b;--wash:#1b1e28;--ink:#e9ebf1;--soft:#a9b0c0;--line:#333949;--strong-line:#7f889b;
--brand:#1d2747;--on-brand:#eef1f8;--link:#8fbcff;--link-hover:#bcd7ff;--on-link:#12141b;--focus-ink:#12141b;--star:#c9d4f5;
--good:#7fd8a8;--good-wash:#142a20;--wait:#f0c268;--wait-wash:#2d2413;--bad:#ff9ca3;--bad-wash:#331a1e;--none:#b9c0cf;--none-wash:#232734}}
)css";

}  // namespace hoshi::public_register
