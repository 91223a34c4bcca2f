import { colourVariables } from '../figures/palette.js';
import { fontStack } from '../fonts/fontFiles.js';

/** The page's style: dark where the reader's system is, light on paper. */
export function styles(): string {
  return `:root{color-scheme:light;${colourVariables('light')};--panel:#f5f6f8;--safe:#11743d;--unsafe:#c0271c;--degenerate:#9a5200}
@media screen and (prefers-color-scheme:dark){:root{color-scheme:dark;${colourVariables('dark')};--panel:#1d2127;--safe:#63cf8b;--unsafe:#ff8378;--degenerate:#efb056}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-padding-top:1rem}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.55 ${fontStack};overflow-wrap:break-word}
.skip{position:absolute;left:-100vw}
.skip:focus{left:1rem;top:1rem;background:var(--paper);padding:.5rem 1rem;z-index:1}
header,main,footer,body>nav{max-width:76rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:2rem}
h1{font-size:1.9rem;line-height:1.2;margin:0 0 .5rem}
h2{font-size:1.45rem;line-height:1.25;margin:3.5rem 0 .75rem;padding-top:1rem;border-top:1px solid var(--grid)}
h3{font-size:1.1rem;line-height:1.35;margin:2.25rem 0 .5rem}
h4{font-size:1rem;margin:1.5rem 0 .25rem}
p,ul{max-width:46rem}
a{color:var(--blue)}
:focus-visible{outline:3px solid var(--blue);outline-offset:2px}
code{font-size:.9em}
.lead{color:var(--muted);margin:.25rem 0}
nav ul{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.25rem 1.1rem;max-width:none}
nav a{display:inline-block;padding:.2rem 0}
.outcome{border-left:5px solid var(--blue);background:var(--panel);padding:.75rem 1.1rem;max-width:52rem}
.outcome p{margin:.4rem 0}
.outcome .verdict{font-weight:700;font-size:1.15rem}
.notice{border-left:5px solid var(--orange);background:var(--panel);padding:.6rem 1.1rem;max-width:52rem}
.facts{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1.25rem;max-width:60rem;margin:1rem 0}
.facts dt{color:var(--muted)}
.facts dd{margin:0;min-width:0}
figure{margin:0}
.panels{display:grid;gap:.5rem 1.25rem;grid-template-columns:minmax(0,30rem)}
@media (min-width:44rem){.columns-2{grid-template-columns:repeat(2,minmax(0,30rem))}}
@media (min-width:62rem){.columns-3{grid-template-columns:repeat(3,minmax(0,30rem))}}
.panel-title{font-weight:700;font-size:.9rem;margin:.25rem 0}
.panel svg{display:block;width:100%;height:auto}
.legend{list-style:none;padding:0;margin:.5rem 0;display:flex;flex-wrap:wrap;gap:.15rem 1.25rem;font-size:.9rem;max-width:none}
.legend li{display:flex;align-items:center;gap:.4rem}
.legend svg{flex:none}
figcaption,.files,.source{color:var(--muted);font-size:.9rem}
figcaption{max-width:52rem}
.files{margin:.4rem 0 0}
.paper-says{font-size:.9rem;margin:.5rem 0}
.paper-says p,.paper-says ul{margin:.25rem 0}
details{margin:.6rem 0}
summary{cursor:pointer;padding:.25rem 0}
.scroll{overflow:auto;max-height:34rem;border:1px solid var(--grid);margin:.5rem 0}
table{border-collapse:collapse;font-size:.85rem;width:100%}
caption{text-align:left;padding:.5rem .6rem;color:var(--muted)}
th,td{padding:.3rem .6rem;text-align:left;vertical-align:top;border-bottom:1px solid var(--grid)}
thead th{position:sticky;top:0;background:var(--panel)}
tbody th{font-weight:400}
td.number,th.number{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
.filters{display:flex;flex-wrap:wrap;gap:.75rem 1rem;border:1px solid var(--grid);padding:.9rem 1rem;margin:1rem 0}
.filter{display:flex;flex-direction:column;gap:.15rem;flex:1 1 9rem;max-width:16rem}
.filter label{font-size:.85rem;color:var(--muted)}
select,input,button{font:inherit;color:var(--ink);background:var(--paper);border:1px solid var(--muted);border-radius:4px;padding:.35rem .5rem;min-height:2.4rem;max-width:100%}
button{cursor:pointer;padding:.35rem .9rem}
button:disabled{color:var(--muted);cursor:default}
.filters .reset{align-self:flex-end;margin:0}
.pages{display:flex;flex-wrap:wrap;gap:.75rem;align-items:center;margin:1rem 0}
.pages p{margin:0}
.sample{border:1px solid var(--grid);margin:1rem 0;padding:.25rem 1rem .75rem}
.sample h3{margin:.6rem 0}
.text{white-space:pre-wrap;background:var(--panel);padding:.6rem .8rem;margin:.35rem 0;max-height:30rem;overflow:auto;font-size:.92rem}
.answers{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,19rem),1fr));gap:0 1.25rem}
.answers>div{min-width:0}
.verdicts{list-style:none;padding:0;margin:.25rem 0;font-size:.9rem}
.verdicts .safe{color:var(--safe)}
.verdicts .unsafe{color:var(--unsafe)}
.verdicts .degenerate{color:var(--degenerate)}
.rationale{color:var(--muted);font-size:.9rem;margin:.35rem 0}
footer{padding-top:2rem;padding-bottom:3rem;color:var(--muted);font-size:.9rem}
@media (max-width:40rem){.facts{grid-template-columns:1fr;gap:0}.facts dd{margin-bottom:.5rem}h1{font-size:1.5rem}h2{font-size:1.25rem}}
@media print{body{font-size:10pt}nav,.skip,.filters,.pages,#sample-list,.figure details{display:none}.figure,figure,.panel,tr{break-inside:avoid}h2,h3{break-after:avoid}.scroll{overflow:visible;max-height:none;border:0}.panels{grid-template-columns:1fr 1fr}header,main,footer{max-width:none;padding:0}}
`;
}
