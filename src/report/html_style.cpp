#include "html.hpp"

namespace timbre::report::html {

std::string_view style_sheet() {
  return R"css(:root {
  --paper: #ffffff; --panel: #f5f6f8; --line: #dfe3e8; --ink: #1b1f26; --soft: #5d6673;
  --train: #2b6cb0; --validate: #c2570c; --hit: 43 108 176; --miss: 194 87 12;
  --warn-paper: #fff4dc; --warn-line: #e2a93b; --warn-ink: #5c3d00; --deep-ink: #ffffff;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --paper: #14171c; --panel: #1d2128; --line: #343b45; --ink: #e6e9ee; --soft: #9aa4b2;
    --train: #6cb0f5; --validate: #f0985a; --hit: 76 148 222; --miss: 224 124 58;
    --warn-paper: #33270d; --warn-line: #a87a1f; --warn-ink: #f6dfae; --deep-ink: #0d1014;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
}
main { max-width: 1120px; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { margin: 0 0 .75rem; font-size: 2rem; line-height: 1.2; overflow-wrap: anywhere; }
h2 { margin: 2.5rem 0 .75rem; font-size: 1.2rem; }
h3 { margin: 0; font-size: .85rem; font-weight: 600; color: var(--soft); }
small { color: var(--soft); font-size: .85em; }
ul { margin: .5rem 0; padding-left: 1.25rem; }
li { overflow-wrap: anywhere; }
.facts { display: flex; flex-wrap: wrap; gap: .5rem 1.75rem; margin: 0; }
.facts dt { font-size: .8rem; color: var(--soft); }
.facts dd { margin: 0; overflow-wrap: anywhere; }
.banner {
  margin: 1.5rem 0 0; padding: .8rem 1rem; border-radius: 8px; border: 1px solid var(--warn-line);
  background: var(--warn-paper); color: var(--warn-ink); font-weight: 600;
}
.cards {
  display: grid; grid-template-columns: repeat(auto-fit, minmax(165px, 1fr)); gap: .75rem;
  margin-top: 1.5rem;
}
.card {
  display: flex; flex-direction: column; padding: .9rem 1rem; border-radius: 10px;
  background: var(--panel); border: 1px solid var(--line);
}
.card h3::first-letter { text-transform: uppercase; }
.card strong { font-size: 2rem; line-height: 1.25; font-variant-numeric: tabular-nums; }
.card span { font-size: .85rem; color: var(--soft); }
.card .document {
  margin-top: .5rem; padding-top: .45rem; border-top: 1px solid var(--line); color: var(--ink);
}
.source { margin: .5rem 0 0; font-size: .85rem; color: var(--soft); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem .45rem; text-align: right; border-bottom: 1px solid var(--line); }
th { vertical-align: bottom; font-weight: 600; color: var(--soft); }
th:first-child, td:first-child {
  position: sticky; left: 0; padding-left: 0; background: var(--paper);
}
.text { text-align: left; }
td { white-space: nowrap; }
.prose { white-space: normal; overflow-wrap: anywhere; min-width: 14rem; }
.summary td { font-weight: 600; }
.confusion th, .confusion td { border: 0; }
.confusion th { font-weight: 400; color: var(--ink); white-space: nowrap; }
.confusion .corner { font-size: .8rem; color: var(--soft); }
.confusion .tall { padding: .3rem 0; text-align: center; }
.confusion .tall span { display: inline-block; writing-mode: vertical-rl; transform: rotate(180deg); }
.confusion td {
  min-width: 3.1rem; padding: .45rem .25rem; text-align: center; border: 2px solid var(--paper);
  border-radius: 5px; background: var(--panel);
}
.confusion .none { color: var(--soft); }
.confusion .hit { background: rgb(var(--hit) / calc(.08 + .92 * var(--share))); }
.confusion .miss { background: rgb(var(--miss) / calc(.08 + .92 * var(--share))); }
.confusion .deep { color: var(--deep-ink); }
.trials {
  display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 460px), 1fr)); gap: .75rem;
}
figure {
  margin: 0; padding: .75rem; border: 1px solid var(--line); border-radius: 10px;
  background: var(--panel);
}
figcaption { margin-bottom: .25rem; font-size: .85rem; font-weight: 600; }
summary { font-size: .85rem; color: var(--soft); cursor: pointer; }
figure td:first-child, figure th:first-child { background: var(--panel); }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(200px, 1fr)); gap: .5rem; }
svg { display: block; width: 100%; height: auto; }
svg text { font-size: 10.5px; fill: var(--soft); }
svg .grid { stroke: var(--line); }
svg .best { stroke: var(--soft); stroke-dasharray: 3 3; }
svg polyline { fill: none; stroke-width: 1.8; stroke-linejoin: round; }
svg .train { stroke: var(--train); fill: var(--train); }
svg .validate { stroke: var(--validate); fill: var(--validate); }
.maps { grid-template-columns: repeat(auto-fill, minmax(min(100%, 500px), 1fr)); }
.map { min-width: 0; }
.map svg { min-width: 500px; }
.map circle { --colour: hsl(var(--hue) 70% var(--light)); fill: var(--colour); stroke: var(--panel); stroke-width: .5; }
.map .wrong { fill: none; stroke: var(--colour); stroke-width: 1.2; }
.map text, .map .key { paint-order: stroke; stroke: var(--panel); stroke-width: 3px; }
.map text { fill: var(--ink); }
.legend { margin: 0 0 .5rem; font-size: .85rem; color: var(--soft); }
.legend span { margin-right: 1rem; }
.legend span::before {
  content: ""; display: inline-block; width: 1.2rem; margin-right: .4rem; vertical-align: middle;
  border-top: 3px solid var(--train);
}
.legend .validate::before { border-color: var(--validate); }
.legend .best::before { border-top: 2px dashed var(--soft); }
.exhibits {
  margin-top: .75rem; display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 250px), 1fr)); gap: .75rem;
}
.exhibit { display: flex; flex-direction: column; gap: .5rem; }
.exhibit img { display: block; width: 100%; height: auto; border-radius: 5px; }
.exhibit audio { display: block; width: 100%; height: 2.4rem; }
.exhibit figcaption { margin: 0; font-weight: 400; overflow-wrap: anywhere; }
.exhibit small { display: block; margin-top: .15rem; }
.exhibit .missing { margin: 0; color: var(--soft); overflow-wrap: anywhere; }
.truth { color: var(--train); font-weight: 600; }
.guess { color: var(--validate); font-weight: 600; }
.files { columns: 15rem; font-size: .9rem; }
pre {
  margin: 0; padding: 1rem; max-height: 30rem; overflow: auto; border-radius: 10px;
  border: 1px solid var(--line); background: var(--panel);
  font: .82rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
}
@media (max-width: 600px) {
  main { padding: 1.25rem 1rem 3rem; }
  h1 { font-size: 1.5rem; }
  .cards { grid-template-columns: repeat(2, 1fr); }
  .card:first-child { grid-column: 1 / -1; }
  .card strong { font-size: 1.6rem; }
  .confusion td { min-width: 2.1rem; padding: .35rem .1rem; }
  .confusion th { font-size: .75rem; }
  .confusion .corner { font-size: .65rem; white-space: normal; }
}
@media print {
  :root { font-size: 10px; }
  .cards { grid-template-columns: repeat(5, 1fr); }
  main { max-width: none; padding: 0; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .card, figure, tr, .banner { break-inside: avoid; }
  h2 { break-after: avoid; }
  .scroll { overflow: visible; }
  .trials { grid-template-columns: 1fr 1fr; }
  .maps { grid-template-columns: 1fr; }
  .map svg { min-width: 0; }
  .exhibits { grid-template-columns: repeat(4, 1fr); }
  .exhibit audio { display: none; }
  .pair { grid-template-columns: 1fr 1fr; }
  pre { max-height: none; white-space: pre-wrap; overflow-wrap: anywhere; }
}
)css";
}

}  // namespace timbre::report::html
