// The style sheet of the HTML report.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace hoshi::documents {

inline constexpr std::string_view report_style = R"css(
:root{--ink:#1b1f24;--soft:#57606a;--line:#d8dee4;--paper:#fff;--wash:#f6f8fa;--pass:#116329;--pass-wash:#dafbe1;
--fail:#a40e26;--fail-wash:#ffebe9;--hold:#7d4e00;--hold-wash:#fff8c5;--none:#57606a;--none-wash:#eaeef2;--link:#0550ae}
@media (prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#9198a1;--line:#3d444d;--paper:#0d1117;--wash:#151b23;
--pass:#7ee787;--pass-wash:#12261e;--fail:#ffa198;--fail-wash:#2d1215;--hold:#e3b341;--hold-wash:#272115;
--none:#9198a1;--none-wash:#212830;--link:#79c0ff}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);line-height:1.7;font-size:16px;
font-family:"BIZ UDPGothic","Hiragino Sans","Noto Sans CJK JP","Noto Sans JP",system-ui,sans-serif}
main{max-width:62rem;margin:0 auto;padding:2.5rem 1.25rem 4rem}
h1{font-size:1.65rem;line-height:1.35;margin:0 0 .25rem}h2{font-size:1.2rem;margin:3rem 0 .75rem;padding-bottom:.3rem;
border-bottom:2px solid var(--line)}h3{font-size:1.06rem;margin:0}h4{font-size:.9rem;margin:1.1rem 0 .3rem;color:var(--soft)}
p{margin:.4rem 0}a{color:var(--link)}.soft{color:var(--soft)}.small{font-size:.86rem}
.hero{display:flex;flex-wrap:wrap;gap:1rem;align-items:center;padding:1.1rem 1.25rem;border-radius:10px;margin:1.25rem 0 .5rem}
.hero b{font-size:1.5rem}
.verdict{display:inline-block;white-space:nowrap;border-radius:999px;padding:.05rem .7rem;font-weight:700;font-size:.9rem}
.pass,.accepted_by_recognition{color:var(--pass);background:var(--pass-wash)}
.fail{color:var(--fail);background:var(--fail-wash)}.inconclusive{color:var(--hold);background:var(--hold-wash)}
.not_applicable{color:var(--none);background:var(--none-wash)}
table{border-collapse:collapse;width:100%;font-size:.94rem}th,td{text-align:left;vertical-align:top;padding:.5rem .6rem;
border-bottom:1px solid var(--line)}th{color:var(--soft);font-weight:600;font-size:.84rem}td.id{white-space:nowrap}
.scroll{overflow-x:auto}
.criterion{border:1px solid var(--line);border-radius:10px;margin:1rem 0;padding:1rem 1.25rem;break-inside:avoid-page}
.criterion>header{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:baseline;justify-content:space-between}
.item{border-left:3px solid var(--line);padding-left:.9rem;margin:.8rem 0}.check{margin:.7rem 0}
.check .why{margin-left:0}.uncounted{opacity:.62}
ul{margin:.3rem 0;padding-left:1.3rem}details{margin:.35rem 0}summary{cursor:pointer;color:var(--soft);font-size:.88rem}
code{font-family:ui-monospace,"Noto Sans Mono CJK JP",monospace;font-size:.82rem;overflow-wrap:anywhere}
.fact{padding:.35rem 0;border-bottom:1px dashed var(--line)}dl{display:grid;grid-template-columns:max-content 1fr;
gap:.3rem 1.2rem;margin:.6rem 0}dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
.curve{margin:.8rem 0;break-inside:avoid}.curve svg{width:100%;max-width:45rem;height:auto;display:block}
.curve .soft{grid-column:2}
.provisional{font-size:.82rem;color:var(--hold)}footer{margin-top:3rem;color:var(--soft);font-size:.86rem}
@media(max-width:40rem){dl{grid-template-columns:1fr}dt{margin-top:.4rem}main{padding:1.25rem .9rem 3rem}}
@media print{main{max-width:none;padding:0}details{display:block}.criterion{border-color:#999}body{font-size:11pt}}
)css";

}  // namespace hoshi::documents
