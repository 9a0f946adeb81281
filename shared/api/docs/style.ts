/** The page's style. Colours keep a contrast of 7 to 1 at least, in light and dark. */
export const style = `
:root { color-scheme: light dark; --ink: #1a1a1a; --paper: #fff; --line: #767676; --soft: #f2f2f2; --link: #003d8f; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #f0f0f0; --paper: #121212; --line: #9a9a9a; --soft: #242424; --link: #a8cbff; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 70rem; padding: 1rem; color: var(--ink); background: var(--paper);
  font: 1rem/1.5 system-ui, sans-serif; }
a { color: var(--link); }
a:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -100vw; }
.skip:focus { position: static; }
code { padding: 0 .2em; background: var(--soft); font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
nav ul { padding-left: 1.2rem; }
article { margin: 1.5rem 0; padding: 0 1rem 1rem; border: 1px solid var(--line); border-radius: .5rem; }
table { width: 100%; border-collapse: collapse; }
th, td { overflow-wrap: anywhere; padding: .3rem .6rem; border: 1px solid var(--line); text-align: left; vertical-align: top; }
th { font-weight: 600; }
em { font-style: normal; font-size: .85em; }
dt { font-weight: 600; }
dd { margin: 0 0 .5rem 1.5rem; }
dd p { margin: 0; }
`;
