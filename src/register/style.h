// The style sheet of the public register: what follows the shared tokens in /static/register.css.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace hoshi::public_register {

// Stands after shared_tokens. Colours of a status come with a sign and a word.
inline constexpr std::string_view register_style = R"css(/* The public register of labels. SPDX-License-Identifier: Apache-2.0 */
*,*::before,*::after{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;min-height:100vh;display:flex;flex-direction:column;background:var(--paper);color:var(--ink);font-size:1.0625rem;line-height:1.75;overflow-wrap:anywhere;font-family:var(--text)}
:lang(ja){line-break:strict}:not(html):not(body)[lang=ja]{font-family:var(--text)}
h1:lang(ja),h2:lang(ja),h3:lang(ja),th:lang(ja),.verdict:lang(ja),main>p:lang(ja){word-break:auto-phrase}
h1,h2,h3{line-height:1.4;text-wrap:balance;font-weight:700}
h1{font-size:clamp(1.6rem,1.25rem + 1.6vw,2.25rem);margin:0;letter-spacing:.01em}
h2{font-size:1.3rem;margin:2.75rem 0 .75rem}
h3{font-size:1.0625rem;margin:1.25rem 0 .25rem}
p{margin:.5rem 0;max-width:44em;text-wrap:pretty}ul,ol{margin:.5rem 0;padding-left:1.4em}
a{color:var(--link);text-underline-offset:.18em;text-decoration-thickness:.06em}
a:hover{color:var(--link-hover);text-decoration-thickness:.14em}
:focus-visible{outline:3px solid var(--focus-ink);outline-offset:0;box-shadow:0 0 0 6px var(--focus);border-radius:2px}
.wide{width:100%;max-width:var(--page);margin:0 auto;padding:0 1.25rem}
.skip{position:absolute;left:-100vw;top:0;background:var(--focus);color:var(--focus-ink);padding:.6rem 1.2rem;z-index:1}
.skip:focus{left:0}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.soft{color:var(--soft)}.small{font-size:.9rem}.nowrap{white-space:nowrap}
svg.sign{width:1.2em;height:1.2em;flex:none;vertical-align:-.22em}
/* Head and foot */
.top{background:var(--brand);color:var(--on-brand)}
.top .wide{display:flex;flex-wrap:wrap;align-items:center;gap:.25rem 1rem;justify-content:space-between;padding-top:.9rem;padding-bottom:.9rem}
.top a{color:inherit}
.name{flex:1 1 17rem;min-width:0;display:inline-flex;align-items:center;gap:.7rem;font-weight:700;font-size:1.15rem;text-decoration:none;line-height:1.3}
.name:hover span{text-decoration:underline}
.name svg{width:2.1rem;height:2.1rem;flex:none}
.name small{display:block;font-weight:400;font-size:.82rem}
.who{display:flex;flex-wrap:wrap;gap:.1rem 1.25rem}.who a{padding:.4rem 0}
.menu{border-bottom:1px solid var(--line);background:var(--wash)}
.menu ul{list-style:none;display:flex;flex-wrap:wrap;gap:0 1.75rem;margin:0;padding:0}
.menu a{display:block;padding:.7rem 0 .55rem;color:var(--ink);text-decoration:none;border-bottom:.2rem solid transparent;font-size:1rem}
.menu a:hover{text-decoration:underline;color:var(--link-hover)}
.menu [aria-current]{border-color:var(--link);font-weight:700}
.crumbs ol{list-style:none;display:flex;flex-wrap:wrap;gap:.2rem .6rem;padding:0;margin:1rem 0 0;font-size:.92rem}
.crumbs li+li::before{content:"›";margin-right:.6rem;color:var(--soft)}
main{flex:1 0 auto;padding:1.25rem 0 4rem}
.foot{border-top:1px solid var(--line);background:var(--wash);padding:1.75rem 0 2.5rem;font-size:.92rem;color:var(--soft)}
.foot p{margin:.3rem 0;max-width:64em}.foot .links{display:flex;flex-wrap:wrap;gap:.2rem 1.5rem;margin-bottom:.75rem}
/* A label */
.lead{margin:1rem 0 0}.lead p{color:var(--soft);margin:.35rem 0 0}
.status{display:grid;grid-template-columns:1fr auto;gap:1rem 2.5rem;align-items:center;margin:1.5rem 0 0;padding:1.35rem 1.6rem;border-radius:.5rem;
border:1px solid var(--line);border-left:.5rem solid var(--tone);background:var(--tone-wash)}
.good{--tone:var(--good);--tone-wash:var(--good-wash)}.wait{--tone:var(--wait);--tone-wash:var(--wait-wash)}
.bad{--tone:var(--bad);--tone-wash:var(--bad-wash)}.none{--tone:var(--none);--tone-wash:var(--none-wash)}
.status h2{margin:0;font-size:.95rem;font-weight:400;color:var(--soft)}
.verdict{display:flex;align-items:center;gap:.6rem;font-size:clamp(1.4rem,1.2rem + 1vw,1.85rem);line-height:1.35;font-weight:700;color:var(--tone);margin:.1rem 0 .35rem}
.status p{margin:.2rem 0}.status .until{font-weight:700;color:var(--ink)}
.stars{display:inline-flex;gap:.15em;color:var(--star);vertical-align:-.12em}.stars svg{width:1.1em;height:1.1em}
.grade{text-align:center;padding:.2rem .5rem}.grade .stars{font-size:1.75rem}.grade b{display:block;font-size:1rem;margin-top:.2rem}.grade .number{display:block;color:var(--soft);font-size:.95rem}
.badge{display:inline-flex;white-space:nowrap;align-items:center;gap:.35em;color:var(--tone);background:var(--tone-wash);border:1px solid currentColor;border-radius:99rem;
padding:.05em .7em .05em .5em;font-size:.9rem;font-weight:700;line-height:1.5}
.facts{display:grid;grid-template-columns:minmax(9rem,15rem) 1fr;margin:.5rem 0 0;border-top:1px solid var(--line)}
.facts dt,.facts dd{padding:.7rem 0;border-bottom:1px solid var(--line);margin:0}
.facts dt{color:var(--soft);padding-right:1.5rem}
.number,.models{font-family:var(--mono);font-variant-numeric:tabular-nums}
.models{list-style:none;padding:0;margin:.75rem 0;display:flex;flex-wrap:wrap;gap:.5rem;line-height:1.5}
.models li{padding:.2rem .8rem;border:1px solid var(--line);border-radius:.3rem;background:var(--wash);white-space:pre-wrap}
.notice{border-left:.25rem solid var(--strong-line);padding:.1rem 0 .1rem 1rem;margin:.75rem 0}
.files{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.4rem 1.75rem}
/* Tables */
.scroll{overflow-x:auto;margin:1rem 0}
table{border-collapse:collapse;width:100%;font-size:1rem;line-height:1.55}
caption{text-align:left;color:var(--soft);font-size:.92rem;padding:0 0 .5rem}
th,td{text-align:left;vertical-align:top;padding:.7rem 1rem .7rem 0;border-bottom:1px solid var(--line)}
thead th{font-size:.9rem;color:var(--soft);font-weight:700;border-bottom:2px solid var(--strong-line);vertical-align:bottom}
tbody th{font-weight:400}
thead th[colspan]{text-align:left}.scroll caption{position:sticky;left:0;max-width:calc(100vw - 2rem)}
.scroll th{min-width:4.5rem;overflow-wrap:normal}.scroll tbody th[scope=row]{min-width:9rem}
.count{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}thead .count{white-space:normal}
tfoot th,tfoot td{font-weight:700;border-top:2px solid var(--strong-line)}
td.number{white-space:nowrap}td .soft{font-size:.92rem;display:block;text-wrap:pretty}
.cards th:nth-child(1){width:31%}.cards th:nth-child(2){width:14.5rem}.cards th:nth-child(4){width:21%}
.product a{font-weight:700}.product p{margin:.1rem 0 0;color:var(--soft);font-size:.92rem}
/* Search */
.search{background:var(--wash);border:1px solid var(--line);border-radius:.5rem;padding:1.1rem 1.25rem 1.25rem;margin:1.25rem 0 1.75rem;
display:grid;grid-template-columns:repeat(4,1fr);gap:.9rem 1rem;align-items:end}
.search .all{grid-column:1/-1}
label{display:block;font-weight:700;font-size:.95rem}.hint{font-weight:400;color:var(--soft);display:block;font-size:.9rem}
input,select,button{font:inherit;color:inherit;min-height:2.9rem;border-radius:.3rem}
input,select{width:100%;padding:.4rem .7rem;margin-top:.25rem;border:2px solid var(--strong-line);background:var(--paper)}
button{background:var(--link);color:var(--on-link);border:0;padding:.5rem 1.75rem;font-weight:700;cursor:pointer}
button:hover{background:var(--link-hover)}
.actions{display:flex;flex-wrap:wrap;gap:.5rem 1.25rem;align-items:center}
.result{font-weight:700;margin:1rem 0 .25rem}.follow{margin:-.75rem 0 1.25rem;font-size:.95rem}
.found-files{display:flex;flex-wrap:wrap;gap:.25rem 1.75rem;align-items:baseline;margin:1rem 0;color:var(--soft)}.found-files p,.found-files ul{margin:0}
.suggestions{font-size:1.1rem}.suggestions a{font-weight:700;margin-right:.75rem}
.nothing{border:1px dashed var(--strong-line);border-radius:.5rem;padding:1.25rem 1.5rem;margin:1.25rem 0}.nothing p{margin:.25rem 0}
.turn ul{list-style:none;display:flex;flex-wrap:wrap;gap:.4rem;padding:0;margin:1.5rem 0 0}
.turn a,.turn span{display:block;min-width:2.75rem;text-align:center;padding:.45rem .8rem;border:1px solid var(--line);border-radius:.3rem;text-decoration:none}
.turn a:hover{background:var(--wash);text-decoration:underline}
.turn [aria-current]{background:var(--brand);color:var(--on-brand);font-weight:700;border-color:var(--brand)}
.turn .gap{border:0;min-width:0;padding:.45rem .2rem}
@media (max-width:60rem){.search{grid-template-columns:1fr 1fr}}
@media (max-width:44rem){
.status{grid-template-columns:1fr;padding:1.1rem 1.1rem}.grade{text-align:left;padding:0;display:flex;gap:.8rem;align-items:center;flex-wrap:wrap}
.grade b{margin:0}.facts{grid-template-columns:1fr}.facts dt{border:0;padding:.7rem 0 0;font-size:.92rem}.facts dd{padding:.05rem 0 .7rem}
.cards thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.cards,.cards tbody,.cards tr,.cards td,.cards th,.cards caption{display:block}
.cards tbody th:nth-child(n){width:auto}
.cards tr{border:1px solid var(--line);border-radius:.5rem;padding:.75rem 1rem;margin:0 0 .75rem}
.cards td,.cards th{border:0;padding:.15rem 0}
.cards [data-label]::before{content:attr(data-label) ": ";color:var(--soft);font-size:.9rem;font-family:var(--text)}
.log thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}.log,.log tbody,.log caption{display:block}
.log tr{display:flex;flex-wrap:wrap;gap:.1rem .9rem;align-items:baseline;padding:.7rem 0;border-bottom:1px solid var(--line)}
.log td{border:0;padding:0}.log td:nth-child(n+3){flex:1 1 100%}
.menu ul{gap:0 1.25rem}}
@media (max-width:30rem){.search{grid-template-columns:1fr}.search .pair{grid-column:1}body{font-size:1rem}
.top .wide{padding-top:.6rem;padding-bottom:.5rem}.name{font-size:.95rem;gap:.55rem}.name svg{width:1.75rem;height:1.75rem}.menu ul{gap:0 1rem}.menu a{font-size:.95rem;padding:.5rem 0 .35rem}
.badge{white-space:normal}.wide{padding:0 1rem}button{width:100%}}
@media (prefers-reduced-motion:no-preference){a,button{transition:background-color .12s}}
@media (forced-colors:active){.status,.badge{border:2px solid}.stars{color:CanvasText}}
@page{margin:16mm}
@media print{.menu,.skip,.search,.turn,.who,.crumbs,.files,.found-files,.foot .links,.follow{display:none}.top{background:none;color:#000;border-bottom:1pt solid}.wide{max-width:none;padding:0}
html{font-size:9.5pt}body{display:block;font-size:1rem;line-height:1.5}h2:has(+.files+p),.files+p{display:none}main{padding:0}h1{font-size:18pt}h2{font-size:12pt;margin:14pt 0 4pt;break-after:avoid}.facts dt,.facts dd{padding:3pt 0}
.status,.facts dt,.facts dd,tr{break-inside:avoid}.status,.badge{print-color-adjust:exact;-webkit-print-color-adjust:exact}a{color:inherit}.foot{background:none;padding:8pt 0 0;font-size:8.5pt}}
)css";

}  // namespace hoshi::public_register
