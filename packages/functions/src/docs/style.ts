/** The documentation's look: readable from 320 px on, light and dark as the reader's system has it. */
export const style = `
:root { --bg: #fff; --text: #1c2024; --muted: #5b6470; --line: #e2e5e9; --soft: #f5f6f8; --accent: #0b6b63;
  --get: #0b5cad; --post: #18713a; --patch: #8a5a00; --put: #8a5a00; --delete: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --bg: #111417; --text: #e6e9ec; --muted: #9aa4af; --line: #2a3037; --soft: #1a1f24;
  --accent: #5fd0c3; --get: #7db8ff; --post: #6fd08f; --patch: #e3b341; --put: #e3b341; --delete: #ff8f87; } }
* { box-sizing: border-box; }
html { scroll-padding-top: 4.5rem; }
body { margin: 0; background: var(--bg); color: var(--text); font: 15px/1.6 system-ui, sans-serif;
  display: grid; grid-template-columns: 17rem minmax(0, 1fr); }
a { color: var(--accent); text-underline-offset: 2px; }
a:focus-visible, button:focus-visible, summary:focus-visible, pre:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.skip { position: absolute; left: -999px; } .skip:focus { left: 1rem; top: .5rem; z-index: 3; background: var(--bg); padding: .25rem .5rem; }
header { grid-column: 1 / -1; position: sticky; top: 0; z-index: 2; display: flex; justify-content: space-between; align-items: center;
  gap: 1rem; padding: .75rem 1.5rem; background: var(--bg); border-bottom: 1px solid var(--line); }
.brand { font-weight: 650; color: inherit; text-decoration: none; }
nav { position: sticky; top: 3.2rem; height: calc(100vh - 3.2rem); overflow-y: auto; padding: 1rem 1rem 3rem 1.5rem;
  border-right: 1px solid var(--line); font-size: 13.5px; }
nav summary { display: none; }
nav p { margin: 1rem 0 .25rem; font-weight: 600; } nav p:first-of-type { margin-top: 0; }
nav ul { list-style: none; margin: 0; padding: 0; }
nav li a { display: flex; gap: .5rem; align-items: baseline; padding: .2rem 0; color: var(--muted); text-decoration: none; overflow-wrap: anywhere; }
nav li a:hover { color: var(--text); }
main { padding: 1.5rem 2rem 6rem; max-width: 90rem; min-width: 0; }
h1 { margin: 0 0 .5rem; font-size: 1.75rem; line-height: 1.2; letter-spacing: -.01em; }
h2 { margin: 3rem 0 .5rem; font-size: 1.3rem; } h3 { margin: 0 0 .25rem; font-size: 1.05rem; } h4 { margin: 1.25rem 0 .25rem; font-size: .9rem; }
h3 a { color: inherit; text-decoration: none; } h3 a:hover { text-decoration: underline; }
p { margin: .5rem 0; max-width: 46rem; } .lead { color: var(--muted); }
code, pre { font-family: ui-monospace, "SF Mono", Menlo, Consolas, monospace; font-size: .88em; }
:not(pre) > code { background: var(--soft); border-radius: 4px; padding: .1em .3em; overflow-wrap: anywhere; }
.tag { border-top: 1px solid var(--line); margin-top: 3rem; } .tag > h2 { margin-top: 1.5rem; }
.tag > section { padding: 1.5rem 0; } .tag > section + section { border-top: 1px solid var(--line); }
.signature { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; max-width: none; }
.method { font: 600 11px/1 ui-monospace, Menlo, Consolas, monospace; flex: none; } .signature .method { font-size: 13px; }
nav .method { width: 3.2rem; }
.get { color: var(--get); } .post { color: var(--post); } .patch { color: var(--patch); } .put { color: var(--put); } .delete { color: var(--delete); }
.open { color: var(--muted); font-size: 13px; }
.columns { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 2rem; }
.fields { margin: 0; } .fields > div { padding: .45rem 0; border-top: 1px solid var(--line); } .fields > div:first-child { border-top: 0; }
.fields dd { margin: 0; color: var(--muted); } .fields dd > .fields { margin: .35rem 0 0; padding-left: .9rem; border-left: 2px solid var(--line); color: var(--text); }
.fields code.name { background: none; padding: 0; font-weight: 600; }
.kind { color: var(--muted); font-size: 13px; } .required { color: var(--delete); font-size: 12px; }
.code { position: relative; margin: .5rem 0; }
pre { margin: 0; padding: .9rem 1rem; background: var(--soft); border: 1px solid var(--line); border-radius: 8px; overflow: auto; max-height: 32rem; line-height: 1.5; }
.copy { position: absolute; top: .5rem; right: .5rem; font: inherit; font-size: 12px; padding: .1rem .5rem; color: var(--muted); background: var(--bg);
  border: 1px solid var(--line); border-radius: 6px; cursor: pointer; }
.copy:hover { color: var(--text); }
.status { margin: .75rem 0 0; font-size: 13px; font-weight: 600; color: var(--muted); }
table { border-collapse: collapse; } th, td { text-align: left; padding: .3rem 1.5rem .3rem 0; border-bottom: 1px solid var(--line); }
:target > h3, :target > h2 { background: linear-gradient(var(--accent), var(--accent)) 0 50% / 3px 100% no-repeat; padding-left: .6rem; }
@media (max-width: 70rem) { .columns { grid-template-columns: minmax(0, 1fr); gap: 0; } }
@media (max-width: 52rem) { body { display: block; } header { padding: .6rem 1rem; } main { padding: 1rem 1rem 4rem; }
  nav { position: static; height: auto; padding: .5rem 1rem; border-right: 0; border-bottom: 1px solid var(--line); }
  nav summary { display: list-item; cursor: pointer; font-weight: 600; padding: .35rem 0; } nav li a { padding: .45rem 0; } }
@media print { nav, header, .copy { display: none !important; } body { display: block; } }
`;
